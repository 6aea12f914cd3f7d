/**
 * The distinct values of a column, known by 64-bit hashes. The values stand one after another in segments that never move, and a small hash index
 * (open addressing, a word a slot) says where: so a growing table moves only its index, and a scan over the values is a walk through memory.
 * The segments lie in shared memory, where the thread that merges reads them without a copy.
 */
export interface TableData {
  /** A slot is 0, or eight bits of the hash and the value's place + 1. */
  readonly index: Int32Array;
  /** ENTRY_WORDS words a value: hash (two), count, note, 1-based row of the first occurrence within the part. */
  readonly segments: readonly Int32Array[];
  /** The numbers that the values stand for, NaN where a value is none; a segment without any is null. */
  readonly numbers: readonly (Float64Array | null)[];
  readonly size: number;
}

/** Words of a value. */
export const ENTRY_WORDS = 5;
const SEGMENT_BITS = 12;
/** Values in a segment. */
export const SEGMENT = 1 << SEGMENT_BITS;
const SMALL_SEGMENT = 256;
const PLACE_BITS = 24;
const PLACE_MASK = (1 << PLACE_BITS) - 1;
/** Most values of one table. */
const PLACES_MAX = PLACE_MASK - 1;
const FILL_MAX = 0.55;
const START_SLOTS = 512;
/** Smaller indexes lie in the processor's cache anyway. */
const WARM_SLOTS = 1 << 16;

/** Gives the memory of an outgrown or copied array back at once; the collector would keep it for many megabytes more. */
function release(array: Int32Array): void {
  if (array.buffer instanceof ArrayBuffer) array.buffer.transfer(0);
}

const shared = (words: number): Int32Array => new Int32Array(new SharedArrayBuffer(words * 4));

/** Segments of tables that are done with, for the next ones of this thread: shared memory is given back late, so it had better not be left. */
const spareSegments: Int32Array[] = [];
const spareNumbers: Float64Array[] = [];

const fullSegment = (): Int32Array => spareSegments.pop() ?? shared(SEGMENT * ENTRY_WORDS);
const numberSegment = (): Float64Array => (spareNumbers.pop() ?? new Float64Array(new SharedArrayBuffer(SEGMENT * 8))).fill(Number.NaN);

/** A copy in shared memory; the original is given back. */
function share(array: Int32Array): Int32Array {
  const copy = shared(array.length);
  copy.set(array);
  release(array);
  return copy;
}

/** The place of a hash in a table, or -1. */
export function findPlace(index: Int32Array, segments: readonly Int32Array[], h1: number, h2: number): number {
  const mask = index.length - 1;
  const tag = h2 >>> PLACE_BITS;
  for (let slot = h1 & mask; ; slot = (slot + 1) & mask) {
    const word = index[slot] as number;
    if (word === 0) return -1;
    if (word >>> PLACE_BITS !== tag) continue;
    const place = (word & PLACE_MASK) - 1;
    const segment = segments[place >>> SEGMENT_BITS] as Int32Array;
    const at = (place & (SEGMENT - 1)) * ENTRY_WORDS;
    if (segment[at] === h1 && segment[at + 1] === h2) return place;
  }
}

/** Calls `visit` for every value: its segment, the word at which it begins there, and its place. */
export function forEachValue(table: TableData, visit: (segment: Int32Array, at: number, place: number) => void): void {
  for (let s = 0, place = 0; place < table.size; s++) {
    const segment = table.segments[s] as Int32Array;
    const end = Math.min(SEGMENT, table.size - place);
    for (let i = 0; i < end; i++, place++) visit(segment, i * ENTRY_WORDS, place);
  }
}

/** The number that the value at a place stands for, or NaN. */
export function numberAt({ numbers }: TableData, place: number): number {
  return numbers[place >>> SEGMENT_BITS]?.[place & (SEGMENT - 1)] ?? Number.NaN;
}

/** How often the value at a place occurs. */
export function countAt({ segments }: TableData, place: number): number {
  return (segments[place >>> SEGMENT_BITS] as Int32Array)[(place & (SEGMENT - 1)) * ENTRY_WORDS + 2] as number;
}

/** The first row of the value at a place. */
export function firstRowAt({ segments }: TableData, place: number): number {
  return (segments[place >>> SEGMENT_BITS] as Int32Array)[(place & (SEGMENT - 1)) * ENTRY_WORDS + 4] as number;
}

