import type { SqlValue } from '../../base/sqlite/index.ts';
import { howMany, NumberList, type Numbers } from './numbers.ts';

/** Running moments of numbers, mergeable: count, compensated sum, mean and squared deviations, extremes. Plain data. */
export interface Moments {
  readonly count: number;
  readonly sum: number;
  readonly mean: number;
  readonly m2: number;
  readonly min: number;
  readonly max: number;
  readonly zeros: number;
  readonly negatives: number;
  /** All numbers, kept only for medians and quantiles. */
  readonly numbers: Numbers | null;
  /** Values that are no number. */
  readonly others: number;
}

/** Collects moments of a column one value at a time. */
export class MomentCounter {
  #count = 0;
  #sum = 0;
  #carry = 0;
  #mean = 0;
  #m2 = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #zeros = 0;
  #negatives = 0;
  #others = 0;
  readonly #numbers: NumberList | null;

  constructor(keepNumbers: boolean) {
    this.#numbers = keepNumbers ? new NumberList() : null;
  }

  add(x: number | null): void {
    if (x === null) {
      this.#others++;
      return;
    }
    const n = ++this.#count;
    const t = this.#sum + x;
    this.#carry += Math.abs(this.#sum) >= Math.abs(x) ? this.#sum - t + x : x - t + this.#sum;
    this.#sum = t;
    const d = x - this.#mean;
    this.#mean += d / n;
    this.#m2 += d * (x - this.#mean);
    if (x < this.#min) this.#min = x;
    if (x > this.#max) this.#max = x;
    if (x === 0) this.#zeros++;
    if (x < 0) this.#negatives++;
    this.#numbers?.add(x);
  }

  state(): Moments {
    return {
      count: this.#count,
      sum: this.#sum + this.#carry,
      mean: this.#mean,
      m2: this.#m2,
      min: this.#min,
      max: this.#max,
      zeros: this.#zeros,
      negatives: this.#negatives,
      others: this.#others,
      numbers: this.#numbers?.all() ?? null,
    };
  }
}

/** Moments of the values that are numbers; a medium for passes that learn from a column. */
export function numberMoments(keepNumbers = false): { step(x?: SqlValue): void; state(): Moments } {
  const moments = new MomentCounter(keepNumbers);
  return {
    step: (x) => {
      if (typeof x === 'number' || typeof x === 'bigint') moments.add(Number(x));
    },
    state: () => moments.state(),
  };
}

/** The moments of several stretches together (Chan's formula). */
export function mergeMoments(states: readonly Moments[]): Moments {
  return states.reduce((a, b) => {
    if (b.count === 0) return { ...a, others: a.others + b.others };
    if (a.count === 0) return { ...b, others: a.others + b.others };
    const count = a.count + b.count;
    const d = b.mean - a.mean;
    const numbers = a.numbers && b.numbers ? [...a.numbers, ...b.numbers] : null;
    return {
      count,
      sum: a.sum + b.sum,
      mean: a.mean + (d * b.count) / count,
      m2: a.m2 + b.m2 + (d * d * a.count * b.count) / count,
      min: Math.min(a.min, b.min),
      max: Math.max(a.max, b.max),
      zeros: a.zeros + b.zeros,
      negatives: a.negatives + b.negatives,
      others: a.others + b.others,
      numbers,
    };
  }, noMoments);
}

/** The moments of no numbers. */
export const noMoments: Moments = {
  count: 0,
  sum: 0,
  mean: 0,
  m2: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
  zeros: 0,
  negatives: 0,
  others: 0,
  numbers: [],
};

/** Skewness of a sample (G1); null below three numbers or without spread. */
export function skewness(numbers: Numbers, mean: number): number | null {
  const n = howMany(numbers);
  const [m2, m3] = [central(numbers, mean, 2), central(numbers, mean, 3)];
  return n < 3 || !(m2 > 0) ? null : ((m3 / m2 ** 1.5) * Math.sqrt(n * (n - 1))) / (n - 2);
}

/** Excess kurtosis of a sample (G2); null below four numbers or without spread. */
export function kurtosis(numbers: Numbers, mean: number): number | null {
  const n = howMany(numbers);
  const [m2, m4] = [central(numbers, mean, 2), central(numbers, mean, 4)];
  return n < 4 || !(m2 > 0) ? null : ((n - 1) / ((n - 2) * (n - 3))) * ((n + 1) * (m4 / m2 ** 2 - 3) + 6);
}

function central(numbers: Numbers, mean: number, power: number): number {
  let sum = 0;
  for (const piece of numbers) for (let i = 0; i < piece.length; i++) sum += ((piece[i] as number) - mean) ** power;
  return sum / howMany(numbers);
}
