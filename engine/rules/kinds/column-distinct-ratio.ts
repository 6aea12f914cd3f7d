import { z } from 'zod';
import { sql } from '../../../base/sqlite/index.ts';
import { groupRule } from '../kind.ts';
import { column, numberLimits, within } from '../limits.ts';

export const columnDistinctRatio = groupRule({
  kind: 'column-distinct-ratio',
  severity: 'minor',
  dimension: 'accuracy',
  indicator: '0304',
  nulls: 'ignored',
  params: z.object({ column, ...numberLimits }),
  text: {
    'zh-CN': { title: '去重率', about: '不同取值的个数占非空值个数的比例;全空时为 0。', reason: '去重率为 {observed}' },
    en: {
      title: 'Distinct ratio',
      about: 'Different values as a share of the non-null ones; 0 when all are null.',
      reason: 'the distinct ratio is {observed}',
    },
  },
  columns: (p) => [p.column],
  keys: (scope, p) => ({ skips: sql`${scope.cell(p.column)} IS NULL`, keys: [scope.cell(p.column)] }),
  observe: (c, p) => {
    const ratio = c.keyed === 0 ? 0 : c.distinct / c.keyed;
    return { observed: ratio, ok: within(ratio, p) };
  },
  examples: [
    { params: { column: 'v', min: 0.6 }, given: [['a'], ['b'], ['a'], [null]], observed: 2 / 3, ok: true },
    { params: { column: 'v', max: 0 }, given: [[null]], observed: 0, ok: true },
  ],
});
