import { test } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkRows, failedOf, testFolder, type TestCell, writeBatch } from '../../support/check.ts';
import { agrees, bad, dateOf, isNumber, runs, seed, table, text } from '../../support/rule-rows.ts';

test('not-null agrees with plain arrays', () => agrees({ kind: 'not-null', column: 'v' }, ([v]) => bad(v === null)));
test('not-blank agrees with plain arrays', () =>
  agrees({ kind: 'not-blank', column: 'v' }, ([v]) => bad(v === null || (typeof v === 'string' && v.trim() === ''))));
test('value-in-set agrees with plain arrays', () =>
  agrees({ kind: 'value-in-set', column: 'v', values: ['男', '女', 1, 'a'] }, ([v]) =>
    v === null || v === undefined ? 'skip' : bad(!['男', '女', '1', 'a', 1].includes(v)),
  ));
test('value-not-in-set agrees with plain arrays', () =>
  agrees({ kind: 'value-not-in-set', column: 'v', values: ['无', '0'] }, ([v]) =>
    v === null || v === undefined ? 'skip' : bad(v === '无' || v === '0'),
  ));
test('value-between agrees with plain arrays', () =>
  agrees({ kind: 'value-between', column: 'v', min: 0, max: 12, strictMin: true }, ([v]) =>
    v === null || v === undefined ? 'skip' : bad(!isNumber(v) || Number(v) <= 0 || Number(v) > 12),
  ));
test('value-length agrees with plain arrays', () =>
  agrees({ kind: 'value-length', column: 'v', min: 1, max: 2 }, ([v]) =>
    v === null || v === undefined ? 'skip' : bad(Array.from(text(v)).length < 1 || Array.from(text(v)).length > 2),
  ));
test('value-matches-regex agrees with the engine of the language', () =>
  agrees({ kind: 'value-matches-regex', column: 'v', patterns: ['^[0-9]{1,3}$', '^\\p{Script=Han}+$'] }, ([v]) =>
    v === null || v === undefined ? 'skip' : bad(!/^[0-9]{1,3}$|^\p{Script=Han}+$/u.test(text(v))),
  ));
test('value-type agrees with plain arrays', () =>
  agrees({ kind: 'value-type', column: 'v', type: 'integer' }, ([v]) =>
    v === null || v === undefined ? 'skip' : bad(typeof v === 'number' ? !Number.isInteger(v) : !/^\s*[+-]?\d+\s*$/.test(v)),
  ));
test('value-not-future agrees with plain arrays', () =>
  agrees({ kind: 'value-not-future', column: 'v', asOf: '2020-01-31' }, ([v]) =>
    v === null || v === undefined ? 'skip' : bad(dateOf(v) === null || (dateOf(v) ?? 0) > Date.UTC(2020, 0, 31)),
  ));
test('unique agrees with plain arrays', () =>
  agrees({ kind: 'unique', column: 'v' }, ([v], rows) =>
    v === null ? 'skip' : bad(rows.filter((r) => text(r[0] ?? null) === text(v ?? null) && r[0] !== null).length > 1),
  ));
test('compound-unique agrees with plain arrays', () =>
  agrees({ kind: 'compound-unique', columns: ['v', 'w'] }, (row, rows) =>
    row.every((v) => v === null)
      ? 'skip'
      : bad(rows.filter((r) => r.every((v, i) => (v === null) === (row[i] === null) && text(v) === text(row[i] ?? null))).length > 1),
  ));
test('functional-dependency agrees with plain arrays', () =>
  agrees({ kind: 'functional-dependency', determinant: ['v'], dependent: 'w' }, ([v = null, w = null], rows) => {
    if (v === null || w === null) return 'skip';
    const group = rows.filter(([a = null, b = null]) => a !== null && b !== null && text(a) === text(v)).map(([, b = null]) => text(b));
    const count = (value: string | null): number => group.filter((b) => b === value).length;
    const most = Math.max(...group.map(count));
    const commonest = new Set(group.filter((b) => count(b) === most));
    return bad(commonest.size > 1 || !commonest.has(text(w)));
  }));
