import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { eachKey, hashed, hashKey, hashOne, hasHashed, KeySetWriter } from '../../../engine/rules/index.ts';

const value = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.double(), fc.integer(), fc.uint8Array(), fc.constant(null));

test('a key of one value has the same hash however it is handed over', () => {
  fc.assert(
    fc.property(value, fc.boolean(), (one, strict) => {
      hashKey([one], strict);
      const gathered = { ...hashed };
      hashOne(one, strict);
      assert.deepEqual({ ...hashed }, gathered);
      assert.notEqual(hashed.low, 0);
    }),
  );
});

test('a set that grows holds every key it was given, once, and no other', () =>
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 5000 }), { maxLength: 6000 }), (numbers) => {
      const writer = new KeySetWriter();
      const added = new Set<number>();
      for (const n of numbers) {
        hashOne(`key ${n}`, true);
        const { high, low } = hashed;
        assert.equal(writer.add(), !added.has(n));
        added.add(n);
        assert.deepEqual([hashed.high, hashed.low], [high, low]);
      }
      const set = writer.finish();
      const known = new Set(numbers);
      for (let n = 0; n <= 5000; n += 7) {
        hashOne(`key ${n}`, true);
        assert.equal(hasHashed(set), known.has(n));
      }
      for (const stretches of [1, 8, 64]) {
        const keys = new Set<string>();
        for (let stretch = 0; stretch < stretches; stretch++)
          eachKey(set, stretch, stretches, (high, low) => {
            assert.equal(Math.floor((high / 2 ** 32) * stretches), stretch);
            keys.add(`${high} ${low}`);
          });
        assert.equal(keys.size, known.size);
      }
    }),
    { seed: 20_260_630, numRuns: 20 },
  ));
