import { z } from 'zod';
import { sql } from '../../../base/sqlite/index.ts';
import { groupRule } from '../kind.ts';
import { column, within } from '../limits.ts';

export const columnDistinctCount = groupRule({
  kind: 'column-distinct-count',
  severity: 'minor',
  dimension: 'conformity',
  indicator: '0104',
  nulls: 'ignored',
  params: z.object({
    column,
    min: z.int().min(0).optional(),
    max: z.int().min(0).optional(),
    strictMin: z.boolean().optional(),
    strictMax: z.boolean().optional(),
  }),
  text: {
    'zh-CN': { title: '去重计数', about: '不同取值的个数在上下限之内。', reason: '有 {observed} 个不同的值' },
    en: {
      title: 'Distinct count',
      about: 'The number of different values within limits.',
      reason: 'there are {observed} different values',
    },
  },
  columns: (p) => [p.column],
  keys: (scope, p) => ({ skips: sql`${scope.cell(p.column)} IS NULL`, keys: [scope.cell(p.column)] }),
  observe: (c, p) => ({ observed: c.distinct, ok: within(c.distinct, p) }),
  examples: [
    { params: { column: 'v', min: 2, max: 2 }, given: [['a'], ['b'], ['a'], [null]], observed: 2, ok: true },
    { params: { column: 'v', min: 1 }, given: [], observed: 0, ok: false },
  ],
});
