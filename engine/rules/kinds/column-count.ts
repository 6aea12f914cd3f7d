import { z } from 'zod';
import { wholeRule } from '../kind.ts';
import { within } from '../limits.ts';

export const columnCount = wholeRule({
  kind: 'column-count',
  severity: 'minor',
  dimension: 'conformity',
  indicator: '0103',
  params: z.object({ min: z.int().min(0).optional(), max: z.int().min(0).optional(), equals: z.int().min(0).optional() }),
  text: {
    'zh-CN': { title: '列数', about: '列数在上下限之内。', reason: '有 {observed} 列' },
    en: { title: 'Column count', about: 'The number of columns within limits.', reason: 'there are {observed} columns' },
  },
  judge: (table, p) => {
    const count = table.columns.length;
    return { observed: count, ok: p.equals !== undefined ? count === p.equals : within(count, p) };
  },
  examples: [
    { params: { equals: 2 }, columns: ['a', 'b'], given: [], observed: 2, ok: true },
    { params: { min: 3 }, columns: ['a', 'b'], given: [], observed: 2, ok: false },
  ],
});
