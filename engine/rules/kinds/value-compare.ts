import { z } from 'zod';
import { sql } from '../../../base/sqlite/index.ts';
import { dateFails } from '../date-fails.ts';
import { parseDateLimit } from '../dates.ts';
import { cellRule } from '../kind.ts';
import { column } from '../limits.ts';
import { compareOp, holds, negated } from '../ops.ts';
import { wrong } from '../wrong.ts';

export const valueCompare = cellRule({
  kind: 'value-compare',
  severity: 'major',
  dimension: 'conformity',
  indicator: '0101',
  nulls: 'skipped',
  params: z.object({ column, op: compareOp, value: z.union([z.number(), z.string().min(1)]) }),
  text: {
    'zh-CN': { title: '与常量比较', about: '与常量的比较成立;无法比较的不通过。', reason: '值不满足 {op} {value}' },
    en: {
      title: 'Compare with a constant',
      about: 'A comparison with a constant; a value that cannot be compared with it fails.',
      reason: 'the value is not {op} {value}',
    },
  },
  fails: ({ scope, cell, params, name }) => {
    if (typeof params.value === 'number') return sql`coalesce(${scope.number(name)} ${negated(params.op)} ${params.value}, 1)`;
    const date = parseDateLimit(params.value, scope.asOfSeconds);
    if (date !== null)
      return dateFails(
        scope,
        name,
        (value) => value === null || !holds(value, params.op, date),
        (value) => sql`coalesce(${value} ${negated(params.op)} ${date}, 1)`,
      );
    if (params.op !== '=' && params.op !== '!=') throw wrong('value', 'a number or a date', params.value);
    return sql`CAST(${cell} AS TEXT) ${negated(params.op)} ${params.value}`;
  },
  examples: [
    { params: { column: 'v', op: '>=', value: 0 }, pass: ['0', '5', 7], fail: ['-1', 'x', ''], skip: [null] },
    { params: { column: 'v', op: '!=', value: '测试' }, pass: ['a'], fail: ['测试'], skip: [null] },
    { params: { column: 'v', op: '<', value: '2020-01-01' }, pass: ['2019/12/31'], fail: ['2020-01-01', 'x'], skip: [null] },
  ],
});
