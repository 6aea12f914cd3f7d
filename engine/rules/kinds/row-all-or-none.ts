import { z } from 'zod';
import { sql } from '../../../base/sqlite/index.ts';
import { allNull, anyNull, rowRule } from '../kind.ts';
import { columns } from '../limits.ts';

export const rowAllOrNone = rowRule({
  kind: 'row-all-or-none',
  severity: 'major',
  dimension: 'consistency',
  indicator: '0402',
  nulls: 'tested',
  params: z.object({ columns }),
  text: {
    'zh-CN': { title: '同有同无', about: '几列要么都填,要么都不填。', reason: '{columns} 只填了一部分' },
    en: { title: 'All or none', about: 'Columns that are filled together or not at all.', reason: 'only some of {columns} are filled' },
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
