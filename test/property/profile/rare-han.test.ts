/** Rare Chinese characters by block, against regular expressions of the ranges in the Unicode standard. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { TextSizes } from '../../../engine/profile/sizes.ts';
import { hasTrait } from '../../../engine/table/traits.ts';
import { type HanBlock, hanBlockOf, hanBlocks } from '../../../engine/table/han.ts';
import { propertyRuns } from '../../support/property.ts';

/** `Blocks.txt` of Unicode 17, written once more. */
const blocks: Readonly<Record<Exclude<HanBlock, 'hanOther'>, RegExp>> = {
  hanLate: /[龦-\u9fff]/u,
  hanA: /[㐀-䶿]/u,
  hanCompatibility: /[\uf900-\ufaff]/u,
  hanB: /[\u{20000}-\u{2a6df}]/u,
  hanC: /[\u{2a700}-\u{2b73f}]/u,
  hanD: /[\u{2b740}-\u{2b81f}]/u,
  hanE: /[\u{2b820}-\u{2ceaf}]/u,
  hanF: /[\u{2ceb0}-\u{2ebef}]/u,
  hanG: /[\u{30000}-\u{3134f}]/u,
  hanH: /[\u{31350}-\u{323af}]/u,
  hanI: /[\u{2ebf0}-\u{2ee5f}]/u,
  hanJ: /[\u{323b0}-\u{3347f}]/u,
  hanSupplement: /[\u{2f800}-\u{2fa1f}]/u,
};
const common = /[一-龥]/u;
const names = Object.keys(blocks) as (keyof typeof blocks)[];

test('every ideograph of the standard stands in exactly one block, as its property says', () => {
  const ideograph = /\p{Unified_Ideograph}/u;
  for (let point = 0x3400; point < 0x34000; point++) {
    const char = String.fromCodePoint(point);
    const found = hanBlocks[hanBlockOf(point)];
    const expected = names.filter((name) => blocks[name].test(char));
    assert.deepEqual(expected, found === 'hanOther' ? [] : [found], point.toString(16));
    // Han ideographs beyond the common ones are all in a named block
    if (ideograph.test(char) && !common.test(char)) assert.notEqual(found, 'hanOther', point.toString(16));
  }
});

const char = fc.oneof(
  fc.constantFrom(
    '中',
    'a',
    '1',
    ' ',
    '😀',
    '龥',
    '龦',
    '鿿',
    '𠮷',
    '\u{323af}',
    '\u{323b0}',
    '\ud842',
    '〡',
    '豈',
    '\u{2f800}',
    '\u{2a6e0}',
  ),
  fc.integer({ min: 0x3400, max: 0x33500 }).map((point) => String.fromCodePoint(point)),
);
const text = fc.array(char, { maxLength: 6 }).map((chars) => chars.join(''));

test('values are counted by block with all their occurrences, and rows of a block are those its expression finds', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ text, count: fc.integer({ min: 1, max: 5 }), placed: fc.boolean() })), (values) => {
      const sizes = new TextSizes();
      values.forEach((value, place) => sizes.measure(value.text, value.placed ? place : -1));
      values.forEach((value, place) => value.placed && sizes.weigh(place, value.count));
      const { rareHan } = sizes.data();
      for (const name of names) {
        const holds = values.filter((value) => blocks[name].test(value.text));
        const { values: counted, examples } = rareHan[hanBlocks.indexOf(name)] ?? { values: -1, examples: [] };
        assert.equal(
          counted,
          holds.reduce((sum, { count, placed }) => sum + (placed ? count : 1), 0),
          name,
        );
        const all = [...new Set(holds.flatMap((value) => [...value.text].filter((one) => blocks[name].test(one))))];
        assert.deepEqual(examples, all.slice(0, 3));
        for (const value of values) assert.equal(hasTrait(value.text, 'characters', name, {}), blocks[name].test(value.text) ? 1 : 0);
      }
    }),
    propertyRuns(300),
  );
});
