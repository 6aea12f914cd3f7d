import { z } from 'zod';
import { join, sql, type Sql } from '../../../base/sqlite/index.ts';
import { rowRule } from '../kind.ts';
import { columns } from '../limits.ts';
import { wrong } from '../wrong.ts';

/** Dates in order, such as birth, entry, exit. Missing dates are left out of the chain; a value that is no date fails. */
export const dateOrder = rowRule({
  kind: 'date-order', severity: 'major', dimension: 'timeliness', indicator: '0503', nulls: 'skipped',
  params: z.object({ columns, strict: z.boolean().optional() }),
  text: { 'zh-CN': { title: '日期先后', reason: '{columns} 的先后次序不对' }, en: { title: 'Date order', reason: '{columns} are not in order' } },
  columns: (p) => p.columns,
  plan: (scope, p) => {
    if (p.columns.length < 2) throw wrong('columns', 'two or more');
    const cells = p.columns.map((c) => scope.cell(c));
    const dates = p.columns.map((c) => scope.date(c));
    const broken: Sql[] = cells.map((c, i) => sql`(${c} IS NOT NULL AND ${dates[i] ?? sql`NULL`} IS NULL)`);
    const misplaced = p.strict ? sql`<=` : sql`<`;
    // each date against all before it: a gap in the chain does not hide a wrong order
    dates.forEach((later, i) => dates.slice(0, i).forEach((earlier) => broken.push(sql`${later} ${misplaced} ${earlier}`)));
    const present = sql`(${join(cells.map((c) => sql`(${c} IS NOT NULL)`), ' + ')})`;
    return { skips: sql`(${present} < 2)`, fails: sql`(${join(broken, ' OR ')})` };
  },
  examples: [
    { params: { columns: ['a', 'b', 'c'] }, columns: ['a', 'b', 'c'], pass: [['2000-01-01', '2000/1/1', '20010101'], ['2000-01-01', null, '2001-01-01']], fail: [['2000-01-02', '2000-01-01', null], ['2002-01-01', null, '2001-01-01'], ['x', '2000-01-01', null]], skip: [[null, null, null], [null, '2000-01-01', null]] },
    { params: { columns: ['a', 'b'], strict: true }, columns: ['a', 'b'], pass: [['2000-01-01', '2000-01-02']], fail: [['2000-01-01', '2000-01-01']] },
  ],
});
