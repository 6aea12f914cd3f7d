import { z } from 'zod';
import { base64, deviceId, digest, plainText, publicKey, timestamp, userId } from './atoms.ts';
import { envelope } from './envelope.ts';
import { wireLimits } from './limits.ts';

/** Header with `<keyid> <base64 signature>` that authenticates a request of an enrolled device. */
export const signatureHeader = 'jiadi-signature';

/** Content types of bodies and answers. */
export const contentTypes = {
  signed: 'application/vnd.dsse.envelope+json',
  batch: 'application/x-ndjson',
  json: 'application/json',
  problem: 'application/problem+json',
  bytes: 'application/octet-stream',
} as const;

/** Every reason for which the platform refuses a whole request, with its HTTP status. */
export const problemStatus = {
  'malformed-request': 400,
  'malformed-line': 400,
  'idempotency-mismatch': 400,
  'digest-mismatch': 400,
  'empty-batch': 400,
  'unsigned-request': 401,
  'unknown-device': 401,
  'bad-request-signature': 401,
  'device-revoked': 403,
  'enrolment-refused': 403,
  'local-only': 403,
  'not-found': 404,
  'method-not-allowed': 405,
  'timeout': 408,
  'key-taken': 409,
  'subject-taken': 409,
  'too-large': 413,
  'wrong-content-type': 415,
  'wrong-host': 421,
  'busy': 503,
  'internal': 500,
} as const;
export type ProblemCode = keyof typeof problemStatus;

/** An error answer by RFC 9457; `line` is the 1-based line of a batch that was at fault. */
export const problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  line: z.int().optional(),
});
export type Problem = Readonly<z.infer<typeof problem>>;

const enrolled = { name: plainText(200), units: z.array(plainText(100)).min(1).max(200), publicKey };

/** Payload of an enrolment: the keys that a workspace asks the platform to know. Signed by every key in it. */
export const enrolment = z.looseObject({
  v: z.literal(1),
  device: z.looseObject({ ...enrolled, id: deviceId }),
  users: z.array(z.looseObject({ ...enrolled, id: userId })).max(wireLimits.enrolKeysMax - 1),
  at: timestamp,
});
export type Enrolment = Readonly<z.infer<typeof enrolment>>;

/** Body of `POST /v1/enrol` and of its answer: `proof` is the HMAC of the signed bytes under the enrolment token. */
export const provenEnvelope = z.object({
  envelope: envelope.extend({ signatures: envelope.shape.signatures.max(wireLimits.enrolKeysMax) }),
  proof: base64.length(44),
});
export type ProvenEnvelope = Readonly<z.infer<typeof provenEnvelope>>;

/** Payload of the answer to an enrolment: what to pin. */
export const enrolledReply = z.looseObject({
  v: z.literal(1),
  platform: plainText(100),
  epoch: plainText(100),
  /** Digest of the enrolment that this answers. */
  request: digest,
  publicKey,
  trustVersion: z.int().min(0),
  at: timestamp,
});
export type EnrolledReply = Readonly<z.infer<typeof enrolledReply>>;