/** Counts distinct values by hash. */
export class ValueTable implements TableData {
  index = new Int32Array(START_SLOTS);
  readonly segments: Int32Array[] = [shared(SMALL_SEGMENT * ENTRY_WORDS)];
  readonly numbers: (Float64Array | null)[] = [];
  size = 0;
  #numberSegments = 0;
  /** What `warm` saw; of no meaning. */
  touched = 0;

  /** Bytes in use. */
  get bytes(): number {
    const last = this.segments.length === 1 ? (this.segments[0] as Int32Array).length : SEGMENT * ENTRY_WORDS;
    return this.index.length * 4 + ((this.segments.length - 1) * SEGMENT * ENTRY_WORDS + last) * 4 + this.#numberSegments * SEGMENT * 8;
  }

  /** Bytes it would take more to hold `more` further values; infinite when it cannot hold them at all. */
  bytesFor(more: number): number {
    if (this.size + more > PLACES_MAX) return Number.POSITIVE_INFINITY;
    const segments = Math.max(0, Math.ceil((this.size + more) / SEGMENT) - this.segments.length);
    return (this.#slotsFor(more) - this.index.length) * 4 + segments * SEGMENT * ENTRY_WORDS * 4;
  }

  #slotsFor(more: number): number {
    let slots = this.index.length;
    while (this.size + more > slots * FILL_MAX) slots *= 2;
    return slots;
  }

  /** Makes room for `more` further values. */
  reserve(more: number): void {
    const slots = this.#slotsFor(more);
    if (slots > this.index.length) this.#reindex(slots);
    const needed = this.size + more;
    const first = this.segments[0] as Int32Array;
    if (needed > SMALL_SEGMENT && first.length < SEGMENT * ENTRY_WORDS) {
      const full = fullSegment();
      full.set(first);
      this.segments[0] = full;
    }
    while (this.segments.length * SEGMENT < needed) this.segments.push(fullSegment());
  }

