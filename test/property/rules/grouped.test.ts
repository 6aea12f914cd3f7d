import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkBatchLine } from '../../../engine/quality/batch.ts';
import { checkRows, failedOf, semantics, type TestCell } from '../../support/check.ts';
import { runs, table } from '../../support/rule-rows.ts';

/** What a rule with `groupBy` must give: the findings and verdicts of the rule over the rows of each group alone. */
const rules: readonly Readonly<Record<string, unknown>>[] = [
  { kind: 'not-null', column: 'v', threshold: 0.6 },
  { kind: 'value-length', column: 'v', max: 1, maxFailures: 1 },
  { kind: 'value-between', column: 'v', min: 0, where: "v <> 'a'" },
  { kind: 'unique', column: 'v' },
  { kind: 'functional-dependency', determinant: ['v'], dependent: 'w' },
  { kind: 'pair-equal', a: 'v', b: 'w', threshold: 0.5 },
  { kind: 'primary-key', columns: ['v'] },
];

test('a rule repeated for groups gives for each group what it gives for its rows alone', () =>
  fc.assert(
    fc.asyncProperty(table, fc.constantFrom(...rules), fc.nat({ max: 25 }), async (rows, rule, cut) => {
      // texts only: a number and its text are one group to the rule and two to this test
      const texts = rows.map((row): TestCell[] => row.map((v) => (v === null ? null : String(v))));
      const first = Math.min(cut, rows.length);
      const run = await checkRows(['v', 'w'], texts, [{ ...rule, groupBy: 'w' }], { partSizes: [first, rows.length - first] });
      const [result] = run.results;
      assert.equal(result?.error, null);
      const groups = [...new Set(texts.map(([, w]) => w ?? null))];
      const failed: number[] = [];
      const verdicts: boolean[] = [];
      for (const group of groups) {
        const at = texts.flatMap(([, w], i) => ((w ?? null) === group ? [i] : []));
        const alone = await checkRows(
          ['v', 'w'],
          at.map((i) => texts[i] ?? []),
          [rule],
        );
        failed.push(...failedOf(alone).map((i) => at[i] ?? -1));
        if ((alone.results[0]?.evaluated ?? 0) > 0) verdicts.push(alone.results[0]?.success ?? false);
      }
      assert.deepEqual(
        failedOf(run),
        failed.toSorted((a, b) => a - b),
      );
      assert.equal(result?.success, verdicts.every(Boolean));
      if (verdicts.length > 0) {
        const observed = result?.observed as { readonly groups: number; readonly failed: number } | undefined;
        assert.deepEqual([observed?.groups, observed?.failed], [verdicts.length, verdicts.filter((ok) => !ok).length]);
      }
    }),
    runs,
  ));

test('failing groups are named, the worst first, and sensitive ones are masked', async () => {
  const rows = [
    ['x', '440524188001010014'],
    [null, '440524188001010014'],
    [null, '11010519491231002X'],
    ['y', null],
  ];
  const run = await checkRows(['v', 'id'], rows, [{ kind: 'not-null', column: 'v', groupBy: ['id'] }], {
    semantics: { id: 'cn-resident-id' },
  });
  assert.deepEqual(run.results[0]?.observed, { groups: 3, failed: 2, failing: { '110***********002X': 0, '440***********0014': 0.5 } });
  assert.deepEqual(failedOf(run), [1, 2]);
});

test('the same in small checks, and where a rule makes groups of its own or names no rows', () => {
  const asked = [
    { kind: 'not-null', column: 'v', groupBy: 'g' },
    { kind: 'not-null', column: 'v', groupBy: 'missing' },
    { kind: 'row-count', min: 2, groupBy: 'g' },
    { kind: 'column-exists', column: 'v', groupBy: 'g' },
    { kind: 'value-zscore-below', column: 'n', limit: 1, groupBy: 'g' },
  ];
  const data = { v: ['a', null, 'b'], g: ['x', 'x', 'y'], n: [1, 2, 3] };
  const { results } = JSON.parse(checkBatchLine(JSON.stringify({ id: 1, data, rules: asked }), { asOf: '2026-01-01', semantics })) as {
    readonly results: readonly {
      readonly success: boolean | null;
      readonly failedRows: readonly number[];
      readonly error: { readonly code: string } | null;
    }[];
  };
  assert.deepEqual(
    results.map((r) => [r.success, r.error?.code ?? r.failedRows]),
    [
      [false, [1]],
      [null, 'column-not-found'],
      [false, []],
      [null, 'not-supported-yet'],
      [true, []],
    ],
  );
});
