import {
  asEnvelope,
  checkEnrolProof,
  digestOf,
  enrolProof,
  envelopeDigest,
  fromBase64,
  openSigned,
  readEnrolToken,
  type SignedEnvelope,
  type Signer,
  utf8,
} from '../../base/trust/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import {
  contentTypes,
  enrolledReply,
  payloadTypes,
  receipt,
  type Receipt,
  type StreamHead,
  streamHead,
  wireLimits,
} from '../../contract/wire/index.ts';
import type { Sendable } from './store.ts';
import { exchange, refusal } from './transport.ts';

/** What a workspace pins after enrolling. */
export interface Enrolled {
  readonly platform: string;
  readonly epoch: string;
  readonly publicKey: Uint8Array;
}

/**
 * Makes one person's and the device's key known to the platform. The token proves each side to the other, so that the platform's
 * key is pinned without trusting the line; a wrong token, a portal or a stranger in between is `platform-untrusted` or `platform-refused`.
 */
export async function enrol(url: string, token: string, enrolment: string, signal: AbortSignal): Promise<Enrolled> {
  if (readEnrolToken(token) === null) throw new JiadiError('invalid-input', { problem: 'token' });
  const envelope = asEnvelope(JSON.parse(enrolment));
  if (!envelope) throw new JiadiError('invalid-input', { problem: 'enrolment' });
  const body = utf8(JSON.stringify({ envelope, proof: enrolProof(token, 'workspace', envelope) }));
  const answer = await exchange(url, { method: 'POST', path: '/v1/enrol', body, contentType: contentTypes.json, signal });
  if (answer.status !== 200) throw refusal(answer);
  return readEnrolled(answer.body, token, digestOfEnvelope(envelope));
}

function digestOfEnvelope(envelope: SignedEnvelope): string {
  return envelopeDigest(envelope.payloadType, fromBase64(envelope.payload) ?? new Uint8Array(0));
}

function readEnrolled(body: Uint8Array, token: string, request: string): Enrolled {
  const untrusted = (reason: string): JiadiError => new JiadiError('platform-untrusted', { reason });
  const parsed: unknown = jsonOrNull(body);
  if (typeof parsed !== 'object' || parsed === null || !('envelope' in parsed && 'proof' in parsed)) throw untrusted('shape');
  const envelope = asEnvelope(parsed.envelope);
  if (!envelope || typeof parsed.proof !== 'string' || !checkEnrolProof(token, 'platform', envelope, parsed.proof))
    throw untrusted('proof');
  const claimed = enrolledReply.safeParse(jsonOrNull(fromBase64(envelope.payload) ?? new Uint8Array(0)));
  const publicKey = claimed.success ? fromBase64(claimed.data.publicKey) : null;
  if (!publicKey) throw untrusted('shape');
  // the reply is believed only as far as the key it names has signed it
  const reply = openSigned(envelope, { payloadType: payloadTypes.enrolled, publicKey, read: (value) => enrolledReply.parse(value) });
  if (reply.request !== request) throw untrusted('other-request');
  return { platform: reply.platform, epoch: reply.epoch, publicKey };
}

function jsonOrNull(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    // not JSON: not the platform's
    return null;
  }
}

/** What goes into one request, within the limits of the wire. */
export function batchOf(rows: readonly Sendable[]): { readonly body: Uint8Array; readonly rows: readonly Sendable[] } {
  const taken: Sendable[] = [];
  const lines: string[] = [];
  let bytes = 0;
  for (const row of rows.slice(0, wireLimits.batchPackagesMax)) {
    const line = `{"slot":{"stream":${JSON.stringify(row.stream)},"seq":${row.seq}},"envelope":${row.envelope}}\n`;
    const size = Buffer.byteLength(line);
    if (taken.length > 0 && bytes + size > wireLimits.batchBytesMax) break;
    bytes += size;
    lines.push(line);
    taken.push(row);
  }
  return { body: utf8(lines.join('')), rows: taken };
}

/** Sends a batch; only a receipt signed by the pinned key is an answer. */
export async function sendBatch(
  url: string,
  publicKey: Uint8Array,
  signer: Signer,
  body: Uint8Array,
  signal: AbortSignal,
): Promise<{ readonly receipt: Receipt; readonly envelope: string }> {
  const answer = await exchange(url, {
    method: 'POST',
    path: '/v1/packages',
    body,
    contentType: contentTypes.batch,
    headers: { 'idempotency-key': digestOf(body) },
    signer,
    signal,
  });
  if (answer.status !== 200) throw refusal(answer);
  return {
    receipt: openSigned(answer.body, { payloadType: payloadTypes.receipt, publicKey, read: (value) => receipt.parse(value) }),
    envelope: Buffer.from(answer.body).toString('utf8'),
  };
}

/** What the platform holds of a stream, signed. */
export async function fetchHead(
  url: string,
  publicKey: Uint8Array,
  signer: Signer,
  stream: string,
  signal: AbortSignal,
): Promise<StreamHead> {
  const answer = await exchange(url, { method: 'GET', path: `/v1/streams/${encodeURIComponent(stream)}/head`, signer, signal });
  if (answer.status !== 200) throw refusal(answer);
  const head = openSigned(answer.body, { payloadType: payloadTypes.head, publicKey, read: (value) => streamHead.parse(value) });
  if (head.stream !== stream) throw new JiadiError('platform-untrusted', { reason: 'other-stream' });
  return head;
}
