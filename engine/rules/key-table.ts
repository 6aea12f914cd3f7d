import type { SqlValue } from '../../base/sqlite/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import { hashed } from './key-set.ts';

/**
 * Keys with the values that hang on them, in typed arrays on shared memory: a slot of high, low, offset and length a key, and the values as
 * UTF-8 in one heap. Filled by one thread, read by all. The first row of a repeated key counts.
 */
export interface KeyTable {
  readonly slots: Uint32Array;
  readonly mask: number;
  readonly heap: Uint8Array;
}

/** Most bytes of values that a reference may hold. */
const HEAP_MAX = 1_000_000_000;
/** Views of heaps from which texts are cut without a copy of the bytes. */
const views = new WeakMap<Uint8Array, Buffer>();

const slotsFor = (count: number): Uint32Array => new Uint32Array(new SharedArrayBuffer(count * 16));
const maskOf = (slots: Uint32Array): number => slots.length / 4 - 1;

/** Collects keys and values, as many as there are; `finish` gives the table. */
export class KeyTableWriter {
  #slots = slotsFor(16);
  #count = 0;
  #heap = Buffer.alloc(1 << 16);
  #used = 0;

  /** Adds the key in `hashed` with its values, unless it is known. */
  add(values: readonly SqlValue[]): void {
    const { high, low } = hashed;
    if ((this.#count + 1) * 8 > this.#slots.length) this.#grow();
    const slots = this.#slots;
    const mask = maskOf(slots);
    for (let i = (high ^ low) & mask; ; i = (i + 1) & mask) {
      const known = slots[i * 4 + 1];
      if (known === low && slots[i * 4] === high) return;
      if (known !== 0) continue;
      this.#count++;
      const text = JSON.stringify(values.map((v) => (typeof v === 'bigint' ? Number(v) : v instanceof Uint8Array ? null : v)));
      // three bytes a UTF-16 unit are the most that UTF-8 takes
      this.#reserve(text.length * 3);
      const length = this.#heap.write(text, this.#used);
      slots[i * 4] = high;
      slots[i * 4 + 1] = low;
      slots[i * 4 + 2] = this.#used;
      slots[i * 4 + 3] = length;
      this.#used += length;
      return;
    }
  }

  finish(): KeyTable {
    const heap = new Uint8Array(new SharedArrayBuffer(this.#used));
    heap.set(this.#heap.subarray(0, this.#used));
    return { slots: this.#slots, mask: maskOf(this.#slots), heap };
  }

  /** Twice the room, which is then half full at most. */
  #grow(): void {
    const old = this.#slots;
    const slots = slotsFor((old.length / 4) * 2);
    const mask = maskOf(slots);
    for (let from = 0; from < old.length; from += 4) {
      if (old[from + 1] === 0) continue;
      let i = ((old[from] ?? 0) ^ (old[from + 1] ?? 0)) & mask;
      while (slots[i * 4 + 1] !== 0) i = (i + 1) & mask;
      slots.set(old.subarray(from, from + 4), i * 4);
    }
    this.#slots = slots;
  }

  #reserve(length: number): void {
    const needed = this.#used + length;
    if (needed > HEAP_MAX) throw new JiadiError('limit-reached', { limit: 'reference', max: HEAP_MAX });
    if (needed <= this.#heap.length) return;
    const bigger = Buffer.alloc(Math.min(HEAP_MAX, Math.max(needed, this.#heap.length * 2)));
    bigger.set(this.#heap.subarray(0, this.#used));
    this.#heap = bigger;
  }
}

type Values = readonly (string | number | null)[];

/** What was read last: a row asks for its partner more than once. */
const last: { table: KeyTable | null; high: number; low: number; values: Values | null } = { table: null, high: 0, low: 0, values: null };

/** The values of the key in `hashed`, or null when it is not there. */
export function valuesOfHashed(table: KeyTable): Values | null {
  const { high, low } = hashed;
  if (last.table === table && last.high === high && last.low === low) return last.values;
  last.values = find(table, high, low);
  last.table = table;
  last.high = high;
  last.low = low;
  return last.values;
}

function find(table: KeyTable, high: number, low: number): Values | null {
  const { slots, mask } = table;
  for (let i = (high ^ low) & mask; ; i = (i + 1) & mask) {
    const known = slots[i * 4 + 1];
    if (known === 0) return null;
    if (known !== low || slots[i * 4] !== high) continue;
    const offset = slots[i * 4 + 2] ?? 0;
    return JSON.parse(viewOf(table.heap).toString('utf8', offset, offset + (slots[i * 4 + 3] ?? 0))) as (string | number | null)[];
  }
}

function viewOf(heap: Uint8Array): Buffer {
  let view = views.get(heap);
  if (!view) {
    view = Buffer.from(heap.buffer, heap.byteOffset, heap.byteLength);
    views.set(heap, view);
  }
  return view;
}
