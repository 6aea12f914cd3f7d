import { checkEnrolProof, envelopeDigest, fromBase64, keyIdOf, parseStrictJson, verifyEnvelope } from '../base/trust/index.ts';
import { enrolment, payloadTypes, provenEnvelope, type TrustedKey } from '../contract/wire/index.ts';

/** A readable, proven enrolment: the keys it asks for and its own digest; or why it is refused. */
export type EnrolmentAsked =
  | { readonly ok: true; readonly keys: readonly TrustedKey[]; readonly digest: string }
  | { readonly ok: false; readonly code: 'malformed-request' | 'enrolment-refused' | 'key-taken' };

/**
 * Reads the body of an enrolment. The token must be proven for exactly these bytes, and every key in them must have signed them:
 * who asks knows the token and holds the keys. Pure.
 */
export function readEnrolment(body: Uint8Array, token: string): EnrolmentAsked {
  const parsed = parseStrictJson(body);
  const proven = parsed.ok ? provenEnvelope.safeParse(parsed.value) : null;
  if (!proven?.success) return { ok: false, code: 'malformed-request' };
  const { envelope, proof } = proven.data;
  if (envelope.payloadType !== payloadTypes.enrolment || !checkEnrolProof(token, 'workspace', envelope, proof))
    return { ok: false, code: 'enrolment-refused' };
  const payload = fromBase64(envelope.payload);
  const inner = payload ? parseStrictJson(payload) : null;
  const asked = inner?.ok ? enrolment.safeParse(inner.value) : null;
  if (!payload || !asked?.success) return { ok: false, code: 'malformed-request' };

  const common = { validFrom: null, validTo: null, revokedFrom: null };
  const { device, users } = asked.data;
  const keys: TrustedKey[] = [
    {
      role: 'device',
      subject: device.id,
      keyId: idOf(device.publicKey),
      publicKey: device.publicKey,
      name: device.name,
      units: device.units,
      ...common,
    },
    ...users.map((u) => ({
      role: 'user' as const,
      subject: u.id,
      keyId: idOf(u.publicKey),
      publicKey: u.publicKey,
      name: u.name,
      units: u.units,
      ...common,
    })),
  ];
  // one key for two names would let one person be maker and checker
  if (new Set(keys.map((k) => k.keyId)).size !== keys.length || new Set(keys.map((k) => k.subject)).size !== keys.length)
    return { ok: false, code: 'key-taken' };
  const open = new Map(keys.map((k) => [k.keyId, fromBase64(k.publicKey) ?? undefined]));
  const signatures = verifyEnvelope(envelope, (keyId) => open.get(keyId))?.signatures ?? [];
  const held = new Set(signatures.filter((s) => s.state === 'good').map((s) => s.keyId));
  if (!keys.every((k) => held.has(k.keyId))) return { ok: false, code: 'enrolment-refused' };
  return { ok: true, keys, digest: envelopeDigest(envelope.payloadType, payload) };
}

function idOf(publicKey: string): string {
  return keyIdOf(fromBase64(publicKey) ?? new Uint8Array(0));
}
