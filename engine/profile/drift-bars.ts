/** A bar of both batches: shares of the rows that have a value. */
export interface DriftBar {
  /** One value; null for a range of numbers and for all values without a bar of their own. */
  readonly value: string | null;
  /** Lower limit of a range of numbers, which belongs to it; null: open below. */
  readonly from: number | null;
  /** Upper limit, which does not; null: open above. */
  readonly to: number | null;
  readonly before: number;
  readonly after: number;
}

const VALUES_MAX = 15;
const RANGES = 16;
/** So much at each end may lie outside, that one odd number does not press all others into one bar. */
const TAIL = 0.01;
const HUGE = 1e300;

/** The values with the largest shares in either batch, and one bar for the others. */
export function valueBars(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): readonly DriftBar[] {
  const sum = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((total, count) => total + count, 0);
  const [a, b] = [sum(before), sum(after)];
  if (a === 0 && b === 0) return [];
  const share = (count: number | undefined, of: number): number => (of === 0 ? 0 : (count ?? 0) / of);
  const bars = [...new Set([...before.keys(), ...after.keys()])]
    .map((value): DriftBar => ({ value, from: null, to: null, before: share(before.get(value), a), after: share(after.get(value), b) }))
    .toSorted((x, y) => Math.max(y.before, y.after) - Math.max(x.before, x.after));
  if (bars.length <= VALUES_MAX) return bars;
  const others = bars.slice(VALUES_MAX - 1);
  const total = (side: 'before' | 'after'): number => others.reduce((all, bar) => all + bar[side], 0);
  return [...bars.slice(0, VALUES_MAX - 1), { value: null, from: null, to: null, before: total('before'), after: total('after') }];
}

/** Ranges of the same round width over the bulk of both batches; the outermost ones are open where numbers lie beyond. */
export function numberBars(before: Float64Array, after: Float64Array): readonly DriftBar[] {
  const ends = [before, after].map((sorted) => bulk(sorted));
  const low = Math.min(...ends.map(([from]) => from));
  const high = Math.max(...ends.map(([, to]) => to));
  // infinite, or so near to it that limits would be
  if (!(Math.max(Math.abs(low), Math.abs(high)) < HUGE)) return [];
  const isWhole = [before, after].every((all) => all.every(Number.isInteger));
  const width = Math.max(isWhole ? 1 : 0, round((high - low) / RANGES));
  // numbers that are all the same, or so large that a step is lost in them
  if (width === 0 || low + width === low || high + width === high) return [];
  const first = Math.floor(low / width);
  const count = Math.floor(high / width) - first + 1;
  const limit = (i: number): number => Number(((first + i) * width).toPrecision(12));
  const inner = Array.from({ length: count - 1 }, (_, i) => limit(i + 1));
  const shares = [before, after].map((sorted) => binned(sorted, inner));
  const isBeyond = (test: (sorted: Float64Array) => boolean): boolean => [before, after].some(test);
  const below = isBeyond((sorted) => (sorted[0] ?? 0) < limit(0));
  const above = isBeyond((sorted) => (sorted.at(-1) ?? 0) >= limit(count));
  return Array.from({ length: count }, (_, i) => ({
    value: null,
    from: i === 0 && below ? null : limit(i),
    to: i === count - 1 && above ? null : limit(i + 1),
    before: shares[0]?.[i] ?? 0,
    after: shares[1]?.[i] ?? 0,
  }));
}

function bulk(sorted: Float64Array): readonly [number, number] {
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  return [at(TAIL), at(1 - TAIL)];
}

/** Shares of the stretches between limits, the first and the last being open. */
function binned(sorted: Float64Array, limits: readonly number[]): readonly number[] {
  const counts = Array.from({ length: limits.length + 1 }, () => 0);
  let bin = 0;
  for (const value of sorted) {
    while (bin < limits.length && value >= (limits[bin] as number)) bin++;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts.map((one) => one / sorted.length);
}

/** The next of 1, 2, 5, 10, 20 … that is not smaller. */
function round(width: number): number {
  if (!(width > 0)) return 0;
  const power = 10 ** Math.floor(Math.log10(width));
  return ([1, 2, 5].find((one) => one * power >= width) ?? 10) * power;
}
