import { request as httpRequest } from 'node:http';
import {
  canonicalBytes,
  checkEnrolProof,
  createEnvelope,
  enrolProof,
  fromBase64,
  type JsonValue,
  openSigned,
  type SignedEnvelope,
  signRequest,
} from '../../base/trust/index.ts';
import { enrolledReply, type EnrolledReply, payloadTypes, provenEnvelope } from '../../contract/wire/index.ts';
import { type Actor, batchHeaders, batchOf } from './platform-actors.ts';

/** An HTTP answer as it came. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Sends one request exactly as given; the target is not normalised. */
export function ask(
  url: string,
  method: string,
  target: string,
  headers: Readonly<Record<string, string>> = {},
  body?: Uint8Array,
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const req = httpRequest(
      {
        hostname,
        port,
        method,
        path: target,
        headers: { ...(body && !('transfer-encoding' in headers) ? { 'content-length': body.length } : {}), ...headers },
        agent: false,
      },
      (res) => {
        const chunks: Buffer[] = [];
        res.on('data', (chunk: Buffer) => chunks.push(chunk));
        res.once('end', () => resolve({ status: res.statusCode ?? 0, headers: res.headers, text: Buffer.concat(chunks).toString('utf8') }));
        res.once('error', reject);
      },
    );
    req.once('error', reject);
    req.end(body);
  });
}

/** A GET signed by a device. */
export function askSigned(
  url: string,
  device: Actor,
  method: string,
  target: string,
  body: Uint8Array = new Uint8Array(0),
  headers: Readonly<Record<string, string>> = {},
): Promise<RawAnswer> {
  const signature = signRequest(device.signer, payloadTypes.request, method, target, body);
  return ask(url, method, target, { 'jiadi-signature': signature, ...headers }, body.length > 0 ? body : undefined);
}

/** Posts a batch as a device does. */
export function post(
  url: string,
  device: Actor,
  lines: Parameters<typeof batchOf>[0],
  headers: Readonly<Record<string, string>> = {},
): Promise<RawAnswer> {
  const body = batchOf(lines);
  return ask(url, 'POST', '/v1/packages', batchHeaders(device, body, headers), body);
}

/** The body of an enrolment signed by `signers` (all its own keys unless told otherwise). */
export function enrolBody(
  token: string,
  device: Actor,
  users: readonly Actor[],
  signers: readonly Actor[] = [device, ...users],
): Uint8Array {
  const about = ({ id, key }: Actor): JsonValue => ({ id, name: key.name, units: [...key.units], publicKey: key.publicKey });
  const envelope = createEnvelope(
    payloadTypes.enrolment,
    canonicalBytes({ v: 1, device: about(device), users: users.map(about), at: '2026-11-23T01:00:00.000Z' }),
    signers.map((s) => s.signer),
  );
  return canonicalBytes({ envelope: envelope as unknown as JsonValue, proof: enrolProof(token, 'workspace', envelope) });
}

/** Enrols and returns what to pin, after the platform has proven that it knows the token too. */
export async function enrol(url: string, token: string, device: Actor, users: readonly Actor[]): Promise<EnrolledReply> {
  const answer = await ask(url, 'POST', '/v1/enrol', { 'content-type': 'application/json' }, enrolBody(token, device, users));
  if (answer.status !== 200) throw new Error(`enrolment: ${answer.status} ${answer.text}`);
  return openEnrolled(answer.text, token);
}

/** Opens the answer to an enrolment: the proof vouches for the key that stands in it, and the key for the bytes. */
export function openEnrolled(text: string, token: string): EnrolledReply {
  const { envelope, proof } = provenEnvelope.parse(JSON.parse(text));
  if (!checkEnrolProof(token, 'platform', envelope, proof)) throw new Error('the platform does not know the token');
  const claimed = enrolledReply.parse(JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8')));
  return openSigned(envelope as SignedEnvelope, {
    payloadType: payloadTypes.enrolled,
    publicKey: fromBase64(claimed.publicKey) ?? new Uint8Array(0),
    read: (v) => enrolledReply.parse(v),
  });
}
