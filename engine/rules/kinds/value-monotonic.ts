import { z } from 'zod';
import type { SqlValue } from '../../../base/sqlite/index.ts';
import { sql, type Sql } from '../../../base/sqlite/index.ts';
import { groupColumns } from '../by-group.ts';
import { type Bound, cellRule, plainOf, type RuleKind, type Scope } from '../kind.ts';
import { column, groupBy } from '../limits.ts';

const params = z.object({
  column,
  direction: z.enum(['increasing', 'decreasing']).optional(),
  strict: z.boolean().optional(),
  orderBy: column.optional(),
  groupBy: groupBy.optional(),
});

/** Values that rise (or fall) in the order of the file; each is compared with the last that is there. */
const inFileOrder = cellRule({
  kind: 'value-monotonic',
  severity: 'minor',
  dimension: 'consistency',
  indicator: '0402',
  nulls: 'skipped',
  sequential: true,
  params,
  text: {
    'zh-CN': {
      title: '单调性',
      about: '值按文件次序(或 `orderBy` 的次序)递增或递减,可在全表或各组内检查。',
      reason: '与前一个值的顺序不符',
    },
    en: {
      title: 'Monotonic',
      about: 'Values that rise (or fall) in the order of the file or of `orderBy`, in all rows or within each group.',
      reason: 'out of order after the value before it',
    },
  },
  fails: ({ scope, cell, params, name }) => {
    let last: SqlValue | undefined;
    const sign = params.direction === 'decreasing' ? -1 : 1;
    const type = scope.column(name).type;
    const step = (v: SqlValue | undefined): number | null => {
      if (v === null || v === undefined || v instanceof Uint8Array) return null;
      const before = last;
      last = v;
      if (before === undefined || before === null || before instanceof Uint8Array) return 0;
      if (typeof before !== typeof v && (typeof before === 'string' || typeof v === 'string')) return 1;
      const order = before === v ? 0 : before < v ? 1 : -1;
      return order * sign < 0 || (params.strict === true && order === 0) ? 1 : 0;
    };
    // typed sources mean the texts as texts
    const numeric = scope.strictTypes ? cell : sql`coalesce(${scope.number(name)}, ${cell})`;
    return type === 'date' || type === 'datetime' ? scope.fn(step, scope.date(name)) : scope.fn(step, numeric);
  },
  examples: [
    { params: { column: 'v' }, given: [[1], [2], [2], [null], [1], [5]], failed: [4] },
    { params: { column: 'v', strict: true }, given: [['9'], ['10'], ['10'], ['11']], failed: [2] },
    { params: { column: 'v', direction: 'decreasing' }, given: [[3], [null], [2], [4], [1]], failed: [3] },
    {
      params: { column: 'v', orderBy: 't', groupBy: 'g' },
      columns: ['v', 't', 'g'],
      given: [
        [9, '2020-01-03', 'a'],
        [1, '2020-01-01', 'a'],
        [10, '2020-01-02', 'a'],
        [0, '2020-01-02', 'b'],
        [null, '2020-01-03', 'b'],
        ['x', '2020-01-03', 'b'],
        [5, null, 'b'],
      ],
      failed: [0, 5, 6],
    },
    { params: { column: 'v' }, given: [], failed: [] },
  ],
});

/** A column as numbers: of its dates where it holds such, else of what is a number, else of what is a date. */
function ordinal(scope: Scope, name: string): Sql {
  const { type } = scope.column(name);
  return type === 'date' || type === 'datetime' ? scope.date(name) : sql`coalesce(${scope.number(name)}, ${scope.date(name)})`;
}

/** The same in the order of another column, or group by group: numbers and dates only. */
function inOrderOf(raw: Readonly<Record<string, unknown>>): Bound {
  const p = params.parse(raw);
  const groups = groupColumns(p.groupBy);
  return {
    grain: 'group',
    columns: [p.column, ...(p.orderBy === undefined ? [] : [p.orderBy]), ...groups],
    blames: p.column,
    reason: plainOf(p),
    judge: { how: 'ordered', falling: p.direction === 'decreasing', strict: p.strict ?? false },
    plan: (scope) => {
      const [value, order] = [ordinal(scope, p.column), p.orderBy === undefined ? sql`0` : ordinal(scope, p.orderBy)];
      return {
        skips: sql`${scope.cell(p.column)} IS NULL`,
        fails: sql`(${value} IS NULL OR ${order} IS NULL)`,
        keys: groups.length === 0 ? [sql`1`] : groups.map((g) => scope.cell(g)),
        numbers: [order, value],
      };
    },
  };
}

export const valueMonotonic: RuleKind = {
  ...inFileOrder,
  bind: (raw) => (raw['orderBy'] === undefined && raw['groupBy'] === undefined ? inFileOrder.bind(raw) : inOrderOf(raw)),
};
