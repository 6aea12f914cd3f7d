import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkRows, failedOf, testFolder, type TestCell, writeBatch } from '../../support/check.ts';
import { runs } from '../../support/rule-rows.ts';
import type { CheckRun } from '../../../engine/quality/check.ts';
import type { EarlierBatch } from '../../../engine/rules/index.ts';

type Row = readonly TestCell[];
const key = fc.constantFrom('a', 'b', 'c', 'A', '𠮷', '', 'd', null);
const value = fc.constantFrom<TestCell>('x', 'y', 'X', '福田区', '福甲区', '', '1', '1.0', 2, null);
const table = fc.array(fc.tuple(key, value), { maxLength: 12 });
const uniqueTable = fc.uniqueArray(fc.tuple(key, value), { maxLength: 8, selector: ([k]) => k });
const same = (a: TestCell | undefined, b: TestCell | undefined): boolean =>
  (a ?? null) === null || (b ?? null) === null ? (a ?? null) === (b ?? null) : String(a) === String(b);

/** Checks rows of columns k and v against one rule that looks at another table of the same columns. */
async function against(rows: readonly Row[], other: readonly Row[], rule: Readonly<Record<string, unknown>>): Promise<CheckRun> {
  const folder = testFolder();
  try {
    const half = Math.floor(other.length / 2);
    const ref = writeBatch(folder.path, ['k', 'v'], other, { name: 'other', partSizes: [half, other.length - half] });
    return await checkRows(['k', 'v'], rows, [{ dataset: 'ref', ...rule }], {
      references: { ref },
      partSizes: [Math.min(3, rows.length), Math.max(0, rows.length - 3)],
    });
  } finally {
    folder.done();
  }
}

type Verdict = 'pass' | 'fail' | 'skip';
function agrees(rule: Readonly<Record<string, unknown>>, judge: (row: Row, other: readonly Row[]) => Verdict): Promise<void> {
  return fc.assert(
    fc.asyncProperty(table, uniqueTable, async (rows, other) => {
      const run = await against(rows, other, rule);
      const expected = rows.map((row) => judge(row, other));
      assert.equal(run.results[0]?.error, null);
      assert.deepEqual(
        failedOf(run),
        expected.flatMap((e, i) => (e === 'fail' ? [i] : [])),
      );
      assert.equal(run.results[0]?.skipped, expected.filter((e) => e === 'skip').length);
    }),
    runs,
  );
}
const bad = (b: boolean): Verdict => (b ? 'fail' : 'pass');

test('dataset-match agrees with plain arrays', () =>
  agrees({ kind: 'dataset-match', key: ['k'] }, ([k, v], other) => bad(!other.some((o) => same(o[0], k) && same(o[1], v)))));
test('dataset-match within a tolerance agrees with plain arrays', () =>
  agrees({ kind: 'dataset-match', key: ['k'], columns: ['v'], tolerance: 1 }, ([k, v], other) =>
    bad(!other.some((o) => same(o[0], k) && same(o[1], v))),
  ));
test('dataset-match without regard to case agrees with plain arrays', () => {
  const low = (v: TestCell | undefined): TestCell => (typeof v === 'string' ? v.toLowerCase() : (v ?? null));
  return agrees({ kind: 'dataset-match', key: ['k'], ignoreCase: true }, ([k, v], other) =>
    bad(!other.some((o) => same(low(o[0]), low(k)) && same(low(o[1]), low(v)))),
  );
});
test('attribute-agrees agrees with plain arrays', () =>
  agrees({ kind: 'attribute-agrees', key: ['k'], column: 'v' }, ([k = null, v = null], other) => {
    const partner = other.find((o) => o[0] !== null && o[0] === k);
    return k === null || v === null || !partner || partner[1] === null ? 'skip' : bad(!same(partner[1], v));
  }));
test('attribute-agrees takes texts that are alike', async () => {
  const run = await against(
    [
      ['1', '深圳市福田区'],
      ['2', '深圳市南山区'],
      ['3', 'ＡＢＣ'],
    ],
    [
      ['1', '深圳市福甲区'],
      ['2', '广州'],
      ['3', 'abc'],
    ],
    { kind: 'attribute-agrees', key: ['k'], column: 'v', similarity: 0.8, normalize: 'all' },
  );
  assert.deepEqual(failedOf(run), [1]);
});
test('golden-accuracy agrees with plain arrays', () =>
  agrees({ kind: 'golden-accuracy', key: ['k'], columns: ['v'] }, ([k = null, v = null], other) => {
    const right = other.find((o) => o[0] !== null && o[0] === k);
    if (k === null || right?.[1] === null) return 'skip';
    return bad(!right || !same(right[1], v));
  }));
