import { z } from 'zod';
import { sql, type SqlValue } from '../../../base/sqlite/index.ts';
import { JiadiError } from '../../../contract/errors.ts';
import { shareDistance } from '../distance.ts';
import { type ColumnValues, collectValues, distanceOf, mergeValues } from '../distribution.ts';
import { histogram, type Histogram, sharesBeside } from '../divergence.ts';
import { aggregateRule, type Bound, type KindHead, type Observed, plainOf, type RuleKind } from '../kind.ts';
import { column, scalar } from '../limits.ts';
import { type CountedValue, mergeCounts, valueCounter } from '../value-counts.ts';
import { wrong } from '../wrong.ts';

const end = z.union([z.number(), z.null(), z.literal('-Infinity'), z.literal('Infinity')]);
const stored = z.union([
  z.object({ values: z.array(scalar).min(1), weights: z.array(z.number().min(0)).min(1) }).strict(),
  z
    .object({
      bins: z.array(end).min(2),
      weights: z.array(z.number().min(0)).min(1),
      tailWeights: z.tuple([z.number().min(0), z.number().min(0)]).optional(),
    })
    .strict(),
]);
const elsewhere = z.union([z.literal('previous'), z.object({ dataset: z.string().min(1), column: column.optional() }).strict()]);
const params = z.object({
  column,
  baseline: z.union([stored, elsewhere]),
  method: z.enum(['psi', 'kl', 'chi-square', 'ks', 'wasserstein', 'jensen-shannon']).optional(),
  limit: z.number().optional(),
  bins: z.int().min(2).max(1000).optional(),
  internalHoldout: z.number().min(0).max(1).optional(),
  tailHoldout: z.number().min(0).max(1).optional(),
});
type Stored = z.infer<typeof stored>;

const head = {
  kind: 'distribution-close',
  severity: 'minor',
  dimension: 'consistency',
  indicator: '0402',
  params,
  text: {
    'zh-CN': {
      title: '分布漂移',
      about:
        '本列的分布与规则中写明的分布(默认 KL 散度),或与上一批次、另一数据集的分布(默认稳定性指数 PSI)相差不超过 `limit`。数值按基线等份分为 `bins`(10)段。没有上一批次时不评估。',
      reason: '分布差异为 {observed},超过 {limit}',
    },
    en: {
      title: 'Distribution drift',
      about:
        'The distribution of a column close to a stored one (by default by Kullback-Leibler divergence), or to the values of the previous batch or of another dataset (by default by the stability index), by at most `limit`. Numbers are put into `bins` (10) that each hold the same share of the baseline. Without a previous batch it is not evaluated.',
      reason: 'the divergence is {observed}, more than {limit}',
    },
  },
} as const satisfies Omit<KindHead<typeof params>, 'examples'>;

const within = (observed: number, limit: number | undefined): Observed => ({
  observed: Number.isFinite(observed) ? observed : null,
  ok: limit === undefined || observed <= limit,
});
const isStored = (b: z.infer<typeof params>['baseline']): b is Stored => typeof b === 'object' && 'weights' in b;
const storedOf = (b: z.infer<typeof params>['baseline']): Stored => {
  if (!isStored(b)) throw wrong('baseline', 'values or bins with weights');
  return b;
};

