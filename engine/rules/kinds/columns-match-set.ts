import { z } from 'zod';
import { wholeRule } from '../kind.ts';

export const columnsMatchSet = wholeRule({
  kind: 'columns-match-set',
  severity: 'critical',
  dimension: 'conformity',
  indicator: '0103',
  params: z.object({ columns: z.array(z.string()), exact: z.boolean().optional() }),
  text: {
    'zh-CN': { title: '列集合', about: '表中有这些列,次序不限;除非 `exact` 为 false,不得有别的列。', reason: '列与要求不一致' },
    en: {
      title: 'Set of columns',
      about: 'The table has these columns, in any order, and no others unless `exact` is false.',
      reason: 'the columns are not those required',
    },
  },
  judge: (table, p) => {
    const names = table.columns.map((c) => c.name);
    const missing = p.columns.some((c) => !names.includes(c));
    const extra = names.some((n) => !p.columns.includes(n));
    return { observed: names, ok: !missing && ((p.exact ?? true) ? !extra : true) };
  },
  examples: [
    { params: { columns: ['b', 'a'] }, columns: ['a', 'b'], given: [], observed: ['a', 'b'], ok: true },
    { params: { columns: ['a'] }, columns: ['a', 'b'], given: [], observed: ['a', 'b'], ok: false },
    { params: { columns: ['a'], exact: false }, columns: ['a', 'b'], given: [], observed: ['a', 'b'], ok: true },
    { params: { columns: ['a', 'c'], exact: false }, columns: ['a', 'b'], given: [], observed: ['a', 'b'], ok: false },
  ],
});
