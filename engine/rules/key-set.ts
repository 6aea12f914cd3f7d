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

/**
 * A set of key hashes, in shards by the upper bits of the hash, so that a set that grows copies a little of itself at a time. A shard is open addressing on
 * shared memory: high, low; low 0 means free. A shard without room holds no key.
 */
export interface KeySet {
  readonly shards: readonly Uint32Array[];
}

const SHARD_BITS = 6;
const SHARDS = 1 << SHARD_BITS;
const FILL_MAX = 0.75;
const GROWTH = 1.4;
const START_SLOTS = 8;
const noKeys = new Uint32Array(0);

/** The shard of a key by the upper half of its hash. */
const shardOf = (high: number): number => high >>> (32 - SHARD_BITS);

/** Where a shard of any size begins to look for a key. */
const startIn = (shard: Uint32Array, low: number): number => Math.floor(low * (shard.length >>> 1) * 2 ** -32) * 2;

/** Puts a key that is not there where there is room; false when it was there. */
function put(shard: Uint32Array, high: number, low: number): boolean {
  for (let i = startIn(shard, low); ;) {
    const known = shard[i + 1];
    if (known === 0) {
      shard[i] = high;
      shard[i + 1] = low;
      return true;
    }
    if (known === low && shard[i] === high) return false;
    i += 2;
    if (i === shard.length) i = 0;
  }
}

/** Collects keys of which nobody knows how many there are; the set is as large as its keys ask for. */
export class KeySetWriter {
  readonly #shards: Uint32Array<ArrayBuffer>[] = Array.from({ length: SHARDS }, () => new Uint32Array(START_SLOTS * 2));
  readonly #counts = new Uint32Array(SHARDS);

  /** Adds the key in `hashed`, and leaves it there; true when it is new. */
  add(): boolean {
    const { high, low } = hashed;
    const at = shardOf(high);
    let shard = this.#shards[at] as Uint32Array<ArrayBuffer>;
    const count = this.#counts[at] as number;
    if (count + 1 > (shard.length >>> 1) * FILL_MAX) this.#shards[at] = shard = grown(shard);
    if (!put(shard, high, low)) return false;
    this.#counts[at] = count + 1;
    return true;
  }

  /** The set; the writer is done with. */
  finish(): KeySet {
    const shards = this.#shards.map((shard, i) => {
      if (this.#counts[i] === 0) return noKeys;
      const shared = new Uint32Array(new SharedArrayBuffer(shard.byteLength));
      shared.set(shard);
      shard.buffer.transfer(0);
      return shared;
    });
    this.#shards.length = 0;
    return { shards };
  }
}

/** The same keys with more room; the old array gives its memory back at once. */
function grown(shard: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const wider = new Uint32Array(Math.ceil((shard.length >>> 1) * GROWTH) * 2);
  for (let i = 0; i < shard.length; i += 2) if (shard[i + 1] !== 0) put(wider, shard[i] as number, shard[i + 1] as number);
  shard.buffer.transfer(0);
  return wider;
}

/** A set of no keys. */
export const noKeySet: KeySet = { shards: Array.from({ length: SHARDS }, () => noKeys) };

/** True when the set holds the key in `hashed`. */
export function hasHashed({ shards }: KeySet): boolean {
  const { high, low } = hashed;
  const shard = shards[shardOf(high)] as Uint32Array;
  if (shard.length === 0) return false;
  for (let i = startIn(shard, low); ;) {
    const known = shard[i + 1];
    if (known === 0) return false;
    if (known === low && shard[i] === high) return true;
    i += 2;
    if (i === shard.length) i = 0;
  }
}

/** Gives the two halves of every key of the set whose hash lies in one of `of` equal stretches: a power of two, at most 64. */
export function eachKey({ shards }: KeySet, stretch: number, of: number, visit: (high: number, low: number) => void): void {
  const each = SHARDS / of;
  for (const shard of shards.slice(stretch * each, (stretch + 1) * each))
    for (let i = 0; i < shard.length; i += 2) if (shard[i + 1] !== 0) visit(shard[i] as number, shard[i + 1] as number);
}
