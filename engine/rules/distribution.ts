import { sql, type SqlValue } from '../../base/sqlite/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import { largestGap, movedBy, shareDistance, type ShareMethod, sharesOfNumbers } from './distance.ts';
import type { Shares } from './divergence.ts';
import type { Accumulator, AggregatePlan, Scope } from './model.ts';
import { NumberList } from './numbers.ts';
import { type CountedValue, mergeCounts, valueCounter } from './value-counts.ts';

export type DistanceMethod = ShareMethod | 'ks' | 'wasserstein';

/** The values of a column as a distribution is made of them: numbers of a numeric column, counts of others, and how many there are none. */
export interface ColumnValues {
  readonly numeric: boolean;
  readonly numbers: Float64Array;
  readonly counts: readonly CountedValue[];
  readonly nulls: number;
}

/** A pass that collects the values of a column. */
export function collectValues(scope: Scope, column: string): AggregatePlan {
  const { type } = scope.column(column);
  const numeric = type === 'integer' || type === 'decimal';
  const value = numeric ? scope.number(column) : sql`CAST(${scope.cell(column)} AS TEXT)`;
  return { skips: null, args: [value], create: () => valuesCounter(numeric) };
}

function valuesCounter(numeric: boolean): Accumulator {
  const numbers = new NumberList();
  const counter = valueCounter();
  let nulls = 0;
  return {
    step: (v?: SqlValue) => {
      if (v === null || v === undefined) nulls++;
      else if (numeric) numbers.add(Number(v));
      else counter.step(v);
    },
    state: (): ColumnValues => ({ numeric, numbers: numbers.list(), counts: counter.state(), nulls }),
  };
}

/** The values of several stretches together, numbers in order. */
export function mergeValues(states: readonly ColumnValues[]): ColumnValues {
  const numbers = new Float64Array(states.reduce((n, s) => n + s.numbers.length, 0));
  let at = 0;
  for (const s of states) {
    numbers.set(s.numbers, at);
    at += s.numbers.length;
  }
  return {
    numeric: states.some((s) => s.numeric),
    numbers: numbers.sort(),
    counts: [...mergeCounts(states.map((s) => s.counts))],
    nulls: states.reduce((n, s) => n + s.nulls, 0),
  };
}

const countOf = (v: ColumnValues): number => v.numbers.length + v.counts.reduce((n, [, count]) => n + count, 0);
const nullShare = (v: ColumnValues): number => v.nulls / Math.max(1, v.nulls + countOf(v));

/** The distance of a column's values from those of a baseline; the shares of nulls count as well. Null when one side has no value. */
export function distanceOf(method: DistanceMethod, observed: ColumnValues, expected: ColumnValues, bins: number): number | null {
  if (countOf(observed) === 0 || countOf(expected) === 0) return null;
  if (observed.numeric !== expected.numeric) throw new JiadiError('invalid-input', { problem: 'baseline: a column of the same type' });
  if (method === 'ks' || method === 'wasserstein') {
    if (!observed.numeric) throw new JiadiError('invalid-input', { problem: `method: ${method} (numbers)` });
    if (method === 'wasserstein') return movedBy(observed.numbers, expected.numbers);
    return Math.max(largestGap(observed.numbers, expected.numbers), Math.abs(nullShare(observed) - nullShare(expected)));
  }
  const shares = observed.numeric ? sharesOfNumbers(observed.numbers, expected.numbers, bins) : sharesOfCounts(observed, expected);
  const [a, b] = [nullShare(observed), nullShare(expected)];
  const withNulls = {
    observed: [...shares.observed.map((p) => p * (1 - a)), a],
    expected: [...shares.expected.map((q) => q * (1 - b)), b],
  };
  // what the earlier batch had not is no impossibility: it counts as rare
  return shareDistance(method, method === 'kl' ? { ...withNulls, expected: withNulls.expected.map((q) => Math.max(q, 1e-4)) } : withNulls);
}

function sharesOfCounts(observed: ColumnValues, expected: ColumnValues): Shares {
  const [own, other] = [new Map(observed.counts), new Map(expected.counts)];
  const keys = [...new Set([...own.keys(), ...other.keys()])];
  const [n, m] = [countOf(observed), countOf(expected)];
  return { observed: keys.map((k) => (own.get(k) ?? 0) / n), expected: keys.map((k) => (other.get(k) ?? 0) / m) };
}
