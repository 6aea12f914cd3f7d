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
 * Compares the platform's signed head of a stream with our receipted slots (`sync-and-security.md` section 6). Pure.
 * `lastSeq` is the highest slot we ever gave out in this stream.
 */
export function reconcile(head: StreamHead, slots: readonly ReceiptedSlot[], lastSeq: number): Reconciliation {
  const holds = (seq: number): boolean => head.ranges.some(([from, to]) => from <= seq && seq <= to);
  const missing = slots.filter((slot) => !holds(slot.seq)).map((slot) => slot.digest);
  const beyondUs = head.ranges.some(([, to]) => to > lastSeq);
  if (head.forked || beyondUs) return { action: 'new-stream', digests: missing };
  const theirs = new Map(head.chunks.map((chunk) => [chunk.index, chunk]));
  const ours = headChunks(slots.filter((slot) => holds(slot.seq)), wireLimits.slotsPerChunk);
  // a chunk in which they hold more than our receipts is an answer still on its way to us, not a difference
  const differing = ours.filter((chunk) => theirs.get(chunk.index)?.slots === chunk.slots && theirs.get(chunk.index)?.digest !== chunk.digest);
  if (differing.length > 0) {
    const inDiffering = (seq: number): boolean => differing.some((chunk) => Math.floor((seq - 1) / wireLimits.slotsPerChunk) === chunk.index);
    return { action: 'new-stream', digests: [...missing, ...slots.filter((s) => holds(s.seq) && inDiffering(s.seq)).map((s) => s.digest)] };
  }
  return missing.length > 0 ? { action: 'send-again', digests: missing } : { action: 'none' };
}
