/**
 * The 64-bit hash of values, as two 32-bit halves. Not cryptographic: it tells values apart (two different values among a million share a hash
 * with a chance of 3 in 100 million) and is the same on every machine.
 */
const SEED_1 = 0x2c1b3c6d;
const SEED_2 = 0x297a2d39;
/** The halves that stand for "no value". */
export const NULL_1 = 0x5bd1e995;
export const NULL_2 = 0x1b873593;

/** Writes the hashes of `cells[from]`, `cells[from + width]` … (`count` of them) into two arrays; null gives NULL_1, NULL_2. */
export function hashCells(
  cells: readonly (string | number | bigint | null)[],
  from: number,
  width: number,
  count: number,
  out1: Int32Array,
  out2: Int32Array,
): void {
  for (let r = 0, at = from; r < count; r++, at += width) {
    const cell = cells[at];
    if (cell === null || cell === undefined) {
      out1[r] = NULL_1;
      out2[r] = NULL_2;
      continue;
    }
    const text = typeof cell === 'string' ? cell : String(cell);
    const length = text.length;
    let a = SEED_1 ^ length;
    let b = SEED_2;
    // two units a step: the multiplications are a chain, so their number is what counts
    const even = length & ~1;
    for (let i = 0; i < even; i += 2) {
      const units = text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16);
      a = Math.imul(a ^ units, 0x85ebca6b);
      a = (a << 13) | (a >>> 19);
      b = Math.imul(((b << 5) | (b >>> 27)) ^ units, 0x9e3779b1);
    }
    if (even !== length) {
      const unit = text.charCodeAt(even);
      a = Math.imul(a ^ unit, 0x85ebca6b);
      a = (a << 13) | (a >>> 19);
      b = Math.imul(((b << 5) | (b >>> 27)) ^ unit, 0x9e3779b1);
    }
    a ^= b >>> 15;
    a = Math.imul(a ^ (a >>> 16), 0x85ebca6b);
    a = Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
    b = Math.imul(b ^ (b >>> 16), 0x7feb352d);
    b = Math.imul(b ^ (b >>> 15), 0x846ca68b);
    out1[r] = a ^ (a >>> 16);
    out2[r] = b ^ (b >>> 16);
  }
}

/** The same of texts that stand in an array of units; a start below 0 is null. */
export function hashUnits(
  units: Uint16Array,
  starts: Int32Array,
  ends: Int32Array,
  from: number,
  width: number,
  count: number,
  out1: Int32Array,
  out2: Int32Array,
): void {
  for (let r = 0, at = from; r < count; r++, at += width) {
    const start = starts[at] as number;
    if (start < 0) {
      out1[r] = NULL_1;
      out2[r] = NULL_2;
      continue;
    }
    const end = ends[at] as number;
    let a = SEED_1 ^ (end - start);
    let b = SEED_2;
    let i = start;
    for (; i + 1 < end; i += 2) {
      const two = (units[i] as number) | ((units[i + 1] as number) << 16);
      a = Math.imul(a ^ two, 0x85ebca6b);
      a = (a << 13) | (a >>> 19);
      b = Math.imul(((b << 5) | (b >>> 27)) ^ two, 0x9e3779b1);
    }
    if (i < end) {
      const unit = units[i] as number;
      a = Math.imul(a ^ unit, 0x85ebca6b);
      a = (a << 13) | (a >>> 19);
      b = Math.imul(((b << 5) | (b >>> 27)) ^ unit, 0x9e3779b1);
    }
    a ^= b >>> 15;
    a = Math.imul(a ^ (a >>> 16), 0x85ebca6b);
    a = Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
    b = Math.imul(b ^ (b >>> 16), 0x7feb352d);
    b = Math.imul(b ^ (b >>> 15), 0x846ca68b);
    out1[r] = a ^ (a >>> 16);
    out2[r] = b ^ (b >>> 16);
  }
}

/** Takes a column's hashes into the hashes of the rows; the order of the columns counts. */
export function mixRows(count: number, h1: Int32Array, h2: Int32Array, row1: Int32Array, row2: Int32Array): void {
  for (let r = 0; r < count; r++) {
    const a = row1[r] as number;
    const b = row2[r] as number;
    row1[r] = Math.imul(((a << 7) | (a >>> 25)) ^ (h1[r] as number), 0x9e3779b1);
    row2[r] = Math.imul(((b << 11) | (b >>> 21)) ^ (h2[r] as number), 0x85ebca6b);
  }
}

/** Finishes the hashes of rows. */
export function finishRows(count: number, row1: Int32Array, row2: Int32Array): void {
  for (let r = 0; r < count; r++) {
    let a = row1[r] as number;
    let b = row2[r] as number;
    a = Math.imul(a ^ (a >>> 16) ^ (b >>> 9), 0xc2b2ae35);
    b = Math.imul(b ^ (b >>> 15), 0x7feb352d);
    row1[r] = a ^ (a >>> 15);
    row2[r] = b ^ (b >>> 16);
  }
}

const CHAIN_1 = 0x01000193;
const CHAIN_2 = 0x5851f42d;

/** The hash of a sequence of rows; the hashes of two sequences give that of one after the other, so it does not depend on how a file was cut. */
export class ContentHash {
  a = 0;
  b = 0;
  rows = 0;

  /** Adds a row's hash. */
  add(h1: number, h2: number): void {
    this.a = (Math.imul(this.a, CHAIN_1) + h1) | 0;
    this.b = (Math.imul(this.b, CHAIN_2) + h2) | 0;
    this.rows++;
  }

  /** Adds the rows of another sequence after those of this one. */
  append(next: { readonly a: number; readonly b: number; readonly rows: number }): void {
    this.a = (Math.imul(this.a, power(CHAIN_1, next.rows)) + next.a) | 0;
    this.b = (Math.imul(this.b, power(CHAIN_2, next.rows)) + next.b) | 0;
    this.rows += next.rows;
  }

  /** Sixteen hexadecimal digits. */
  text(): string {
    return [this.a, this.b].map((n) => (n >>> 0).toString(16).padStart(8, '0')).join('');
  }
}

function power(base: number, exponent: number): number {
  let result = 1;
  let square = base;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = Math.imul(result, square);
    square = Math.imul(square, square);
  }
  return result;
}