test('primary-key agrees with plain arrays', () =>
  agrees({ kind: 'primary-key', columns: ['v', 'w'] }, (row, rows) =>
    bad(
      row.includes(null) ||
        rows.filter((r) => r.every((v, i) => (v === null) === (row[i] === null) && text(v) === text(row[i] ?? null))).length > 1,
    ),
  ));
test('pair-equal agrees with plain arrays', () =>
  agrees({ kind: 'pair-equal', a: 'v', b: 'w' }, ([v, w]) => (v === null && w === null ? 'skip' : bad(v !== w))));
test('date-order agrees with plain arrays', () =>
  agrees({ kind: 'date-order', columns: ['v', 'w'] }, ([v = null, w = null]) =>
    v === null || w === null ? 'skip' : bad(dateOf(v) === null || dateOf(w) === null || (dateOf(v) ?? 0) > (dateOf(w) ?? 0)),
  ));
test('value-monotonic agrees with plain arrays', () => {
  const key = (v: TestCell): string | number | null => (v === null ? null : isNumber(v) ? Number(v) : v);
  return agrees({ kind: 'value-monotonic', column: 'v' }, ([v = null], rows, i) => {
    if (v === null) return 'skip';
    const before = rows
      .slice(0, i)
      .map((r) => key(r[0] ?? null))
      .filter((k) => k !== null)
      .at(-1);
    const now = key(v);
    return bad(before !== undefined && now !== null && (typeof before !== typeof now || now < before));
  });
});
test('a filter chooses rows before anything else, and a filtered rule agrees with plain arrays', () =>
  fc.assert(
    fc.asyncProperty(table, async (rows) => {
      const run = await checkRows(['v', 'w'], rows, [
        { kind: 'value-length', column: 'v', max: 1, where: "w = 'a' OR w IS NULL" },
        { kind: 'row-count', where: "w = 'a'", min: 0 },
      ]);
      const chosen = rows.map(([, w]) => w === 'a' || w === null);
      assert.deepEqual(
        failedOf(run),
        rows.flatMap(([v], i) => (chosen[i] && v !== null && Array.from(text(v)).length > 1 ? [i] : [])),
      );
      assert.equal(run.results[0]?.evaluated, rows.filter(([v], i) => chosen[i] && v !== null).length);
      assert.equal(run.results[1]?.observed, rows.filter(([, w]) => w === 'a').length);
    }),
    runs,
  ));
test('many rules in one scan give what each gives alone', () =>
  fc.assert(
    fc.asyncProperty(table, async (rows) => {
      const rules = [
        { id: '1', kind: 'not-null', column: 'v' },
        { id: '2', kind: 'unique', column: 'w' },
        { id: '3', kind: 'value-matches-regex', column: 'v', patterns: ['[0-9]'] },
        { id: '4', kind: 'value-between', column: 'w', min: 0 },
        { id: '5', kind: 'value-type', column: 'v', type: 'date', where: "w <> 'a'" },
        { id: '6', kind: 'column-stat', column: 'v', stat: 'median', min: 0 },
        { id: '7', kind: 'value-zscore-below', column: 'w', limit: 1 },
        { id: '8', kind: 'compound-unique', columns: ['v', 'w'], where: 'v IS NOT NULL' },
      ];
      const together = await checkRows(['v', 'w'], rows, rules, {
        partSizes: [Math.floor(rows.length / 3), rows.length - Math.floor(rows.length / 3)],
      });
      for (const [i, rule] of rules.entries()) {
        const alone = await checkRows(['v', 'w'], rows, [rule]);
        assert.deepEqual(failedOf(together, i), failedOf(alone), rule.kind);
        const { findings: _a, observed: x, learned: _l, ...left } = together.results[i] ?? assert.fail();
        const { findings: _b, observed: y, learned: _m, ...right } = alone.results[0] ?? assert.fail();
        assert.deepEqual(left, right);
        if (typeof x === 'number' && typeof y === 'number') assert.ok(Math.abs(x - y) < 1e-9);
      }
    }),
    { seed, numRuns: 30 },
  ));

