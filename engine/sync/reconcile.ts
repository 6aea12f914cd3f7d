import { headChunks } from '../../base/trust/index.ts';
import { type StreamHead, wireLimits } from '../../contract/wire/index.ts';

/** One slot of ours that has a receipt. */
export interface ReceiptedSlot {
  readonly seq: number;
  readonly digest: string;
}

/** What must be done so that both sides hold the same again. */
export type Reconciliation =
  | { readonly action: 'none' }
  /** The platform does not have these although it gave receipts (it was restored): their receipts are dropped and they are sent again. */
  | { readonly action: 'send-again'; readonly digests: readonly string[] }
  /** We were rolled back or copied: the platform holds slots we never filled, or other packages in ours. */
  | { readonly action: 'new-stream'; readonly digests: readonly string[] };

/**
 * Compares the platform's signed head of the open stream with our receipted slots (`sync-and-security.md` section 6). Pure.
 * `lastSeq` is the highest slot we ever gave out in this stream.
 */
export function reconcile(head: StreamHead, slots: readonly ReceiptedSlot[], lastSeq: number): Reconciliation {
  const beyondUs = head.ranges.some(([, to]) => to > lastSeq);
  // the stream is at its end: nothing more will be received in it that could explain a difference
  if (head.forked || beyondUs) return { action: 'new-stream', digests: unvouched(head, slots) };
  const theirs = new Map(head.chunks.map((chunk) => [chunk.index, chunk]));
  const held = slots.filter((slot) => holds(head, slot.seq));
  // a chunk in which they hold more than our receipts is an answer still on its way to us, not a difference
  const differs = headChunks(held, wireLimits.slotsPerChunk).some(
    (chunk) => theirs.get(chunk.index)?.slots === chunk.slots && theirs.get(chunk.index)?.digest !== chunk.digest,
  );
  if (differs) return { action: 'new-stream', digests: unvouched(head, slots) };
  const missing = slots.filter((slot) => !holds(head, slot.seq)).map((slot) => slot.digest);
  return missing.length > 0 ? { action: 'send-again', digests: missing } : { action: 'none' };
}

/**
 * Our receipted slots of a closed stream for which the platform's head does not vouch: it does not hold them, or the chunk they lie in holds
 * anything else than ours (somebody with a copy of us wrote there too). Sending one of them again for nothing does no harm. Pure.
 */
export function unvouched(head: StreamHead, slots: readonly ReceiptedSlot[]): readonly string[] {
  const theirs = new Map(head.chunks.map((chunk) => [chunk.index, chunk]));
  const equal = new Set(
    headChunks(slots, wireLimits.slotsPerChunk)
      .filter((chunk) => theirs.get(chunk.index)?.digest === chunk.digest)
      .map((chunk) => chunk.index),
  );
  return slots.filter((slot) => !equal.has(Math.floor((slot.seq - 1) / wireLimits.slotsPerChunk))).map((slot) => slot.digest);
}

function holds(head: StreamHead, seq: number): boolean {
  return head.ranges.some(([from, to]) => from <= seq && seq <= to);
}
