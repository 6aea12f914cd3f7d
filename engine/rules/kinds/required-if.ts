import { z } from 'zod';
import { sql } from '../../../base/sqlite/index.ts';
import { columnsOf } from '../expression/index.ts';
import { rowRule } from '../kind.ts';
import { column } from '../limits.ts';

export const requiredIf = rowRule({
  kind: 'required-if',
  severity: 'major',
  dimension: 'completeness',
  indicator: '0201',
  nulls: 'fails',
  params: z.object({ column, when: z.string().min(1) }),
  text: {
    'zh-CN': { title: '条件必填', about: '满足 `when` 的行必须有值。', reason: '在“{when}”时必须填写' },
    en: { title: 'Required if', about: 'A value that must be there on rows where `when` holds.', reason: 'a value is needed where {when}' },
  },
  columns: (p) => [...new Set([p.column, ...columnsOf(p.when)])],
  plan: (scope, p) => ({ skips: sql`(${scope.expression(p.when)} IS NOT TRUE)`, fails: sql`${scope.cell(p.column)} IS NULL` }),
  examples: [
    {
      params: { column: 'a', when: "b = '已婚'" },
      columns: ['a', 'b'],
      pass: [['x', '已婚']],
      fail: [[null, '已婚']],
      skip: [
        [null, '未婚'],
        [null, null],
        ['x', null],
      ],
    },
  ],
});
