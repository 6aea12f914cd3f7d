import type { Filter } from '../../../contract/methods/datasets.ts';
import type { ColumnProfile } from '../../../contract/methods/profile.ts';
import { formatCount, formatShare } from '../../ui/format.ts';

/** Something that looks wrong in a column, with the rows behind it where a filter can find them. */
export interface Problem {
  readonly code: 'semantic' | 'type' | 'nulls' | 'blanks' | 'placeholders' | 'empty' | 'constant' | 'almostUnique' | 'default';
  readonly count: number;
  readonly params: Readonly<Record<string, string>>;
  readonly filter: Filter | null;
}

/** From this share of nulls on, a column is worth a look. */
const nullShare = 0.05;
/** A column with so few repeats was probably meant to be unique. */
const repeatShare = 0.01;

/** A date that occurs so many times more often than the next one was hardly written by hand. */
const defaultTimes = 10;

/** True when values of the column come masked, so that they cannot be asked for one by one. */
export const isMasked = (column: ColumnProfile): boolean =>
  column.top.some(({ value }) => typeof value === 'string' && value.includes('*'));

/** What looks wrong in a column, the gravest first. */
export function problemsOf(column: ColumnProfile, rows: number): readonly Problem[] {
  const { nulls, blanks, invalid, distinct, semantic, type, name } = column;
  const filled = rows - nulls;
  if (rows === 0) return [];
  if (filled === 0) return [{ code: 'empty', count: rows, params: {}, filter: null }];
  const found: Problem[] = [];
  const add = (code: Problem['code'], count: number, params: Problem['params'] = {}, filter: Filter | null = null): void => {
    if (count > 0) found.push({ code, count, params: { count: formatCount(count), ...params }, filter });
  };
  add('semantic', semantic === null ? 0 : invalid.semantic, { semantic: semantic ?? '' });
  add('type', invalid.type, { type });
  if (nulls / rows >= nullShare) add('nulls', nulls, { share: formatShare(nulls, rows) }, { column: name, op: 'isNull' });
  add('placeholders', column.placeholders ?? 0);
  add('blanks', blanks);
  const repeats = filled - distinct.count;
  if (distinct.exact && repeats > 0 && filled > 100 && repeats / filled <= repeatShare) add('almostUnique', repeats);
  const [first, second] = column.top.filter((one) => one.value !== null);
  if ((type === 'date' || type === 'datetime') && first && second && first.count >= 20 && first.count >= second.count * defaultTimes) {
    add(
      'default',
      first.count,
      { value: String(first.value) },
      first.value === null ? null : { column: name, op: 'equals', value: first.value },
    );
  }
  if (distinct.count === 1 && filled > 1) found.push({ code: 'constant', count: 1, params: {}, filter: null });
  return found;
}

/** How urgent a column is: graver kinds of problems first, then more rows. */
export function urgency(problems: readonly Problem[], rows: number): number {
  const weight: Readonly<Record<Problem['code'], number>> = {
    semantic: 100,
    type: 80,
    almostUnique: 60,
    default: 55,
    empty: 50,
    placeholders: 40,
    blanks: 30,
    nulls: 20,
    constant: 5,
  };
  return problems.reduce((sum, problem) => sum + weight[problem.code] + (rows > 0 ? problem.count / rows : 0), 0);
}

/** Bars that make sense for the type: a histogram for numbers and dates, else the most frequent values. */
export function drawsHistogram(column: ColumnProfile): boolean {
  return (
    column.histogram.length > 1 &&
    (column.type === 'integer' || column.type === 'decimal' || column.type === 'date' || column.type === 'datetime') &&
    column.distinct.count > 12
  );
}
