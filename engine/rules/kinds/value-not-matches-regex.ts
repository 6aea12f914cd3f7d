import { z } from 'zod';
import { cellRule } from '../kind.ts';
import { column } from '../limits.ts';
import { compilePatterns } from '../regex.ts';

export const valueNotMatchesRegex = cellRule({
  kind: 'value-not-matches-regex',
  severity: 'major',
  dimension: 'conformity',
  indicator: '0101',
  nulls: 'skipped',
  params: z.object({
    column,
    patterns: z.array(z.string()).min(1),
    match: z.enum(['any', 'all']).optional(),
    anchored: z.boolean().optional(),
    flags: z
      .string()
      .regex(/^[ims]*$/)
      .optional(),
  }),
  text: {
    'zh-CN': { title: '正则禁配', about: '文本中找不到任何一个正则格式。', reason: '含有禁止的格式 {patterns}' },
    en: { title: 'Matches no pattern', about: 'Text in which none of the patterns is found.', reason: 'the value matches {patterns}' },
  },
  passes: (params) => {
    const found = compilePatterns(params);
    return (text) => !found(text);
  },
  fails: ({ scope, cell, params }) => {
    const found = compilePatterns(params);
    return scope.fn((v) => (v === null || v === undefined ? null : Number(found(String(v)) === true)), cell);
  },
  examples: [
    { params: { column: 'v', patterns: ['测试|test'] }, pass: ['张三', ''], fail: ['测试员', 'a test'], skip: [null] },
    { params: { column: 'v', patterns: ['\\d', '^a'] }, pass: ['ba'], fail: ['ab', 'b1'], skip: [null] },
  ],
});
