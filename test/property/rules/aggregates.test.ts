import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { EarlierBatch } from '../../../engine/rules/index.ts';
import { checkRows, testFolder, type TestCell, writeBatch } from '../../support/check.ts';
import { dateOf, isNumber, runs, table } from '../../support/rule-rows.ts';

type Rows = readonly (readonly TestCell[])[];
const none = (v: TestCell | undefined): v is null | undefined => v === null || v === undefined;
const numbersOf = (rows: Rows): number[] => rows.flatMap(([v]) => (none(v) || !isNumber(v) ? [] : [Number(v)]));

/** The observed value of a rule over rows cut into two parts; `empty` where there is nothing to measure. */
async function observedOf(rows: Rows, rule: Readonly<Record<string, unknown>>): Promise<unknown> {
  const cut = Math.floor(rows.length / 2);
  const run = await checkRows(['v', 'w'], rows, [rule], { partSizes: [cut, rows.length - cut] });
  const [result] = run.results;
  assert.ok(!result?.error || result.error.code === 'nothing-to-measure', JSON.stringify(result?.error));
  return result?.error ? 'empty' : result?.observed;
}

function near(a: unknown, b: unknown, what: unknown): void {
  if (typeof a === 'number' && typeof b === 'number')
    assert.ok(Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b)), `${a} is not ${b}: ${JSON.stringify(what)}`);
  else assert.deepEqual(a, b, JSON.stringify(what));
}

const agrees = (rule: Readonly<Record<string, unknown>>, of: (rows: Rows) => unknown): Promise<void> =>
  fc.assert(
    fc.asyncProperty(table, async (rows) => near(await observedOf(rows, rule), of(rows), rows)),
    runs,
  );

test('category-share agrees with plain arrays', () =>
  agrees({ kind: 'category-share', column: 'v', values: ['男', 'a', 1], min: 0 }, (rows) => {
    const there = rows.flatMap(([v]) => (none(v) ? [] : [String(v)]));
    return there.length === 0 ? 'empty' : there.filter((v) => ['男', 'a', '1'].includes(v)).length / there.length;
  }));
test('digit-law agrees with plain arrays', () =>
  agrees({ kind: 'digit-law', column: 'v' }, (rows) => {
    const digits = numbersOf(rows).flatMap((x) => /[1-9]/.exec(Math.abs(x).toString())?.[0] ?? []);
    if (digits.length === 0) return 'empty';
    const off = Array.from({ length: 9 }, (_, i) =>
      Math.abs(digits.filter((d) => d === String(i + 1)).length / digits.length - Math.log10((i + 2) / (i + 1))),
    );
    return off.reduce((a, b) => a + b, 0) / 9;
  }));
const pairsOf = (rows: Rows): (readonly [number, number])[] =>
  rows.flatMap(([v, w]) => (none(v) || none(w) || !isNumber(v) || !isNumber(w) ? [] : [[Number(v), Number(w)] as const]));
const pearson = (pairs: readonly (readonly [number, number])[]): number | 'empty' => {
  const n = pairs.length;
  const [mx, my] = [pairs.reduce((s, [x]) => s + x, 0) / n, pairs.reduce((s, [, y]) => s + y, 0) / n];
  const [xx, yy] = [pairs.reduce((s, [x]) => s + (x - mx) ** 2, 0), pairs.reduce((s, [, y]) => s + (y - my) ** 2, 0)];
  return n < 2 || xx < 1e-12 || yy < 1e-12 ? 'empty' : pairs.reduce((s, [x, y]) => s + (x - mx) * (y - my), 0) / Math.sqrt(xx * yy);
};
test('column-correlation agrees with plain arrays', () =>
  agrees({ kind: 'column-correlation', a: 'v', b: 'w', min: -1 }, (rows) => pearson(pairsOf(rows))));