  #reindex(slots: number): void {
    const index = new Int32Array(slots);
    const mask = slots - 1;
    forEachValue(this, (segment, at, place) => {
      let slot = (segment[at] as number) & mask;
      while (index[slot] !== 0) slot = (slot + 1) & mask;
      index[slot] = ((segment[at + 1] as number) & ~PLACE_MASK) | (place + 1);
    });
    release(this.index);
    this.index = index;
  }

  /**
   * Counts a value and returns its place; a new one is appended, and its place is what `size` was before. There must be room (`reserve`).
   */
  add(h1: number, h2: number, row: number): number {
    const { index, segments } = this;
    const mask = index.length - 1;
    const tag = h2 >>> PLACE_BITS;
    for (let slot = h1 & mask; ; slot = (slot + 1) & mask) {
      const word = index[slot] as number;
      if (word === 0) {
        const place = this.size++;
        index[slot] = (h2 & ~PLACE_MASK) | (place + 1);
        const segment = segments[place >>> SEGMENT_BITS] as Int32Array;
        const at = (place & (SEGMENT - 1)) * ENTRY_WORDS;
        segment[at] = h1;
        segment[at + 1] = h2;
        segment[at + 2] = 1;
        segment[at + 4] = row;
        return place;
      }
      if (word >>> PLACE_BITS !== tag) continue;
      const place = (word & PLACE_MASK) - 1;
      const segment = segments[place >>> SEGMENT_BITS] as Int32Array;
      const at = (place & (SEGMENT - 1)) * ENTRY_WORDS;
      if (segment[at] === h1 && segment[at + 1] === h2) {
        segment[at + 2] = (segment[at + 2] as number) + 1;
        return place;
      }
    }
  }

  /** Touches the slots of many hashes before they are added one by one: the misses overlap instead of waiting for each other. */
  warm(count: number, h1: Int32Array): void {
    const { index } = this;
    const mask = index.length - 1;
    let seen = 0;
    if (index.length >= WARM_SLOTS) for (let r = 0; r < count; r++) seen |= index[(h1[r] as number) & mask] as number;
    // kept in a field, or the compiler would see that nobody wants it
    this.touched = seen;
  }

  /** Writes the note of a value. */
  setNote(place: number, note: number): void {
    const segment = this.segments[place >>> SEGMENT_BITS] as Int32Array;
    segment[(place & (SEGMENT - 1)) * ENTRY_WORDS + 3] = note;
  }

  /** Writes the number a value stands for. */
  setNumber(place: number, value: number): void {
    const s = place >>> SEGMENT_BITS;
    let segment = this.numbers[s];
    if (!segment) {
      segment = numberSegment();
      while (this.numbers.length < s) this.numbers.push(null);
      this.numbers[s] = segment;
      this.#numberSegments++;
    }
    segment[place & (SEGMENT - 1)] = value;
  }

  /** Counts a further occurrence of a value that is known, and says whether it was. */
  countKnown(h1: number, h2: number): boolean {
    const place = findPlace(this.index, this.segments, h1, h2);
    if (place < 0) return false;
    const segment = this.segments[place >>> SEGMENT_BITS] as Int32Array;
    const at = (place & (SEGMENT - 1)) * ENTRY_WORDS + 2;
    segment[at] = (segment[at] as number) + 1;
    return true;
  }

  /** Adds occurrences that were counted elsewhere, with what is noted of the value; the first row that is given stays. */
  merge(h1: number, h2: number, row: number, count: number, note: number, number: number): void {
    let place = findPlace(this.index, this.segments, h1, h2);
    const known = place >= 0;
    if (!known) {
      this.reserve(1);
      place = this.add(h1, h2, row);
      this.setNote(place, note);
      if (number === number) this.setNumber(place, number);
    }
    const segment = this.segments[place >>> SEGMENT_BITS] as Int32Array;
    const at = (place & (SEGMENT - 1)) * ENTRY_WORDS + 2;
    segment[at] = (segment[at] as number) + (known ? count : count - 1);
  }

  /** Gives the table's memory to tables to come; it must not be used any more. */
  recycle(): void {
    for (const segment of this.segments) if (segment.length === SEGMENT * ENTRY_WORDS) spareSegments.push(segment);
    for (const segment of this.numbers) if (segment) spareNumbers.push(segment);
    this.segments.length = 0;
    this.numbers.length = 0;
    release(this.index);
  }

  /** A table of the `most` most frequent values, of those that occur more than once; `rest` is given all others. */
  heaviest(most: number, rest: (segment: Int32Array, at: number, number: number) => void): ValueTable {
    const limit = this.#countOfRank(most);
    const kept = new ValueTable();
    forEachValue(this, (segment, at, place) => {
      const count = segment[at + 2] as number;
      const number = numberAt(this, place);
      if (count < limit || kept.size >= most) rest(segment, at, number);
      else
        kept.merge(segment[at] as number, segment[at + 1] as number, segment[at + 4] as number, count, segment[at + 3] as number, number);
    });
    return kept;
  }

  /** How often the value at this place of the most frequent ones occurs; at least 2. */
  #countOfRank(rank: number): number {
    const counts: number[] = [];
    forEachValue(this, (segment, at) => {
      if ((segment[at + 2] as number) > 1) counts.push(segment[at + 2] as number);
    });
    return counts.sort((a, b) => b - a)[rank - 1] ?? 2;
  }

  /** The table as plain data in shared memory; the table itself is done with. */
  data(): TableData {
    return { index: share(this.index), segments: this.segments, numbers: this.numbers, size: this.size };
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

  /** Bytes that the set takes with `more` further hashes. */
  bytesFor(more: number): number {
    return this.#capacityFor(more) * 8;
  }

  #capacityFor(more: number): number {
    let capacity = this.#capacity;
    while (this.size + more > capacity * FILL_MAX) capacity *= 2;
    return capacity;
  }

  /** Gives every hash. */
  each(visit: (h1: number, h2: number) => void): void {
    if (this.zeroSeen) visit(0, 0);
    eachRowHash(this.words, visit);
  }

  /** Makes room for `more` further hashes. */
  reserve(more: number): void {
    const capacity = this.#capacityFor(more);
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
    return share(this.words);
  }
}

/** Gives every hash of a set other than (0, 0). */
export function eachRowHash(words: Int32Array, visit: (h1: number, h2: number) => void): void {
  for (let i = 0; i < words.length; i += 2) {
    const a = words[i] as number;
    const b = words[i + 1] as number;
    if (a !== 0 || b !== 0) visit(a, b);
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
