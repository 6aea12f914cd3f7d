import { z } from 'zod';
import { anyNull, groupRule } from '../kind.ts';
import { columns } from '../limits.ts';

export const primaryKey = groupRule({
  kind: 'primary-key',
  severity: 'critical',
  dimension: 'accuracy',
  indicator: '0304',
  nulls: 'fails',
  params: z.object({ columns }),
  text: {
    'zh-CN': { title: '主键', about: '能唯一确定一行的列:不空,也不重复。', reason: '主键为空或重复' },
    en: {
      title: 'Primary key',
      about: 'Columns that identify a row: complete, and not repeated.',
      reason: 'the key is incomplete or repeated',
    },
  },
  columns: (p) => p.columns,
  keys: (scope, p) => {
    const keys = p.columns.map((c) => scope.cell(c));
    return { skips: null, fails: anyNull(keys), keys };
  },
  examples: [
    {
      params: { columns: ['a', 'b'] },
      columns: ['a', 'b'],
      given: [
        ['1', '2'],
        ['1', null],
        ['1', '2'],
        ['3', '4'],
        [null, null],
      ],
      failed: [0, 1, 2, 4],
    },
  ],
});
