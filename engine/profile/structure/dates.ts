import type { TaskContext } from '../../../base/jobs/index.ts';
import type { TablePart } from '../../table/parts.ts';
import { toTime } from '../../table/typed.ts';
import type { CodedSource } from './coded.ts';
import { eachRow } from './rows.ts';

/** Two columns of which the first ought to hold the earlier date, as their names say. */
export interface DateOrder {
  readonly a: string;
  readonly b: string;
  /** Rows that have both, and those in which the second is earlier or one is no date. */
  readonly rows: number;
  readonly violations: number;
}

/** How far back the dates of a column go. */
export interface DateReach {
  readonly column: string;
  /** Values, with those that are no date. */
  readonly rows: number;
  /** Values before 1900, which are hardly meant. */
  readonly ancient: number;
  readonly wrong: number;
  /** The earliest of the others, as an ISO date. */
  readonly least: string | null;
}

const EARLY = /出生|birth|开始|起始|start|入|申请|立案|签订/i;
const LATE = /登记|注销|结束|终止|截止|end|离|办结|到期|死亡|更新/i;
const PLAUSIBLE = Date.UTC(1900, 0, 1);

/** Counts both over all rows, in one pass over the columns of dates. */
export function findDates(
  parts: readonly TablePart[],
  columns: readonly CodedSource[],
  context: TaskContext,
): { readonly orders: readonly DateOrder[]; readonly reaches: readonly DateReach[] } {
  const dates = columns.filter(({ type }) => type === 'date' || type === 'datetime');
  if (dates.length === 0) return { orders: [], reaches: [] };
  const pairs = dates.flatMap((a, i) =>
    dates.flatMap((b, j) =>
      i !== j && EARLY.test(a.name) && !EARLY.test(b.name) && LATE.test(b.name)
        ? [{ i, j, a: a.name, b: b.name, rows: 0, violations: 0 }]
        : [],
    ),
  );
  const reaches = dates.map(({ name }) => ({ column: name, rows: 0, ancient: 0, wrong: 0, least: Number.POSITIVE_INFINITY }));
  const times = new Float64Array(dates.length);
  eachRow(parts, dates, Number.POSITIVE_INFINITY, context, (values) => {
    values.forEach((value, i) => {
      const reach = reaches[i];
      if (value === null || !reach) return;
      const time = toTime(String(value)) ?? Number.NaN;
      times[i] = time;
      reach.rows++;
      if (Number.isNaN(time)) reach.wrong++;
      else if (time < PLAUSIBLE) reach.ancient++;
      else if (time < reach.least) reach.least = time;
    });
    for (const pair of pairs) {
      if ((values[pair.i] ?? null) === null || (values[pair.j] ?? null) === null) continue;
      pair.rows++;
      // no date is no order either
      if (!((times[pair.i] as number) <= (times[pair.j] as number))) pair.violations++;
    }
  });
  return {
    orders: pairs.map(({ a, b, rows, violations }) => ({ a, b, rows, violations })),
    reaches: reaches.map((one) => ({ ...one, least: Number.isFinite(one.least) ? new Date(one.least).toISOString().slice(0, 10) : null })),
  };
}
