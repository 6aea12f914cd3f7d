import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hashed, hashKey, hashOne, hasHashed, KeySetWriter } from '../../../engine/rules/index.ts';

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
      for (const n of numbers) {
        hashOne(`key ${n}`, true);
        const { high, low } = hashed;
        writer.add();
        assert.deepEqual([hashed.high, hashed.low], [high, low]);
      }
      const set = writer.finish();
      const known = new Set(numbers);
      for (let n = 0; n <= 5000; n += 7) {
        hashOne(`key ${n}`, true);
        assert.equal(hasHashed(set), known.has(n));
      }
      let count = 0;
      for (let i = 1; i < set.slots.length; i += 2) if (set.slots[i] !== 0) count++;
      assert.equal(count, known.size);
    }),
    { seed: 20_260_630, numRuns: 20 },
  ));
