/** Which rows of two tables belong together, by the hashes of their keys and cells; typed arrays only, so memory is flat. */
import type { RowHashes } from './row-hashes.task.ts';

/** Rows by what became of them; positions are 0-based in their table. */
export interface RowMatch {
  readonly same: number;
  /** Pairs of rows with one key and other cells, in the order of the newer table. */
  readonly changedBefore: Int32Array;
  readonly changedAfter: Int32Array;
  readonly added: Int32Array;
  readonly gone: Int32Array;
  /** Rows whose key stands on an earlier row of the same table: a key that repeats tells rows apart only by their order. */
  readonly repeatedBefore: number;
  readonly repeatedAfter: Int32Array;
}

/**
 * Matches rows: those with the same key and the same cells first, then what is left by key alone, in the order of the tables. So a row that only
 * moved is the same, and of several rows with one key only as many have changed as really did. `skip` leaves rows of the older table out.
 */
export function matchRows(before: RowHashes, after: RowHashes, skip: Uint8Array | null = null): RowMatch {
  const matched = skip ? Uint8Array.from(skip) : new Uint8Array(before.rowCount);
  const free = (row: number): boolean => matched[row] === 0;
  const whole = queuesOf(mixed(before), free);
  const afterWhole = mixed(after);
  const left = new Int32Array(after.rowCount);
  let leftCount = 0;
  for (let row = 0; row < after.rowCount; row++) {
    const found = whole.take(afterWhole.h1[row] as number, afterWhole.h2[row] as number);
    if (found < 0) left[leftCount++] = row;
    else matched[found] = 1;
  }
  const byKey = queuesOf({ h1: before.key1, h2: before.key2, rowCount: before.rowCount }, free);
  const changedBefore = new Int32Array(leftCount);
  const changedAfter = new Int32Array(leftCount);
  const added = new Int32Array(leftCount);
  let changed = 0;
  let addedCount = 0;
  for (let i = 0; i < leftCount; i++) {
    const row = left[i] as number;
    const found = byKey.take(after.key1[row] as number, after.key2[row] as number);
    if (found < 0) {
      added[addedCount++] = row;
      continue;
    }
    matched[found] = 1;
    changedBefore[changed] = found;
    changedAfter[changed++] = row;
  }
  return {
    same: after.rowCount - leftCount,
    changedBefore: changedBefore.slice(0, changed),
    changedAfter: changedAfter.slice(0, changed),
    added: added.slice(0, addedCount),
    gone: unmatched(matched),
    repeatedBefore: repeated(before, skip).length,
    repeatedAfter: repeated(after, null),
  };
}

function unmatched(matched: Uint8Array): Int32Array {
  const rows = new Int32Array(matched.length);
  let count = 0;
  for (let row = 0; row < matched.length; row++) if (matched[row] === 0) rows[count++] = row;
  return rows.slice(0, count);
}

interface Hashes {
  readonly rowCount: number;
  readonly h1: Int32Array;
  readonly h2: Int32Array;
}

/** Key and cells in one hash. */
function mixed({ rowCount, key1, key2, rest1, rest2 }: RowHashes): Hashes {
  const h1 = new Int32Array(rowCount);
  const h2 = new Int32Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    const a = key1[row] as number;
    const b = key2[row] as number;
    h1[row] = Math.imul(((a << 9) | (a >>> 23)) ^ (rest1[row] as number), 0x9e3779b1);
    h2[row] = Math.imul(((b << 13) | (b >>> 19)) ^ (rest2[row] as number), 0x85ebca6b);
  }
  return { rowCount, h1, h2 };
}

/** Rows that a newer version of the same key replaces: `newer` tables in any order. Marks them in `skip`. */
export function markReplaced(older: RowHashes, newer: readonly RowHashes[], skip: Uint8Array): void {
  for (const table of newer) {
    const keys = queuesOf({ h1: table.key1, h2: table.key2, rowCount: table.rowCount }, () => true);
    for (let row = 0; row < older.rowCount; row++) if (keys.has(older.key1[row] as number, older.key2[row] as number)) skip[row] = 1;
  }
}

/** The rows whose key stands on an earlier row, in their order. */
function repeated({ rowCount, key1, key2 }: RowHashes, skip: Uint8Array | null): Int32Array {
  const { firsts } = queuesOf({ h1: key1, h2: key2, rowCount }, (row) => !skip || skip[row] === 0);
  return unmatched(firsts(skip));
}

function queuesOf(hashes: Hashes, wanted: (row: number) => boolean): Queues {
  const queues = new Queues(hashes);
  for (let row = hashes.rowCount - 1; row >= 0; row--) if (wanted(row)) queues.put(row);
  return queues;
}

/** Rows by hash; the rows of one hash wait in a line, the lowest first. */
class Queues {
  readonly #h1: Int32Array;
  readonly #h2: Int32Array;
  readonly #mask: number;
  /** 1-based row of the head of a line; 0 is a free slot, and the slot of an emptied line stays taken by its last row. */
  readonly #slots: Int32Array;
  /** 1-based next row of a line; 0 ends it. */
  readonly #next: Int32Array;
  readonly #taken: Uint8Array;

  constructor({ rowCount, h1, h2 }: Hashes) {
    this.#h1 = h1;
    this.#h2 = h2;
    let size = 16;
    while (size < rowCount * 2) size *= 2;
    this.#mask = size - 1;
    this.#slots = new Int32Array(size);
    this.#next = new Int32Array(rowCount);
    this.#taken = new Uint8Array(rowCount);
  }

  #slotOf(h1: number, h2: number): number {
    for (let slot = (h1 ^ (h2 >>> 7)) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const head = this.#slots[slot] as number;
      if (head === 0 || (this.#h1[head - 1] === h1 && this.#h2[head - 1] === h2)) return slot;
    }
  }

  put(row: number): void {
    const slot = this.#slotOf(this.#h1[row] as number, this.#h2[row] as number);
    const head = this.#slots[slot] as number;
    this.#next[row] = head;
    this.#slots[slot] = row + 1;
  }

  /** Marks the first row of every line, and the rows of `skip`. */
  readonly firsts = (skip: Uint8Array | null): Uint8Array => {
    const marked = skip ? Uint8Array.from(skip) : new Uint8Array(this.#next.length);
    for (const head of this.#slots) if (head !== 0) marked[head - 1] = 1;
    return marked;
  };

  has(h1: number, h2: number): boolean {
    return this.#slots[this.#slotOf(h1, h2)] !== 0;
  }

  /** The first row that waits under a hash, or -1. */
  take(h1: number, h2: number): number {
    const slot = this.#slotOf(h1, h2);
    const head = this.#slots[slot] as number;
    if (head === 0 || this.#taken[head - 1] === 1) return -1;
    const next = this.#next[head - 1] as number;
    if (next === 0) this.#taken[head - 1] = 1;
    else this.#slots[slot] = next;
    return head - 1;
  }
}