const none = (v: TestCell | undefined): boolean => v === null || v === undefined;
/** A judgement of one value that leaves nulls out. */
const there =
  (fails: (v: TestCell) => boolean) =>
  ([v = null]: readonly TestCell[]) =>
    v === null ? 'skip' : bad(fails(v));
/** A judgement of two values that leaves out rows in which both are missing. */
const either =
  (fails: (v: TestCell, w: TestCell) => boolean) =>
  ([v = null, w = null]: readonly TestCell[]) =>
    v === null && w === null ? 'skip' : bad(fails(v, w));

test('must-be-null agrees with plain arrays', () => agrees({ kind: 'must-be-null', column: 'v' }, ([v]) => bad(!none(v))));
test('not-placeholder agrees with plain arrays', () =>
  agrees(
    { kind: 'not-placeholder', column: 'v', values: ['无', 'n/a', 'a'] },
    there((v) => ['无', 'n/a', 'N/A', 'a', 'A'].includes(text(v).trim())),
  ));
test('value-compare agrees with plain arrays', () =>
  agrees(
    { kind: 'value-compare', column: 'v', op: '<', value: 12 },
    there((v) => !isNumber(v) || Number(v) >= 12),
  ));
test('value-date-format agrees with the calendar', () =>
  agrees(
    { kind: 'value-date-format', column: 'v', formats: ['yyyy-MM-dd', 'yyyyMMdd'] },
    there((v) => !/^\d{4}-\d\d-\d\d$|^\d{8}$/.test(text(v)) || dateOf(v) === null),
  ));
test('value-json agrees with the grammar of numbers, the only JSON among the values', () =>
  agrees(
    { kind: 'value-json', column: 'v' },
    there((v) => !/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text(v))),
  ));
test('value-matches-like and value-not-matches-like agree with plain texts', async () => {
  const matches = (v: TestCell): boolean => text(v).includes('1') || Array.from(text(v)).length === 1;
  await agrees(
    { kind: 'value-matches-like', column: 'v', patterns: ['%1%', '_'] },
    there((v) => !matches(v)),
  );
  await agrees({ kind: 'value-not-matches-like', column: 'v', patterns: ['%1%', '_'] }, there(matches));
});
test('value-not-matches-regex agrees with the engine of the language', () =>
  agrees(
    { kind: 'value-not-matches-regex', column: 'v', patterns: ['^\\d+$', '^\\s+$'] },
    there((v) => /^\d+$/.test(text(v)) || text(v) === ' '),
  ));
test('pair-compare agrees with numbers, dates and texts compared by hand', () =>
  agrees(
    { kind: 'pair-compare', a: 'v', op: '<=', b: 'w' },
    either((v, w) => {
      if (none(v) || none(w)) return true;
      if (isNumber(v) && isNumber(w)) return Number(v) > Number(w);
      const [from, to] = [dateOf(v), dateOf(w)];
      if (from !== null && to !== null) return from > to;
      return typeof v !== typeof w || text(v) > text(w);
    }),
  ));
test('pair-in-set agrees with plain arrays', () =>
  agrees(
    {
      kind: 'pair-in-set',
      a: 'v',
      b: 'w',
      pairs: [
        ['a', 'b'],
        [null, '男'],
        [1, '0'],
      ],
    },
    either((v, w) => !((v === 'a' && w === 'b') || (none(v) && w === '男') || (text(v) === '1' && text(w) === '0'))),
  ));
test('row-arithmetic agrees with plain sums', () =>
  agrees(
    { kind: 'row-arithmetic', columns: ['v', 'w'], weights: [1, 2], equals: 2, tolerance: 1 },
    either((v, w) => none(v) || none(w) || !isNumber(v) || !isNumber(w) || Math.abs(Number(v) + 2 * Number(w) - 2) > 1 + 1e-6),
  ));
