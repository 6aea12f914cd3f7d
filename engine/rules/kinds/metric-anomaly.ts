import { z } from 'zod';
import { type EarlierBatch, lacking, type TableFacts } from '../facts.ts';
import { comparedWith, meanOf, observedIn } from '../history.ts';
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

/** A batch with what was observed in it. */
interface Seen {
  readonly batch: EarlierBatch;
  readonly value: number;
}
/** The values that the band was made of, and the band. */
interface Learned extends Band {
  readonly used: readonly Seen[];
}

const learnedFrom = (used: readonly Seen[], k: number): Learned => ({
  ...band(
    used.map(({ value }) => value),
    k,
  ),
  used,
});

/** Oldest first: the values before that were themselves no anomaly teach the band, as they came. */
function onlineBand(past: readonly Seen[], k: number, first: number): Learned {
  const learned = past.slice(0, first);
  for (const seen of past.slice(first)) {
    const { low, high } = learnedFrom(learned, k);
    if (seen.value >= low && seen.value <= high) learned.push(seen);
  }
  return learnedFrom(learned, k);
}

/** Earlier values of the metric, newest first. */
function pastValues(facts: TableFacts, metric: string): readonly Seen[] {
  return (facts.history ?? []).flatMap((batch) => {
    const value = observedIn(batch, metric);
    return value === null ? [] : [{ batch, value }];
  });
}

function bandOf(past: readonly Seen[], p: Params): Learned {
  const [k, least] = [p.k ?? 3, Math.max(2, p.minHistory ?? 5)];
  const enough = (seen: readonly Seen[]): readonly Seen[] => {
    if (seen.length < least) throw lacking('needs-history');
    return seen;
  };
  switch (p.method ?? 'deviation') {
    case 'limits':
      return { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY, used: [] };
    case 'deviation':
      return learnedFrom(enough(past.slice(0, p.lastN ?? 30)), k);
    case 'online-normal':
      return onlineBand(enough(past).toReversed(), k, least);
    case 'seasonal': {
      const { season } = p;
      if (season === undefined) throw wrong('season', '2..366');
      // the batch one season ago is the season-th before this one
      return learnedFrom(enough(past.filter((_, i) => (i + 1) % season === 0)), k);
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
    const { low, high, used } = bandOf(pastValues(facts, p.metric), p);
    const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);
    return {
      observed: { value, low: finite(low), high: finite(high) },
      ok: value >= low && value <= high && within(value, p),
      compared: comparedWith(
        facts,
        {
          metric: p.metric,
          how: p.method ?? 'deviation',
          value,
          mean: used.length === 0 ? null : meanOf(used.map((seen) => seen.value)),
          // limits of the rule's own narrow the band
          low: finite(Math.max(low, p.min ?? Number.NEGATIVE_INFINITY)),
          high: finite(Math.min(high, p.max ?? Number.POSITIVE_INFINITY)),
          k: used.length === 0 ? null : (p.k ?? 3),
        },
        used.map(({ batch }) => batch),
      ),
    };
  },
  examples: [{ params: { metric: 'row-count', method: 'limits', min: 2 }, columns: ['v'], given: [['a'], ['b']], ok: true }],
});
