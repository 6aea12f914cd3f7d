import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hashed, hashKey, hashOne } from '../../../engine/rules/index.ts';

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
