import { z } from 'zod';
import { wholeRule } from '../kind.ts';
import { column } from '../limits.ts';

export const columnExists = wholeRule({
  kind: 'column-exists',
  severity: 'critical',
  dimension: 'conformity',
  indicator: '0103',
  params: z.object({ column, index: z.int().min(0).optional() }),
  text: {
    'zh-CN': { title: '列存在', about: '表中有这一列;写了 `index`(从 0 起)则位置也要对。', reason: '缺少列 {column},或位置不对' },
    en: {
      title: 'Column exists',
      about: 'A column of this name stands in the table, at the 0-based position `index` if one is given.',
      reason: 'column {column} is missing or stands elsewhere',
    },
  },
  columns: (p) => [p.column],
  judge: (table, p) => {
    const found = table.columns.find((c) => c.name === p.column);
    return { observed: found ? found.index : null, ok: found !== undefined && (p.index === undefined || found.index === p.index) };
  },
  examples: [
    { params: { column: 'b' }, columns: ['a', 'b'], given: [], observed: 1, ok: true },
    { params: { column: 'b', index: 0 }, columns: ['a', 'b'], given: [], observed: 1, ok: false },
    { params: { column: 'x' }, columns: ['a', 'b'], given: [], observed: null, ok: false },
  ],
});
