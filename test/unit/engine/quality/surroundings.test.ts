import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CheckRun } from '../../../../engine/quality/check.ts';
import type { EarlierBatch, Surroundings } from '../../../../engine/rules/index.ts';
import { blankFields } from '../../../../engine/catalog/model.ts';
import { checkBatchLine } from '../../../../engine/quality/batch.ts';
import { checkRows, semantics } from '../../../support/check.ts';

const column = (name: string, index: number, type: 'text' | 'integer' = 'text', semantic: string | null = null) => ({
  name,
  index,
  type,
  semantic,
});
const earlier = (number: number, day: string, rows: number, observed: Readonly<Record<string, number>> = {}): EarlierBatch => ({
  number,
  at: `${day}T02:00:00Z`,
  rows,
  columns: [column('v', 0)],
  file: null,
  observed,
});
const rows = (count: number): readonly (readonly string[])[] => Array.from({ length: count }, (_, i) => [`${i}`]);
const source = { sha256: 'a'.repeat(64), sm3: 'b'.repeat(64), malformed: 2, malformedReasons: { 'too-few-fields': 1, 'bad-bytes': 1 } };

/** Checks so many rows, and tells each rule's status, or the note or error code of one that gave none. */
async function answers(
  count: number,
  rules: readonly Readonly<Record<string, unknown>>[],
  surroundings: Partial<Surroundings> = {},
): Promise<readonly unknown[]> {
  const run = await checkRows(['v'], rows(count), rules, { surroundings });
  return told(run);
}
const told = (run: CheckRun): readonly unknown[] => run.results.map((r) => r.error?.code ?? r.note ?? r.status);

test('what a rule lacks is told: it is not evaluated, passes nothing and leaves the score', async () => {
  const rules = [
    { kind: 'service-available', endpoint: 'https://example.org/a' },
    { kind: 'row-count-change', maxIncrease: 1 },
    { kind: 'metric-change', metric: 'row-count', maxChange: 1 },
    { kind: 'metric-anomaly', metric: 'row-count' },
    { kind: 'new-values', column: 'v' },
    { kind: 'distribution-close', column: 'v', baseline: 'previous', method: 'psi', limit: 1 },
    { kind: 'schema-matches' },
    { kind: 'schema-matches', baseline: 'previous' },
    { kind: 'metadata-complete' },
    { kind: 'update-cycle-met' },
    { kind: 'file-digest', expected: 'a'.repeat(64) },
    { kind: 'malformed-rows' },
    { kind: 'point-in-area', lon: 'v', lat: 'v', area: { division: '440300' } },
    { kind: 'masked-as-declared', column: 'v' },
    { kind: 'composite', all: ['service-available-1'] },
  ];
  const run = await checkRows(['v'], rows(3), rules);
  assert.deepEqual(told(run), [
    'needs-network',
    'needs-history',
    'needs-history',
    'needs-history',
    'needs-history',
    'needs-history',
    'needs-catalogue',
    'needs-history',
    'needs-catalogue',
    'needs-dataset',
    'needs-source',
    'needs-source',
    'needs-boundary',
    'needs-mask',
    'needs-part',
  ]);
  for (const r of run.results) assert.deepEqual([r.evaluated, r.failed, r.ratio, r.error], [0, 0, null, null], r.rule);
  assert.equal(run.score.total, null);
  assert.equal(run.score.formula.left.length, rules.length);
});

test('the same in small checks of the command line, where it is an error with the need and no success', () => {
  const rules = [
    { kind: 'service-available', endpoint: 'https://example.org/a' },
    { kind: 'row-count-change', maxIncrease: 1 },
    { kind: 'reconcile', dataset: 'x', key: ['v'] },
    { id: 'n', kind: 'not-null', column: 'v' },
    { kind: 'composite', not: 'n' },
    { id: 'loop', kind: 'composite', all: ['loop'] },
  ];
  const { results } = JSON.parse(
    checkBatchLine(JSON.stringify({ id: 1, data: { v: ['a'] }, rules }), { asOf: '2026-01-01', semantics }),
  ) as {
    readonly results: readonly { readonly success: boolean | null; readonly error: { readonly code: string } | null }[];
  };
  assert.deepEqual(
    results.map((r) => [r.success, r.error?.code ?? null]),
    [
      [null, 'not-evaluated'],
      [null, 'not-evaluated'],
      [null, 'not-supported-yet'],
      [true, null],
      [false, null],
      [null, 'invalid-input'],
    ],
  );
});

