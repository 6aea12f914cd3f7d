/** Packed records come back word by word, whatever they hold. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { packWords, unpackWords } from '../../../base/packed-words.ts';
import { propertyRuns } from '../../support/property.ts';

const word = fc.oneof(
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  fc.constantFrom(0, 1, -1, 2 ** 31 - 1, -(2 ** 31), 0x7ff80000),
  fc.integer({ min: 0, max: 20 }),
);
/** A word of every record: anything, a slow rise, few values, or multiples of a power of two. */
const column = fc.oneof(
  fc.array(word, { minLength: 1, maxLength: 200 }),
  fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 1, maxLength: 200 }).map((steps) => {
    let sum = 2 ** 31 - 500;
    return steps.map((step) => (sum = (sum + step) | 0));
  }),
  fc
    .tuple(fc.array(word, { minLength: 1, maxLength: 16 }), fc.array(fc.nat(15), { minLength: 1, maxLength: 200 }))
    .map(([list, places]) => places.map((place) => list[place % list.length] ?? 0)),
  fc.tuple(fc.nat(31), fc.array(word, { minLength: 1, maxLength: 200 })).map(([shift, list]) => list.map((value) => value << shift)),
);

test('any records', () => {
  fc.assert(
    fc.property(fc.array(column, { minLength: 1, maxLength: 6 }), fc.nat(3), (columns, before) => {
      const count = Math.min(...columns.map(({ length }) => length));
      const width = columns.length;
      const block = new Int32Array(count * width + 7).fill(99);
      for (let i = 0; i < count; i++) columns.forEach((list, w) => (block[i * width + w] = list[i] ?? 0));
      const packed = packWords(block, count * width, width);
      // as it may come out of a database
      const elsewhere = new Uint8Array(packed.length + before);
      elsewhere.set(packed, before);
      const back = new Int32Array(count * width + 7).fill(99);
      assert.equal(unpackWords(elsewhere.subarray(before), width, back), count * width);
      assert.deepEqual(back, block);
      assert.ok(packed.length <= (count * width + 1 + 3 * width) * 4);
    }),
    propertyRuns(300),
  );
});

test('hashes take their bits, first rows and counts next to none', () => {
  const block = new Int32Array(4096);
  for (let i = 0; i < 1024; i++)
    block.set([Math.imul(i, 0x9e3779b1) >>> 4, Math.imul(i, 0x85ebca6b), 5000 + i * 16 + (i % 7), (2 << 28) | 1], i * 4);
  assert.ok(packWords(block, 4096, 4).length < 1024 * 9);
});
