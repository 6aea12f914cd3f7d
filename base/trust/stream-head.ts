import { utf8 } from './bytes.ts';
import { digestOf } from './digest.ts';

/** One taken slot of a stream. */
export interface HeldSlot {
  readonly seq: number;
  readonly digest: string;
}

/** One stretch of slots and the digest over those held in it. */
export interface HeadChunk {
  readonly index: number;
  /** How many slots of the stretch are held. */
  readonly slots: number;
  readonly digest: string;
}

/**
 * Digests over stretches of `slotsPerChunk` slots (chunk 0 starts at seq 1), equal on both sides exactly when the slots are.
 * A chunk's digest is SHA-256 of `seq SP digest LF` for each slot held, rising. `slots` must be in rising order of seq.
 */
export function headChunks(slots: Iterable<HeldSlot>, slotsPerChunk: number): readonly HeadChunk[] {
  const chunks: HeadChunk[] = [];
  let lines: string[] = [];
  let index = -1;
  const finish = (): void => {
    if (lines.length > 0) chunks.push({ index, slots: lines.length, digest: digestOf(utf8(lines.join(''))) });
    lines = [];
  };
  for (const { seq, digest } of slots) {
    const at = Math.floor((seq - 1) / slotsPerChunk);
    if (at !== index) {
      finish();
      index = at;
    }
    lines.push(`${seq} ${digest}\n`);
  }
  finish();
  return chunks;
}

/** Adds one seq to rising, non-touching inclusive ranges and returns the new list. */
export function addToRanges(ranges: readonly (readonly [number, number])[], seq: number): readonly (readonly [number, number])[] {
  const next: (readonly [number, number])[] = [];
  let [from, to] = [seq, seq];
  let placed = false;
  for (const range of ranges) {
    if (range[1] < from - 1) next.push(range);
    else if (range[0] > to + 1) {
      if (!placed) next.push([from, to]);
      placed = true;
      next.push(range);
    } else [from, to] = [Math.min(from, range[0]), Math.max(to, range[1])];
  }
  if (!placed) next.push([from, to]);
  return next;
}

/** The stretches between 1 and the highest range that are not held: what is still missing. */
export function gapsIn(ranges: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  const gaps: (readonly [number, number])[] = [];
  let next = 1;
  for (const [from, to] of ranges) {
    if (from > next) gaps.push([next, from - 1]);
    next = to + 1;
  }
  return gaps;
}