test('row-count-change measures against the baseline that is asked for', async () => {
  const history = [
    earlier(5, '2026-06-29', 100),
    earlier(4, '2026-06-23', 50),
    earlier(3, '2026-05-30', 200),
    earlier(2, '2025-07-01', 10),
    earlier(1, '2025-01-01', 1000),
  ];
  const rule = (baseline: unknown, limits: object): Readonly<Record<string, unknown>> => ({
    kind: 'row-count-change',
    baseline,
    ...limits,
  });
  const run = await checkRows(
    ['v'],
    rows(110),
    [
      rule('previous', { maxIncrease: 0.1 }),
      rule('previous', { maxIncrease: '9%' }),
      rule('same-week', { maxIncrease: 60 }),
      rule('same-month', { maxDecrease: 0.4 }),
      rule('same-year', { maxIncrease: 10 }),
      rule('month-to-date', { maxIncrease: 0.5 }),
      rule({ lastN: 3 }, { maxIncrease: 0.05, maxDecrease: 0.06 }),
    ],
    { surroundings: { history } },
  );
  assert.deepEqual(
    run.results.map((r) => (r.observed as { readonly before: number }).before),
    [100, 100, 50, 200, 10, 75, 350 / 3],
  );
  assert.deepEqual(told(run), ['pass', 'fail', 'pass', 'fail', 'fail', 'pass', 'pass']);
});

test('metric-change and metric-anomaly look at what other rules observe, now and before', async () => {
  const history = [5, 6, 5, 6, 5, 6, 50].map((n, i) => earlier(9 - i, '2026-06-01', 10, { mean: n, filled: 0.5 }));
  const rules = [
    { id: 'mean', kind: 'column-stat', column: 'v', stat: 'mean', min: 0 },
    { id: 'filled', kind: 'not-null', column: 'v' },
    { id: 'text', kind: 'column-stat', column: 'v', stat: 'quantile' },
    { kind: 'metric-change', metric: 'mean', maxChange: 0.1 },
    { kind: 'metric-change', metric: 'mean', maxChange: 0.05, baseline: { lastN: 2 } },
    { kind: 'metric-change', metric: 'filled', maxChange: 0.4 },
    { kind: 'metric-change', metric: 'nobody', maxChange: 0.4 },
    { kind: 'metric-anomaly', metric: 'mean', lastN: 6, k: 2 },
    { kind: 'metric-anomaly', metric: 'mean', method: 'online-normal', minHistory: 6, k: 2 },
    { kind: 'metric-anomaly', metric: 'mean', method: 'seasonal', season: 2, minHistory: 3 },
    { kind: 'metric-anomaly', metric: 'mean', minHistory: 8 },
    { kind: 'metric-anomaly', metric: 'mean', method: 'limits', max: 5 },
    { kind: 'metric-change', metric: 'text', maxChange: 1 },
  ];
  // the mean of 0..11 is 5.5
  assert.deepEqual((await answers(12, rules, { history })).slice(3), [
    'pass',
    'pass',
    'fail',
    'not-found',
    'pass',
    'pass',
    'fail',
    'needs-history',
    'fail',
    'needs-part',
  ]);
});

test('composite joins outcomes; what was not evaluated leaves it open unless the rest decides', async () => {
  const rules = [
    { id: 'good', kind: 'not-null', column: 'v' },
    { id: 'bad', kind: 'row-count', min: 100 },
    { id: 'open', kind: 'service-available', endpoint: 'https://example.org/a' },
    { id: 'broken', kind: 'not-null', column: 'missing' },
    { id: 'a', kind: 'composite', all: ['good', 'bad'] },
    { id: 'b', kind: 'composite', any: ['good', 'bad'] },
    { id: 'c', kind: 'composite', not: 'bad', all: ['b'] },
    { id: 'd', kind: 'composite', all: ['good', 'open'] },
    { id: 'e', kind: 'composite', all: ['bad', 'open'] },
    { id: 'f', kind: 'composite', any: ['good', 'open'] },
    { id: 'g', kind: 'composite', all: ['broken'] },
    { id: 'h', kind: 'composite', all: ['i'] },
    { id: 'i', kind: 'composite', all: ['h'] },
    { id: 'j', kind: 'composite', all: ['nobody'] },
  ];
  assert.deepEqual((await answers(3, rules)).slice(4), [
    'fail',
    'pass',
    'pass',
    'needs-part',
    'fail',
    'pass',
    'invalid-input',
    'invalid-input',
    'invalid-input',
    'not-found',
  ]);
});