test('row-completeness and row-all-or-none agree with plain arrays', async () => {
  const filled = (row: readonly TestCell[]): number => row.filter((v) => !none(v)).length;
  await agrees({ kind: 'row-completeness', columns: ['v', 'w'], minFilled: 1 }, (row) => bad(filled(row) < 1));
  await agrees({ kind: 'row-completeness', columns: ['v', 'w'] }, (row) => bad(filled(row) < 2));
  await agrees({ kind: 'row-all-or-none', columns: ['v', 'w'] }, (row) => bad(filled(row) === 1));
});
test('row-values-distinct agrees with plain arrays', () =>
  agrees(
    { kind: 'row-values-distinct', columns: ['v', 'w'] },
    either((v, w) => v === w),
  ));
test('row-expression agrees with three-valued logic by hand', () =>
  agrees({ kind: 'row-expression', expression: "v = 'a' OR NOT (w = 'b')" }, ([v, w]) => bad(!(v === 'a' || (!none(w) && w !== 'b')))));
test('row-implies and required-if agree with three-valued logic by hand', async () => {
  await agrees({ kind: 'row-implies', when: "v <> 'a'", then: "w = 'b'" }, ([v, w]) => (none(v) || v === 'a' ? 'skip' : bad(w !== 'b')));
  await agrees({ kind: 'required-if', column: 'w', when: "v <> 'a'" }, ([v, w]) => (none(v) || v === 'a' ? 'skip' : bad(none(w))));
});
test('duplicate-rows agrees with all pairs compared', () =>
  agrees({ kind: 'duplicate-rows' }, (row, rows) =>
    bad(rows.filter((r) => r.every((v, i) => none(v) === none(row[i]) && text(v) === text(row[i] ?? null))).length > 1),
  ));
test('point-in-area agrees with four comparisons', () =>
  agrees({ kind: 'point-in-area', lon: 'v', lat: 'w', area: { box: [-3, 0, 12, 1] } }, ([v = null, w = null]) =>
    none(v) || none(w) ? 'skip' : bad(!isNumber(v) || !isNumber(w) || Number(v) < -3 || Number(v) > 12 || Number(w) < 0 || Number(w) > 1),
  ));
test('exists-in agrees with plain arrays', () =>
  fc.assert(
    fc.asyncProperty(table, table, fc.boolean(), async (rows, others, negate) => {
      const folder = testFolder();
      try {
        const ref = writeBatch(folder.path, ['v', 'w'], others, { name: 'ref' });
        const run = await checkRows(['v', 'w'], rows, [{ kind: 'exists-in', columns: ['v', 'w'], dataset: 'ref', negate }], {
          references: { ref },
        });
        const key = (row: readonly TestCell[]): string => JSON.stringify(row.map(text));
        const known = new Set(others.filter((row) => !row.some(none)).map(key));
        assert.deepEqual(
          failedOf(run),
          rows.flatMap((row, i) => (!row.every(none) && (row.some(none) || known.has(key(row)) === negate) ? [i] : [])),
        );
        assert.equal(run.results[0]?.skipped, rows.filter((row) => row.every(none)).length);
      } finally {
        folder.done();
      }
    }),
    runs,
  ));
test('rules about columns agree with lists of names', () =>
  fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.constantFrom('a', 'b', 'c', '电话', 'B'), { minLength: 1 }),
      fc.uniqueArray(fc.constantFrom('a', 'b', 'c', '电话', 'B'), { minLength: 1 }),
      async (names, wanted) => {
        const one: string = wanted[0] ?? '';
        const run = await checkRows(
          names,
          [],
          [
            { kind: 'column-exists', column: one },
            { kind: 'columns-match-set', columns: wanted },
            { kind: 'columns-match-set', columns: wanted, exact: false },
            { kind: 'columns-match-order', columns: wanted },
            { kind: 'columns-absent', columns: wanted },
            { kind: 'column-count', min: wanted.length, max: 4 },
          ],
        );
        const inside = wanted.filter((name) => names.includes(name)).length;
        assert.deepEqual(
          run.results.map(({ success }) => success),
          [
            names.some((name) => name === one),
            inside === wanted.length && inside === names.length,
            inside === wanted.length,
            wanted.join('|') === names.join('|'),
            inside === 0,
            names.length >= wanted.length && names.length <= 4,
          ],
        );
      },
    ),
    runs,
  ));
