import type { ReceiptItem, ResultPackage, Slot, TrustedKey, Verdict, VerdictCode } from '../contract/wire/index.ts';
import type { Examined } from './examine.ts';
import type { Change, Known, PackageRecord, PackageState } from './known.ts';

/** One delivered package: in which slot, by whose request, when. */
export interface Delivery {
  readonly slot: Slot;
  readonly examined: Examined;
  /** The device that signed the request; it vouches for the slot, which is not part of the package. */
  readonly sender: string;
  /** The platform's own clock; used only to judge the validity of keys. */
  readonly nowMs: number;
}

/** The verdict on one delivery: what to change and what the receipt says. */
export interface Received {
  readonly item: ReceiptItem;
  readonly changes: readonly Change[];
}

/**
 * The verdict table. Pure: what is known in, changes and receipt item out. Effects are keyed by digest and commute, so that any
 * order, repetition or mixture of deliveries ends in the same state.
 */
export function receive(delivery: Delivery, known: Known): Received {
  const { slot, examined, sender } = delivery;
  const { digest } = examined;
  const answer = (verdict: Verdict, code: VerdictCode | null, changes: readonly Change[] = []): Received => ({
    item: { digest, stream: slot.stream, seq: slot.seq, verdict, code },
    changes,
  });

  const stream = known.streams.get(slot.stream);
  // refused without a mark on the stream: its owner has done nothing wrong
  if (stream && stream.device !== sender) return answer('fork', 'stream-not-yours');
  const taken = known.slot(slot);
  if (taken?.digest === digest) return answer(taken.verdict, taken.code);
  if (taken) return answer('fork', 'slot-taken', [forkOf(delivery, taken.digest)]);

  const bind: readonly Change[] = stream ? [] : [{ do: 'bind-stream', stream: slot.stream, device: sender }];
  const take = (verdict: Verdict, code: VerdictCode | null, more: readonly Change[] = []): Received =>
    answer(verdict, code, [...bind, { do: 'take-slot', slot, digest, verdict, code }, ...more]);

  const stored = known.packages.get(digest);
  if (stored) return take(stored.state === 'applied' && known.withdrawn(digest, stored.unit) ? 'withdrawn' : stored.state, stored.code);

  const judged = judge(examined, delivery.nowMs);
  if (judged.state === 'rejected') return take('rejected', judged.code, judged.final ? [store(examined, 'rejected', judged.code)] : []);
  if (judged.state === 'held') return take('held', judged.code, [store(examined, 'held', judged.code)]);
  const missing = judged.pkg.parts.map((part) => part.digest).filter((part) => !known.parts.has(part));
  if (missing.length > 0) {
    const { item } = answer('incomplete', 'parts-missing');
    return { item: { ...item, missing: [...new Set(missing)] }, changes: [] };
  }
  const verdict = known.withdrawn(digest, judged.pkg.unit) ? 'withdrawn' : 'applied';
  return take(verdict, null, [store(examined, 'applied', null), ...effectsOf(digest, judged.pkg, known)]);
}

/** Decides a held package again after an upgrade; null while it is still newer than we know or lacks parts. */
export function decideHeld(examined: Examined, slots: readonly Slot[], nowMs: number, known: Known): readonly Received[] | null {
  const judged = judge(examined, nowMs);
  if (judged.state === 'held') return null;
  if (judged.state === 'good' && judged.pkg.parts.some((part) => !known.parts.has(part.digest))) return null;
  const { digest } = examined;
  const code = judged.state === 'rejected' ? judged.code : null;
  const state: PackageState = judged.state === 'rejected' ? 'rejected' : 'applied';
  const verdict: Verdict = judged.state === 'good' && known.withdrawn(digest, judged.pkg.unit) ? 'withdrawn' : state;
  const record = recordOf(examined, state, code);
  const effects = judged.state === 'good' ? effectsOf(digest, judged.pkg, known) : [];
  return slots.map((slot, i) => ({
    item: { digest, stream: slot.stream, seq: slot.seq, verdict, code },
    changes: [...(i === 0 ? [{ do: 'judge-package', record } as const, ...effects] : []), { do: 'judge-slot', slot, verdict, code }],
  }));
}

type Judged =
  | { readonly state: 'good'; readonly pkg: ResultPackage }
  | { readonly state: 'held'; readonly code: VerdictCode }
  | { readonly state: 'rejected'; readonly code: VerdictCode; readonly final: boolean };

function judge(examined: Examined, nowMs: number): Judged {
  if (examined.state === 'refused') return { state: 'rejected', code: examined.code, final: examined.final };
  if (examined.state === 'ahead') return { state: 'held', code: examined.code };
  const { pkg, signers } = examined;
  for (const signer of signers.filter((s) => s.subject === pkg.device || s.subject === pkg.checker)) {
    const code = standing(signer, nowMs) ?? (signer.units.includes(pkg.unit) ? null : 'unit-not-allowed');
    if (code) return { state: 'rejected', code, final: true };
  }
  return { state: 'good', pkg };
}

/** Why a known key does not count at this moment, or null. */
export function standing(key: TrustedKey, nowMs: number): 'key-revoked' | 'key-not-valid' | null {
  if (key.revokedFrom !== null && Date.parse(key.revokedFrom) <= nowMs) return 'key-revoked';
  if (key.validFrom !== null && nowMs < Date.parse(key.validFrom)) return 'key-not-valid';
  if (key.validTo !== null && nowMs > Date.parse(key.validTo)) return 'key-not-valid';
  return null;
}

function effectsOf(digest: string, pkg: ResultPackage, known: Known): readonly Change[] {
  const effect: Change = { do: 'effect', digest };
  // a withdrawal replaces nothing: it has no head of its own, and needs no target to have come
  if (pkg.kind === 'withdrawal') return [effect, { do: 'tombstone', target: pkg.body.digest, unit: pkg.unit, by: digest }];
  const head = known.heads.get(pkg.key);
  const higher = !head || pkg.revision > head.revision || (pkg.revision === head.revision && digest > head.digest);
  return higher ? [effect, { do: 'head', key: pkg.key, revision: pkg.revision, digest }] : [effect];
}

function forkOf({ slot, examined }: Delivery, held: string): Change {
  // bytes that nobody we know signed are not kept as evidence: their digest is
  const proven = examined.state !== 'refused' || examined.final;
  return { do: 'fork', slot, held, refused: examined.digest, envelope: proven ? examined.envelope : null };
}

function store(examined: Examined, state: PackageState, code: VerdictCode | null): Change {
  return { do: 'store-package', record: recordOf(examined, state, code) };
}

function recordOf(examined: Examined, state: PackageState, code: VerdictCode | null): PackageRecord {
  const about = examined.state === 'good' ? examined.pkg : examined.state === 'ahead' ? examined.about : null;
  return {
    digest: examined.digest,
    examined,
    state,
    code,
    kind: about?.kind ?? null,
    key: about?.key ?? null,
    revision: about?.revision ?? null,
    unit: about?.unit ?? null,
    device: about?.device ?? null,
    maker: about?.maker ?? null,
    checker: about?.checker ?? null,
  };
}
