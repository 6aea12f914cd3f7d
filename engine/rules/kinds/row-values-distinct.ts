import { z } from 'zod';
import { join, sql, type Sql } from '../../../base/sqlite/index.ts';
import { rowRule } from '../kind.ts';
import { columns } from '../limits.ts';
import { listIgnored, listMissing } from '../missing.ts';

export const rowValuesDistinct = rowRule({
  kind: 'row-values-distinct',
  severity: 'minor',
  dimension: 'consistency',
  indicator: '0402',
  nulls: 'tested',
  params: z.object({ columns, ignoreRowIf: listMissing.optional() }),
  text: {
    'zh-CN': { title: '行内互异', about: '同一行内几列的值互不相同;两个空值算相同。', reason: '{columns} 中有相同的值' },
    en: {
      title: 'Distinct within the row',
      about: 'Columns that hold different values in each row; two nulls are the same value.',
      reason: 'two of {columns} hold the same value',
    },
  },
  columns: (p) => p.columns,
  plan: (scope, p) => {
    const cells = p.columns.map((c) => scope.cell(c));
    const pairs: Sql[] = [];
    cells.forEach((a, i) => cells.slice(i + 1).forEach((b) => pairs.push(sql`${a} IS ${b}`)));
    return {
      skips: listIgnored(cells, p.ignoreRowIf ?? 'all_values_are_missing'),
      fails: pairs.length === 0 ? sql`0` : sql`(${join(pairs, ' OR ')})`,
    };
  },
  examples: [
    {
      params: { columns: ['a', 'b', 'c'] },
      columns: ['a', 'b', 'c'],
      pass: [
        ['1', '2', '3'],
        ['1', null, '3'],
      ],
      fail: [
        ['1', '2', '1'],
        ['1', null, null],
        ['', '', 'x'],
      ],
      skip: [[null, null, null]],
    },
    { params: { columns: ['a', 'b'], ignoreRowIf: 'never' }, columns: ['a', 'b'], pass: [['1', '2']], fail: [[null, null]] },
  ],
});
