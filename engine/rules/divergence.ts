import type { SqlValue } from '../../base/sqlite/index.ts';
import type { CountedValue } from './value-counts.ts';

type End = number | string | null;
export interface Histogram {
  /** Counts below the first edge, of each bin, and above the last edge. */
  readonly counts: readonly number[];
}
export type Baseline =
  | { readonly values: readonly (string | number | boolean)[]; readonly weights: readonly number[] }
  | { readonly bins: readonly End[]; readonly weights: readonly number[]; readonly tailWeights?: readonly [number, number] | undefined };

/** The finite edges of bins whose first or last edge may be open. */
function edgesOf(bins: readonly End[]): readonly number[] {
  return bins.filter((b): b is number => typeof b === 'number');
}

/** Counts numbers into bins: each takes its lower edge, the last also its upper one. */
export function histogram(bins: readonly End[]): { step(x?: SqlValue): void; state(): Histogram } {
  const edges = edgesOf(bins);
  const counts = Array.from({ length: edges.length + 1 }, () => 0);
  const last = edges.length - 1;
  return {
    step: (x) => {
      if (typeof x !== 'number') return;
      let at = edges.findIndex((e) => x < e);
      if (at < 0) at = x === edges[last] ? last : last + 1;
      counts[at] = (counts[at] ?? 0) + 1;
    },
    state: () => ({ counts }),
  };
}

/** Shares of the same categories in what was observed and in the baseline. */
export interface Shares {
  readonly observed: readonly number[];
  readonly expected: readonly number[];
}

/**
 * The observed distribution beside the baseline; null when nothing was observed. The hold-outs keep some weight for bins of weight 0 and for what lies
 * outside.
 */
export function sharesBeside(
  states: readonly (Histogram | readonly CountedValue[])[],
  baseline: Baseline,
  internal: number,
  tail: number,
  merge: (s: readonly (readonly CountedValue[])[]) => Map<string | number, number>,
): Shares | null {
  return 'bins' in baseline
    ? overBins(states as readonly Histogram[], baseline, internal, tail)
    : overValues(merge(states as readonly (readonly CountedValue[])[]), baseline, tail);
}

function overValues(seen: ReadonlyMap<string | number, number>, b: Extract<Baseline, { values: unknown }>, tail: number): Shares | null {
  let total = 0;
  for (const n of seen.values()) total += n;
  if (total === 0) return null;
  const keys = b.values.map((v) => (seen.has(v as string) ? (v as string | number) : String(v)));
  const known = new Set<string | number>(keys);
  const other = [...seen].filter(([v]) => !known.has(v));
  const p = [...keys.map((k) => (seen.get(k) ?? 0) / total), ...other.map(([, n]) => n / total)];
  // one share of the hold-out for each value that the baseline does not know
  const q = [...b.weights.map((w) => w * (1 - tail)), ...other.map(() => (other.length > 0 ? tail / other.length : 0))];
  return { observed: p, expected: q };
}

function overBins(states: readonly Histogram[], b: Extract<Baseline, { bins: unknown }>, internal: number, tail: number): Shares | null {
  const counts = (states[0]?.counts ?? []).map((_, i) => states.reduce((sum, s) => sum + (s.counts[i] ?? 0), 0));
  const total = counts.reduce((a, n) => a + n, 0);
  if (total === 0) return null;
  const openLow = typeof b.bins[0] !== 'number';
  const openHigh = typeof b.bins.at(-1) !== 'number';
  const inner = b.weights.slice(openLow ? 1 : 0, openHigh ? -1 : undefined);
  const zeros = inner.filter((w) => w === 0).length;
  const held = inner.map((w) => (w === 0 && zeros > 0 ? internal / zeros : w * (1 - internal)) * (1 - tail));
  const scale = 1 - tail;
  let low = openLow ? (b.weights[0] ?? 0) * scale * (1 - internal) : (b.tailWeights?.[0] ?? 0);
  let high = openHigh ? (b.weights.at(-1) ?? 0) * scale * (1 - internal) : (b.tailWeights?.[1] ?? 0);
  if (tail > 0 && !b.tailWeights) {
    if (openLow !== openHigh) {
      if (openLow) high = tail;
      else low = tail;
    } else if (!openLow) {
      low = tail / 2;
      high = tail / 2;
    }
  }
  return { observed: counts.map((n) => n / total), expected: [low, ...held, high] };
}
