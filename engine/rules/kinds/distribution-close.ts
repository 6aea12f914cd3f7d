import { z } from 'zod';
import { sql, type SqlValue } from '../../../base/sqlite/index.ts';
import { JiadiError } from '../../../contract/errors.ts';
import { divergence, histogram, type Histogram } from '../divergence.ts';
import { aggregateRule } from '../kind.ts';
import { column, scalar } from '../limits.ts';
import { type CountedValue, mergeCounts, valueCounter } from '../value-counts.ts';

const end = z.union([z.number(), z.null(), z.literal('-Infinity'), z.literal('Infinity')]);
const baseline = z.union([
  z.object({ values: z.array(scalar).min(1), weights: z.array(z.number().min(0)).min(1) }).strict(),
  z
    .object({
      bins: z.array(end).min(2),
      weights: z.array(z.number().min(0)).min(1),
      tailWeights: z.tuple([z.number().min(0), z.number().min(0)]).optional(),
    })
    .strict(),
]);

/** The distribution of a column close to a stored one by Kullback-Leibler divergence, at most `limit`. */
export const distributionClose = aggregateRule({
  kind: 'distribution-close',
  severity: 'minor',
  dimension: 'consistency',
  indicator: '0402',
  params: z.object({
    column,
    baseline,
    method: z.literal('kl').optional(),
    limit: z.number().optional(),
    internalHoldout: z.number().min(0).max(1).optional(),
    tailHoldout: z.number().min(0).max(1).optional(),
  }),
  text: {
    'zh-CN': { title: '分布漂移', reason: '分布差异为 {observed},超过 {limit}' },
    en: { title: 'Distribution drift', reason: 'the divergence is {observed}, more than {limit}' },
  },
  args: (scope, p) => {
    checkBaseline(p.baseline, p.internalHoldout ?? 0, p.tailHoldout ?? 0);
    const cell = scope.cell(p.column);
    if ('bins' in p.baseline) return { skips: sql`${cell} IS NULL`, args: [scope.number(p.column)] };
    const text = p.baseline.values.every((v) => typeof v === 'string') || !scope.strictTypes;
    return { skips: sql`${cell} IS NULL`, args: [text ? sql`CAST(${cell} AS TEXT)` : cell] };
  },
  create: (p) => {
    const { baseline: b } = p;
    const counter: { step(x?: SqlValue): void; state(): Histogram | readonly CountedValue[] } =
      'bins' in b ? histogram(b.bins) : valueCounter();
    return counter;
  },
  observe: (states, p) => {
    const observed = divergence(states, p.baseline, p.internalHoldout ?? 0, p.tailHoldout ?? 0, (s) => mergeCounts(s));
    if (observed === null) return { observed: null, ok: false, empty: true };
    return { observed: Number.isFinite(observed) ? observed : null, ok: p.limit === undefined || observed <= p.limit };
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

function checkBaseline(b: z.infer<typeof baseline>, internal: number, tail: number): void {
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
