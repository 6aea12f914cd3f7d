import { z } from 'zod';
import { lacking, type TableFacts } from '../facts.ts';
import { wholeRule } from '../kind.ts';
import { numberLimits, within } from '../limits.ts';
import { wrong } from '../wrong.ts';

const params = z.object({
  metric: z.string().min(1),
  method: z.enum(['limits', 'deviation', 'online-normal', 'seasonal']).optional(),
  k: z.number().positive().optional(),
  lastN: z.int().min(2).max(1000).optional(),
  season: z.int().min(2).max(366).optional(),
  minHistory: z.int().min(2).optional(),
  ...numberLimits,
});
type Params = z.infer<typeof params>;

interface Band {
  readonly low: number;
  readonly high: number;
}

/** Mean plus and minus k sample standard deviations; without spread the mean itself, to within rounding. */
function band(values: readonly number[], k: number): Band {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const stdev = Math.sqrt(values.reduce((a, x) => a + (x - mean) ** 2, 0) / (values.length - 1));
  const slack = k * stdev + 1e-9 * Math.max(1, Math.abs(mean));
  return { low: mean - slack, high: mean + slack };
}

/** Oldest first: the values before that were themselves no anomaly teach the band, as they came. */
function onlineBand(values: readonly number[], k: number, first: number): Band {
  const learned = values.slice(0, first);
  for (const value of values.slice(first)) {
    const { low, high } = band(learned, k);
    if (value >= low && value <= high) learned.push(value);
  }
  return band(learned, k);
}

/** Earlier values of the metric, newest first. */
function pastValues(facts: TableFacts, metric: string): readonly number[] {
  return (facts.history ?? []).flatMap((b) => {
    const value = metric === 'row-count' ? b.rows : b.observed[metric];
    return typeof value === 'number' && Number.isFinite(value) ? [value] : [];
  });
}

function bandOf(past: readonly number[], p: Params): Band {
  const [k, least] = [p.k ?? 3, Math.max(2, p.minHistory ?? 5)];
  const enough = (values: readonly number[]): readonly number[] => {
    if (values.length < least) throw lacking('needs-history');
    return values;
  };
  switch (p.method ?? 'deviation') {
    case 'limits':
      return { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
    case 'deviation':
      return band(enough(past.slice(0, p.lastN ?? 30)), k);
    case 'online-normal':
      return onlineBand(enough(past).toReversed(), k, least);
    case 'seasonal': {
      const { season } = p;
      if (season === undefined) throw wrong('season', '2..366');
      // the batch one season ago is the season-th before this one
      return band(enough(past.filter((_, i) => (i + 1) % season === 0)), k);
    }
  }
}

export const metricAnomaly = wholeRule({
  kind: 'metric-anomaly',
  severity: 'minor',
  dimension: 'consistency',
  indicator: '0402',
  params,
  text: {
    'zh-CN': {
      title: '指标异常',
      about:
        '另一条规则的观察值(或 `row-count`)与以往相比不异常:在固定上下限内,在最近 n 批均值 ± k 倍标准差内,或学习时排除以往异常(`online-normal`),或只与隔一季(若干批)的值比较。历史不足 `minHistory`(5)个时不评估。',
      reason: '指标 {metric} 与以往相比异常',
    },
    en: {
      title: 'Unusual metric',
      about:
        'What another rule of the set observes (or `row-count`) is nothing unusual beside its earlier values: within limits, within k standard deviations of the mean of the last n, the same with earlier anomalies left out of what is learned (`online-normal`), or of the values a season (so many batches) apart. With fewer than `minHistory` (5) earlier values it is not evaluated.',
      reason: 'metric {metric} is unusual beside earlier batches',
    },
  },
  judge: (facts, p) => {
    const value = p.metric === 'row-count' ? facts.rowCount : facts.outcome(p.metric).value;
    if (value === null) throw lacking('needs-part');
    if (p.method === 'limits' && p.min === undefined && p.max === undefined) throw wrong('min', 'min or max');
    const { low, high } = bandOf(pastValues(facts, p.metric), p);
    const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);
    return { observed: { value, low: finite(low), high: finite(high) }, ok: value >= low && value <= high && within(value, p) };
  },
  examples: [{ params: { metric: 'row-count', method: 'limits', min: 2 }, columns: ['v'], given: [['a'], ['b']], ok: true }],
});
