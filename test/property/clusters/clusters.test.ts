/** Laws of clusters: disjoint, only values of the column, whatever the order of the rows; keys and pairs against a second computation. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { clusterMethods } from '../../../contract/methods/clusters.ts';
import { findClusters } from '../../../engine/clusters/index.ts';
import { groupSpellings } from '../../../engine/clusters/group.ts';
import { clusterKinds } from '../../../engine/clusters/kinds/index.ts';
import { editsBetween, isSlip, similarPairs } from '../../../engine/clusters/similar.ts';
import { importFile, scratch } from '../../support/batch.ts';
import { quietContext } from '../../support/intake.ts';
import { propertyRuns } from '../../support/property.ts';

const silent = (): void => undefined;
const piece = fc.constantFrom(
  '广',
  '廣',
  '州',
  '局',
  '公司',
  '有限公司',
  '东',
  '西',
  '一',
  '二',
  '十',
  '3',
  '３',
  '12',
  'A',
  'a',
  'Ａ',
  'b',
  'Ltd',
  ' ',
  '\u3000',
  '\u200b',
  '(',
  '）',
  '、',
  ',',
  '.',
  '-',
  '#',
  '?',
);
const text = fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => pieces.join(''));
const column = fc.uniqueArray(fc.tuple(text, fc.integer({ min: 1, max: 30 })), { selector: ([value]) => value, maxLength: 40 });
const counted = (pairs: readonly (readonly [string, number])[]) => pairs.map(([value, count], i) => ({ value, count, row: i + 1 }));

test('clusters are disjoint, of values of the column, led by a most frequent one, and the same in any order', () => {
  fc.assert(
    fc.property(
      column,
      fc.constantFrom(...clusterMethods),
      fc.constantFrom(0.7, 0.85),
      fc.infiniteStream(fc.nat()),
      (pairs, method, similarity, random) => {
        const values = counted(pairs);
        const { found, unfit } = groupSpellings(clusterKinds[method], values, similarity, silent);
        const seen = found.flatMap((one) => one.values);
        assert.equal(new Set(seen.map(({ value }) => value)).size, seen.length);
        for (const one of seen) assert.ok(values.includes(one));
        for (const one of found) {
          assert.ok(one.values.length > 1);
          assert.ok(one.values.every(({ count }) => count <= (one.values[0]?.count ?? 0)));
        }
        assert.ok(seen.length + unfit <= values.length);
        const shuffled = values
          .map((one) => ({ one, at: random.next().value }))
          .sort((a, b) => a.at - b.at)
          .map(({ one }) => one);
        assert.deepEqual(groupSpellings(clusterKinds[method], shuffled, similarity, silent), { found, unfit });
      },
    ),
    propertyRuns(400),
  );
});

/** What `form` leaves of a text of the pieces above, character by character. */
function formByHand(value: string): string | null {
  const same: Readonly<Record<string, string>> = { 廣: '广', '３': '3', A: 'a', Ａ: 'a', L: 'l' };
  const kept = '广州局公司有限东西一二十312ab#ltd';
  const chars = [...value].map((c) => same[c] ?? c).filter((c) => c !== '\u200b');
  let out = '';
  let gap = '';
  for (const c of chars) {
    if (!kept.includes(c)) {
      gap += c === '\u3000' ? ' ' : c === '）' ? ')' : c;
      continue;
    }
    const isDigit = '0123456789'.includes(c);
    if (gap.endsWith('?') && !isDigit && c !== '#') out += '?';
    else if (isDigit && gap !== '' && /\d$/.test(out)) out += gap === '.' ? '.' : '-';
    else if (isDigit && gap.endsWith('-') && out === '') out += '-';
    out += c;
    gap = '';
  }
  return /[^\d.#?-]/.test(out) ? out : null;
}

test('form: the same groups as a second computation makes', () => {
  fc.assert(
    fc.property(column, (pairs) => {
      const groups = new Map<string, string[]>();
      for (const [value] of pairs) {
        const form = formByHand(value);
        if (form !== null) groups.set(form, [...(groups.get(form) ?? []), value]);
      }
      const expected = [...groups.values()].filter((group) => group.length > 1).map((group) => group.toSorted().join('\n'));
      const { found } = groupSpellings(clusterKinds.form, counted(pairs), 1, silent);
      assert.deepEqual(
        found
          .map(({ values }) =>
            values
              .map(({ value }) => value)
              .toSorted()
              .join('\n'),
          )
          .toSorted(),
        expected.toSorted(),
      );
    }),
    propertyRuns(400),
  );
});

test('width and what cannot be seen never count, in no method', () => {
  const wide = (value: string): string =>
    value
      .replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))
      .replaceAll(' ', '\u3000')
      .replace(/(?=公司|局)/g, '\u200b');
  fc.assert(
    fc.property(text, fc.constantFrom(...clusterMethods), (value, method) => {
      const kind = clusterKinds[method];
      const key = kind.how === 'key' ? kind.key : kind.form;
      assert.equal(key(wide(value)), key(value));
    }),
    propertyRuns(400),
  );
});

