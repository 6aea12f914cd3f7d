import { addToRanges } from '../base/trust/index.ts';
import { invariant } from '../base/invariant.ts';
import type { ReceiptItem, Slot, SlotRange, Verdict, VerdictCode } from '../contract/wire/index.ts';
import type { Examined } from './examine.ts';

export type PackageState = 'applied' | 'held' | 'rejected';

/** A package that the platform keeps: the envelope as it came and what was read from it (null where it is newer than we know). */
export interface PackageRecord {
  readonly digest: string;
  readonly examined: Examined;
  readonly state: PackageState;
  readonly code: VerdictCode | null;
  readonly kind: string | null;
  readonly key: string | null;
  readonly revision: number | null;
  readonly unit: string | null;
  readonly device: string | null;
  readonly maker: string | null;
  readonly checker: string | null;
}

/** What is known of a stored package without its bytes. */
export interface KnownPackage {
  readonly state: PackageState;
  readonly code: VerdictCode | null;
  readonly unit: string | null;
}

export interface KnownStream {
  readonly device: string;
  readonly forked: boolean;
  readonly ranges: readonly SlotRange[];
}

export interface TakenSlot {
  readonly digest: string;
  readonly verdict: Verdict;
  readonly code: VerdictCode | null;
}

/** One step of what a delivery does. Stores carry these out in order, in one transaction; every step may be repeated without harm. */
export type Change =
  | { readonly do: 'bind-stream'; readonly stream: string; readonly device: string }
  | { readonly do: 'take-slot'; readonly slot: Slot; readonly digest: string; readonly verdict: Verdict; readonly code: VerdictCode | null }
  | { readonly do: 'judge-slot'; readonly slot: Slot; readonly verdict: Verdict; readonly code: VerdictCode | null }
  | { readonly do: 'store-package'; readonly record: PackageRecord }
  | { readonly do: 'judge-package'; readonly record: PackageRecord }
  | { readonly do: 'effect'; readonly digest: string }
  | { readonly do: 'head'; readonly key: string; readonly revision: number; readonly digest: string }
  | { readonly do: 'tombstone'; readonly target: string; readonly unit: string; readonly by: string }
  | {
      readonly do: 'fork';
      readonly slot: Slot;
      readonly held: string;
      readonly refused: string;
      readonly envelope: Examined['envelope'] | null;
    };

export interface KnownHead {
  readonly revision: number;
  readonly digest: string;
}

const slotName = (slot: Slot): string => `${slot.stream} ${slot.seq}`;

/**
 * What the platform knows about the digests, slots and streams of one batch, loaded by a store and moved on by the changes of
 * the batch's own lines. Holding everything ever received, it is a store in memory.
 */
export class Known {
  readonly packages = new Map<string, KnownPackage>();
  readonly streams = new Map<string, KnownStream>();
  readonly heads = new Map<string, KnownHead>();
  readonly parts = new Set<string>();
  readonly effects = new Set<string>();
  /** Target digest to the units that withdrew it. */
  readonly tombstones = new Map<string, ReadonlySet<string>>();
  readonly #slots = new Map<string, TakenSlot>();
  /** The receipt that answered the same request before, with its items. */
  earlier: { readonly text: string; readonly items: readonly ReceiptItem[] } | null = null;

  slot(slot: Slot): TakenSlot | undefined {
    return this.#slots.get(slotName(slot));
  }

  setSlot(slot: Slot, taken: TakenSlot): void {
    this.#slots.set(slotName(slot), taken);
  }

  /** Every taken slot with its name `stream seq`. */
  get slots(): ReadonlyMap<string, TakenSlot> {
    return this.#slots;
  }

  /** Whether a package of this unit was withdrawn: only the unit that owns it may do so, whichever came first. */
  withdrawn(digest: string, unit: string | null): boolean {
    return unit !== null && (this.tombstones.get(digest)?.has(unit) ?? false);
  }

  /** Carries out one change on the model. */
  apply(change: Change): void {
    switch (change.do) {
      case 'bind-stream':
        if (!this.streams.has(change.stream)) this.streams.set(change.stream, { device: change.device, forked: false, ranges: [] });
        return;
      case 'take-slot':
        this.#takeSlot(change.slot, { digest: change.digest, verdict: change.verdict, code: change.code });
        return;
      case 'judge-slot': {
        const taken = this.slot(change.slot);
        if (taken) this.setSlot(change.slot, { ...taken, verdict: change.verdict, code: change.code });
        return;
      }
      case 'store-package':
      case 'judge-package':
        this.packages.set(change.record.digest, { state: change.record.state, code: change.record.code, unit: change.record.unit });
        return;
      case 'effect':
        invariant(!this.effects.has(change.digest), `a second effect of ${change.digest}`);
        this.effects.add(change.digest);
        return;
      case 'head':
        this.heads.set(change.key, { revision: change.revision, digest: change.digest });
        return;
      case 'tombstone':
        this.tombstones.set(change.target, new Set([...(this.tombstones.get(change.target) ?? []), change.unit]));
        return;
      case 'fork': {
        const stream = this.streams.get(change.slot.stream);
        if (stream) this.streams.set(change.slot.stream, { ...stream, forked: true });
      }
    }
  }

  #takeSlot(slot: Slot, taken: TakenSlot): void {
    const stream = this.streams.get(slot.stream);
    invariant(stream && !this.slot(slot), `slot ${slotName(slot)} cannot be taken`);
    this.setSlot(slot, taken);
    this.streams.set(slot.stream, {
      ...stream,
      ranges: addToRanges(stream.ranges, slot.seq).map(([from, to]) => [from, to] as [number, number]),
    });
  }
}
