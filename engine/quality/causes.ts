/** Which values the failures of a rule concentrate in: pure counting and its significance. */

/** How often a value stands in all rows, and in the failing ones. */
export interface ValueCount {
  readonly value: string | number | null;
  readonly rows: number;
  readonly failures: number;
}

/** A value that holds more than its share of the failures. */
export interface Cause {
  readonly column: string;
  readonly value: string | number | null;
  readonly rows: number;
  readonly failures: number;
  /** Share of the failing rows, and of all rows, that have the value. */
  readonly share: number;
  readonly base: number;
  readonly lift: number;
  /** Probability of so many or more by chance, corrected for all values that were looked at. */
  readonly p: number;
}

/** A hint says something only from here on. */
export const SHARE_MIN = 0.1;
const LIFT_MIN = 1.5;
const P_MAX = 0.01;
const CAUSES_MAX = 5;

/**
 * The values that hold clearly more of the failures than of the rows: at least a tenth of the failures, one and a half times their share of all rows, and
 * less than 1 % likely by chance (one-sided hypergeometric test, Bonferroni). First the one that explains most failures beyond what is to be expected.
 */
export function causesOf(
  columns: readonly { readonly column: string; readonly values: readonly ValueCount[] }[],
  allRows: number,
  allFailures: number,
  tests: number,
): Cause[] {
  if (allFailures === 0 || allRows === 0) return [];
  const excess = (cause: Cause): number => cause.failures - allFailures * cause.base;
  return columns
    .flatMap(({ column, values }) =>
      values.flatMap(({ value, rows, failures }): Cause[] => {
        const share = failures / allFailures;
        const base = rows / allRows;
        const lift = share / base;
        if (share < SHARE_MIN || lift < LIFT_MIN) return [];
        const p = Math.min(1, upperTail(failures, rows, allFailures, allRows) * tests);
        return p < P_MAX ? [{ column, value, rows, failures, share, base, lift, p }] : [];
      }),
    )
    .sort((a, b) => excess(b) - excess(a) || b.lift - a.lift)
    .slice(0, CAUSES_MAX);
}

/** Probability that `failures` or more of the `allFailures` failing rows fall on `rows` of `allRows` rows when they fall by chance. */
export function upperTail(failures: number, rows: number, allFailures: number, allRows: number): number {
  const most = Math.min(rows, allFailures);
  if (failures > most) return 0;
  if (failures <= Math.max(0, rows + allFailures - allRows)) return 1;
  // the terms fall from the first on where it lies above the mean, so few of them count
  const first = logChoose(rows, failures) + logChoose(allRows - rows, allFailures - failures) - logChoose(allRows, allFailures);
  let term = 1;
  let sum = 1;
  for (let k = failures; k < most; k++) {
    term *= ((rows - k) / (k + 1)) * ((allFailures - k) / (allRows - rows - allFailures + k + 1));
    sum += term;
    if (term < sum * 1e-12) break;
  }
  return Math.min(1, Math.exp(first) * sum);
}

const logChoose = (n: number, k: number): number => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);

/** Stirling's series, with small arguments moved up to where it is exact to 1e-12. */
function logGamma(x: number): number {
  let shift = 0;
  let z = x;
  for (; z < 12; z++) shift += Math.log(z);
  const r = 1 / (z * z);
  const series = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r / 1680))) / z;
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - shift;
}
