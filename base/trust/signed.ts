import { JiadiError } from '../../contract/errors.ts';
import { fromBase64, toBase64, utf8 } from './bytes.ts';
import type { JsonValue } from './canonical-json.ts';
import { digestOf } from './digest.ts';
import { preAuthEncoding, type SignedEnvelope, verifyEnvelope } from './dsse.ts';
import { keyIdOf, type Signer, verifySignature } from './keys.ts';
import { parseStrictJson, type StrictJsonLimits } from './strict-json.ts';

export interface OpenSignedOptions<T> {
  /** The only payload type accepted. */
  readonly payloadType: string;
  /** The pinned raw public key; at least one good signature must be by it. */
  readonly publicKey: Uint8Array;
  /** Turns the strictly parsed payload into a typed value; a throw means "not what we expect". */
  readonly read: (value: unknown) => T;
}

/** Receipts of large batches and trust lists are longer than a package; an answer beyond this is not ours. */
export const signedAnswerLimits: StrictJsonLimits = { bytesMax: 32 * 1024 * 1024, depthMax: 32 };

function untrusted(reason: string, cause?: unknown): JiadiError {
  return new JiadiError('platform-untrusted', { reason }, cause);
}

/** An envelope in its JSON form, or null when the value has another shape. */
export function asEnvelope(value: unknown): SignedEnvelope | null {
  if (typeof value !== 'object' || value === null || !('payloadType' in value && 'payload' in value && 'signatures' in value)) return null;
  const { payloadType, payload, signatures } = value;
  if (typeof payloadType !== 'string' || typeof payload !== 'string' || !Array.isArray(signatures)) return null;
  const list: { keyid: string; sig: string }[] = [];
  for (const entry of signatures as readonly unknown[]) {
    if (typeof entry !== 'object' || entry === null || !('keyid' in entry && 'sig' in entry)) return null;
    if (typeof entry.keyid !== 'string' || typeof entry.sig !== 'string') return null;
    list.push({ keyid: entry.keyid, sig: entry.sig });
  }
  return { payloadType, payload, signatures: list };
}

/**
 * Opens an answer of the platform: verifies it against the pinned key, then parses the very bytes that were verified.
 * Anything else (a portal's page, another key, another type, a damaged text) throws `platform-untrusted` with a `reason`.
 */
export function openSigned<T>(answer: Uint8Array | string | SignedEnvelope, options: OpenSignedOptions<T>): T {
  const envelope = readEnvelope(answer);
  if (envelope.payloadType !== options.payloadType) throw untrusted('payload-type');
  const pinned = keyIdOf(options.publicKey);
  const verified = verifyEnvelope(envelope, (keyId) => (keyId === pinned ? options.publicKey : undefined));
  if (!verified?.signatures.some((s) => s.state === 'good')) throw untrusted('signature');
  const parsed = parseStrictJson(verified.payload, signedAnswerLimits);
  if (!parsed.ok) throw untrusted(parsed.fault);
  return readAs(parsed.value, options.read);
}

function readEnvelope(answer: Uint8Array | string | SignedEnvelope): SignedEnvelope {
  if (typeof answer !== 'string' && !(answer instanceof Uint8Array)) return answer;
  const parsed = parseStrictJson(typeof answer === 'string' ? utf8(answer) : answer, signedAnswerLimits);
  const envelope = parsed.ok ? asEnvelope(parsed.value) : null;
  if (!envelope) throw untrusted('not-an-envelope');
  return envelope;
}

function readAs<T>(value: JsonValue, read: (value: unknown) => T): T {
  try {
    return read(value);
  } catch (cause) {
    throw untrusted('shape', cause);
  }
}

// method, target and body are bound together, so that a signature for one request opens no other
function requestBytes(payloadType: string, method: string, target: string, body: Uint8Array): Uint8Array {
  return preAuthEncoding(payloadType, utf8(`${method} ${target} ${digestOf(body)}`));
}

/** Value of the request signature header: `<keyid> <base64>`; `target` is path and query exactly as sent. */
export function signRequest(signer: Signer, payloadType: string, method: string, target: string, body: Uint8Array): string {
  return `${signer.keyId} ${toBase64(signer.sign(requestBytes(payloadType, method, target, body)))}`;
}

/** The key id named by a request signature header, or null when the header has another form. */
export function requestKeyId(header: string): string | null {
  return /^(ed25519:[0-9a-f]{32}) [0-9A-Za-z+/]{86}==$/.exec(header)?.[1] ?? null;
}

/** True when the header signs exactly this request with the key given. */
export function verifyRequest(
  header: string,
  publicKey: Uint8Array,
  payloadType: string,
  method: string,
  target: string,
  body: Uint8Array,
): boolean {
  const signature = fromBase64(header.slice(header.indexOf(' ') + 1));
  return signature !== null && verifySignature(publicKey, requestBytes(payloadType, method, target, body), signature);
}
