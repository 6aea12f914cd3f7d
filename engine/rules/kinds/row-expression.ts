import { z } from 'zod';
import { sql } from '../../../base/sqlite/index.ts';
import { columnsOf } from '../expression/index.ts';
import { rowRule } from '../kind.ts';

export const rowExpression = rowRule({
  kind: 'row-expression',
  severity: 'major',
  dimension: 'conformity',
  indicator: '0104',
  nulls: 'fails',
  params: z.object({ expression: z.string().min(1) }),
  text: {
    'zh-CN': { title: '行表达式', about: '每一行上表达式都成立;结果未知的不通过。', reason: '“{expression}”不成立' },
    en: {
      title: 'Row expression',
      about: 'An expression that must be true of each row; an unknown result fails.',
      reason: '{expression} does not hold',
    },
  },
  columns: (p) => columnsOf(p.expression),
  plan: (scope, p) => ({ skips: null, fails: sql`(${scope.expression(p.expression)} IS NOT TRUE)` }),
  examples: [
    {
      params: { expression: "年龄 >= 0 AND (性别 IN ('男','女') OR 备注 IS NOT NULL)" },
      columns: ['年龄', '性别', '备注'],
      pass: [
        ['10', '男', null],
        [0, 'x', 'y'],
      ],
      fail: [
        ['-1', '男', null],
        ['10', '未知', null],
        [null, '男', null],
        ['十', '男', null],
      ],
    },
    {
      params: { expression: 'a + b * 2 = 7 OR a - b > 100' },
      columns: ['a', 'b'],
      pass: [
        ['1', '3'],
        ['200', 3],
      ],
      fail: [
        ['1', '2'],
        ['x', '3'],
      ],
    },
    {
      params: { expression: "length(trim(a)) BETWEEN 1 AND 3 AND a NOT LIKE '%x%'" },
      columns: ['a'],
      pass: [['𠮷田'], [' ab ']],
      fail: [['abcd'], ['x'], [''], [null]],
    },
    {
      params: { expression: "a >= '2020-01-01' AND year(a) < 2021" },
      columns: ['a'],
      types: { a: 'date' },
      pass: [['2020/6/1']],
      fail: [['2019-12-31'], ['2021-01-01'], ['x']],
    },
  ],
});
