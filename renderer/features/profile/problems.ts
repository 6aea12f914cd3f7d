import type { Filter } from '../../../contract/methods/datasets.ts';
import type { Alert, ColumnProfile, TableProfile } from '../../../contract/methods/profile.ts';
import type { Rule } from '../../../contract/methods/rules.ts';

/** True when values of the column come masked, so that they cannot be asked for one by one. */
export const isMasked = (column: Pick<ColumnProfile, 'top'>): boolean =>
  column.top.some(({ value }) => typeof value === 'string' && value.includes('*'));

/** Alerts of a column that ask for something to be done, the gravest first; what is only good to know is left out. */
export function problemsOf(profile: Pick<TableProfile, 'alerts'>, column: string): readonly Alert[] {
  return profile.alerts.filter((one) => one.column === column && one.step !== 'know' && one.step !== 'mask' && one.code !== 'unique');
}

/** The rule that the gravest alert of a column proposes, if any does. */
export function ruleFor(profile: Pick<TableProfile, 'alerts'>, column: string): Rule | undefined {
  return profile.alerts.find((one) => one.column === column && one.rule)?.rule ?? undefined;
}

/** How urgent a column is: graver kinds of alerts first, then more rows. */
export function urgency(problems: readonly Alert[], rows: number): number {
  const worst = problems.reduce((most, { weight }) => Math.max(most, weight), 0);
  return worst * 100 + problems.reduce((sum, { weight, count }) => sum + weight / 10 + (rows > 0 ? count / rows : 0), 0);
}

/** Bars that make sense for the type: a histogram for numbers and dates, else the most frequent values. */
export function drawsHistogram(column: ColumnProfile): boolean {
  return (
    column.histogram.length > 1 &&
    (column.type === 'integer' || column.type === 'decimal' || column.type === 'date' || column.type === 'datetime') &&
    column.distinct.count > 12
  );
}

/** The next double: a filter takes its limits in, a fence or the upper edge of a bin does not. */
export function beyond(limit: number, side: 1 | -1): number {
  return limit + side * Math.max(Number.MIN_VALUE, Math.abs(limit) * Number.EPSILON);
}

/** Exactly the rows of the bins from the first to the last: the upper edge of a bin of numbers belongs to the next one, of dates to itself. */
export function binsFilter(column: Pick<ColumnProfile, 'name' | 'type' | 'histogram'>, first: number, last: number): readonly Filter[] {
  const { name, type, histogram } = column;
  const [low, high] = [histogram[first], histogram[last]];
  if (!low || !high) return [];
  const isOpen = typeof high.to === 'number' && last < histogram.length - 1;
  const max = isOpen ? (type === 'integer' ? Math.ceil(Number(high.to)) - 1 : beyond(Number(high.to), -1)) : high.to;
  return [{ column: name, op: 'between', min: low.from, max }];
}
