import { z } from 'zod';
import { count, deviceId, digest, keyId, plainText, publicKey, streamId, timestamp, userId } from './atoms.ts';

/**
 * What the platform says of one delivered package.
 * `applied` and `withdrawn`: stored, its effect counted once (withdrawn: a withdrawal had come before it).
 * `held`: stored, decided after an upgrade. `rejected`: final for this slot, shown to maker and checker.
 * `fork`: the slot is refused; move to a new stream and send again. `incomplete`: send the missing parts, then again.
 */
export const verdict = z.enum(['applied', 'withdrawn', 'held', 'rejected', 'fork', 'incomplete']);
export type Verdict = z.infer<typeof verdict>;

/** Why a verdict is not `applied`. Words for them live in `contract/text`. */
export const verdictCode = z.enum([
  // rejected
  'bad-signature',
  'unknown-key',
  'missing-signature',
  'key-revoked',
  'key-not-valid',
  'maker-is-checker',
  'unit-not-allowed',
  'payload-invalid',
  'payload-too-large',
  'suite-unsupported',
  'not-a-package',
  // held
  'kind-unknown',
  'version-newer',
  // fork
  'slot-taken',
  'stream-not-yours',
  // incomplete
  'parts-missing',
]);
export type VerdictCode = z.infer<typeof verdictCode>;

/** One line of a receipt: the verdict on one digest in one slot. `missing` names parts when `incomplete`. */
export const receiptItem = z.looseObject({
  digest,
  stream: streamId,
  seq: z.int().min(1),
  verdict,
  code: verdictCode.nullable(),
  missing: z.array(digest).optional(),
});
export type ReceiptItem = Readonly<z.infer<typeof receiptItem>>;

/** Inclusive range of slots `[from, to]`. */
export const slotRange = z.tuple([z.int().min(1), z.int().min(1)]);
export type SlotRange = Readonly<z.infer<typeof slotRange>>;

/** The signed answer to a batch. `n` rises by one with each receipt; `epoch` changes when the platform was restored. */
export const receipt = z.looseObject({
  v: z.literal(1),
  platform: plainText(100),
  epoch: plainText(100),
  n: z.int().min(1),
  items: z.array(receiptItem),
  heads: z.array(z.looseObject({ stream: streamId, ranges: z.array(slotRange) })),
  auditHead: z.looseObject({ n: count, hash: plainText(200) }).nullable(),
  at: timestamp,
});
export type Receipt = Readonly<z.infer<typeof receipt>>;

/** Which slots of a stream the platform holds, and digests over 1,024 slots each to compare them cheaply. `n` is the last receipt. */
export const streamHead = z.looseObject({
  v: z.literal(1),
  platform: plainText(100),
  epoch: plainText(100),
  n: count,
  stream: streamId,
  /** Null when the platform has never seen the stream. */
  device: deviceId.nullable(),
  forked: z.boolean(),
  ranges: z.array(slotRange),
  chunks: z.array(z.looseObject({ index: count, slots: count, digest })),
  at: timestamp,
});
export type StreamHead = Readonly<z.infer<typeof streamHead>>;

/** What the platform can read; signed. */
export const capabilities = z.looseObject({
  v: z.literal(1),
  platform: plainText(100),
  epoch: plainText(100),
  versions: z.array(z.int().min(1)),
  kinds: z.array(plainText(100)),
  suites: z.array(plainText(20)),
  limits: z.record(z.string(), z.number()),
  keys: z.array(z.looseObject({ keyId, publicKey })),
  at: timestamp,
});
export type Capabilities = Readonly<z.infer<typeof capabilities>>;

const trustedCommon = {
  keyId,
  publicKey,
  name: plainText(200),
  units: z.array(plainText(100)),
  validFrom: timestamp.nullable(),
  validTo: timestamp.nullable(),
  revokedFrom: timestamp.nullable(),
};
/** One key of the trust list: a device's or a user's. */
export const trustedKey = z.discriminatedUnion('role', [
  z.looseObject({ ...trustedCommon, role: z.literal('device'), subject: deviceId }),
  z.looseObject({ ...trustedCommon, role: z.literal('user'), subject: userId }),
]);
export type TrustedKey = Readonly<z.infer<typeof trustedKey>>;

/** The keys that the platform accepts; `version` only rises. */
export const trustList = z.looseObject({
  v: z.literal(1),
  platform: plainText(100),
  epoch: plainText(100),
  version: count,
  keys: z.array(trustedKey),
  at: timestamp,
});
export type TrustList = Readonly<z.infer<typeof trustList>>;

/** Answer of `GET /v1/receipts`: receipts as signed envelopes, oldest first; `more` when another page follows. */
export const receiptsPage = z.looseObject({ receipts: z.array(z.unknown()), more: z.boolean(), last: count });
export type ReceiptsPage = Readonly<z.infer<typeof receiptsPage>>;