test('column-correlation of ranks agrees with plain arrays', () =>
  agrees({ kind: 'column-correlation', a: 'v', b: 'w', method: 'spearman', min: -1 }, (rows) => {
    const pairs = pairsOf(rows);
    const rank = (list: readonly number[], x: number): number =>
      list.filter((y) => y < x).length + (list.filter((y) => y === x).length - 1) / 2;
    const [xs, ys] = [pairs.map(([x]) => x), pairs.map(([, y]) => y)];
    return pearson(pairs.map(([x, y]) => [rank(xs, x), rank(ys, y)] as const));
  }));
test('column-correlation of categories agrees with plain arrays', () =>
  agrees({ kind: 'column-correlation', a: 'v', b: 'w', method: 'cramers-v', min: 0 }, (rows) => {
    const pairs = rows.flatMap(([v, w]) => (none(v) || none(w) ? [] : [[String(v), String(w)] as const]));
    const [as, bs] = [[...new Set(pairs.map(([a]) => a))], [...new Set(pairs.map(([, b]) => b))]];
    const k = Math.min(as.length, bs.length) - 1;
    if (k < 1) return 'empty';
    let chi = 0;
    for (const a of as) {
      for (const b of bs) {
        const expected = (pairs.filter((p) => p[0] === a).length * pairs.filter((p) => p[1] === b).length) / pairs.length;
        chi += (pairs.filter((p) => p[0] === a && p[1] === b).length - expected) ** 2 / expected;
      }
    }
    return Math.sqrt(chi / pairs.length / k);
  }));
test('column-stat entropy agrees with plain arrays', () =>
  agrees({ kind: 'column-stat', column: 'v', stat: 'entropy', min: 0 }, (rows) => {
    const there = rows.flatMap(([v]) => (none(v) ? [] : [String(v)]));
    const shares = [...new Set(there)].map((v) => there.filter((x) => x === v).length / there.length);
    return there.length === 0 ? 'empty' : shares.reduce((s, p) => s - p * Math.log2(p), 0);
  }));
test('column-stat skewness and kurtosis agree with plain arrays', async () => {
  const moment = (x: readonly number[], k: number): number => {
    const mean = x.reduce((a, b) => a + b, 0) / x.length;
    return x.reduce((s, v) => s + (v - mean) ** k, 0) / x.length;
  };
  await agrees({ kind: 'column-stat', column: 'v', stat: 'skewness', min: -100 }, (rows) => {
    const [x, n] = [numbersOf(rows), numbersOf(rows).length];
    if (n < 3 || moment(x, 2) < 1e-12) return 'empty';
    return (Math.sqrt(n * (n - 1)) / (n - 2)) * (moment(x, 3) / moment(x, 2) ** 1.5);
  });
  await agrees({ kind: 'column-stat', column: 'v', stat: 'kurtosis', min: -100 }, (rows) => {
    const [x, n] = [numbersOf(rows), numbersOf(rows).length];
    if (n < 4 || moment(x, 2) < 1e-12) return 'empty';
    return ((n - 1) / ((n - 2) * (n - 3))) * ((n + 1) * (moment(x, 4) / moment(x, 2) ** 2 - 3) + 6);
  });
});
test('period-coverage agrees with a walk over the days', () =>
  agrees({ kind: 'period-coverage', column: 'v', every: 'month' }, (rows) => {
    const dates = rows.flatMap(([v]) => (none(v) || dateOf(v) === null ? [] : [new Date(dateOf(v) ?? 0)]));
    if (dates.length === 0) return 'empty';
    const months = new Set(dates.map((d) => d.toISOString().slice(0, 7)));
    const [first, last] = [[...months].toSorted()[0] ?? '', [...months].toSorted().at(-1) ?? ''];
    const missing: string[] = [];
    for (const d = new Date(`${first}-01T00:00:00Z`); d.toISOString().slice(0, 7) < last; d.setUTCMonth(d.getUTCMonth() + 1)) {
      const name = d.toISOString().slice(0, 7);
      if (!months.has(name)) missing.push(name);
    }
    return { missing: missing.length, first: missing.slice(0, 20) };
  }));
