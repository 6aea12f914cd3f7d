import type { SqlValue } from '../../base/sqlite/index.ts';

/**
 * 64-bit hashes of keys in typed arrays on shared memory: eight bytes a key whatever its length, filled by several threads, read by all.
 * Two different keys among ten million share a hash with a probability of about 3 in a million.
 */

/** The hash of the last `hashKey` call: two 32-bit halves, never both zero. */
export const hashed = { high: 0, low: 0 };

const TEXT = 0x9e3779b1;
const NUMBER = 0x85ebca77;
const NULL = 0xc2b2ae3d;
const scratch = new Float64Array(1);
const words = new Uint32Array(scratch.buffer);

/**
 * Hashes a key of one or more values into `hashed`. With `strict`, the text "1" and the number 1 are different keys; without, numbers
 * hash as their text, so that keys of a CSV file meet keys of a typed source.
 */
export function hashKey(values: readonly SqlValue[], strict: boolean): void {
  state.a = 0x243f6a88 ^ values.length;
  state.b = 0x13198a2e;
  for (let i = 0; i < values.length; i++) mix(values[i] ?? null, strict);
  hashed.high = state.a >>> 0;
  hashed.low = state.b >>> 0 || 1;
}

/** Hashes the values at these positions as a key, as `hashKey` does; they need not be gathered. */
export function hashAt(values: readonly SqlValue[], at: readonly number[], strict: boolean): void {
  state.a = 0x243f6a88 ^ at.length;
  state.b = 0x13198a2e;
  for (let i = 0; i < at.length; i++) mix(values[at[i] as number] ?? null, strict);
  hashed.high = state.a >>> 0;
  hashed.low = state.b >>> 0 || 1;
}

const state = { a: 0, b: 0 };

function mix(value: SqlValue, strict: boolean): void {
  let { a, b } = state;
  if (value === null) {
    a = Math.imul(a ^ NULL, 2654435761);
    b = Math.imul(b ^ NULL, 1597334677);
  } else if (strict && typeof value !== 'string' && !(value instanceof Uint8Array)) {
    scratch[0] = Number(value) + 0; // +0 joins 0 and -0
    a = Math.imul(a ^ (words[0] ?? 0) ^ NUMBER, 2654435761);
    b = Math.imul(b ^ (words[1] ?? 0) ^ NUMBER, 1597334677);
    a = Math.imul(a ^ (words[1] ?? 0), 2246822519);
    b = Math.imul(b ^ (words[0] ?? 0), 3266489917);
  } else {
    const text = typeof value === 'string' ? value : value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value);
    a ^= TEXT;
    b ^= text.length;
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i);
      a = Math.imul(a ^ c, 2654435761);
      b = Math.imul(b ^ c, 1597334677);
      a ^= a >>> 15;
      b ^= b >>> 13;
    }
  }
  state.a = a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  state.b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
}

/** Hashes a key of one value into `hashed`, as `hashKey` does; nothing is gathered for the usual text. */
export function hashOne(value: SqlValue, strict: boolean): void {
  if (typeof value !== 'string') {
    hashKey([value], strict);
    return;
  }
  let a = 0x243f6a88 ^ 1 ^ TEXT;
  let b = 0x13198a2e ^ value.length;
  for (let i = 0; i < value.length; i++) {
    const c = value.charCodeAt(i);
    a = Math.imul(a ^ c, 2654435761);
    b = Math.imul(b ^ c, 1597334677);
    a ^= a >>> 15;
    b ^= b >>> 13;
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  hashed.high = a >>> 0;
  hashed.low = b >>> 0 || 1;
}

/** A set of key hashes; open addressing on shared memory. Slot layout: high, low; low 0 means free. */
export interface KeySet {
  readonly slots: Uint32Array;
  readonly mask: number;
}

/** An empty set for up to `count` keys. */
export function createKeySet(count: number): KeySet {
  let size = 16;
  while (size < count * 2) size *= 2;
  return { slots: new Uint32Array(new SharedArrayBuffer(size * 8)), mask: size - 1 };
}

/** Adds the key in `hashed`; true when it is new. */
export function addHashed(set: KeySet): boolean {
  const { slots, mask } = set;
  const { high, low } = hashed;
  for (let i = (high ^ low) & mask; ; i = (i + 1) & mask) {
    const known = slots[i * 2 + 1];
    if (known === 0) {
      slots[i * 2] = high;
      slots[i * 2 + 1] = low;
      return true;
    }
    if (known === low && slots[i * 2] === high) return false;
  }
}

/** Collects keys of which nobody knows how many there are; the set is as large as its keys ask for. */
export class KeySetWriter {
  #set = createKeySet(1024);
  #count = 0;

  /** Adds the key in `hashed`, and leaves it there. */
  add(): void {
    if (addHashed(this.#set) && ++this.#count * 2 > this.#set.mask) this.#grow();
  }

  finish(): KeySet {
    return this.#set;
  }

  #grow(): void {
    const { high, low } = hashed;
    const { slots } = this.#set;
    this.#set = createKeySet(this.#count * 2);
    for (let i = 0; i < slots.length; i += 2) {
      if (slots[i + 1] === 0) continue;
      hashed.high = slots[i] ?? 0;
      hashed.low = slots[i + 1] ?? 0;
      addHashed(this.#set);
    }
    hashed.high = high;
    hashed.low = low;
  }
}

/** True when the set holds the key in `hashed`. */
export function hasHashed(set: KeySet): boolean {
  const { slots, mask } = set;
  const { high, low } = hashed;
  for (let i = (high ^ low) & mask; ; i = (i + 1) & mask) {
    const known = slots[i * 2 + 1];
    if (known === 0) return false;
    if (known === low && slots[i * 2] === high) return true;
  }
}
