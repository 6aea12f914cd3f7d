import type { TaskContext } from '../../../base/jobs/index.ts';
import type { Correlation } from '../model.ts';
import type { CodedColumn, CodedTable } from './coded.ts';

/** Weakest correlation that is told. */
const VALUE_MIN = 0.2;
const NUMERIC_MAX = 60;
const CATEGORIES_MAX = 50;
const CATEGORICAL_MAX = 40;
const ROWS_MIN = 10;

/**
 * Pearson's r and Spearman's rank correlation of number columns, Cramér's V (with Bergsma's correction for bias) of columns of few values; each over the rows
 * that have both values. The strongest come first.
 */
export function findCorrelations(table: CodedTable, context: Pick<TaskContext, 'throwIfCancelled'>): readonly Correlation[] {
  const { rowCount } = table;
  const numeric = table.columns.filter(isNumeric).slice(0, NUMERIC_MAX);
  const few = table.columns.filter((c) => c.distinct > 1 && c.distinct <= CATEGORIES_MAX).slice(0, CATEGORICAL_MAX);
  const ranks = new Map(numeric.map((c) => [c, ranksOf(c, rowCount)]));
  const found: Correlation[] = [];
  const tell = (a: CodedColumn, b: CodedColumn, kind: Correlation['kind'], value: number | null): void => {
    if (value !== null && Math.abs(value) >= VALUE_MIN)
      found.push({ a: a.name, b: b.name, kind, value: Math.round(value * 10_000) / 10_000 });
  };
  for (const [i, a] of numeric.entries()) {
    context.throwIfCancelled();
    for (const b of numeric.slice(i + 1)) {
      tell(a, b, 'pearson', pearson(a, b, a.numbers, b.numbers, rowCount));
      const [ra, rb] = [ranks.get(a), ranks.get(b)];
      if (ra && rb) tell(a, b, 'spearman', pearson(a, b, ra, rb, rowCount));
    }
  }
  for (const [i, a] of few.entries()) {
    context.throwIfCancelled();
    for (const b of few.slice(i + 1)) if (!isNumeric(a) || !isNumeric(b)) tell(a, b, 'cramers-v', cramersV(a, b, rowCount));
  }
  return found.toSorted((x, y) => Math.abs(y.value) - Math.abs(x.value));
}

/** A column nearly all of whose different values are numbers, and that has more than two of them. */
function isNumeric(column: CodedColumn): boolean {
  if (!column.numeric || column.distinct < 3) return false;
  let numbers = 0;
  for (let code = 1; code <= column.distinct; code++) if (!Number.isNaN(column.numbers[code])) numbers++;
  return numbers >= column.distinct * 0.9;
}

/** The correlation of what the codes of two columns stand for. */
function pearson(a: CodedColumn, b: CodedColumn, valuesA: Float64Array, valuesB: Float64Array, rowCount: number): number | null {
  let [n, meanA, meanB, squareA, squareB, product] = [0, 0, 0, 0, 0, 0];
  for (let row = 0; row < rowCount; row++) {
    const x = valuesA[a.codes[row] as number] as number;
    const y = valuesB[b.codes[row] as number] as number;
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    // Welford's updates: no large sums that cancel each other out
    n++;
    const dx = x - meanA;
    meanA += dx / n;
    const dy = y - meanB;
    meanB += dy / n;
    squareA += dx * (x - meanA);
    squareB += dy * (y - meanB);
    product += dx * (y - meanB);
  }
  if (n < ROWS_MIN || squareA <= 0 || squareB <= 0) return null;
  return Math.max(-1, Math.min(1, product / Math.sqrt(squareA * squareB)));
}

/** The mean rank of every value of a column among its rows. */
function ranksOf(column: CodedColumn, rowCount: number): Float64Array {
  const counts = new Int32Array(column.distinct + 1);
  for (let row = 0; row < rowCount; row++) {
    const code = column.codes[row] as number;
    counts[code] = (counts[code] as number) + 1;
  }
  const codes = Array.from({ length: column.distinct }, (_, i) => i + 1).filter((code) => !Number.isNaN(column.numbers[code] as number));
  codes.sort((x, y) => (column.numbers[x] as number) - (column.numbers[y] as number));
  const ranks = new Float64Array(column.distinct + 1).fill(Number.NaN);
  let before = 0;
  for (let i = 0; i < codes.length;) {
    // texts such as 1 and 1.0 are one number: they share a rank
    let end = i;
    let count = 0;
    while (end < codes.length && column.numbers[codes[end] as number] === column.numbers[codes[i] as number])
      count += counts[codes[end++] as number] as number;
    for (let j = i; j < end; j++) ranks[codes[j] as number] = before + (count + 1) / 2;
    before += count;
    i = end;
  }
  return ranks;
}

function cramersV(a: CodedColumn, b: CodedColumn, rowCount: number): number | null {
  const width = b.distinct + 1;
  const cells = new Int32Array((a.distinct + 1) * width);
  for (let row = 0; row < rowCount; row++) {
    const at = (a.codes[row] as number) * width + (b.codes[row] as number);
    cells[at] = (cells[at] as number) + 1;
  }
  const rowSums = new Float64Array(a.distinct + 1);
  const columnSums = new Float64Array(width);
  let n = 0;
  for (let x = 1; x <= a.distinct; x++)
    for (let y = 1; y < width; y++) {
      const count = cells[x * width + y] as number;
      rowSums[x] = (rowSums[x] as number) + count;
      columnSums[y] = (columnSums[y] as number) + count;
      n += count;
    }
  const r = rowSums.filter((sum) => sum > 0).length;
  const k = columnSums.filter((sum) => sum > 0).length;
  if (n < ROWS_MIN || r < 2 || k < 2) return null;
  let chi = 0;
  for (let x = 1; x <= a.distinct; x++)
    for (let y = 1; y < width; y++) {
      const expected = ((rowSums[x] as number) * (columnSums[y] as number)) / n;
      if (expected > 0) chi += ((cells[x * width + y] as number) - expected) ** 2 / expected;
    }
  const phi = Math.max(0, chi / n - ((k - 1) * (r - 1)) / (n - 1));
  const most = Math.min(k - (k - 1) ** 2 / (n - 1), r - (r - 1) ** 2 / (n - 1)) - 1;
  return most <= 0 ? null : Math.min(1, Math.sqrt(phi / most));
}
