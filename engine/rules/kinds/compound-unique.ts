import { z } from 'zod';
import { groupRule } from '../kind.ts';
import { columns } from '../limits.ts';
import { listIgnored, listMissing } from '../missing.ts';

export const compoundUnique = groupRule({
  kind: 'compound-unique',
  severity: 'critical',
  dimension: 'accuracy',
  indicator: '0304',
  nulls: 'tested',
  params: z.object({ columns, ignoreRowIf: listMissing.optional() }),
  text: {
    'zh-CN': { title: '组合唯一', about: '几列组合起来不重复;空值也算一个值。', reason: '{columns} 的组合重复出现' },
    en: {
      title: 'Unique together',
      about: 'Columns that together occur once; a null is a value of its own.',
      reason: '{columns} together occur more than once',
    },
  },
  columns: (p) => p.columns,
  keys: (scope, p) => {
    const keys = p.columns.map((c) => scope.cell(c));
    return { skips: listIgnored(keys, p.ignoreRowIf ?? 'all_values_are_missing'), keys };
  },
  examples: [
    {
      params: { columns: ['a', 'b'] },
      columns: ['a', 'b'],
      given: [
        ['1', '2'],
        ['1', '3'],
        ['1', '2'],
        [null, '2'],
        [null, '2'],
        [null, null],
        [null, null],
        ['12', ''],
        ['1', '2 '],
      ],
      failed: [0, 2, 3, 4],
    },
    {
      params: { columns: ['a', 'b'], ignoreRowIf: 'any_value_is_missing' },
      columns: ['a', 'b'],
      given: [
        [null, '2'],
        [null, '2'],
        ['x', 'y'],
      ],
      failed: [],
    },
  ],
});
