import { concatBytes, fromBase64, toBase64, utf8 } from './bytes.ts';
import { digestOf } from './digest.ts';
import { type Signer, verifySignature } from './keys.ts';

/** A DSSE envelope (Dead Simple Signing Envelope 1.0) as it stands in JSON. */
export interface SignedEnvelope {
  readonly payloadType: string;
  /** Standard base64 of the signed bytes. */
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

/** DSSE's pre-authentication encoding: the bytes that are really signed, with the payload type inside. */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = utf8(payloadType);
  return concatBytes(utf8(`DSSEv1 ${type.length} `), type, utf8(` ${payload.length} `), payload);
}

/** The identity of a package: SHA-256 over the pre-authentication encoding, so that signatures do not change it and the type does. */
export function envelopeDigest(payloadType: string, payload: Uint8Array): string {
  return digestOf(preAuthEncoding(payloadType, payload));
}

/** An envelope over `payload` with one signature a signer, in their order. */
export function createEnvelope(payloadType: string, payload: Uint8Array, signers: readonly Signer[]): SignedEnvelope {
  const encoded = preAuthEncoding(payloadType, payload);
  const signatures = signers.map((signer) => ({ keyid: signer.keyId, sig: toBase64(signer.sign(encoded)) }));
  return { payloadType, payload: toBase64(payload), signatures };
}

/** What each signature of an envelope is worth: `good`, `bad`, or `unknown` when nobody knows the key. */
export interface VerifiedEnvelope {
  readonly digest: string;
  /** The very bytes that were verified; parse these and nothing else. */
  readonly payload: Uint8Array;
  readonly signatures: readonly { readonly keyId: string; readonly state: 'good' | 'bad' | 'unknown' }[];
}

/** Checks every signature of an envelope against raw public keys found by key id; null when its payload is not canonical base64. */
export function verifyEnvelope(envelope: SignedEnvelope, publicKeyOf: (keyId: string) => Uint8Array | undefined): VerifiedEnvelope | null {
  const payload = fromBase64(envelope.payload);
  if (!payload) return null;
  const encoded = preAuthEncoding(envelope.payloadType, payload);
  const signatures = envelope.signatures.map(({ keyid, sig }) => {
    const key = publicKeyOf(keyid);
    if (!key) return { keyId: keyid, state: 'unknown' as const };
    const bytes = fromBase64(sig);
    return { keyId: keyid, state: bytes && verifySignature(key, encoded, bytes) ? ('good' as const) : ('bad' as const) };
  });
  return { digest: digestOf(encoded), payload, signatures };
}