test('a sample of golden-accuracy is part of the whole, and the same each time', async () => {
  const rows = Array.from({ length: 200 }, (_, i): Row => [`k${i}`, i % 3 === 0 ? 'x' : 'y']);
  const other = rows.map(([k = null]): Row => [k, 'x']);
  const rule = { kind: 'golden-accuracy', key: ['k'], columns: ['v'] };
  const whole = await against(rows, other, rule);
  const part = await against(rows, other, { ...rule, sample: 0.3 });
  assert.deepEqual(failedOf(part), failedOf(await against(rows, other, { ...rule, sample: 0.3 })));
  assert.ok(failedOf(part).every((row) => failedOf(whole).includes(row)));
  const evaluated = part.results[0]?.evaluated ?? 0;
  assert.ok(evaluated > 30 && evaluated < 90, `${evaluated} of 200`);
});
test('reconcile agrees with plain arrays, both ways', () =>
  fc.assert(
    fc.asyncProperty(table, uniqueTable, async (rows, other) => {
      const run = await against(rows, other, { kind: 'reconcile', key: ['k'] });
      const keyed = rows.filter(([k]) => k !== null);
      const fails = rows.map(([k, v]) => k !== null && !other.some((o) => same(o[0], k) && same(o[1], v)));
      const onlyHere = keyed.filter(([k]) => !other.some((o) => o[0] === k)).length;
      const onlyThere = other.filter(([k]) => k !== null && !keyed.some((r) => r[0] === k)).length;
      const [result] = run.results;
      assert.deepEqual(
        failedOf(run),
        fails.flatMap((f, i) => (f ? [i] : [])),
      );
      const differing = fails.filter(Boolean).length - onlyHere;
      // a batch without rows has nothing to group: what only the other side has still counts
      assert.deepEqual(result?.observed, { onlyHere, onlyThere, differing });
      assert.equal(result?.failed, onlyHere + differing + onlyThere);
      assert.equal(result?.evaluated, keyed.length + onlyThere);
      assert.equal(result?.success, onlyHere + differing + onlyThere === 0);
    }),
    runs,
  ));
test('aggregate-matches agrees with plain arrays, group by group', () =>
  fc.assert(
    fc.asyncProperty(table, table, async (rows, other) => {
      const rule = { kind: 'aggregate-matches', expression: 'count(v)', otherExpression: 'count(v)', groupBy: 'k' };
      const run = await against(rows, other, rule);
      const counts = (list: readonly Row[]): Map<TestCell, number> => {
        const out = new Map<TestCell, number>();
        for (const [k = null, v = null] of list) out.set(k, (out.get(k) ?? 0) + (v === null ? 0 : 1));
        return out;
      };
      const [a, b] = [counts(rows), counts(other)];
      const keys = new Set([...a.keys(), ...b.keys()]);
      const differing = [...keys].filter((k) => a.get(k) !== b.get(k)).length;
      const [result] = run.results;
      if (keys.size === 0) assert.equal(result?.error?.code, 'nothing-to-measure');
      else {
        const { groups, failed } = (result?.observed ?? {}) as { readonly groups?: number; readonly failed?: number };
        assert.deepEqual([groups, failed], [keys.size, differing]);
        assert.equal(result?.success, differing === 0);
      }
    }),
    runs,
  ));
