import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/ids.ts';
import { hmacSha256, utf8 } from '../../base/trust/index.ts';

/** A random source that gives the same bytes for the same seed. */
export function seededRandom(seed: number | string): Random {
  let block = 0;
  return {
    bytes: (count) => {
      const out = new Uint8Array(count);
      for (let at = 0; at < count; at += 32)
        out.set(hmacSha256(utf8(`seed ${seed}`), utf8(String(block++))).subarray(0, Math.min(32, count - at)), at);
      return out;
    },
  };
}

/** A small seeded generator of numbers for simulations (mulberry32). */
export class Dice {
  #state: number;
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }
  /** A number in [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
  /** A whole number in [0, below). */
  below(below: number): number {
    return Math.floor(this.next() * below);
  }
  /** True with this probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }
  /** One of a non-empty list. */
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
  /** The same members in another order. */
  shuffle<T>(list: readonly T[]): T[] {
    const out = [...list];
    for (let i = out.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [out[i], out[j]] = [out[j] as T, out[i] as T];
    }
    return out;
  }
}

/** A clock that a test moves by hand. */
export function handClock(startMs = Date.UTC(2026, 10, 23, 1, 0, 0)): Clock & { advance(ms: number): void } {
  let now = startMs;
  return { nowMs: () => now, monotonicMs: () => now - startMs, advance: (ms) => void (now += ms) };
}
