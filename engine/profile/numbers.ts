/** Statistics of numbers that occur with frequencies; nothing is copied or sorted as a whole. */
import type { HistogramBin, NumberShape, Quantiles } from './model.ts';

export interface NumberStatistics {
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly stddev: number | null;
  readonly quantiles: Quantiles;
  readonly histogram: readonly HistogramBin[];
  readonly shape: NumberShape | null;
}

export const noNumbers: NumberStatistics = {
  min: null,
  max: null,
  mean: null,
  stddev: null,
  quantiles: { p5: null, p25: null, p50: null, p75: null, p95: null },
  histogram: [],
  shape: null,
};

type Visit = (value: number, count: number) => void;
/** Gives numbers with their frequencies, every time it is called. */
export type Source = (visit: Visit) => void;
const SHARES = [0.05, 0.25, 0.5, 0.75, 0.95] as const;
const SELECT_BINS = 4_096;
const SORT_MAX = 4_096;

/** Twelve significant digits: what is left is the same however the additions were ordered. */
export function rounded(value: number): number {
  return Number(value.toPrecision(12));
}

/** A sum whose rounding errors are added up beside it (Neumaier), so that it does not depend on the order of what is added. */
class Sum {
  #sum = 0;
  #lost = 0;

  add(x: number): void {
    const next = this.#sum + x;
    this.#lost += Math.abs(this.#sum) >= Math.abs(x) ? this.#sum - next + x : x - next + this.#sum;
    this.#sum = next;
  }

  get value(): number {
    const value = this.#sum + this.#lost;
    // beyond the largest number there is nothing to correct
    return Number.isNaN(value) ? this.#sum : value;
  }
}

/** Exact statistics of numbers that come with their frequencies; the source is read several times. */
export function statisticsOf(source: Source, bins: number): NumberStatistics {
  let n = 0;
  const sum = new Sum();
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  source((value, count) => {
    n += count;
    sum.add(value * count);
    if (value < min) min = value;
    if (value > max) max = value;
  });
  if (n === 0) return noNumbers;
  const mean = sum.value / n;
  const squared = new Sum();
  source((value, count) => squared.add((value - mean) * (value - mean) * count));
  const squares = squared.value;
  const quantiles = quantilesOf(source, n, min, max);
  return {
    min,
    max,
    mean: rounded(mean),
    stddev: n > 1 ? rounded(Math.sqrt(squares / (n - 1))) : null,
    quantiles,
    histogram: histogramOf(source, min, max, bins),
    shape: shapeOf(source, n, mean, squares, quantiles),
  };
}

function shapeOf(source: Source, n: number, mean: number, squares: number, quantiles: Quantiles): NumberShape {
  const [lower, upper] = [quantiles.p25 ?? mean, quantiles.p75 ?? mean];
  const fences = { low: rounded(lower - 1.5 * (upper - lower)), high: rounded(upper + 1.5 * (upper - lower)) };
  const [cubes, fourths] = [new Sum(), new Sum()];
  let [zeros, negatives, below, above] = [0, 0, 0, 0];
  source((value, count) => {
    const d = value - mean;
    const cubed = d * d * d;
    cubes.add(cubed * count);
    fourths.add(cubed * d * count);
    if (value === 0) zeros += count;
    else if (value < 0) negatives += count;
    if (value < fences.low) below += count;
    else if (value > fences.high) above += count;
  });
  const variance = squares / n;
  const spread = variance > 0;
  const g1 = cubes.value / n / variance ** 1.5;
  const g2 = fourths.value / n / (variance * variance) - 3;
  return {
    skewness: n > 2 && spread ? rounded((g1 * Math.sqrt(n * (n - 1))) / (n - 2)) : null,
    kurtosis: n > 3 && spread ? rounded(((n - 1) / ((n - 2) * (n - 3))) * ((n + 1) * g2 + 6)) : null,
    zeros,
    negatives,
    fences,
    below,
    above,
  };
}

