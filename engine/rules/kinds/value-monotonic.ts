import { z } from 'zod';
import type { SqlValue } from '../../../base/sqlite/index.ts';
import { sql } from '../../../base/sqlite/index.ts';
import { cellRule } from '../kind.ts';
import { column } from '../limits.ts';

/** Values that rise (or fall) in the order of the file; each is compared with the last that is there. */
export const valueMonotonic = cellRule({
  kind: 'value-monotonic',
  severity: 'minor',
  dimension: 'consistency',
  indicator: '0402',
  nulls: 'skipped',
  sequential: true,
  params: z.object({ column, direction: z.enum(['increasing', 'decreasing']).optional(), strict: z.boolean().optional() }),
  text: {
    'zh-CN': { title: '单调性', reason: '与前一个值的顺序不符' },
    en: { title: 'Monotonic', reason: 'out of order after the value before it' },
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
    { params: { column: 'v' }, given: [], failed: [] },
  ],
});
