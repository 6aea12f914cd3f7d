import { z } from 'zod';
import { join, sql } from '../../../base/sqlite/index.ts';
import { cellRule } from '../kind.ts';
import { likeToGlob, textInLike } from '../like.ts';
import { column } from '../limits.ts';

export const valueNotMatchesLike = cellRule({
  kind: 'value-not-matches-like',
  severity: 'minor',
  dimension: 'conformity',
  indicator: '0101',
  nulls: 'skipped',
  params: z.object({
    column,
    patterns: z.array(z.string()).min(1),
    match: z.enum(['any', 'all']).optional(),
    ignoreCase: z.boolean().optional(),
  }),
  text: {
    'zh-CN': { title: 'LIKE 禁配', about: '文本不符合任何一个 LIKE 格式。', reason: '不应符合 {patterns}' },
    en: { title: 'Not LIKE', about: 'Text that is like none of the patterns.', reason: 'the value is like {patterns}' },
  },
  passes: ({ patterns, match, ignoreCase }) => {
    const parts = patterns.map(textInLike);
    if (ignoreCase || parts.includes('')) return undefined;
    const [only = ''] = parts;
    if (parts.length === 1) return (text) => text.indexOf(only) < 0;
    return match === 'all'
      ? (text) => parts.some((part) => text.indexOf(part) < 0)
      : (text) => parts.every((part) => text.indexOf(part) < 0);
  },
  fails: ({ cell, params }) => {
    const each = params.patterns.map((p) =>
      params.ignoreCase ? sql`lower(${cell}) GLOB ${likeToGlob(p).toLowerCase()}` : sql`${cell} GLOB ${likeToGlob(p)}`,
    );
    return sql`(${join(each, params.match === 'all' ? ' AND ' : ' OR ')})`;
  },
  examples: [{ params: { column: 'v', patterns: ['%测试%'] }, pass: ['张三', ''], fail: ['一测试二'], skip: [null] }],
});
