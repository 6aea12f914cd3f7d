/**
 * The distinct values of a column, known by 64-bit hashes, by open addressing. A finished table lies in shared memory, so that the thread
 * that merges can read it without another copy. Four words a slot: hash (two), count, note. A slot with count 0 is free.
 */
export interface TableData {
  readonly slots: Int32Array;
  /** 1-based row of the first occurrence, counted within the part. */
  readonly firstRows: Int32Array;
  /** The number a value stands for, NaN where it stands for none; null when no value of the column is a number. */
  readonly numbers: Float64Array | null;
  readonly size: number;
}

const FILL_MAX = 0.62;
const START_SLOTS = 256;

/** Words of a slot. */
export const SLOT_WORDS = 4;

/** Gives the memory of an outgrown or copied table back at once; the collector would keep it for many megabytes more. */
function release(array: Int32Array | Float64Array | null): void {
  if (array?.buffer instanceof ArrayBuffer) array.buffer.transfer(0);
}

/** A copy in shared memory; the original is given back. */
function share32(array: Int32Array): Int32Array {
  const copy = new Int32Array(new SharedArrayBuffer(array.byteLength));
  copy.set(array);
  release(array);
  return copy;
}

/** Counts distinct values by hash. */
export class ValueTable {
  slots = new Int32Array(START_SLOTS * SLOT_WORDS);
  firstRows = new Int32Array(START_SLOTS);
  numbers: Float64Array | null = null;
  size = 0;
  #capacity = START_SLOTS;

  /** Bytes in use. */
  get bytes(): number {
    return this.#capacity * (SLOT_WORDS * 4 + 4 + (this.numbers ? 8 : 0));
  }

  /** Bytes it would take to hold `more` further values; equal to `bytes` when there is room. */
  bytesWith(more: number): number {
    return (this.bytes / this.#capacity) * this.#capacityFor(more);
  }

  #capacityFor(more: number): number {
    let capacity = this.#capacity;
    while ((this.size + more) > capacity * FILL_MAX) capacity *= 2;
    return capacity;
  }

  /** Makes room for `more` further values. */
  reserve(more: number): void {
    const capacity = this.#capacityFor(more);
    if (capacity === this.#capacity) return;
    const { slots, firstRows, numbers } = this;
    const mask = capacity - 1;
    const nextSlots = new Int32Array(capacity * SLOT_WORDS);
    const nextRows = new Int32Array(capacity);
    const nextNumbers = numbers ? new Float64Array(capacity) : null;
    for (let slot = 0; slot < this.#capacity; slot++) {
      const from = slot * SLOT_WORDS;
      if (slots[from + 2] === 0) continue;
      let target = (slots[from] as number) & mask;
      while (nextSlots[target * SLOT_WORDS + 2] !== 0) target = (target + 1) & mask;
      const to = target * SLOT_WORDS;
      nextSlots[to] = slots[from] as number;
      nextSlots[to + 1] = slots[from + 1] as number;
      nextSlots[to + 2] = slots[from + 2] as number;
      nextSlots[to + 3] = slots[from + 3] as number;
      nextRows[target] = firstRows[slot] as number;
      if (nextNumbers && numbers) nextNumbers[target] = numbers[slot] as number;
    }
    release(slots);
    release(firstRows);
    release(numbers);
    this.slots = nextSlots;
    this.firstRows = nextRows;
    this.numbers = nextNumbers;
    this.#capacity = capacity;
  }

  /** Begins to keep numbers. */
  keepNumbers(): Float64Array {
    if (!this.numbers) {
      this.numbers = new Float64Array(this.#capacity);
      this.numbers.fill(Number.NaN);
    }
    return this.numbers;
  }

  /** The table as plain data in shared memory; the table itself is done with. */
  data(): TableData {
    let numbers: Float64Array | null = null;
    if (this.numbers) {
      numbers = new Float64Array(new SharedArrayBuffer(this.numbers.byteLength));
      numbers.set(this.numbers);
      release(this.numbers);
    }
    return { slots: share32(this.slots), firstRows: share32(this.firstRows), numbers, size: this.size };
  }

  /** Gives the memory back. */
  drop(): void {
    release(this.slots);
    release(this.firstRows);
    release(this.numbers);
  }
}

/** The slot that holds a hash, or -1. */
export function findSlot(slots: Int32Array, h1: number, h2: number): number {
  const mask = slots.length / SLOT_WORDS - 1;
  let slot = h1 & mask;
  for (;;) {
    const at = slot * SLOT_WORDS;
    if (slots[at + 2] === 0) return -1;
    if (slots[at] === h1 && slots[at + 1] === h2) return slot;
    slot = (slot + 1) & mask;
  }
}

/** How often whole rows occur: distinct row hashes without counts. */
export class RowHashSet {
  words = new Int32Array(START_SLOTS * 2);
  size = 0;
  /** Hash (0, 0) marks a free place, so it is remembered apart. */
  zeroSeen = false;
  #capacity = START_SLOTS;

  /** Bytes in use. */
  get bytes(): number {
    return this.#capacity * 8;
  }

  /** Adds a hash. */
  add(h1: number, h2: number): void {
    if (h1 === 0 && h2 === 0) {
      if (!this.zeroSeen) this.size++;
      this.zeroSeen = true;
      return;
    }
    const { words } = this;
    const mask = this.#capacity - 1;
    let at = (h1 & mask) * 2;
    for (;;) {
      const a = words[at] as number;
      const b = words[at + 1] as number;
      if (a === h1 && b === h2) return;
      if (a === 0 && b === 0) break;
      at = (at + 2) & (words.length - 1);
    }
    words[at] = h1;
    words[at + 1] = h2;
    this.size++;
  }

  /** Makes room for `more` further hashes. */
  reserve(more: number): void {
    let capacity = this.#capacity;
    while (this.size + more > capacity * FILL_MAX) capacity *= 2;
    if (capacity === this.#capacity) return;
    const old = this.words;
    this.words = new Int32Array(capacity * 2);
    this.#capacity = capacity;
    const { words } = this;
    for (let i = 0; i < old.length; i += 2) {
      const a = old[i] as number;
      const b = old[i + 1] as number;
      if (a === 0 && b === 0) continue;
      let at = (a & (capacity - 1)) * 2;
      while (words[at] !== 0 || words[at + 1] !== 0) at = (at + 2) & (words.length - 1);
      words[at] = a;
      words[at + 1] = b;
    }
    release(old);
  }

  /** The hashes in shared memory; the set itself is done with. */
  data(): Int32Array {
    return share32(this.words);
  }
}

/** True when a set of row hashes holds a hash other than (0, 0). */
export function hasRowHash(words: Int32Array, h1: number, h2: number): boolean {
  let at = (h1 & (words.length / 2 - 1)) * 2;
  for (;;) {
    const a = words[at];
    const b = words[at + 1];
    if (a === h1 && b === h2) return true;
    if (a === 0 && b === 0) return false;
    at = (at + 2) & (words.length - 1);
  }
}
