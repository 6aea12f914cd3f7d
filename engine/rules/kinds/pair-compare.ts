import { z } from 'zod';
import { sql } from '../../../base/sqlite/index.ts';
import { shift } from '../dates.ts';
import { rowRule } from '../kind.ts';
import { column } from '../limits.ts';
import { pairIgnored, pairMissing } from '../missing.ts';
import { compareOp, negated } from '../ops.ts';

export const pairCompare = rowRule({
  kind: 'pair-compare',
  severity: 'major',
  dimension: 'consistency',
  indicator: '0402',
  nulls: 'fails',
  params: z.object({
    a: column,
    op: compareOp,
    b: column,
    offset: z.union([z.number(), z.string().regex(/^-?\d+[dmy]$/)]).optional(),
    ignoreRowIf: pairMissing.optional(),
  }),
  text: {
    'zh-CN': {
      title: '两列比较',
      about: '两列的大小或先后关系成立;按数值比较,列是日期或 `offset` 写成 `18y` 这类时长时按日期比较。无法比较的不通过。',
      reason: '{a} {op} {b} 不成立',
    },
    en: {
      title: 'Compare columns',
      about:
        'Two columns in an order, as numbers or (where a column holds dates, or `offset` is a duration such as `18y`) as dates; what cannot be compared fails.',
      reason: '{a} {op} {b} does not hold',
    },
  },
  columns: (p) => [p.a, p.b],
  plan: (scope, p) => {
    const skips = pairIgnored(scope.cell(p.a), scope.cell(p.b), p.ignoreRowIf ?? 'both_values_are_missing');
    const types = [scope.column(p.a).type, scope.column(p.b).type];
    const numeric = types.some((t) => t === 'integer' || t === 'decimal');
    const dates = typeof p.offset === 'string' || types.some((t) => t === 'date' || t === 'datetime');
    if (dates) {
      const m = /^(-?\d+)([dmy])$/.exec(String(p.offset ?? '0d'));
      const [by, unit] = [Number(m?.[1] ?? 0), m?.[2] ?? 'd'];
      const b = by === 0 ? scope.date(p.b) : scope.fn((v) => (typeof v === 'number' ? shift(v, by, unit) : null), scope.date(p.b));
      return { skips, fails: sql`coalesce(${scope.date(p.a)} ${negated(p.op)} ${b}, 1)` };
    }
    const offset = typeof p.offset === 'number' ? p.offset : 0;
    if (numeric || offset !== 0)
      return { skips, fails: sql`coalesce(${scope.number(p.a)} ${negated(p.op)} (${scope.number(p.b)} + ${offset}), 1)` };
    // untyped: as numbers when both are, as dates when both are, else as text
    const [na, nb, da, db] = [scope.number(p.a), scope.number(p.b), scope.date(p.a), scope.date(p.b)];
    const op = negated(p.op);
    return {
      skips,
      fails: sql`CASE WHEN ${na} IS NOT NULL AND ${nb} IS NOT NULL THEN ${na} ${op} ${nb} WHEN ${da} IS NOT NULL AND ${db} IS NOT NULL THEN ${da} ${op} ${db} WHEN typeof(${scope.cell(p.a)}) = typeof(${scope.cell(p.b)}) THEN ${scope.cell(p.a)} ${op} ${scope.cell(p.b)} ELSE 1 END`,
    };
  },
  examples: [
    {
      params: { a: 'a', op: '<=', b: 'b' },
      columns: ['a', 'b'],
      types: { a: 'date', b: 'date' },
      pass: [
        ['2020-01-01', '2020/1/1'],
        ['19990101', '2000-01-01'],
      ],
      fail: [
        ['2020-01-02', '2020-01-01'],
        ['x', '2020-01-01'],
        ['2020-01-01', null],
      ],
      skip: [[null, null]],
    },
    {
      params: { a: 'a', op: '>', b: 'b' },
      columns: ['a', 'b'],
      pass: [
        ['10', '9'],
        [3, 2],
      ],
      fail: [
        ['9', '10'],
        ['1', '1'],
        [null, '1'],
        ['x', 1],
      ],
      skip: [[null, null]],
    },
    {
      params: { a: 'a', op: '>=', b: 'b', offset: '18y' },
      columns: ['a', 'b'],
      pass: [['2018-03-01', '2000-03-01']],
      fail: [['2018-02-28', '2000-03-01']],
    },
    {
      params: { a: 'a', op: '=', b: 'b', offset: 1, ignoreRowIf: 'either_value_is_missing' },
      columns: ['a', 'b'],
      pass: [['3', '2']],
      fail: [['2', '2']],
      skip: [[null, '1']],
    },
  ],
});