test('the file is judged by its digests and its malformed records', async () => {
  const rules = [
    { kind: 'file-digest', expected: `${'A'.repeat(64)} ` },
    { kind: 'file-digest', expected: 'b'.repeat(64) },
    { kind: 'file-digest', algorithm: 'sm3', expected: 'b'.repeat(64) },
    { kind: 'file-digest', expected: 'abc' },
    { kind: 'malformed-rows' },
    { kind: 'malformed-rows', maxCount: 2 },
    { kind: 'malformed-rows', maxRatio: 0.2 },
    { kind: 'malformed-rows', maxRatio: 0.1 },
    { kind: 'malformed-rows', maxCount: 1, kinds: ['bad-bytes'] },
  ];
  assert.deepEqual(await answers(10, rules, { source }), ['pass', 'fail', 'pass', 'invalid-input', 'fail', 'pass', 'pass', 'fail', 'pass']);
});

test('the catalogue entry is judged for its elements and lends its items to schema-matches', async () => {
  const fields = { ...blankFields('人口'), items: [{ name: 'v', type: 'C' as const, length: 10, description: '' }] };
  const catalog = { fields, problems: [{ field: 'abstract', code: 'missing' }] };
  const rules = [{ kind: 'metadata-complete' }, { kind: 'metadata-complete', ignore: ['abstract'] }, { kind: 'schema-matches' }];
  assert.deepEqual(await answers(1, rules, { catalog }), ['fail', 'pass', 'pass']);
  const other = { ...catalog, fields: { ...fields, items: [{ name: 'w', type: 'C' as const, length: 10, description: '' }] } };
  assert.deepEqual(await answers(1, [{ kind: 'schema-matches' }], { catalog: other }), ['fail']);
  const history = [{ ...earlier(1, '2026-01-01', 1), columns: [column('v', 0, 'integer')] }];
  assert.deepEqual(await answers(1, [{ kind: 'schema-matches', baseline: 'previous' }], { history }), ['fail']);
});

test('an update is in time within its period and the days of grace', async () => {
  const history = [earlier(1, '2026-04-10', 1)];
  const rule = { kind: 'update-cycle-met' };
  const at = (receivedAt: string, updateCycle: 'M' | 'IRR' = 'M') => ({ history, dataset: { name: 'd', updateCycle, receivedAt } });
  assert.deepEqual(await answers(1, [rule], at('2026-05-31T10:00:00+08:00')), ['pass']);
  assert.deepEqual(await answers(1, [rule], at('2026-06-01T10:00:00+08:00')), ['fail']);
  assert.deepEqual(await answers(1, [{ ...rule, grace: 3 }], at('2026-06-03T10:00:00+08:00')), ['pass']);
  // 2026-05-31 is a Sunday: three workdays after it end on Wednesday, a holiday puts it off
  const workdays = { ...rule, grace: 3, calendar: 'workdays' };
  assert.deepEqual(await answers(1, [workdays], at('2026-06-04T10:00:00+08:00')), ['fail']);
  assert.deepEqual(await answers(1, [{ ...workdays, holidays: ['2026-06-02'] }], at('2026-06-04T10:00:00+08:00')), ['pass']);
  assert.deepEqual(await answers(1, [{ ...rule, cycle: 'W' }], at('2026-05-31T10:00:00+08:00')), ['fail']);
  assert.deepEqual(await answers(1, [rule], at('2026-05-31T10:00:00+08:00', 'IRR')), ['needs-cycle']);
});

test('personal columns need a declared level', async () => {
  const run = async (levels: object): Promise<unknown> => {
    const checked = await checkRows(['证件号码'], [['440524188001010014']], [{ kind: 'sensitive-declared', levels }], {
      semantics: { 证件号码: 'cn-resident-id' },
    });
    return checked.results[0]?.observed ?? checked.results[0]?.status;
  };
  assert.deepEqual(await run({}), ['证件号码']);
  assert.equal(await run({ 证件号码: 4 }), 'pass');
});
