import { z } from 'zod';
import { sql } from '../../../base/sqlite/index.ts';
import { cellRule } from '../kind.ts';
import { column } from '../limits.ts';

/** A number less than `limit` sample standard deviations from the mean; both are learned from the column first and stored with the result. */
export const valueZscoreBelow = cellRule({
  kind: 'value-zscore-below',
  severity: 'minor',
  dimension: 'accuracy',
  indicator: '0305',
  nulls: 'skipped',
  learns: true,
  params: z.object({ column, limit: z.number(), doubleSided: z.boolean().optional() }),
  text: {
    'zh-CN': { title: 'Z 分数异常', reason: '偏离均值达到或超过 {limit} 倍标准差' },
    en: { title: 'Z-score', reason: '{limit} or more standard deviations from the mean' },
  },
  fails: ({ scope, params, name }) => {
    const mean = scope.learned?.['mean'] ?? 0;
    const stdev = scope.learned?.['stdev'] ?? 0;
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
