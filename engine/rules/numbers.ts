/** Many numbers, in pieces; what is full lies in shared memory, so that numbers cross threads without a copy. */
export type Numbers = readonly Float64Array[];

const PIECE = 1 << 15;
const START = 16;

/** Numbers one after another, eight bytes each. */
export class NumberList {
  readonly #full: Float64Array[] = [];
  #open = new Float64Array(START);
  #count = 0;

  add(x: number): void {
    if (this.#count === this.#open.length) this.#makeRoom();
    this.#open[this.#count++] = x;
  }

  /** What was added, in its order. */
  all(): Numbers {
    return [...this.#full, this.#open.slice(0, this.#count)];
  }

  /** A copy of what was added, in one piece. */
  list(): Float64Array {
    return joined(this.all());
  }

  #makeRoom(): void {
    if (this.#count < PIECE) {
      const bigger = new Float64Array(this.#count * 2);
      bigger.set(this.#open);
      this.#open = bigger;
      return;
    }
    const piece = new Float64Array(new SharedArrayBuffer(PIECE * 8));
    piece.set(this.#open);
    this.#full.push(piece);
    this.#count = 0;
  }
}

/** How many numbers there are. */
export const howMany = (numbers: Numbers): number => numbers.reduce((sum, piece) => sum + piece.length, 0);

/** The numbers in one piece. */
export function joined(numbers: Numbers): Float64Array<ArrayBuffer> {
  const out = new Float64Array(howMany(numbers));
  let at = 0;
  for (const piece of numbers) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

export type Interpolation = 'nearest' | 'linear' | 'lower' | 'higher' | 'midpoint';

/**
 * The q-quantile of what `of` makes of the numbers; at least one number is needed. Nothing is sorted or copied where there are many: the number of a rank is
 * found 16 bits at a time, by counting.
 */
export function quantile(numbers: Numbers, q: number, how: Interpolation, of: (x: number) => number = same): number {
  const at = q * (howMany(numbers) - 1);
  const low = Math.floor(at);
  const high = Math.ceil(at);
  const ranked = howMany(numbers) < FEW ? joined(numbers).map(of).sort() : null;
  const ofRank = (rank: number): number => ranked?.[rank] ?? numberOfRank(numbers, rank, of);
  const a = ofRank(low);
  const b = high === low ? a : ofRank(high);
  switch (how) {
    case 'lower':
      return a;
    case 'higher':
      return b;
    case 'midpoint':
      return (a + b) / 2;
    case 'linear':
      return a + (b - a) * (at - low);
    case 'nearest': // half to even, as in the peers
      return at - low === 0.5 ? (low % 2 === 0 ? a : b) : at - low < 0.5 ? a : b;
  }
}

const same = (x: number): number => x;
/** So few numbers are sorted sooner than counted. */
const FEW = 1 << 16;
const DIGITS = 1 << 16;

/** The number that stands at this place (from 0) when all are in order. */
function numberOfRank(numbers: Numbers, rank: number, of: (x: number) => number): number {
  const counts = new Uint32Array(DIGITS);
  const digits: number[] = [];
  let left = rank;
  for (let level = 0; level < 4; level++) {
    counts.fill(0);
    for (const piece of numbers) for (let i = 0; i < piece.length; i++) countDigit(of(piece[i] as number), digits, counts);
    let digit = 0;
    while (left >= (counts[digit] as number)) left -= counts[digit++] as number;
    digits.push(digit);
  }
  return numberOf(digits);
}

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

/** Counts the next 16 bits of a number that begins with these digits; the bits are turned so that their order is that of numbers. */
function countDigit(x: number, digits: readonly number[], counts: Uint32Array): void {
  double[0] = x;
  const sign = words[1] as number;
  const flip = sign >>> 31 === 1;
  const high = (flip ? ~sign : sign ^ 0x80000000) >>> 0;
  const level = digits.length;
  if (level > 0 && high >>> 16 !== digits[0]) return;
  if (level === 0) return void (counts[high >>> 16] = (counts[high >>> 16] as number) + 1);
  const low = (flip ? ~(words[0] as number) : (words[0] as number)) >>> 0;
  if (level > 1 && (high & 0xffff) !== digits[1]) return;
  if (level > 2 && low >>> 16 !== digits[2]) return;
  const digit = level === 1 ? high & 0xffff : level === 2 ? low >>> 16 : low & 0xffff;
  counts[digit] = (counts[digit] as number) + 1;
}

/** The number with these digits. */
function numberOf(digits: readonly number[]): number {
  const [a = 0, b = 0, c = 0, d = 0] = digits;
  const high = ((a << 16) | b) >>> 0;
  const low = ((c << 16) | d) >>> 0;
  const positive = high >>> 31 === 1;
  words[1] = positive ? high ^ 0x80000000 : ~high;
  words[0] = positive ? low : ~low;
  return double[0] as number;
}
