import type { Envelope, Receipt, Slot, SlotRange, TrustedKey } from '../contract/wire/index.ts';
import type { HeldSlot } from '../base/trust/index.ts';
import type { Change, Known } from './known.ts';

/** What one request is about: everything that has to be known to decide it. */
export interface BatchQuestion {
  readonly device: string;
  /** The digest of the request's body. */
  readonly request: string;
  readonly slots: readonly Slot[];
  readonly digests: readonly string[];
  readonly keys: readonly string[];
  readonly parts: readonly string[];
}

/** What the transaction is to write and answer. `receipt` null: the earlier answer to the same request is given again. */
export interface BatchAnswer {
  readonly changes: readonly Change[];
  readonly receipt: { readonly body: Receipt; readonly text: string } | null;
}

/** What a transaction gives a decision to work on. */
export interface BatchFacts {
  readonly known: Known;
  /** The number of the next receipt. */
  readonly n: number;
  readonly epoch: string;
}

/** One held package and the slots in which it lies. */
export interface HeldPackage {
  readonly digest: string;
  readonly envelope: Envelope;
  readonly slots: readonly (Slot & { readonly device: string })[];
  /** ISO 8601. */
  readonly receivedAt: string;
  readonly keys: readonly string[];
}

export interface StoredHead {
  readonly device: string;
  readonly forked: boolean;
  readonly ranges: readonly SlotRange[];
  readonly slots: readonly HeldSlot[];
}

/** A row of the operator's list. */
export interface PackageListing {
  readonly digest: string;
  readonly kind: string | null;
  readonly key: string | null;
  readonly revision: number | null;
  readonly unit: string | null;
  readonly device: string | null;
  readonly state: 'applied' | 'held' | 'rejected' | 'withdrawn';
  readonly code: string | null;
  readonly receivedAt: string;
}

export interface StreamListing {
  readonly stream: string;
  readonly device: string;
  readonly forked: boolean;
  readonly ranges: readonly SlotRange[];
}

/** Numbers for the operator; every count is of stored rows. */
export interface StoreSummary {
  readonly packages: { readonly applied: number; readonly held: number; readonly rejected: number; readonly withdrawn: number };
  readonly byKind: readonly { readonly kind: string; readonly count: number }[];
  readonly byUnit: readonly { readonly unit: string; readonly count: number }[];
  readonly effects: number;
  readonly receipts: number;
  readonly forks: number;
  /** Keys whose highest revision was written twice: somebody must merge. */
  readonly conflicts: readonly { readonly key: string; readonly revision: number; readonly count: number }[];
  readonly streams: readonly StreamListing[];
  readonly latest: readonly PackageListing[];
  readonly devices: number;
  readonly users: number;
}

/** Why keys were not enrolled. */
export type EnrolConflict = 'key-taken' | 'subject-taken';

/** Everything that the platform keeps for ever, for tests and tools that compare two stores. */
export interface StoreDump {
  readonly slots: readonly {
    readonly stream: string;
    readonly seq: number;
    readonly digest: string;
    readonly verdict: string;
    readonly code: string | null;
  }[];
  readonly packages: readonly { readonly digest: string; readonly state: string; readonly code: string | null; readonly payload: string }[];
  readonly effects: readonly string[];
  readonly heads: readonly { readonly key: string; readonly revision: number; readonly digest: string }[];
  readonly tombstones: readonly { readonly target: string; readonly unit: string }[];
  readonly forks: readonly { readonly stream: string; readonly seq: number; readonly refused: string }[];
}

/** Where the platform keeps what it received. Two of them, one behaviour. */
export interface PlatformStore {
  /** Changes when the platform was restored from a copy. */
  epoch(): Promise<string>;
  lastReceipt(): Promise<number>;

  /** Decides and writes one request in one transaction; all requests follow one another, so receipt numbers have no gaps and no overtaking. */
  receive(question: BatchQuestion, decide: (facts: BatchFacts) => BatchAnswer, at: string): Promise<string>;
  /** Held packages, oldest first. */
  held(): Promise<readonly HeldPackage[]>;

  trustVersion(): Promise<number>;
  keys(keyIds: readonly string[] | null): Promise<readonly TrustedKey[]>;
  /** Adds keys; the same again changes nothing. Returns the new version of the trust list, or why nothing was added. */
  enrol(keys: readonly TrustedKey[], at: string): Promise<number | EnrolConflict>;
  /** Marks a key as not to be trusted for what arrives from `from` on; false when nobody knows it. */
  revoke(keyId: string, from: string): Promise<boolean>;

  putPart(digest: string, bytes: Uint8Array, at: string): Promise<void>;
  hasPart(digest: string): Promise<boolean>;

  head(stream: string): Promise<StoredHead | null>;
  /** Signed receipts of one device with a number above `after`, oldest first. */
  receipts(device: string, after: number, limit: number): Promise<readonly { readonly n: number; readonly text: string }[]>;
  summary(latest: number): Promise<StoreSummary>;
  dump(): Promise<StoreDump>;
  close(): Promise<void>;
}