test('declared-total-matches agrees with plain arrays', () =>
  fc.assert(
    fc.asyncProperty(table, async (rows) => {
      const found = await observedOf(rows, { kind: 'declared-total-matches', expected: 5, sumOf: { v: 3 } });
      const { rows: count, sums } = found as { readonly rows: number; readonly sums: { readonly v: number } };
      assert.equal(count, rows.length);
      const all = numbersOf(rows);
      const slack = 1e-9 * all.reduce((a, b) => a + Math.abs(b), 1);
      assert.ok(Math.abs(sums.v - all.reduce((a, b) => a + b, 0)) <= slack);
    }),
    runs,
  ));
test('an aggregate repeated for groups gives for each group what it gives for its rows alone', () =>
  fc.assert(
    fc.asyncProperty(table, async (rows) => {
      const rule = { kind: 'column-stat', column: 'v', stat: 'max', max: 1 };
      const groups = [...new Set(rows.map(([, w]) => w ?? null))];
      const alone = await Promise.all(
        groups.map(async (g) => {
          const own = rows.filter(([, w]) => (w ?? null) === g);
          const [result] = (await checkRows(['v', 'w'], own, [rule])).results;
          return result?.error ? null : { group: g, ok: result?.success, observed: result?.observed };
        }),
      );
      const measured = alone.filter((one) => one !== null);
      const failing = measured.filter((one) => one.ok === false);
      const observed = await observedOf(rows, { ...rule, groupBy: 'w' });
      if (measured.length === 0) return assert.equal(observed, 'empty');
      const found = observed as { readonly groups: number; readonly failed: number; readonly failing: Readonly<Record<string, unknown>> };
      // 1 and '1' are two groups with one name
      assert.deepEqual([found.groups, found.failed], [measured.length, failing.length]);
      for (const one of failing) assert.ok(String(one.group ?? '') in found.failing);
    }),
    runs,
  ));
test('rows counted for groups, in one rule and alone', async () => {
  const rows: Rows = [
    ['a', 'x'],
    ['b', 'x'],
    ['c', 'y'],
  ];
  assert.deepEqual(await observedOf(rows, { kind: 'row-count', min: 2, groupBy: 'w' }), { groups: 2, failed: 1, failing: { y: 1 } });
});
test('distribution-close against the batch before agrees with plain arrays', () =>
  fc.assert(
    fc.asyncProperty(table, table, fc.constantFrom('psi', 'kl', 'chi-square', 'jensen-shannon'), async (rows, before, method) => {
      const folder = testFolder();
      try {
        const file = writeBatch(folder.path, ['v', 'w'], before, { name: 'before' });
        const history: EarlierBatch[] = [
          { number: 1, at: '2026-01-01T00:00:00Z', rows: before.length, columns: file.columns, file, observed: {} },
        ];
        const rule = { kind: 'distribution-close', column: 'v', baseline: 'previous', method, limit: 1 };
        const [result] = (await checkRows(['v', 'w'], rows, [rule], { surroundings: { history } })).results;
        const texts = (list: Rows): (string | null)[] => list.map(([v]) => (none(v) ? null : String(v)));
        const [a, b] = [texts(rows), texts(before)];
        if (a.every((v) => v === null) || b.every((v) => v === null)) return assert.equal(result?.error?.code, 'nothing-to-measure');
        const share = (list: readonly (string | null)[], v: string | null): number => list.filter((x) => x === v).length / list.length;
        const floor = (x: number): number => Math.max(x, 1e-4);
        const expected = [...new Set([...a, ...b])].reduce((sum, v) => {
          const [p, q] = [share(a, v), share(b, v)];
          if (method === 'psi') return sum + (floor(p) - floor(q)) * Math.log(floor(p) / floor(q));
          if (method === 'chi-square') return sum + (p - q) ** 2 / floor(q);
          if (method === 'kl') return sum + (p > 0 ? p * Math.log(p / floor(q)) : 0);
          const m = (p + q) / 2;
          return sum + (p > 0 ? (p * Math.log(p / m)) / 2 : 0) + (q > 0 ? (q * Math.log(q / m)) / 2 : 0);
        }, 0);
        return near(result?.observed, expected, [rows, before]);
      } finally {
        folder.done();
      }
    }),
    runs,
  ));
