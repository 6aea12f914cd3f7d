import { z } from 'zod';
import { groupRule } from '../kind.ts';
import { columns, within } from '../limits.ts';
import { listIgnored } from '../missing.ts';

export const columnUniqueRatio = groupRule({
  kind: 'column-unique-ratio',
  severity: 'minor',
  dimension: 'accuracy',
  indicator: '0304',
  nulls: 'ignored',
  params: z.object({ columns, min: z.number().min(0).max(1).optional(), max: z.number().min(0).max(1).optional() }),
  text: {
    'zh-CN': { title: '唯一率', about: '只出现一次的键所在行占全部行的比例。', reason: '唯一率为 {observed}' },
    en: { title: 'Unique ratio', about: 'Rows whose key occurs once, as a share of all rows.', reason: 'the unique ratio is {observed}' },
  },
  columns: (p) => p.columns,
  keys: (scope, p) => {
    const keys = p.columns.map((c) => scope.cell(c));
    return { skips: listIgnored(keys, 'any_value_is_missing'), keys };
  },
  observe: (c, p) => {
    if (c.rows === 0) return { observed: null, ok: false, empty: true };
    return { observed: c.single / c.rows, ok: within(c.single / c.rows, p) };
  },
  examples: [{ params: { columns: ['a'], min: 0.25 }, columns: ['a'], given: [['a'], ['b'], ['a'], [null]], observed: 0.25, ok: true }],
});
