import type { Metric, Stage } from '../../../contract/methods/lifecycle.ts';
import type { Language } from '../../../contract/text/index.ts';
import { formatBytes, formatCount, formatScore, formatShare, formatShort } from '../../ui/format.ts';

/** The metric that stands for its stage. */
export const mainMetric: Readonly<Record<Stage, string>> = {
  acquire: 'acquire.rows',
  store: 'store.rows',
  share: 'share.published',
  maintain: 'maintain.score',
  apply: 'apply.approved',
  dispose: 'dispose.datasets',
};

/** Metrics drawn as trends below the cards. */
export const trendMetrics = ['acquire.rows', 'store.rows', 'maintain.score', 'maintain.runs', 'share.delivered', 'apply.approved'] as const;

/** A metric's value as people read it; null is "not evaluated" and never 0. */
export function valueText(metric: Pick<Metric, 'unit'>, value: number | null, language: Language): string | null {
  if (value === null) return null;
  switch (metric.unit) {
    case 'bytes':
      return formatBytes(value);
    case 'ratio':
      return formatShare(value * 10_000, 10_000);
    case 'score':
      return formatScore(value);
    case 'rows':
      return value >= 100_000 ? formatShort(value, language) : formatCount(value);
    case 'count':
    case 'days':
      return formatCount(value);
  }
}

const rank = { red: 0, orange: 1, yellow: 2, blue: 3, ok: 4, none: 5 } as const;

/** The gravest level among metrics. */
export function worstLevel(metrics: readonly Metric[]): Metric['level'] {
  return metrics.reduce<Metric['level']>((worst, m) => (rank[m.level] < rank[worst] ? m.level : worst), 'none');
}
