import { type Random, uuidV7 } from '../../base/ids.ts';
import {
  canonicalBytes,
  createEnvelope,
  digestOf,
  envelopeDigest,
  fromBase64,
  type JsonValue,
  newSeed,
  type Signer,
  signerFromSeed,
  signRequest,
  toBase64,
  utf8,
} from '../../base/trust/index.ts';
import type { Envelope, Slot, TrustedKey } from '../../contract/wire/index.ts';
import { payloadTypes } from '../../contract/wire/index.ts';

/** Somebody with a key: a device or a user. */
export interface Actor {
  readonly id: string;
  readonly signer: Signer;
  readonly key: TrustedKey;
}

/** A device or user of these units with a new key. */
export function newActor(role: 'device' | 'user', name: string, random: Random, units: readonly string[] = ['民政局']): Actor {
  const signer = signerFromSeed(newSeed(random));
  const id = role === 'device' ? `dev-${name}` : `u-${name}`;
  const common = {
    keyId: signer.keyId,
    publicKey: toBase64(signer.publicKey),
    name,
    units: [...units],
    validFrom: null,
    validTo: null,
    revokedFrom: null,
  };
  const key: TrustedKey = role === 'device' ? { ...common, role, subject: id } : { ...common, role, subject: id };
  return { id, signer, key };
}

/** A quality report that the platform accepts, before `over` changes it. */
export function packageBody(
  device: Actor,
  checker: Actor,
  random: Random,
  over: Readonly<Record<string, JsonValue>> = {},
): Record<string, JsonValue> {
  return {
    v: 1,
    suite: 'S1',
    id: uuidV7(Date.UTC(2026, 10, 23), random),
    kind: 'quality.report',
    key: '440300/resource/0001/2026-11',
    revision: 1,
    base: [],
    device: device.id,
    unit: '民政局',
    maker: 'u-maker',
    checker: checker.id,
    basis: { dataset: digestOf(utf8('dataset')), rows: 1000, ruleSet: digestOf(utf8('rules')), app: '0.1.0' },
    clock: { wall: '2026-11-23T09:00:00+08:00', bootMs: 1234, platformSeen: null, jumps: 0 },
    body: {
      score: { total: 0.98, dimensions: { accuracy: 0.98, accessibility: null } },
      rules: [{ rule: 'id-check', kind: 'value-matches-semantic', evaluated: 1000, skipped: 0, failed: 20, ratio: 0.98, status: 'fail' }],
    },
    parts: [],
    ...over,
  };
}

/** A package as it travels, and its identity. */
export interface TestPackage {
  readonly digest: string;
  readonly envelope: Envelope;
}

/** Signs a body as a package; who signs may be anybody, so that wrong signatures can be made too. */
export function packageOf(body: JsonValue, signers: readonly Actor[], payloadType: string = payloadTypes.package): TestPackage {
  const payload = canonicalBytes(body);
  const signed = createEnvelope(
    payloadType,
    payload,
    signers.map((s) => s.signer),
  );
  return { digest: envelopeDigest(payloadType, payload), envelope: { ...signed, signatures: signed.signatures.map((s) => ({ ...s })) } };
}

/** The same package with the first signature spoilt. */
export function spoilt(pkg: TestPackage): TestPackage {
  const [first, ...rest] = pkg.envelope.signatures;
  const bytes = Uint8Array.from(fromBase64(first?.sig ?? '') ?? []);
  bytes[0]! ^= 1;
  return { ...pkg, envelope: { ...pkg.envelope, signatures: [{ keyid: first?.keyid ?? '', sig: toBase64(bytes) }, ...rest] } };
}

/** The NDJSON body of a batch. */
export function batchOf(lines: readonly { readonly slot: Slot; readonly envelope: Envelope }[]): Uint8Array {
  return utf8(lines.map((line) => `${JSON.stringify({ slot: line.slot, envelope: line.envelope })}\n`).join(''));
}

/** Headers of a signed batch. */
export function batchHeaders(device: Actor, body: Uint8Array, over: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    'content-type': 'application/x-ndjson',
    'idempotency-key': digestOf(body),
    'jiadi-signature': signRequest(device.signer, payloadTypes.request, 'POST', '/v1/packages', body),
    ...over,
  };
}
