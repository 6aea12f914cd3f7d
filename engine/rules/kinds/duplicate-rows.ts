import { z } from 'zod';
import { groupRule } from '../kind.ts';
import { columns } from '../limits.ts';

/** Rows that are not the same as another in the columns named; null equals null. */
export const duplicateRows = groupRule({
  kind: 'duplicate-rows',
  severity: 'major',
  dimension: 'accuracy',
  indicator: '0303',
  nulls: 'tested',
  params: z.object({ columns }),
  text: { 'zh-CN': { title: '整行重复', reason: '整行与另一行重复' }, en: { title: 'Duplicate rows', reason: 'the row repeats another' } },
  columns: (p) => p.columns,
  keys: (scope, p) => ({ skips: null, keys: p.columns.map((c) => scope.cell(c)) }),
  examples: [
    {
      params: { columns: ['a', 'b'] },
      columns: ['a', 'b'],
      given: [
        ['1', null],
        ['1', null],
        [null, null],
        [null, null],
        ['2', '1'],
      ],
      failed: [0, 1, 2, 3],
    },
  ],
});
