import { z } from 'zod';
import { sql } from '../../../base/sqlite/index.ts';
import { cellRule } from '../kind.ts';
import { column } from '../limits.ts';
import { mergeMoments, type Moments, numberMoments } from '../moments.ts';

/** A number less than `limit` sample standard deviations from the mean; both are learned from the column first and stored with the result. */
export const valueZscoreBelow = cellRule({
  kind: 'value-zscore-below',
  severity: 'minor',
  dimension: 'accuracy',
  indicator: '0305',
  nulls: 'skipped',
  params: z.object({ column, limit: z.number(), doubleSided: z.boolean().optional() }),
  learns: (_, name) => ({
    plan: (scope) => ({ skips: null, args: [scope.number(name)], create: numberMoments }),
    learn: (states) => {
      const m = mergeMoments(states as readonly Moments[]);
      return { numbers: { mean: m.mean, stdev: m.count > 1 ? Math.sqrt(m.m2 / (m.count - 1)) : 0 } };
    },
  }),
  text: {
    'zh-CN': { title: 'Z 分数异常', reason: '偏离均值达到或超过 {limit} 倍标准差' },
    en: { title: 'Z-score', reason: '{limit} or more standard deviations from the mean' },
  },
  fails: ({ scope, params, name }) => {
    const mean = scope.learned?.numbers['mean'] ?? 0;
    const stdev = scope.learned?.numbers['stdev'] ?? 0;
    // without spread no value is an outlier
    if (!(stdev > 0)) return sql`0`;
    const z = sql`((${scope.number(name)} - ${mean}) / ${stdev})`;
    return sql`coalesce(NOT ${(params.doubleSided ?? true) ? sql`abs(${z})` : z} < ${params.limit}, 1)`;
  },
  examples: [
    { params: { column: 'v', limit: 2 }, given: [['1'], ['2'], ['1'], ['2'], ['1'], ['2'], [null], ['50']], failed: [7] },
    { params: { column: 'v', limit: 2, doubleSided: false }, given: [[-50], [1], [2], [1], [2], [1], [2]], failed: [] },
    { params: { column: 'v', limit: 3 }, given: [[5], [5]], failed: [] },
  ],
});
