import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { StringPool } from '../../../engine/intake/readers/sheets/string-pool.ts';
import { propertyRuns } from '../../support/property.ts';

test('texts come back by their number, whatever their length and characters', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('', '福田', '𠮷'.repeat(50), 'x'.repeat(5_000_000), '字'.repeat(1_500_000)),
  );
  fc.assert(
    fc.property(fc.array(text, { maxLength: 40 }), (texts) => {
      const pool = new StringPool();
      for (const one of texts) pool.add(one);
      assert.equal(pool.size, texts.length);
      texts.forEach((one, i) => assert.equal(pool.at(i), one));
      for (const none of [-1, texts.length, 0.5, Number.NaN]) assert.equal(pool.at(none), undefined);
    }),
    propertyRuns(30),
  );
});

test('a hundred thousand texts stand in several pages', () => {
  const pool = new StringPool();
  for (let i = 0; i < 200_000; i++) pool.add(`文本 ${i}`);
  for (const i of [0, 65_535, 65_536, 199_999]) assert.equal(pool.at(i), `文本 ${i}`);
});
