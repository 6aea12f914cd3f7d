import { z } from 'zod';
import { cellRule } from '../kind.ts';
import { column } from '../limits.ts';
import { compilePatterns } from '../regex.ts';

export const valueMatchesRegex = cellRule({
  kind: 'value-matches-regex',
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
    'zh-CN': { title: '正则匹配', about: '文本中能找到任一(或全部)正则格式;耗时与长度成正比。', reason: '不符合格式 {patterns}' },
    en: {
      title: 'Matches a pattern',
      about: 'Text in which one of (or all) the patterns is found; linear time.',
      reason: 'the value does not match {patterns}',
    },
  },
  passes: compilePatterns,
  fails: ({ scope, cell, params }) => {
    const found = compilePatterns(params);
    return scope.fn((v) => (v === null || v === undefined ? null : Number(found(String(v)) === false)), cell);
  },
  examples: [
    {
      params: { column: 'v', patterns: ['^\\d{6}$'] },
      pass: ['518000', 518000],
      fail: ['51800', 'x518000', '５１８０００', '518000\n'],
      skip: [null],
    },
    { params: { column: 'v', patterns: ['a', 'b'], match: 'all' }, pass: ['ab'], fail: ['a', ''], skip: [null] },
    {
      params: { column: 'v', patterns: ['[\\p{Script=Han}]{2,4}'], anchored: true },
      pass: ['张三', '欧阳𠮷𠮷'],
      fail: ['张', '张三a'],
      skip: [null],
    },
    { params: { column: 'v', patterns: ['^ab'], flags: 'i' }, pass: ['ABc'], fail: ['xab'], skip: [null] },
  ],
});
