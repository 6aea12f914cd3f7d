import { ENTRY_WORDS, forEachValue, SEGMENT, type TableData } from './value-table.ts';

const INDEX_BITS = 14;
const REGISTERS = 1 << INDEX_BITS;

/** Estimates how many different hashes were added; standard error 0.8 % (HyperLogLog, Flajolet et al. 2007, 64-bit hashes). */
export class DistinctSketch {
  readonly registers: Uint8Array;

  constructor(registers: Uint8Array = new Uint8Array(REGISTERS)) {
    this.registers = registers;
  }

  /** Adds a 64-bit hash. */
  add(h1: number, h2: number): void {
    // the low bits of h1 choose the register and the other 50 give the rank
    const index = h1 & (REGISTERS - 1);
    const rank = h2 !== 0 ? Math.clz32(h2) + 1 : 33 + Math.min(18, Math.clz32(h1 >>> INDEX_BITS) - INDEX_BITS);
    if (rank > (this.registers[index] as number)) this.registers[index] = rank;
  }

  /** Adds all values of a table. */
  addTable(table: TableData): void {
    forEachValue(table, (segment, at) => this.add(segment[at] as number, segment[at + 1] as number));
  }

  /** Takes in another sketch. */
  merge(other: DistinctSketch): void {
    for (let i = 0; i < REGISTERS; i++) {
      const r = other.registers[i] as number;
      if (r > (this.registers[i] as number)) this.registers[i] = r;
    }
  }

  /** The estimate. */
  count(): number {
    let sum = 0;
    let zeros = 0;
    for (const r of this.registers) {
      sum += 2 ** -r;
      if (r === 0) zeros++;
    }
    const alpha = 0.7213 / (1 + 1.079 / REGISTERS);
    const raw = (alpha * REGISTERS * REGISTERS) / sum;
    return Math.round(raw <= 2.5 * REGISTERS && zeros > 0 ? REGISTERS * Math.log(REGISTERS / zeros) : raw);
  }
}

/** Relative error of a quantile from a NumberSketch. */
export const QUANTILE_ERROR = 0.005;
const LOG_GAMMA = Math.log((1 + QUANTILE_ERROR) / (1 - QUANTILE_ERROR));
/** Smaller magnitudes count as zero; keeps the number of buckets bounded (about 7,000 a sign and 30 decades). */
const TINY = 1e-15;

export interface NumberSketchData {
  readonly count: number;
  readonly mean: number;
  readonly m2: number;
  readonly min: number;
  readonly max: number;
  /** Key: 2 × bucket (+ 1 for negative numbers), or `zero`. */
  readonly buckets: ReadonlyMap<number, number>;
  readonly zeros: number;
}

/**
 * Moments (exact, by the parallel form of Welford's method) and quantiles with a relative error of 0.5 % (logarithmic buckets, as in DDSketch,
 * Masson et al. 2019) of numbers that are too many to keep.
 */
export class NumberSketch {
  count = 0;
  mean = 0;
  m2 = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  zeros = 0;
  readonly buckets = new Map<number, number>();

  /** Adds a number `weight` times. */
  add(value: number, weight: number): void {
    const total = this.count + weight;
    const delta = value - this.mean;
    this.mean += (delta * weight) / total;
    this.m2 += (delta * delta * this.count * weight) / total;
    this.count = total;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    const magnitude = Math.abs(value);
    if (magnitude < TINY) this.zeros += weight;
    else {
      const key = Math.ceil(Math.log(magnitude) / LOG_GAMMA) * 2 + (value < 0 ? 1 : 0);
      this.buckets.set(key, (this.buckets.get(key) ?? 0) + weight);
    }
  }

  /** Takes in another sketch. */
  merge(other: NumberSketchData): void {
    if (other.count === 0) return;
    const total = this.count + other.count;
    const delta = other.mean - this.mean;
    this.m2 += other.m2 + (delta * delta * this.count * other.count) / total;
    this.mean += (delta * other.count) / total;
    this.count = total;
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
    this.zeros += other.zeros;
    for (const [key, n] of other.buckets) this.buckets.set(key, (this.buckets.get(key) ?? 0) + n);
  }

  /** Takes in the numbers of a table. */
  addTable(table: TableData): void {
    table.numbers.forEach((numbers, s) => {
      const segment = table.segments[s] as Int32Array;
      for (let i = 0; numbers && i < SEGMENT; i++) {
        const n = numbers[i] as number;
        if (n === n) this.add(n, segment[i * ENTRY_WORDS + 2] as number);
      }
    });
  }

  /** Values in rising order with how often they occur (a bucket stands for its middle). */
  points(): readonly (readonly [value: number, count: number])[] {
    const points: (readonly [number, number])[] = [];
    for (const [key, n] of this.buckets) {
      const negative = (key & 1) !== 0;
      const bucket = negative ? (key - 1) / 2 : key / 2;
      const middle = (2 * Math.exp(bucket * LOG_GAMMA)) / (1 + Math.exp(LOG_GAMMA));
      points.push([Math.min(this.max, Math.max(this.min, negative ? -middle : middle)), n]);
    }
    if (this.zeros > 0) points.push([0, this.zeros]);
    return points.sort((a, b) => a[0] - b[0]);
  }

  /** As plain data. */
  data(): NumberSketchData {
    const { count, mean, m2, min, max, buckets, zeros } = this;
    return { count, mean, m2, min, max, buckets, zeros };
  }
}
