import { z } from 'zod';
import { sql } from '../../../base/sqlite/index.ts';
import { allNull, anyNull, rowRule } from '../kind.ts';
import { columns } from '../limits.ts';

/** Columns that are filled together or not at all. */
export const rowAllOrNone = rowRule({
  kind: 'row-all-or-none',
  severity: 'major',
  dimension: 'consistency',
  indicator: '0402',
  nulls: 'tested',
  params: z.object({ columns }),
  text: {
    'zh-CN': { title: '同有同无', reason: '{columns} 只填了一部分' },
    en: { title: 'All or none', reason: 'only some of {columns} are filled' },
  },
  columns: (p) => p.columns,
  plan: (scope, p) => {
    const cells = p.columns.map((c) => scope.cell(c));
    return { skips: null, fails: sql`(${anyNull(cells)} AND NOT ${allNull(cells)})` };
  },
  examples: [
    {
      params: { columns: ['a', 'b'] },
      columns: ['a', 'b'],
      pass: [
        ['1', '2'],
        [null, null],
        ['', ''],
      ],
      fail: [
        ['1', null],
        [null, ''],
      ],
    },
  ],
});
