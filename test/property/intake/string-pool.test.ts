import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { StringPool } from '../../../engine/intake/readers/sheets/string-pool.ts';
import { scratch } from '../../support/batch.ts';
import { propertyRuns } from '../../support/property.ts';

test('texts come back by their number, whatever their length and characters', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('', '福田', '𠮷'.repeat(50), 'x'.repeat(5_000_000), '字'.repeat(1_500_000)),
  );
  fc.assert(
    fc.property(fc.array(text, { maxLength: 40 }), fc.constantFrom(0, 1, 1_000), (texts, pagesHeld) => {
      const pool = new StringPool({ pagesHeld });
      for (const one of texts) pool.add(one);
      assert.equal(pool.size, texts.length);
      const numbers = [...texts.keys()];
      for (const order of [numbers, numbers.toReversed()]) for (const i of order) assert.equal(pool.at(i), texts[i]);
      for (const none of [-1, texts.length, 0.5, Number.NaN]) assert.equal(pool.at(none), undefined);
      pool.close();
    }),
    propertyRuns(30),
  );
});

test('what does not fit into memory stands encrypted in a file, may be asked for in any order and while more comes, and is taken away', () => {
  const { folder, left, done } = scratch();
  try {
    const pool = new StringPool({ scratch: folder, pagesHeld: 2 });
    const textOf = (i: number): string => `深圳市福田区第 ${i} 号`;
    for (let i = 0; i < 300_000; i++) {
      pool.add(textOf(i));
      const asked = Math.floor(i / 7) * 3;
      if (i % 1_000 === 0) assert.equal(pool.at(asked), textOf(asked));
    }
    for (let i = 0, at = 0; i < 20_000; i++, at = (at + 104_729) % 300_000) assert.equal(pool.at(at), textOf(at));
    assert.deepEqual(left(), ['texts']);
    const [store] = readdirSync(folder);
    assert.equal(readFileSync(join(folder, store ?? '', 'texts')).includes('福田区'), false);
    pool.close();
    assert.deepEqual(readdirSync(folder), []);
  } finally {
    done();
  }
});

test('a hundred thousand texts stand in several pages', () => {
  const pool = new StringPool();
  for (let i = 0; i < 200_000; i++) pool.add(`文本 ${i}`);
  for (const i of [0, 65_535, 65_536, 199_999]) assert.equal(pool.at(i), `文本 ${i}`);
});
