import type { Alert, ColumnProfile, TableProfile } from '../../../contract/methods/profile.ts';

/** True when values of the column come masked, so that they cannot be asked for one by one. */
export const isMasked = (column: Pick<ColumnProfile, 'top'>): boolean =>
  column.top.some(({ value }) => typeof value === 'string' && value.includes('*'));

/** Alerts of a column that ask for something to be done, the gravest first; what is only good to know is left out. */
export function problemsOf(profile: Pick<TableProfile, 'alerts'>, column: string): readonly Alert[] {
  return profile.alerts.filter((one) => one.column === column && one.step !== 'know' && one.step !== 'mask' && one.code !== 'unique');
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