test('distribution-close of numbers agrees with plain arrays', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 20 }),
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 20 }),
      async (now, before) => {
        const folder = testFolder();
        try {
          const types = { v: 'integer' } as const;
          const asRows = (list: readonly number[]): Rows => list.map((x) => [x]);
          const ref = writeBatch(folder.path, ['v'], asRows(before), { name: 'before', types });
          const rules = (['ks', 'wasserstein'] as const).map((method) => ({
            id: method,
            kind: 'distribution-close',
            column: 'v',
            baseline: { dataset: 'ref' },
            method,
          }));
          const run = await checkRows(['v'], asRows(now), rules, { references: { ref }, types });
          const below = (list: readonly number[], x: number): number => list.filter((y) => y <= x).length / list.length;
          const gaps = Array.from({ length: 10 }, (_, x) => Math.abs(below(now, x) - below(before, x)));
          near(run.results[0]?.observed, Math.max(...gaps), [now, before]);
          // between whole numbers the two curves are flat: their distance is the sum of the gaps
          near(
            run.results[1]?.observed,
            gaps.reduce((a, b) => a + b, 0),
            [now, before],
          );
        } finally {
          folder.done();
        }
      },
    ),
    runs,
  ));

const textsOf = (rows: Rows): readonly string[] => rows.flatMap(([v]) => (none(v) ? [] : [String(v)]));
const countIn = (list: readonly string[], wanted: string): number => list.filter((one) => one === wanted).length;

test('column-completeness agrees with plain arrays', () =>
  agrees({ kind: 'column-completeness', column: 'v', min: 0 }, (rows) =>
    rows.length === 0 ? 'empty' : textsOf(rows).length / rows.length,
  ));
test('column-distinct-count and column-distinct-ratio agree with plain arrays', async () => {
  await agrees({ kind: 'column-distinct-count', column: 'v', min: 0 }, (rows) => new Set(textsOf(rows)).size);
  await agrees({ kind: 'column-distinct-ratio', column: 'v', min: 0 }, (rows) => {
    const all = textsOf(rows);
    return all.length === 0 ? 0 : new Set(all).size / all.length;
  });
});
test('column-unique-ratio agrees with plain arrays', () =>
  agrees({ kind: 'column-unique-ratio', columns: ['v', 'w'], min: 0 }, (rows) => {
    const keys = rows.flatMap((row) => (row.some(none) ? [] : [JSON.stringify(row.map(String))]));
    return rows.length === 0 ? 'empty' : keys.filter((key) => countIn(keys, key) === 1).length / rows.length;
  }));
test('column-value-set and column-mode-in-set agree with plain arrays', async () => {
  const sorted = (list: Iterable<string>): readonly string[] => [...new Set(list)].sort((a, b) => (a < b ? -1 : 1));
  await agrees({ kind: 'column-value-set', column: 'v', values: ['a'], relation: 'superset' }, (rows) => sorted(textsOf(rows)));
  await agrees({ kind: 'column-mode-in-set', column: 'v', values: ['a'] }, (rows) => {
    const all = textsOf(rows);
    const most = Math.max(0, ...all.map((one) => countIn(all, one)));
    return all.length === 0 ? 'empty' : sorted(all.filter((one) => countIn(all, one) === most));
  });
});
test('freshness agrees with the calendar', () =>
  agrees({ kind: 'freshness', column: 'v', maxAge: '30d', asOf: '2020-03-01' }, (rows) => {
    const dates = rows.flatMap(([v]) => (none(v) ? [] : (dateOf(v) ?? [])));
    return dates.length === 0 ? 'empty' : new Date(Math.max(...dates)).toISOString().slice(0, 10);
  }));
