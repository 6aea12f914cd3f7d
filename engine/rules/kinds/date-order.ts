import { z } from 'zod';
import { join, sql, type SqlValue } from '../../../base/sqlite/index.ts';
import { parseDate } from '../dates.ts';
import { anyNull, rowRule } from '../kind.ts';
import { columns } from '../limits.ts';
import { wrong } from '../wrong.ts';

export const dateOrder = rowRule({
  kind: 'date-order',
  severity: 'major',
  dimension: 'timeliness',
  indicator: '0503',
  nulls: 'skipped',
  params: z.object({ columns, strict: z.boolean().optional() }),
  text: {
    'zh-CN': {
      title: '日期先后',
      about: '几个日期先后有序,如出生、入职、离职。缺的日期跳过,不是日期的值不通过。',
      reason: '{columns} 的先后次序不对',
    },
    en: {
      title: 'Date order',
      about: 'Dates in order, such as birth, entry, exit. Missing dates are left out of the chain; a value that is no date fails.',
      reason: '{columns} are not in order',
    },
  },
  columns: (p) => p.columns,
  plan: (scope, p) => {
    if (p.columns.length < 2) throw wrong('columns', 'two or more');
    const cells = p.columns.map((c) => scope.cell(c));
    const strict = p.strict ?? false;
    const dateOf = (v: SqlValue): number | null => parseDate(typeof v === 'string' ? v : String(v));
    const brokenPair = (first: SqlValue | undefined, second: SqlValue | undefined): SqlValue => {
      const [a, b] = [dateOf(first ?? null), dateOf(second ?? null)];
      return a === null || b === null || b < a || (strict && a === b) ? 1 : 0;
    };
    const broken = (...values: readonly SqlValue[]): SqlValue => {
      let newest = Number.NEGATIVE_INFINITY;
      for (const v of values) {
        if (v === null) continue;
        const date = dateOf(v);
        // each date against the newest before it: a gap in the chain does not hide a wrong order
        if (date === null || date < newest || (strict && date === newest)) return 1;
        newest = date;
      }
      return 0;
    };
    const two =
      cells.length === 2
        ? anyNull(cells)
        : sql`((${join(
            cells.map((c) => sql`(${c} IS NOT NULL)`),
            ' + ',
          )}) < 2)`;
    return { skips: two, fails: scope.fn(cells.length === 2 ? brokenPair : broken, ...cells) };
  },
  examples: [
    {
      params: { columns: ['a', 'b', 'c'] },
      columns: ['a', 'b', 'c'],
      pass: [
        ['2000-01-01', '2000/1/1', '20010101'],
        ['2000-01-01', null, '2001-01-01'],
      ],
      fail: [
        ['2000-01-02', '2000-01-01', null],
        ['2002-01-01', null, '2001-01-01'],
        ['x', '2000-01-01', null],
      ],
      skip: [
        [null, null, null],
        [null, '2000-01-01', null],
      ],
    },
    {
      params: { columns: ['a', 'b'], strict: true },
      columns: ['a', 'b'],
      pass: [['2000-01-01', '2000-01-02']],
      fail: [['2000-01-01', '2000-01-01']],
    },
  ],
});
