import { z } from 'zod';
import { sql } from '../../../base/sqlite/index.ts';
import { aggregateRule } from '../kind.ts';
import { column, within } from '../limits.ts';

export const columnCompleteness = aggregateRule({
  kind: 'column-completeness',
  severity: 'major',
  dimension: 'completeness',
  indicator: '0201',
  params: z.object({ column, min: z.number().min(0).max(1).optional(), max: z.number().min(0).max(1).optional() }),
  text: {
    'zh-CN': { title: '列完整率', about: '本列有值的行所占比例在上下限之内。', reason: '完整率为 {observed}' },
    en: {
      title: 'Column completeness',
      about: 'The share of rows that have a value, within limits.',
      reason: 'a share of {observed} is filled',
    },
  },
  args: (scope, p) => ({ skips: sql`${scope.cell(p.column)} IS NULL`, args: [] }),
  create: () => ({ step: () => undefined, state: () => null }),
  observe: (_states, p, rows, skipped) => {
    if (rows === 0) return { observed: null, ok: false, empty: true };
    const share = (rows - skipped) / rows;
    return { observed: share, ok: within(share, p) };
  },
  examples: [
    { params: { column: 'v', min: 0.75 }, given: [['a'], ['b'], [''], [null]], observed: 0.75, ok: true },
    { params: { column: 'v', min: 0.8 }, given: [['a'], [null]], observed: 0.5, ok: false },
  ],
});
