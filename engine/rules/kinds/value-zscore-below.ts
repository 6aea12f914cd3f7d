import { z } from 'zod';
import type { SqlValue } from '../../../base/sqlite/index.ts';
import { groupColumns, learnedFor, mergeGroups, perGroup } from '../by-group.ts';
import { cellRule } from '../kind.ts';
import { column, groupBy } from '../limits.ts';
import { mergeMoments, type Moments, numberMoments } from '../moments.ts';

export const valueZscoreBelow = cellRule({
  kind: 'value-zscore-below',
  severity: 'minor',
  dimension: 'accuracy',
  indicator: '0305',
  nulls: 'skipped',
  params: z.object({ column, limit: z.number(), doubleSided: z.boolean().optional(), groupBy: groupBy.optional() }),
  learns: (p, name) => {
    const groups = groupColumns(p.groupBy);
    return {
      plan: (scope) => ({
        skips: null,
        args: [...groups.map((g) => scope.cell(g)), scope.number(name)],
        create: () => perGroup(groups.length, () => numberMoments()),
      }),
      learn: (states) => {
        const numbers: Record<string, number> = {};
        for (const [key, parts] of mergeGroups<Moments>(states)) {
          const m = mergeMoments(parts);
          numbers[`mean${key}`] = m.mean;
          numbers[`stdev${key}`] = m.count > 1 ? Math.sqrt(m.m2 / (m.count - 1)) : 0;
        }
        return { numbers };
      },
    };
  },
  text: {
    'zh-CN': {
      title: 'Z 分数异常',
      about: '数值偏离均值小于 `limit` 倍样本标准差;均值和标准差先从本列学得,随结果保存。',
      reason: '偏离均值达到或超过 {limit} 倍标准差',
    },
    en: {
      title: 'Z-score',
      about:
        'A number less than `limit` sample standard deviations from the mean; both are learned from the column first and stored with the result.',
      reason: '{limit} or more standard deviations from the mean',
    },
  },
  fails: ({ scope, params, name }) => {
    const spread = learnedFor(scope.learned?.numbers ?? {}, ['mean', 'stdev']);
    const far = (x: SqlValue | undefined, ...group: readonly SqlValue[]): SqlValue => {
      const [mean = 0, stdev = 0] = spread(group);
      // without spread no value is an outlier
      if (!(stdev > 0)) return 0;
      if (x === null || x === undefined) return 1;
      const z = (Number(x) - mean) / stdev;
      return ((params.doubleSided ?? true) ? Math.abs(z) : z) < params.limit ? 0 : 1;
    };
    return scope.fn(far, scope.number(name), ...groupColumns(params.groupBy).map((g) => scope.cell(g)));
  },
  examples: [
    { params: { column: 'v', limit: 2 }, given: [['1'], ['2'], ['1'], ['2'], ['1'], ['2'], [null], ['50']], failed: [7] },
    { params: { column: 'v', limit: 2, doubleSided: false }, given: [[-50], [1], [2], [1], [2], [1], [2]], failed: [] },
    { params: { column: 'v', limit: 3 }, given: [[5], [5]], failed: [] },
    {
      params: { column: 'v', limit: 1, groupBy: 'g' },
      columns: ['v', 'g'],
      given: [
        [1, 'a'],
        [1, 'a'],
        [9, 'a'],
        [9, 'b'],
        [9, 'b'],
      ],
      failed: [2],
    },
  ],
});