/** Optimal string alignment as the definition says it. */
function editsByHand(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  const [x, y] = [a.slice(1), b.slice(1)];
  if (a[0] === b[0]) return editsByHand(x, y);
  const swap = a.length > 1 && b.length > 1 && a[0] === b[1] && a[1] === b[0] ? [editsByHand(a.slice(2), b.slice(2))] : [];
  return 1 + Math.min(editsByHand(x, y), editsByHand(x, b), editsByHand(a, y), ...swap);
}

test('bounded edits are those of the definition', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 7 });
  fc.assert(
    fc.property(word, word, fc.integer({ min: 1, max: 3 }), (a, b, most) => {
      assert.equal(editsBetween([...a], [...b], most), Math.min(editsByHand(a, b), most + 1));
      assert.equal(isSlip([...a], [...b]), isSlip([...b], [...a]));
    }),
    propertyRuns(400),
  );
});

test('similar pairs: none is missed by looking only at shared rare bigrams', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), minLength: 4, maxLength: 12 });
  // words and slips of them
  const near = fc
    .tuple(word, fc.nat(), fc.constantFrom('x', '', 'ab'))
    .map(([w, at, c]) => w.slice(0, at % w.length) + c + w.slice((at % w.length) + 1));
  fc.assert(
    fc.property(fc.uniqueArray(fc.oneof(word, near), { maxLength: 30 }), fc.constantFrom(0.7, 0.8, 0.9), (words, similarity) => {
      const expected: string[] = [];
      words.forEach((b, j) =>
        words.slice(0, j).forEach((a, i) => {
          const longer = Math.max(a.length, b.length);
          const most = Math.min(3, Math.floor((1 - similarity) * longer + 1e-9));
          const edits = editsBetween([...a], [...b], 4);
          if (edits <= most && isSlip([...a], [...b])) expected.push(`${i} ${j} ${1 - edits / longer}`);
        }),
      );
      const found = similarPairs(words, similarity, silent).map(({ a, b, similarity: like }) => `${a} ${b} ${like}`);
      assert.deepEqual(found.toSorted(), expected.toSorted());
    }),
    propertyRuns(300),
  );
});

test('numbers: whoever is together has the same digits in the same order', () => {
  const word = fc
    .array(fc.constantFrom('号楼', '区', 'road', 'tower', ' ', '-', '1', '2', '12', '３'), { minLength: 3, maxLength: 9 })
    .map((w) => w.join(''));
  const digits = (value: string): string => value.normalize('NFKC').match(/\d+/g)?.join(' ') ?? '';
  fc.assert(
    fc.property(
      fc.uniqueArray(word, { maxLength: 30 }),
      fc.constantFrom('form' as const, 'sound' as const, 'distance' as const),
      (words, method) => {
        const { found } = groupSpellings(clusterKinds[method], counted(words.map((w) => [w, 1] as const)), 0.7, silent);
        for (const { values } of found) assert.equal(new Set(values.map(({ value }) => digits(value))).size, 1);
      },
    ),
    propertyRuns(300),
  );
});

test('counts and first rows are those of the file, in several parts; what is no text, blank or too long is left out', async (t) => {
  const place = scratch();
  t.after(() => place.done());
  const value = (i: number): string =>
    i % 1000 === 7 ? 'x'.repeat(600) : i % 500 === 3 ? '天河區' : i % 3 === 0 ? '天河区' : i % 3 === 1 ? '  ' : `${i % 5}号`;
  const lines = Array.from({ length: 20_000 }, (_, i) => `${i},"${value(i)}"`);
  const path = place.file('t.csv', `编号,所在区\n${lines.join('\n')}\n`);
  const { file } = await importFile(path, place.folder, { stretches: 3 });
  assert.ok(file.parts.length > 1);
  const found = findClusters({ file, column: 1, method: 'form', similarity: 0.85, limit: 10 }, quietContext);
  const expected = new Map<string, { count: number; row: number }>();
  lines.forEach((_, i) => {
    const own = value(i);
    const known = expected.get(own);
    if (known) known.count++;
    else expected.set(own, { count: 1, row: i + 1 });
  });
  assert.deepEqual(
    found.clusters.map(({ values }) => values),
    [['天河区', '天河區'].map((one) => ({ value: one, ...expected.get(one) }))],
  );
  assert.deepEqual([found.distinct, found.longRows, found.total], [7, 20, 1]);
});
