import { z } from 'zod';
import { sql } from '../../../base/sqlite/index.ts';
import { columnsOf } from '../expression/index.ts';
import { rowRule } from '../kind.ts';

/* oxlint-disable unicorn/no-thenable -- `then` is the catalogue's name of the parameter, and holds a text */

export const rowImplies = rowRule({
  kind: 'row-implies',
  severity: 'major',
  dimension: 'conformity',
  indicator: '0104',
  nulls: 'fails',
  params: z.object({ when: z.string().min(1), then: z.string().min(1) }),
  text: {
    'zh-CN': {
      title: '条件约束',
      about: '`when` 成立时 `then` 也须成立;`then` 未知不通过,`when` 未知的行跳过。',
      reason: '“{when}”成立时“{then}”不成立',
    },
    en: {
      title: 'Implies',
      about: 'Where `when` holds, `then` must hold; an unknown `then` fails, an unknown `when` leaves the row out.',
      reason: 'where {when}, {then} does not hold',
    },
  },
  columns: (p) => [...new Set([...columnsOf(p.when), ...columnsOf(p.then)])],
  plan: (scope, p) => ({ skips: sql`(${scope.expression(p.when)} IS NOT TRUE)`, fails: sql`(${scope.expression(p.then)} IS NOT TRUE)` }),
  examples: [
    {
      params: { when: 'a < 18', then: "b = '否'" },
      columns: ['a', 'b'],
      pass: [['3', '否']],
      fail: [
        ['3', '是'],
        ['3', null],
      ],
      skip: [
        ['18', '是'],
        [null, '是'],
        ['x', '是'],
      ],
    },
  ],
});
