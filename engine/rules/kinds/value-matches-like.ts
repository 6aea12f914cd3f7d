import { z } from 'zod';
import { join, sql } from '../../../base/sqlite/index.ts';
import { cellRule } from '../kind.ts';
import { likeToGlob } from '../like.ts';
import { column } from '../limits.ts';

export const valueMatchesLike = cellRule({
  kind: 'value-matches-like',
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
    'zh-CN': { title: 'LIKE 匹配', about: '文本符合任一(或全部)LIKE 格式;默认区分大小写。', reason: '不符合 {patterns}' },
    en: {
      title: 'Matches LIKE',
      about: 'Text that is like one of (or all) the patterns; the case counts unless told otherwise.',
      reason: 'the value is not like {patterns}',
    },
  },
  fails: ({ cell, params }) => {
    const each = params.patterns.map((p) =>
      params.ignoreCase ? sql`lower(${cell}) GLOB ${likeToGlob(p).toLowerCase()}` : sql`${cell} GLOB ${likeToGlob(p)}`,
    );
    return sql`NOT (${join(each, params.match === 'all' ? ' AND ' : ' OR ')})`;
  },
  examples: [
    { params: { column: 'v', patterns: ['福田%', '%区'] }, pass: ['福田街道', '南山区'], fail: ['罗湖', ''], skip: [null] },
    { params: { column: 'v', patterns: ['A_*'] }, pass: ['Ab*'], fail: ['ab*', 'Abc'], skip: [null] },
    { params: { column: 'v', patterns: ['a%'], ignoreCase: true }, pass: ['ABC'], fail: ['b'], skip: [null] },
  ],
});
