/** Rows that are nearly the same: known from how they were made, as each cell is a word written in some way. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readCoded } from '../../../engine/profile/structure/coded.ts';
import { findNearDuplicates, foldedText } from '../../../engine/profile/structure/near.ts';
import { importFile, scratch } from '../../support/batch.ts';
import { quietContext } from '../../support/intake.ts';
import { propertyRuns } from '../../support/property.ts';

/** Ways to write a word that all mean the same. */
const ways: readonly ((word: string) => string)[] = [
  (word) => word,
  (word) => word.toUpperCase(),
  (word) => ` ${word}　`,
  (word) => word.replace('区', '区 '),
  (word) => word.replace('区', '区，'),
  (word) => `（${word}）`,
  (word) => word.replace(/[a-z]/g, (c) => String.fromCodePoint((c.codePointAt(0) ?? 0) + 0xfee0)),
  (word) => word.replace('区', '区\u200b'),
];
const cell = fc.record({ word: fc.constantFrom('福田区ab', '福田区ac', '南山区x1', '罗湖区'), way: fc.nat(ways.length - 1) });
const written = ({ word, way }: { readonly word: string; readonly way: number }): string => ways[way]?.(word) ?? word;
const rowsOf = fc.array(fc.tuple(cell, cell, fc.integer({ min: 1, max: 2 }), fc.boolean()), { minLength: 1, maxLength: 12 });
/** So many rows that are like no other that the doubles among them are few. */
const OTHERS = 60;

test('groups, rows and share are those of the words, with and without a serial number', async () => {
  await fc.assert(
    fc.asyncProperty(rowsOf, fc.boolean(), async (rows, numbered) => {
      const texts = rows.map(([a, b, n, blank]) => [written(a), written(b), n, blank ? null : 'y'] as const);
      const words = rows.map(([a, b, n, blank]) => JSON.stringify([a.word, b.word, n, blank]));
      const others = Array.from({ length: OTHERS }, (_, i) => [`其他${i % 7}`, `处${i}`, i % 3, 'y'] as const);
      const all = [...texts, ...others];
      const place = scratch();
      try {
        const lines = all.map(([a, b, n, y], i) => JSON.stringify({ ...(numbered ? { no: `K${i}` } : {}), a, b, n, y }));
        const { file } = await importFile(place.file('rows.jsonl', lines.join('\n')), place.folder, { key: new Uint8Array(32).fill(1) });
        const coded = readCoded(file.parts, file.columns, quietContext);
        const found = findNearDuplicates(file.parts, file.columns, coded, quietContext);

        const byWord = Map.groupBy(words.keys(), (i) => words[i] ?? '');
        const groups = [...byWord.values()].filter(
          (group) => group.length > 1 && (numbered || new Set(group.map((i) => JSON.stringify(texts[i]))).size > 1),
        );
        const expected = groups
          .flat()
          .map((i) => i + 1)
          .toSorted((a, b) => a - b);
        assert.deepEqual(found?.listed ?? [], expected);
        if (!found) return;
        assert.deepEqual([found.groups, found.rows], [groups.length, expected.length]);
        assert.deepEqual(found.without, numbered ? ['no'] : []);
        assert.deepEqual(found.compared, ['a', 'b', 'n', 'y']);
      } finally {
        place.done();
      }
    }),
    propertyRuns(40),
  );
});

test('what tells numbers apart stays', () => {
  const apart = [
    ['1.5', '15'],
    ['-5', '5'],
    ['2024-1-11', '2024-11-1'],
    ['3号1栋', '31号栋'],
    ['3-1', '31'],
  ];
  for (const [a = '', b = ''] of apart) assert.notEqual(foldedText(a), foldedText(b));
  assert.equal(foldedText('Ａ·Ｂ（中 ）'), 'ab中');
});

test('columns that tell nothing apart are no doubles, and a name that is unique is compared', async () => {
  const place = scratch();
  try {
    const of = async (name: string, rows: readonly object[]) => {
      const { file } = await importFile(place.file(name, rows.map((row) => JSON.stringify(row)).join('\n')), place.folder, {
        key: new Uint8Array(32).fill(1),
      });
      return findNearDuplicates(file.parts, file.columns, readCoded(file.parts, file.columns, quietContext), quietContext);
    };
    assert.equal(
      await of(
        'few.jsonl',
        Array.from({ length: 50 }, (_, i) => ({ no: i, sex: i % 2, area: 'x', kind: 'y' })),
      ),
      null,
    );
    const named = Array.from({ length: 50 }, (_, i) => ({ no: i, name: `人${i}`, area: `甲${i % 5}`, kind: 'y' }));
    assert.equal(await of('named.jsonl', named), null);
    const twice = await of('twice.jsonl', [...named, { no: 99, name: '人7', area: '甲2', kind: 'y' }]);
    assert.deepEqual([twice?.without, twice?.listed], [['no'], [8, 51]]);
  } finally {
    place.done();
  }
});
