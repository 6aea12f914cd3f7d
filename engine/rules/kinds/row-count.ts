import { z } from 'zod';
import { aggregateRule } from '../kind.ts';
import { within } from '../limits.ts';

export const rowCount = aggregateRule({
  kind: 'row-count',
  severity: 'major',
  dimension: 'completeness',
  indicator: '0202',
  params: z.object({ min: z.int().min(0).optional(), max: z.int().min(0).optional(), equals: z.int().min(0).optional() }),
  text: {
    'zh-CN': { title: '记录数', about: '(符合过滤条件的)记录数在上下限之内。', reason: '记录数为 {observed},不符合要求' },
    en: {
      title: 'Row count',
      about: "The number of rows (that pass the rule's filter) within limits.",
      reason: 'there are {observed} rows',
    },
  },
  args: () => ({ skips: null, args: [] }),
  create: () => ({ step: () => undefined, state: () => null }),
  observe: (_states, p, rows) => ({ observed: rows, ok: p.equals !== undefined ? rows === p.equals : within(rows, p) }),
  examples: [
    { params: { min: 2 }, columns: ['a'], given: [['1'], [null]], observed: 2, ok: true },
    { params: { equals: 1 }, columns: ['a'], given: [['1'], [null]], observed: 2, ok: false },
    { params: { max: 0 }, columns: ['a'], given: [], observed: 0, ok: true },
  ],
});
