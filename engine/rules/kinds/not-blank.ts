import { z } from 'zod';
import { sql } from '../../../base/sqlite/index.ts';
import { blankText, blankTextQuickly, mayBeBlank } from '../blanks.ts';
import { cellRule } from '../kind.ts';
import { column } from '../limits.ts';

export const notBlank = cellRule({
  kind: 'not-blank',
  severity: 'major',
  dimension: 'completeness',
  indicator: '0201',
  nulls: 'fails',
  params: z.object({ column, alsoNull: z.boolean().optional(), blanks: z.string().min(1).optional() }),
  text: {
    'zh-CN': { title: '非空白', about: '文本不只是空白(含全角空格、不换行空格、零宽字符)。', reason: '值为空或只有空白字符' },
    en: {
      title: 'Not blank',
      about: 'Text that is more than white space (ASCII, U+3000, no-break and zero-width spaces).',
      reason: 'there is nothing but white space',
    },
  },
  skips: ({ cell, params }) => ((params.alsoNull ?? true) ? null : sql`${cell} IS NULL`),
  passes: ({ blanks }) => (blanks === undefined ? (text) => text !== '' && !mayBeBlank(text.charCodeAt(0)) : undefined),
  fails: ({ scope, cell, params: { blanks } }) => {
    const blank = scope.either(
      () => (blanks === undefined ? blankTextQuickly(cell) : blankText(cell, blanks)),
      () => blankText(cell, blanks),
    );
    return sql`(${cell} IS NULL OR ${blank})`;
  },
  examples: [
    { params: { column: 'v' }, pass: ['a', ' a ', '无', 0, '\u3000字'], fail: [null, '', ' ', '\u3000', '\u200b\t\u00a0'] },
    { params: { column: 'v', alsoNull: false }, pass: ['a'], fail: ['', '\u3000 '], skip: [null] },
    { params: { column: 'v', blanks: '-' }, pass: ['a', ' '], fail: ['', '---', null] },
  ],
});
