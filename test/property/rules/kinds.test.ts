import { test } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkRows, failedOf, type TestCell } from '../../support/check.ts';
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
