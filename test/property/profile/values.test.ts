/** Lengths, unusual characters and order of values against plain computations. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { gb18030Bytes } from '../../../base/text-size.ts';
import { columnOf } from '../../../engine/profile/cells.ts';
import { orderOf, OrderWatch } from '../../../engine/profile/order.ts';
import { TextSizes } from '../../../engine/profile/sizes.ts';
import { characterBits, characterKinds } from '../../../engine/table/index.ts';
import { propertyRuns } from '../../support/property.ts';

const text = fc.array(
  fc.constantFrom(
    'a',
    '9',
    ' ',
    '福',
    '〇',
    '，',
    '㐂',
    '𠮷',
    '龥',
    '\u9fa6',
    '９',
    'Ａ',
    '\u200b',
    '\ufeff',
    '\u0007',
    '\n',
    '\u3000',
    '\ue000',
    '\ufffd',
    '\ud800',
    'é',
    'ひ',
    '한',
    'Ж',
    '😀',
    '℃',
    '·',
    '\u{f0000}',
  ),
  { maxLength: 8 },
);

/** Every kind by the Unicode properties of single characters. */
const expected: Readonly<Record<string, RegExp>> = {
  replacement: /\ufffd/u,
  privateUse: /\p{Co}/u,
  unpaired: /\p{Cs}/u,
  control: /\u0007/u,
  zeroWidth: /[\u200b\ufeff]/u,
  lineBreak: /\n/u,
  otherSpace: /\u3000/u,
  fullWidth: /[９Ａ]/u,
  rareHan: /[㐂𠮷\u9fa6]/u,
  symbol: /[😀℃]/u,
  accented: /é/u,
  kana: /ひ/u,
  hangul: /한/u,
  otherScript: /Ж/u,
};

test('characters have their kinds', () => {
  fc.assert(
    fc.property(text, (chars) => {
      const value = chars.join('');
      const bits = characterBits(value);
      characterKinds.forEach((kind, i) =>
        assert.equal((bits & (1 << i)) !== 0, expected[kind]?.test(value), `${kind} in ${JSON.stringify(value)}`),
      );
    }),
    propertyRuns(500),
  );
});

test('lengths in characters and bytes are those of the encodings, and every occurrence counts', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ chars: text, count: fc.integer({ min: 1, max: 5 }), placed: fc.boolean() }), { minLength: 1 }),
      (values) => {
        const sizes = new TextSizes();
        values.forEach(({ chars, count, placed }, place) => {
          const value = chars.join('');
          if (placed) {
            sizes.measure(value, place);
            sizes.weigh(place, count);
          } else for (let i = 0; i < count; i++) sizes.measure(value, -1);
        });
        const all = values.map(({ chars }) => chars.join(''));
        const ends = (of: (value: string) => number) => ({ min: Math.min(...all.map(of)), max: Math.max(...all.map(of)) });
        const found = sizes.data();
        assert.deepEqual(
          { min: found.lengthMin, max: found.lengthMax },
          ends((value) => [...value].length),
        );
        assert.deepEqual(
          found.bytes.utf8,
          ends((value) => Buffer.byteLength(value)),
        );
        assert.deepEqual(found.bytes.gb18030, ends(gb18030Bytes));
        characterKinds.forEach((kind, i) =>
          assert.equal(
            found.characters[i],
            values.filter(({ chars }) => expected[kind]?.test(chars.join(''))).reduce((sum, { count }) => sum + count, 0),
            kind,
          ),
        );
      },
    ),
    propertyRuns(300),
  );
});

test('the order of a column is that of its values one after another, however it is cut into parts', () => {
  const cell = fc.option(
    fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 0, max: 6 }).map(String) }, { weight: 1, arbitrary: fc.constant('x') }),
  );
  fc.assert(
    fc.property(fc.array(cell, { maxLength: 7 }), fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 2 }), (cells, cuts) => {
      const bounds = [0, ...cuts.filter((cut) => cut <= cells.length).toSorted((a, b) => a - b), cells.length];
      const parts = bounds.slice(1).map((to, i) => {
        const watch = new OrderWatch();
        const from = bounds[i] ?? 0;
        watch.block(columnOf({ width: 1, rowCount: cells.length, cells }, from, 0), to - from);
        return watch.data();
      });
      const values = cells.filter((one) => one !== null);
      const steps = values.slice(1).map((value, i) => {
        const before = values[i] as string;
        const mixed = (before === 'x') !== (value === 'x');
        return mixed ? Number.NaN : value === before ? 0 : value > before ? 1 : -1;
      });
      const rising = steps.every((step) => step >= 0);
      const falling = steps.every((step) => step <= 0);
      const none = steps.length === 0 || rising === falling;
      assert.deepEqual(orderOf(parts), none ? null : { direction: rising ? 'rising' : 'falling', strict: !steps.includes(0) });
    }),
    propertyRuns(1000),
  );
});

test('numbers are ordered by size, not by their digits', () => {
  const watch = new OrderWatch();
  watch.block(columnOf({ width: 1, rowCount: 5, cells: ['9', null, '10', 11, 200n] }, 0, 0), 5);
  assert.deepEqual(orderOf([watch.data()]), { direction: 'rising', strict: true });
});
