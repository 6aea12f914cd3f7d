import { z } from 'zod';
import { sql, type SqlValue } from '../../../base/sqlite/index.ts';
import { monthsBetween } from '../dates.ts';
import { anyNull, rowRule } from '../kind.ts';
import { column, numberLimits, within } from '../limits.ts';
import { wrong } from '../wrong.ts';

const units = ['number', 'percent', 'days', 'months', 'years'] as const;
type Unit = (typeof units)[number];

/** How much `a` is more than `b`; whole months and years as ages are counted, parts of days as fractions. */
function difference(a: number, b: number, unit: Unit): number {
  switch (unit) {
    case 'number':
      return a - b;
    case 'percent':
      return a === b ? 0 : ((a - b) / Math.abs(b)) * 100;
    case 'days':
      return (a - b) / 86_400;
    case 'months':
      return monthsBetween(b, a);
    case 'years':
      return Math.trunc(monthsBetween(b, a) / 12);
  }
}

export const pairDifference = rowRule({
  kind: 'pair-difference',
  severity: 'minor',
  dimension: 'consistency',
  indicator: '0402',
  nulls: 'skipped',
  params: z.object({ a: column, b: column, ...numberLimits, unit: z.enum(units).optional() }),
  text: {
    'zh-CN': {
      title: '两列差值',
      about: '第一列减第二列的差在上下限之内:按数值、按第二列的百分比,或按天、月、年。读不出的不通过。',
      reason: '{a} 减 {b} 的差不在 {min} 到 {max} 之间',
    },
    en: {
      title: 'Difference of columns',
      about:
        'The first column less the second lies within limits, as a number, in percent of the second, or in days, months or years. What cannot be read fails.',
      reason: '{a} less {b} is not between {min} and {max}',
    },
  },
  columns: (p) => [p.a, p.b],
  plan: (scope, p) => {
    if (p.min === undefined && p.max === undefined) throw wrong('min', 'min or max');
    const unit = p.unit ?? 'number';
    const read = unit === 'number' || unit === 'percent' ? scope.number : scope.date;
    const outside = (a: SqlValue | undefined, b: SqlValue | undefined): SqlValue => {
      if (a === null || a === undefined || b === null || b === undefined) return 1;
      return within(difference(Number(a), Number(b), unit), p) ? 0 : 1;
    };
    return { skips: sql`${anyNull([scope.cell(p.a), scope.cell(p.b)])}`, fails: scope.fn(outside, read(p.a), read(p.b)) };
  },
  examples: [
    {
      params: { a: 'a', b: 'b', min: 0, max: 10 },
      columns: ['a', 'b'],
      pass: [
        ['5', '5'],
        [12, '2'],
      ],
      fail: [
        ['1', '2'],
        ['20', '5'],
        ['x', '1'],
      ],
      skip: [
        [null, '1'],
        ['1', null],
      ],
    },
    {
      params: { a: 'a', b: 'b', max: 10, min: -10, unit: 'percent' },
      columns: ['a', 'b'],
      pass: [
        ['110', '100'],
        ['0', '0'],
      ],
      fail: [
        ['111', '100'],
        ['1', '0'],
      ],
    },
    {
      params: { a: 'a', b: 'b', min: 18, unit: 'years' },
      columns: ['a', 'b'],
      pass: [['2018-03-01', '2000-03-01']],
      fail: [
        ['2018-02-28', '2000-03-01'],
        ['x', '2000-03-01'],
      ],
    },
    {
      params: { a: 'a', b: 'b', max: 1, min: 1, unit: 'months' },
      columns: ['a', 'b'],
      pass: [['2020-02-29', '2020-01-29']],
      fail: [['2020-02-28', '2020-01-29']],
    },
    {
      params: { a: 'a', b: 'b', max: 1.5, unit: 'days' },
      columns: ['a', 'b'],
      pass: [['2020-01-02 12:00', '2020-01-01']],
      fail: [['2020-01-03', '2020-01-01']],
    },
  ],
});
