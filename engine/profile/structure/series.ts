import type { TaskContext } from '../../../base/jobs/index.ts';
import type { CodedColumn, CodedTable } from './coded.ts';

/** Numbers as they follow each other in the file: whether they come round again, and whether they keep a level. */
export interface Series {
  readonly column: string;
  /** Rows that were looked at: the first ones of a long file. */
  readonly rows: number;
  /** The rows after which it rises and falls again, and the autocorrelation at that distance; null where it does not. */
  readonly season: { readonly period: number; readonly strength: number } | null;
  /** Statistic of the augmented Dickey-Fuller test with a constant and one lag; above `UNIT_ROOT` there is no steady level. Null: not to be had. */
  readonly dickeyFuller: number | null;
}

/** Critical value of the test at 5 % for long series. */
export const UNIT_ROOT = -2.86;

const ROWS_MIN = 60;
const ROWS_MAX = 8192;
const COLUMNS_MAX = 60;
const PERIOD_MAX = 400;
/** Share of the rows that must have a number. */
const FILLED_MIN = 0.95;
const SEASON_MIN = 0.5;
/** Autocorrelation at twice and three times the period: by chance a series comes round once, hardly thrice. */
const AGAIN_MIN = 0.35;
/** How much lower it must be in between: what merely moves slowly resembles itself at every distance. */
const DIP_MIN = 0.3;
const ROUNDING = 1e-18;

/** Series of a table whose rows were all coded, in the order of the file; evenly spaced rows would feign periods. */
export function findSeries(table: CodedTable, context: Pick<TaskContext, 'throwIfCancelled'>): readonly Series[] {
  if (table.rowCount < table.rowsInAll) return [];
  const found: Series[] = [];
  for (const column of table.columns.filter(({ numeric, distinct }) => numeric && distinct > 2).slice(0, COLUMNS_MAX)) {
    context.throwIfCancelled();
    const values = numbersOf(column, Math.min(ROWS_MAX, table.rowCount));
    if (!values) continue;
    const [season, dickeyFuller] = [seasonOf(values), dickeyFullerOf(values)];
    if (season || dickeyFuller !== null) found.push({ column: column.name, rows: values.length, season, dickeyFuller });
  }
  return found;
}

/** The numbers, a gap filled on the straight line between those beside it: what comes after a gap keeps its distance from what came before. */
function numbersOf({ codes, numbers }: CodedColumn, rows: number): Float64Array | null {
  const values = new Float64Array(rows);
  let [count, last] = [0, -1];
  for (let row = 0; row < rows; row++) {
    const value = numbers[codes[row] as number] as number;
    if (!Number.isFinite(value)) continue;
    values[row] = value;
    const from = last < 0 ? value : (values[last] as number);
    for (let gap = last + 1; gap < row; gap++) values[gap] = from + ((value - from) * (gap - last)) / (row - last);
    last = row;
    count++;
  }
  if (count < ROWS_MIN || count < rows * FILLED_MIN) return null;
  return values.fill(values[last] as number, last + 1);
}

/** The smallest distance at which a series without its straight trend resembles itself, again at twice and three times, and less in between. */
export function seasonOf(values: Float64Array): Series['season'] {
  const rest = withoutTrend(values);
  const power = rest.reduce((sum, x) => sum + x * x, 0);
  // what is left of a straight line is nothing but rounding
  if (!(power > ROUNDING * values.reduce((sum, x) => sum + x * x, 0))) return null;
  const most = Math.min(PERIOD_MAX, Math.floor(rest.length / 4));
  const known = new Map<number, number>();
  const at = (lag: number): number => {
    const before = known.get(lag);
    if (before !== undefined) return before;
    let sum = 0;
    for (let i = lag; i < rest.length; i++) sum += (rest[i] as number) * (rest[i - lag] as number);
    // each distance has fewer pairs than there are values
    const value = (sum / power) * (rest.length / (rest.length - lag));
    known.set(lag, value);
    return value;
  };
  let least = at(1);
  for (let lag = 2; lag <= most; lag++) {
    const here = at(lag);
    const isPeak = here >= at(lag - 1) && here > at(lag + 1);
    if (isPeak && here >= SEASON_MIN && here - least >= DIP_MIN && at(2 * lag) >= AGAIN_MIN && at(3 * lag) >= AGAIN_MIN)
      return { period: lag, strength: Math.round(here * 100) / 100 };
    least = Math.min(least, here);
  }
  return null;
}

function withoutTrend(values: Float64Array): Float64Array {
  const n = values.length;
  const middle = (n - 1) / 2;
  const mean = values.reduce((sum, x) => sum + x, 0) / n;
  let [product, square] = [0, 0];
  for (let i = 0; i < n; i++) {
    product += (i - middle) * ((values[i] as number) - mean);
    square += (i - middle) ** 2;
  }
  const slope = product / square;
  return values.map((x, i) => x - mean - slope * (i - middle));
}

/** The t statistic of the level in a regression of the steps on the level before and the step before; null where nothing is left to chance. */
export function dickeyFullerOf(values: Float64Array): number | null {
  const n = values.length - 2;
  // centred sums: y is the step, a the level before it, b the step before it
  let [meanY, meanA, meanB] = [0, 0, 0];
  const y = (t: number): number => (values[t + 2] as number) - (values[t + 1] as number);
  const a = (t: number): number => values[t + 1] as number;
  const b = (t: number): number => (values[t + 1] as number) - (values[t] as number);
  for (let t = 0; t < n; t++) {
    meanY += y(t) / n;
    meanA += a(t) / n;
    meanB += b(t) / n;
  }
  let [aa, bb, ab, ay, by, yy] = [0, 0, 0, 0, 0, 0];
  for (let t = 0; t < n; t++) {
    const [dy, da, db] = [y(t) - meanY, a(t) - meanA, b(t) - meanB];
    aa += da * da;
    bb += db * db;
    ab += da * db;
    ay += da * dy;
    by += db * dy;
    yy += dy * dy;
  }
  const determinant = aa * bb - ab * ab;
  if (!(determinant > 1e-12 * aa * bb)) return null;
  const level = (ay * bb - by * ab) / determinant;
  const step = (by * aa - ay * ab) / determinant;
  const left = yy - level * ay - step * by;
  if (!(left > 1e-12 * yy)) return null;
  return Math.round((level / Math.sqrt((left / (n - 3)) * (bb / determinant))) * 100) / 100;
}
