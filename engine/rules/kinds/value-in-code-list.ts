import { z } from 'zod';
import { sql, type Sql, type SqlValue } from '../../../base/sqlite/index.ts';
import { codeListNames, codeListOf } from '../../semantics/index.ts';
import { dayOf, parseDate } from '../dates.ts';
import { rowRule, type Scope } from '../kind.ts';
import { column } from '../limits.ts';
import { wrong } from '../wrong.ts';

const levels = ['province', 'city', 'county', 'township'] as const;

export const valueInCodeList = rowRule({
  kind: 'value-in-code-list',
  severity: 'major',
  dimension: 'conformity',
  indicator: '0105',
  nulls: 'skipped',
  params: z.object({
    column,
    codeList: z.string().min(1),
    level: z.enum(levels).optional(),
    asOf: z.string().min(1).optional(),
    part: z.enum(['code', 'name']).optional(),
  }),
  text: {
    'zh-CN': {
      title: '代码表校验',
      about:
        '是代码表中的代码(`part: name` 时为名称):内置的 `division` GB/T 2260、`gender`、`marriage`、`ethnic`、`education`、`country`、`industry`(GB/T 4754 门类和大类),或工作区参照数据中的代码表(`名称` 用最新版,`名称@版本` 用指定版)。不写 `asOf` 时须现行有效;写日期或日期列时须当时有效,该行没有日期则曾经有效即可。',
      reason: '不是代码表 {codeList} 中有效的代码或名称',
    },
    en: {
      title: 'In a code list',
      about:
        'A code (or with `part: name` a name) of a list: a bundled one (`division` GB/T 2260, `gender`, `marriage`, `ethnic`, `education`, `country`, `industry`: sections and divisions of GB/T 4754) or one of the reference data of the workspace (`NAME` is its newest version, `NAME@version` that one). Without `asOf` the code must be in force now; with a date, or a column of dates, it must have been in force then. A row without such a date takes any code that ever was.',
      reason: 'this is no valid code or name of list {codeList}',
    },
  },
  columns: (p) => [p.column],
  plan: (scope, p) => {
    const list = codeListOf(scope.semantics.env.tables, p.codeList);
    if (!list) throw wrong('codeList', codeListNames(scope.semantics.env.tables).join(', '), p.codeList);
    const cell = scope.cell(p.column);
    const skips = sql`${cell} IS NULL`;
    if (p.part === 'name') return { skips, fails: scope.fn((v) => (list.hasName(String(v).trim()) ? 0 : 1), cell) };
    const level = p.level === undefined ? null : levels.indexOf(p.level) + 1;
    const dated = p.asOf !== undefined;
    const fails = (v: SqlValue | undefined, then: SqlValue | undefined): SqlValue => {
      const code = String(v);
      if (level !== null && list.levelOf(code) !== level) return 1;
      if (dated && typeof then !== 'number') return list.nameOf(code) === undefined ? 1 : 0;
      return list.inForce(code, typeof then === 'number' ? dayOf(then) : null) ? 0 : 1;
    };
    return { skips, fails: scope.fn(fails, cell, momentOf(p.asOf, scope)) };
  },
  examples: [
    {
      params: { column: 'v', codeList: 'division' },
      pass: ['440304', '440300', '440000', '440304008', 440305, '440304000', '440304000000', '440304008001'],
      fail: ['440399', '110103', '福田区', '', '4403', '440399000000', '440304999001', '44030400'],
      skip: [null],
    },
    {
      params: { column: 'v', codeList: 'GB/T 2260', asOf: '2005-01-01' },
      pass: ['110103', '440304'],
      fail: ['440309', '440399'],
    },
    {
      params: { column: 'v', codeList: 'cn-division', asOf: 'd' },
      columns: ['v', 'd'],
      pass: [
        ['110103', '2008-08-08'],
        ['440309', '2020-01-01'],
        ['110103', null],
      ],
      fail: [
        ['110103', '2015-01-01'],
        ['440309', '2001-05-01'],
        ['000000', null],
      ],
      skip: [[null, '2020-01-01']],
    },
    { params: { column: 'v', codeList: 'division', level: 'city' }, pass: ['440300'], fail: ['440304', '440000'], skip: [null] },
    { params: { column: 'v', codeList: 'gender' }, pass: ['1', 2, '9'], fail: ['3', '男', '01'], skip: [null] },
    { params: { column: 'v', codeList: 'ethnic', part: 'name' }, pass: ['汉族', '汉'], fail: ['火星族', '01'], skip: [null] },
  ],
});

/** The moment for which a code is judged: a date written in the rule, or the date in a column of the row. */
function momentOf(asOf: string | undefined, scope: Scope): Sql {
  if (asOf === undefined) return sql`NULL`;
  const date = parseDate(asOf);
  return date === null ? scope.date(asOf) : sql`${date}`;
}
