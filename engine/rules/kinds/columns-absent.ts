import { z } from 'zod';
import { wholeRule } from '../kind.ts';
import { compilePattern } from '../regex.ts';
import { wrong } from '../wrong.ts';

export const columnsAbsent = wholeRule({
  kind: 'columns-absent',
  severity: 'critical',
  dimension: 'conformity',
  indicator: '0106',
  params: z.object({ columns: z.array(z.string()).optional(), patterns: z.array(z.string()).optional() }),
  text: {
    'zh-CN': { title: '禁止列', about: '表中没有这些列,也没有名称符合这些格式的列。', reason: '出现了禁止的列 {observed}' },
    en: {
      title: 'Forbidden columns',
      about: 'None of these columns, and no column matching these patterns, stands in the table.',
      reason: 'there are forbidden columns: {observed}',
    },
  },
  judge: (table, p) => {
    if (!p.columns && !p.patterns) throw wrong('columns', 'columns or patterns');
    const patterns = (p.patterns ?? []).map((x) => compilePattern(x));
    const found = table.columns.map((c) => c.name).filter((n) => p.columns?.includes(n) || patterns.some((m) => m(n)));
    return { observed: found, ok: found.length === 0 };
  },
  examples: [
    { params: { columns: ['密码'] }, columns: ['a', '密码'], given: [], observed: ['密码'], ok: false },
    { params: { patterns: ['^tmp_'] }, columns: ['a'], given: [], observed: [], ok: true },
  ],
});
