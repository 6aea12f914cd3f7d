import { z } from 'zod';
import { sql, type SqlValue } from '../../../base/sqlite/index.ts';
import { groupColumns } from '../by-group.ts';
import { groupRule } from '../kind.ts';
import { column, groupBy } from '../limits.ts';

const DAY = 86_400;

export const intervalNoOverlap = groupRule({
  kind: 'interval-no-overlap',
  severity: 'major',
  dimension: 'consistency',
  indicator: '0401',
  nulls: 'skipped',
  judge: (p) => ({ how: 'no-overlap', gap: (p.allowGap ?? true) ? null : p.unit === 'number' ? 0 : DAY }),
  params: z.object({
    start: column,
    end: column,
    groupBy: groupBy.optional(),
    allowGap: z.boolean().optional(),
    unit: z.enum(['date', 'number']).optional(),
  }),
  text: {
    'zh-CN': {
      title: '区间不重叠',
      about:
        '同组内从开始到结束的区间互不重叠,首尾相接可以,结束为空表示未结束。`allowGap: false` 时必须前后相接(或隔日)。结束早于开始、或不是日期(数值)的不通过;没有开始的行跳过。',
      reason: '{start} 到 {end} 与同组的另一区间重叠,或之间有空档',
    },
    en: {
      title: 'Intervals apart',
      about:
        'Intervals from one column to another that do not overlap within their group; where one ends the next may begin. An empty end is open. With `allowGap: false` each must begin where those before it have ended, or the day after. An interval that ends before it begins, or whose ends are no dates (or numbers, where the columns hold such), fails; rows without a beginning are left out.',
      reason: '{start} to {end} overlaps another of its group, or leaves a gap',
    },
  },
  columns: (p) => [p.start, p.end, ...groupColumns(p.groupBy)],
  keys: (scope, p) => {
    const [from, to] = [scope.cell(p.start), scope.cell(p.end)];
    const read = p.unit === 'number' ? scope.number : scope.date;
    const open = sql`CASE WHEN ${to} IS NULL THEN 9e999 ELSE ${read(p.end)} END`;
    const broken = (start: SqlValue | undefined, end: SqlValue | undefined): SqlValue =>
      typeof start === 'number' && typeof end === 'number' && start <= end ? 0 : 1;
    const wrongWay = scope.fn(broken, sql`CAST(${read(p.start)} AS REAL)`, sql`CAST(${open} AS REAL)`);
    return {
      skips: sql`${from} IS NULL`,
      fails: wrongWay,
      keys: p.groupBy === undefined ? [sql`1`] : groupColumns(p.groupBy).map((g) => scope.cell(g)),
      numbers: [sql`CASE WHEN NOT ${wrongWay} THEN ${read(p.start)} END`, open],
    };
  },
  examples: [
    {
      params: { start: 'a', end: 'b', groupBy: 'k' },
      columns: ['a', 'b', 'k'],
      given: [
        ['2020-01-01', '2020-06-30', 'x'],
        ['2020-07-01', null, 'x'],
        ['2020-06-01', '2020-06-15', 'x'],
        ['2020-06-01', '2020-06-15', 'y'],
        ['2020-06-15', '2020-06-20', 'y'],
        [null, '2020-01-01', 'y'],
        ['2020-02-02', '2020-02-01', 'y'],
        ['x', null, 'y'],
      ],
      failed: [0, 2, 6, 7],
    },
    {
      params: { start: 'a', end: 'b', allowGap: false },
      columns: ['a', 'b'],
      given: [
        ['2020-01-01', '2020-01-31'],
        ['2020-02-01', '2020-02-10'],
        ['2020-02-12', null],
      ],
      failed: [2],
    },
    {
      params: { start: 'a', end: 'b', unit: 'number' },
      columns: ['a', 'b'],
      given: [
        [1, 5],
        ['5', '9'],
        [2, 3],
      ],
      failed: [0, 2],
    },
    {
      params: { start: 'a', end: 'b' },
      columns: ['a', 'b'],
      given: [
        ['2020-01-01', null],
        ['2021-01-01', null],
      ],
      failed: [0, 1],
    },
    { params: { start: 'a', end: 'b' }, columns: ['a', 'b'], given: [], failed: [] },
  ],
});
