import type { Shares } from './divergence.ts';

/** How far one distribution is from another: 0 for the same. */
export type ShareMethod = 'psi' | 'kl' | 'chi-square' | 'jensen-shannon';

/** Stands for a share of nothing where a ratio of shares is asked for. */
const FLOOR = 1e-4;

function sum(shares: Shares, of: (p: number, q: number) => number): number {
  return shares.observed.reduce((total, p, i) => total + of(p, shares.expected[i] ?? 0), 0);
}

/** Sum of p ln(p / q); infinite where something is seen that the baseline excludes. */
function kl(shares: Shares): number {
  return sum(shares, (p, q) => (p > 0 ? p * Math.log(p / q) : 0));
}

/** The distance of shares: stability index, Kullback-Leibler, chi-square for each row, Jensen-Shannon (natural logarithms). */
export function shareDistance(method: ShareMethod, shares: Shares): number {
  switch (method) {
    case 'kl':
      return kl(shares);
    case 'psi':
      return sum(shares, (p, q) => (Math.max(p, FLOOR) - Math.max(q, FLOOR)) * Math.log(Math.max(p, FLOOR) / Math.max(q, FLOOR)));
    case 'chi-square':
      return sum(shares, (p, q) => (p - q) ** 2 / Math.max(q, FLOOR));
    case 'jensen-shannon': {
      const middle = shares.observed.map((p, i) => (p + (shares.expected[i] ?? 0)) / 2);
      const half = (side: readonly number[]): number => kl({ observed: side, expected: middle }) / 2;
      return half(shares.observed) + half(shares.expected);
    }
  }
}

/** The largest gap between two cumulative distributions of sorted numbers (Kolmogorov-Smirnov). */
export function largestGap(a: Float64Array, b: Float64Array): number {
  let [i, j, gap] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const x = Math.min(a[i] as number, b[j] as number);
    while (i < a.length && a[i] === x) i++;
    while (j < b.length && b[j] === x) j++;
    gap = Math.max(gap, Math.abs(i / a.length - j / b.length));
  }
  return gap;
}

/** How far the numbers must be moved on average to turn one distribution of sorted numbers into the other (Wasserstein). */
export function movedBy(a: Float64Array, b: Float64Array): number {
  let [i, j, moved] = [0, 0, 0];
  let at = Math.min(a[0] ?? 0, b[0] ?? 0);
  while (i < a.length || j < b.length) {
    const x = Math.min(a[i] ?? Number.POSITIVE_INFINITY, b[j] ?? Number.POSITIVE_INFINITY);
    moved += (x - at) * Math.abs(i / a.length - j / b.length);
    at = x;
    while (i < a.length && a[i] === x) i++;
    while (j < b.length && b[j] === x) j++;
  }
  return moved;
}

/** Shares of sorted numbers in bins that each hold the same share of the expected ones. */
export function sharesOfNumbers(observed: Float64Array, expected: Float64Array, bins: number): Shares {
  const at = (i: number): number => expected[Math.min(expected.length - 1, Math.floor((i * expected.length) / bins))] ?? 0;
  const edges = [...new Set(Array.from({ length: bins - 1 }, (_, i) => at(i + 1)))];
  const counted = (numbers: Float64Array): number[] => {
    const counts = Array.from({ length: edges.length + 1 }, () => 0);
    let bin = 0;
    for (const x of numbers) {
      while (bin < edges.length && x >= (edges[bin] as number)) bin++;
      counts[bin] = (counts[bin] ?? 0) + 1 / numbers.length;
    }
    return counts;
  };
  return { observed: counted(observed), expected: counted(expected) };
}