test('aggregate-matches: sums, factors, distinct values, tolerance, and a filter on the other side', async () => {
  const rows: Row[] = [
    ['a', '1'],
    ['b', 2],
    ['b', 'x'],
    [null, null],
  ];
  const other: Row[] = [
    ['a', 10],
    ['c', 20.4],
    ['c', 5],
  ];
  const ok = async (rule: Readonly<Record<string, unknown>>): Promise<unknown> => {
    const [result] = (await against(rows, other, { kind: 'aggregate-matches', ...rule })).results;
    return result?.error?.code ?? result?.success;
  };
  assert.equal(await ok({ expression: 'count(*)' }), false);
  assert.equal(await ok({ expression: 'count(*)', tolerance: 1 }), true);
  assert.equal(await ok({ expression: 'count(distinct k)' }), true);
  assert.equal(await ok({ expression: 'sum(v)', factor: 0.1, otherWhere: 'v > 5' }), false);
  assert.equal(await ok({ expression: 'sum(v)', factor: 0.1, otherWhere: 'v > 5', tolerance: 0.05 }), true);
  assert.equal(await ok({ expression: 'max(v * 10)', otherExpression: 'max(v)', tolerance: 0.5 }), true);
  assert.equal(await ok({ expression: 'median(v)' }), 'invalid-input');
  assert.equal(await ok({ expression: 'sum(nothing)' }), 'column-not-found');
});
test('numbers and dates are compared as such where a column holds them', async () => {
  const folder = testFolder();
  try {
    const types = { k: 'integer', d: 'date', n: 'decimal' } as const;
    const ref = writeBatch(folder.path, ['k', 'd', 'n'], [[1, '2020-01-01', '2.50']], { name: 'other', types });
    const rules = [
      { id: 'm', kind: 'dataset-match', dataset: 'ref', key: ['k'] },
      { id: 't', kind: 'dataset-match', dataset: 'ref', key: ['k'], tolerance: 0 },
      { id: 'a', kind: 'attribute-agrees', dataset: 'ref', key: ['k'], column: 'd' },
      { id: 'r', kind: 'reconcile', dataset: 'ref', key: ['k'] },
    ];
    const run = await checkRows(['k', 'd', 'n'], [['1.0', '2020/1/1', 2.5]], rules, { references: { ref } });
    assert.deepEqual(
      run.results.map((r) => r.error?.code ?? r.success),
      [true, true, true, true],
    );
  } finally {
    folder.done();
  }
});
test('a dataset that is not there, or lacks a column, is an error of the rule alone', async () => {
  const rules = ['dataset-match', 'reconcile', 'attribute-agrees', 'golden-accuracy', 'aggregate-matches'].map((kind) => ({
    kind,
    id: kind,
    dataset: 'nowhere',
    ...(kind === 'aggregate-matches' ? { expression: 'count(*)' } : { key: ['k'] }),
    ...(kind === 'attribute-agrees' ? { column: 'v' } : kind === 'golden-accuracy' ? { columns: ['v'] } : {}),
  }));
  const run = await checkRows(['k', 'v'], [['a', 'b']], [...rules, { kind: 'not-null', column: 'v' }]);
  assert.deepEqual(
    run.results.map((r) => r.error?.code ?? r.status),
    ['not-found', 'not-found', 'not-found', 'not-found', 'not-found', 'pass'],
  );
  const missing = await against([['a', 'b']], [['a', 'b']], { kind: 'golden-accuracy', key: ['k'], columns: ['w'] });
  assert.equal(missing.results[0]?.error?.code, 'column-not-found');
});
test('new-values agrees with plain arrays over all earlier batches', () =>
  fc.assert(
    fc.asyncProperty(table, table, table, async (rows, older, newer) => {
      const folder = testFolder();
      try {
        const batch = (name: string, list: readonly Row[], number: number): EarlierBatch => {
          const file = writeBatch(folder.path, ['k', 'v'], list, { name });
          return { number, at: `2026-01-0${number}T00:00:00Z`, rows: list.length, columns: file.columns, file, observed: {} };
        };
        const history = [batch('newer', newer, 2), batch('older', older, 1)];
        const rules = [
          { id: 'all', kind: 'new-values', column: 'v' },
          { id: 'previous', kind: 'new-values', column: 'v', baseline: 'previous' },
          { id: 'first', kind: 'new-values', column: 'v', autoLearn: false },
        ];
        const run = await checkRows(['k', 'v'], rows, rules, { surroundings: { history } });
        const fresh = (known: readonly Row[]): number[] =>
          rows.flatMap(([, v], i) => (v !== null && !known.some((o) => o[1] !== null && String(o[1]) === String(v)) ? [i] : []));
        assert.deepEqual([failedOf(run, 0), failedOf(run, 1), failedOf(run, 2)], [fresh([...older, ...newer]), fresh(newer), fresh(older)]);
      } finally {
        folder.done();
      }
    }),
    runs,
  ));