/** Against a distribution that is written in the rule. */
const fromStored = aggregateRule({
  ...head,
  args: (scope, p) => {
    const b = storedOf(p.baseline);
    checkBaseline(b, p.internalHoldout ?? 0, p.tailHoldout ?? 0);
    if (p.method === 'ks' || p.method === 'wasserstein') throw wrong('method', 'psi, kl, chi-square, jensen-shannon', p.method);
    const cell = scope.cell(p.column);
    if ('bins' in b) return { skips: sql`${cell} IS NULL`, args: [scope.number(p.column)] };
    const text = b.values.every((v) => typeof v === 'string') || !scope.strictTypes;
    return { skips: sql`${cell} IS NULL`, args: [text ? sql`CAST(${cell} AS TEXT)` : cell] };
  },
  create: (p) => {
    const b = storedOf(p.baseline);
    const counter: { step(x?: SqlValue): void; state(): Histogram | readonly CountedValue[] } =
      'bins' in b ? histogram(b.bins) : valueCounter();
    return counter;
  },
  observe: (states, p) => {
    const shares = sharesBeside(states, storedOf(p.baseline), p.internalHoldout ?? 0, p.tailHoldout ?? 0, (s) => mergeCounts(s));
    if (shares === null) return { observed: null, ok: false, empty: true };
    const method = p.method === 'ks' || p.method === 'wasserstein' ? 'kl' : (p.method ?? 'kl');
    return within(shareDistance(method, shares), p.limit);
  },
  examples: [
    {
      params: { column: 'v', baseline: { values: ['a', 'b'], weights: [0.5, 0.5] }, limit: 0.01 },
      given: [['a'], ['b'], [null]],
      observed: 0,
      ok: true,
    },
    {
      params: { column: 'v', baseline: { values: ['a', 'b'], weights: [0.5, 0.5] }, limit: 0.1 },
      given: [['a'], ['a'], ['a'], ['b']],
      observed: 0.75 * Math.log(1.5) + 0.25 * Math.log(0.5),
      ok: false,
    },
    { params: { column: 'v', baseline: { bins: [0, 1, 2], weights: [0.5, 0.5] }, limit: 0 }, given: [['0'], ['2']], observed: 0, ok: true },
  ],
});

/** Against the values of the previous batch, or of another dataset. */
function fromRows(raw: Readonly<Record<string, unknown>>, baseline: z.infer<typeof elsewhere>): Bound {
  const p = params.parse(raw);
  return {
    grain: 'aggregate',
    columns: [p.column],
    reason: plainOf({ column: p.column, limit: p.limit }),
    learns: {
      from: baseline === 'previous' ? { earlier: 'previous' } : { dataset: baseline.dataset },
      plan: (scope) => collectValues(scope, baseline === 'previous' ? p.column : (baseline.column ?? p.column)),
      learn: (states) => ({ numbers: {}, state: mergeValues(states as readonly ColumnValues[]) }),
    },
    plan: (scope) => collectValues(scope, p.column),
    observe: (states, _rows, _skipped, learned) => {
      const expected = learned?.state as ColumnValues;
      const distance = distanceOf(p.method ?? 'psi', mergeValues(states as readonly ColumnValues[]), expected, p.bins ?? 10);
      return distance === null ? { observed: null, ok: false, empty: true } : within(distance, p.limit);
    },
    empty: () => ({ numeric: false, numbers: new Float64Array(), counts: [], nulls: 0 }) satisfies ColumnValues,
  };
}

export const distributionClose: RuleKind = {
  ...fromStored,
  bind: (raw) => {
    const { baseline } = params.parse(raw);
    if (isStored(baseline)) return fromStored.bind(raw);
    if (raw['groupBy'] !== undefined) throw new JiadiError('not-supported-yet', { what: 'groupBy, baseline' });
    return fromRows(raw, baseline);
  },
};

function checkBaseline(b: Stored, internal: number, tail: number): void {
  const sum = b.weights.reduce((a, w) => a + w, 0) + ('bins' in b && b.tailWeights ? b.tailWeights[0] + b.tailWeights[1] : 0);
  const count = 'bins' in b ? b.bins.length - 1 : b.values.length;
  const bad = (expected: string): JiadiError => new JiadiError('invalid-input', { problem: `baseline: ${expected}` });
  if (b.weights.length !== count) throw bad(`${count} weights`);
  if (Math.abs(sum - 1) > 1e-6) throw bad('weights that add up to 1');
  if (!('bins' in b)) {
    if (internal > 0) throw bad('bins, for an internal holdout');
    return;
  }
  const open = b.bins[0] === null || b.bins[0] === '-Infinity' || b.bins.at(-1) === null || b.bins.at(-1) === 'Infinity';
  const closedBoth = b.bins[0] !== null && b.bins[0] !== '-Infinity' && b.bins.at(-1) !== null && b.bins.at(-1) !== 'Infinity';
  if (tail > 0 && (b.tailWeights || (open && !closedBoth && bothOpen(b.bins)))) throw bad('no tail holdout where the tails have weights');
  if (open && b.tailWeights) throw bad('either open ends or tail weights');
}

function bothOpen(bins: readonly (number | string | null)[]): boolean {
  return typeof bins[0] !== 'number' && typeof bins.at(-1) !== 'number';
}
