import { z } from 'zod';
import { join, sql, type Sql } from '../../../base/sqlite/index.ts';
import { dateFails } from '../date-fails.ts';
import { parseDateLimit } from '../dates.ts';
import { cellRule, type Scope } from '../kind.ts';
import { column } from '../limits.ts';
import { wrong } from '../wrong.ts';

const limit = z.union([z.number(), z.string().min(1)]);

export const valueBetween = cellRule({
  kind: 'value-between',
  severity: 'major',
  dimension: 'conformity',
  indicator: '0101',
  nulls: 'skipped',
  params: z
    .object({ column, min: limit.optional(), max: limit.optional(), strictMin: z.boolean().optional(), strictMax: z.boolean().optional() })
    .check((c) => {
      if (c.value.min === undefined && c.value.max === undefined)
        c.issues.push({ code: 'custom', message: 'min or max', input: c.value, path: ['min'] });
    }),
  text: {
    'zh-CN': { title: '取值范围', about: '数值、日期或日期时间在上下限之内;都不是的不通过。', reason: '值不在 {min} 到 {max} 之间' },
    en: {
      title: 'Value between',
      about: 'A number, date or date-time within limits; a value that is none of these fails.',
      reason: 'the value is not between {min} and {max}',
    },
  },
  fails: ({ scope, params, name }) => {
    const min = readLimit(params.min, scope);
    const max = readLimit(params.max, scope);
    if (min && max && (min.date !== max.date || min.value > max.value)) throw wrong('min', `<= ${params.max}`);
    const { strictMin = false, strictMax = false } = params;
    if (!(min ?? max)?.date) return outside(scope.number(name), { min, max, strictMin, strictMax });
    const [from, to] = [min?.value ?? Number.NEGATIVE_INFINITY, max?.value ?? Number.POSITIVE_INFINITY];
    return dateFails(
      scope,
      name,
      (date) => date === null || (strictMin ? date <= from : date < from) || (strictMax ? date >= to : date > to),
      (date) => outside(date, { min, max, strictMin, strictMax }),
    );
  },
  examples: [
    {
      params: { column: 'v', min: 0, max: 10 },
      pass: ['0', '10', '9.5', 3, ' 7 ', '1e1'],
      fail: ['-1', '11', 'abc', '', '9a', '100', '十'],
      skip: [null],
    },
    { params: { column: 'v', min: 0, strictMin: true }, pass: ['0.1', '1000'], fail: ['0', 'x'], skip: [null] },
    {
      params: { column: 'v', min: '2000-01-01', max: '2000-12-31' },
      pass: ['2000-01-01', '2000/6/7', '20000229', '2000年12月31日'],
      fail: ['1999-12-31', '2001-01-01', '2000-02-30', 'x'],
      skip: [null],
    },
    { params: { column: 'v', min: 'today-150y', max: 'today' }, pass: ['1990-01-01'], fail: ['1800-01-01', '2999-01-01'], skip: [null] },
  ],
});

interface Limit {
  readonly date: boolean;
  readonly value: number;
}

function readLimit(value: number | string | undefined, scope: Scope): Limit | null {
  if (value === undefined) return null;
  if (typeof value === 'number') return { date: false, value };
  const date = parseDateLimit(value, scope.asOfSeconds);
  if (date !== null) return { date: true, value: date };
  if (value.trim() !== '' && Number.isFinite(Number(value))) return { date: false, value: Number(value) };
  throw wrong('min/max', 'a number or a date', value);
}

/** True in SQL for a value that lies outside, or is none. */
function outside(
  value: Sql,
  {
    min,
    max,
    strictMin,
    strictMax,
  }: { readonly min: Limit | null; readonly max: Limit | null; readonly strictMin: boolean; readonly strictMax: boolean },
): Sql {
  if (min && max && !strictMin && !strictMax) return sql`coalesce(${value} NOT BETWEEN ${min.value} AND ${max.value}, 1)`;
  const parts: Sql[] = [];
  if (min) parts.push(strictMin ? sql`${value} > ${min.value}` : sql`${value} >= ${min.value}`);
  if (max) parts.push(strictMax ? sql`${value} < ${max.value}` : sql`${value} <= ${max.value}`);
  return sql`coalesce(NOT (${join(parts, ' AND ')}), 1)`;
}