function quantilesOf(source: Source, n: number, min: number, max: number): Quantiles {
  const positions = SHARES.map((share) => share * (n - 1));
  const ranks = [...new Set(positions.flatMap((p) => [Math.floor(p), Math.ceil(p)]))].sort((a, b) => a - b);
  const found = new Map<number, number>();
  select(source, min, max, ranks, 0, found);
  const [p5, p25, p50, p75, p95] = positions.map((position) => {
    const low = found.get(Math.floor(position)) ?? Number.NaN;
    const high = found.get(Math.ceil(position)) ?? Number.NaN;
    return rounded(low + (high - low) * (position - Math.floor(position)));
  });
  return { p5: p5 ?? null, p25: p25 ?? null, p50: p50 ?? null, p75: p75 ?? null, p95: p95 ?? null };
}

/** Finds the values at some ranks (0-based, rising) among numbers within [min, max]; `before` is how many stand in front of them. */
function select(source: Source, min: number, max: number, ranks: readonly number[], before: number, found: Map<number, number>): void {
  const width = (max - min) / SELECT_BINS;
  if (!(width > 0) || min + width === min) {
    // no room between min and max for bins: equal, or neighbours among doubles
    sortAndPick(collect(source), ranks, before, found);
    return;
  }
  const weights = new Float64Array(SELECT_BINS);
  const distinct = new Int32Array(SELECT_BINS);
  const binOf = (value: number): number => Math.min(SELECT_BINS - 1, Math.floor((value - min) / width));
  source((value, count) => {
    const bin = binOf(value);
    weights[bin] = (weights[bin] as number) + count;
    distinct[bin] = (distinct[bin] as number) + 1;
  });
  let passed = before;
  for (let bin = 0, next = 0; bin < SELECT_BINS && next < ranks.length; bin++) {
    const here: number[] = [];
    const end = passed + (weights[bin] as number);
    while (next < ranks.length && (ranks[next] as number) < end) here.push(ranks[next++] as number);
    if (here.length > 0) {
      const points: [number, number][] = [];
      source((value, count) => {
        if (binOf(value) === bin) points.push([value, count]);
      });
      if (points.length <= SORT_MAX || (distinct[bin] as number) <= 1) sortAndPick(points, here, passed, found);
      else narrow(points, here, passed, found);
    }
    passed = end;
  }
}

function narrow(
  points: readonly (readonly [number, number])[],
  ranks: readonly number[],
  before: number,
  found: Map<number, number>,
): void {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const [value] of points) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  select((visit) => points.forEach(([value, count]) => visit(value, count)), min, max, ranks, before, found);
}

function collect(source: Source): [number, number][] {
  const points: [number, number][] = [];
  source((value, count) => points.push([value, count]));
  return points;
}

function sortAndPick(points: [number, number][], ranks: readonly number[], before: number, found: Map<number, number>): void {
  points.sort((a, b) => a[0] - b[0]);
  let passed = before;
  let next = 0;
  for (const [value, count] of points) {
    passed += count;
    while (next < ranks.length && (ranks[next] as number) < passed) found.set(ranks[next++] as number, value);
  }
}

function histogramOf(source: Source, min: number, max: number, bins: number): HistogramBin[] {
  const width = (max - min) / bins;
  if (!(width > 0) || !Number.isFinite(width)) {
    let n = 0;
    source((_, count) => (n += count));
    return [{ from: min, to: max, count: n }];
  }
  const edges = Array.from({ length: bins + 1 }, (_, i) => (i === bins ? max : rounded(min + width * i)));
  const counts = new Array<number>(bins).fill(0);
  source((value, count) => {
    let bin = Math.max(0, Math.min(bins - 1, Math.floor((value - min) / width)));
    // the rounded edge decides, so that counting with the edges that are shown gives the same
    while (bin > 0 && value < (edges[bin] as number)) bin--;
    while (bin < bins - 1 && value >= (edges[bin + 1] as number)) bin++;
    counts[bin] = (counts[bin] as number) + count;
  });
  return counts.map((count, i) => ({ from: edges[i] as number, to: edges[i + 1] as number, count }));
}
