import { z } from 'zod';
import { wholeRule } from '../kind.ts';

export const columnsMatchOrder = wholeRule({
  kind: 'columns-match-order',
  severity: 'major',
  dimension: 'conformity',
  indicator: '0103',
  params: z.object({ columns: z.array(z.string()) }),
  text: {
    'zh-CN': { title: '列顺序', about: '表中恰好是这些列,并按这个次序。', reason: '列的名称或顺序与要求不一致' },
    en: {
      title: 'Order of columns',
      about: 'The table has exactly these columns in this order.',
      reason: 'the columns are not those required, in that order',
    },
  },
  judge: (table, p) => {
    const names = table.columns.map((c) => c.name);
    return { observed: names, ok: names.length === p.columns.length && names.every((n, i) => n === p.columns[i]) };
  },
  examples: [
    { params: { columns: ['a', 'b'] }, columns: ['a', 'b'], given: [], observed: ['a', 'b'], ok: true },
    { params: { columns: ['b', 'a'] }, columns: ['a', 'b'], given: [], observed: ['a', 'b'], ok: false },
  ],
});
