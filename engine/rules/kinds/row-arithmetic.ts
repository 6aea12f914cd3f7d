import { z } from 'zod';
import { join, sql } from '../../../base/sqlite/index.ts';
import { columnsOf } from '../expression/index.ts';
import { rowRule } from '../kind.ts';
import { columns } from '../limits.ts';
import { listIgnored, listMissing } from '../missing.ts';
import { wrong } from '../wrong.ts';

export const rowArithmetic = rowRule({
  kind: 'row-arithmetic',
  severity: 'major',
  dimension: 'accuracy',
  indicator: '0301',
  nulls: 'fails',
  params: z.object({
    columns: columns.optional(),
    weights: z.array(z.number()).optional(),
    expression: z.string().min(1).optional(),
    equals: z.union([z.number(), z.string().min(1)]),
    tolerance: z.number().min(0).optional(),
    ignoreRowIf: listMissing.optional(),
  }),
  text: {
    'zh-CN': {
      title: '横向勾稽',
      about: '几列的(加权)合计或一个表达式等于常数或另一列,差在 `tolerance` 之内。其中有空值或不是数的不通过。',
      reason: '合计与 {equals} 不符',
    },
    en: {
      title: 'Row arithmetic',
      about:
        'The (weighted) sum of columns, or an expression, equals a constant or another column, give or take `tolerance`. A null or non-number among them fails.',
      reason: 'the sum does not equal {equals}',
    },
  },
  columns: (p) => [...new Set([...(p.columns ?? columnsOf(p.expression ?? '0')), ...(typeof p.equals === 'string' ? [p.equals] : [])])],
  plan: (scope, p) => {
    const names = p.columns ?? columnsOf(p.expression ?? '0');
    if (p.columns === undefined && p.expression === undefined) throw wrong('columns', 'columns or expression');
    if (p.weights && p.weights.length !== names.length) throw wrong('weights', `${names.length}`);
    const left =
      p.expression !== undefined
        ? scope.expression(p.expression)
        : sql`(${join(
            names.map((n, i) => (p.weights ? sql`${scope.number(n)} * ${p.weights[i] ?? 1}` : scope.number(n))),
            ' + ',
          )})`;
    const right = typeof p.equals === 'number' ? sql`${p.equals}` : scope.number(p.equals);
    const skips =
      names.length === 0
        ? null
        : listIgnored(
            names.map((n) => scope.cell(n)),
            p.ignoreRowIf ?? 'all_values_are_missing',
          );
    // 1e-9 relative: 0.1 + 0.2 is 0.3 to everybody but the machine
    const slack = sql`${p.tolerance ?? 0} + 1e-9 * max(1, abs(${left}), abs(${right}))`;
    return { skips, fails: sql`coalesce(abs(${left} - ${right}) > ${slack}, 1)` };
  },
  examples: [
    {
      params: { columns: ['a', 'b'], equals: 'c' },
      columns: ['a', 'b', 'c'],
      pass: [
        ['1', '2', '3'],
        ['0.1', '0.2', '0.3'],
        [1, -1, 0],
      ],
      fail: [
        ['1', '2', '4'],
        ['1', null, '1'],
        ['1', 'x', '1'],
        ['1', '2', null],
      ],
      skip: [[null, null, '1']],
    },
    {
      params: { expression: 'a * b', equals: 10, tolerance: 0.5 },
      columns: ['a', 'b'],
      pass: [
        ['2', '5'],
        ['2', '5.2'],
      ],
      fail: [
        ['2', '6'],
        [null, '5'],
      ],
    },
    {
      params: { columns: ['a', 'b'], weights: [1, -1], equals: 0, ignoreRowIf: 'any_value_is_missing' },
      columns: ['a', 'b'],
      pass: [['7', '7']],
      fail: [['7', '8']],
      skip: [['7', null]],
    },
  ],
});
