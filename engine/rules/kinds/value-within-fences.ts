import { z } from 'zod';
import { sql, type SqlValue } from '../../../base/sqlite/index.ts';
import { groupColumns, learnedFor, mergeGroups, perGroup } from '../by-group.ts';
import { cellRule } from '../kind.ts';
import { column, groupBy } from '../limits.ts';
import { mergeMoments, type Moments, numberMoments } from '../moments.ts';
import { howMany, type Numbers, quantile } from '../numbers.ts';

/** Makes the median absolute deviation of normal numbers their standard deviation. */
const NORMAL = 1.4826;

/** The fences of some numbers, or null when there are none. */
function fencesOf(numbers: Numbers, method: 'iqr' | 'mad', k: number): readonly [low: number, high: number] | null {
  if (howMany(numbers) === 0) return null;
  if (method === 'mad') {
    const median = quantile(numbers, 0.5, 'linear');
    const spread = k * NORMAL * quantile(numbers, 0.5, 'linear', (x) => Math.abs(x - median));
    return [median - spread, median + spread];
  }
  const [low, high] = [quantile(numbers, 0.25, 'linear'), quantile(numbers, 0.75, 'linear')];
  return [low - k * (high - low), high + k * (high - low)];
}

export const valueWithinFences = cellRule({
  kind: 'value-within-fences',
  severity: 'minor',
  dimension: 'accuracy',
  indicator: '0305',
  nulls: 'skipped',
  params: z.object({ column, method: z.enum(['iqr', 'mad']).optional(), k: z.number().positive().optional(), groupBy: groupBy.optional() }),
  text: {
    'zh-CN': {
      title: '离群值',
      about:
        '数值在由本列(写了 `groupBy` 则由所在组)学得的上下限之内:四分位数加减 k 倍四分位距,或中位数加减 k 倍绝对中位差(按正态折算)。不是数的不通过。',
      reason: '数值落在由本列学得的上下限之外',
    },
    en: {
      title: 'Within fences',
      about:
        "Numbers inside fences that are learned from the column (or, with `groupBy`, from the number's own group): quartiles and k times their distance, or the median and k times the median absolute deviation (scaled to the normal distribution). What is no number fails.",
      reason: 'the number lies outside the limits learned from the column',
    },
  },
  learns: (p, name) => {
    const groups = groupColumns(p.groupBy);
    const method = p.method ?? 'iqr';
    return {
      plan: (scope) => ({
        skips: sql`${scope.number(name)} IS NULL`,
        args: [...groups.map((g) => scope.cell(g)), scope.number(name)],
        create: () => perGroup(groups.length, () => numberMoments(true)),
      }),
      learn: (states) => {
        const numbers: Record<string, number> = {};
        for (const [key, parts] of mergeGroups<Moments>(states)) {
          const fences = fencesOf(mergeMoments(parts).numbers ?? [], method, p.k ?? (method === 'iqr' ? 1.5 : 3));
          if (!fences) continue;
          numbers[`low${key}`] = fences[0];
          numbers[`high${key}`] = fences[1];
        }
        return { numbers };
      },
    };
  },
  fails: ({ scope, params, name }) => {
    const fences = learnedFor(scope.learned?.numbers ?? {}, ['low', 'high']);
    const outside = (x: SqlValue | undefined, ...group: readonly SqlValue[]): SqlValue => {
      const [low, high] = fences(group);
      if (x === null || x === undefined) return 1;
      return low !== undefined && high !== undefined && (Number(x) < low || Number(x) > high) ? 1 : 0;
    };
    return scope.fn(outside, scope.number(name), ...groupColumns(params.groupBy).map((g) => scope.cell(g)));
  },
  examples: [
    { params: { column: 'v' }, given: [['1'], ['2'], [3], ['4'], [null], ['100'], ['x']], failed: [5, 6] },
    { params: { column: 'v', method: 'mad' }, given: [[10], [11], [12], [11], [10], [40]], failed: [5] },
    { params: { column: 'v', k: 50 }, given: [[1], [2], [3], [4], [100]], failed: [] },
    {
      params: { column: 'v', groupBy: 'g' },
      columns: ['v', 'g'],
      given: [
        [1, 'a'],
        [2, 'a'],
        [2, 'a'],
        [3, 'a'],
        [90, 'a'],
        [90, 'b'],
        [91, 'b'],
        [92, 'b'],
      ],
      failed: [4],
    },
    { params: { column: 'v' }, given: [], failed: [] },
    { params: { column: 'v' }, given: [[7]], failed: [] },
  ],
});
