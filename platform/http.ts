import type { IncomingMessage, ServerResponse } from 'node:http';
import { contentTypes, problemStatus, type ProblemCode } from '../contract/wire/index.ts';

/** A whole request refused with a code; becomes an RFC 9457 answer. */
export class Refusal extends Error {
  readonly code: ProblemCode;
  readonly line: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  constructor(code: ProblemCode, options: { readonly line?: number; readonly headers?: Readonly<Record<string, string>> } = {}) {
    super(code);
    this.code = code;
    this.line = options.line;
    this.headers = options.headers ?? {};
  }
}

/** The client went away before its request was complete; there is nobody to answer. */
export class ClientGone extends Error {}

/** An answer of the platform. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The RFC 9457 body of a refusal. `title` is the code: words are the client's. */
export function problemAnswer(
  code: ProblemCode,
  options: { readonly line?: number | undefined; readonly headers?: Readonly<Record<string, string>> } = {},
): Answer {
  const status = problemStatus[code];
  const line = options.line === undefined ? {} : { line: options.line };
  const body = JSON.stringify({ type: `urn:jiadi:problem:${code}`, title: code, status, code, ...line });
  return { status, type: contentTypes.problem, body, ...(options.headers ? { headers: options.headers } : {}) };
}

/** Sends an answer; a HEAD request gets its headers only. */
export function send(request: IncomingMessage, response: ServerResponse, answer: Answer, close: boolean): void {
  if (response.headersSent || response.destroyed) return;
  const bytes = Buffer.from(answer.body, 'utf8');
  response.writeHead(answer.status, {
    'content-type': answer.type,
    'content-length': bytes.length,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    ...(close || !request.complete ? { connection: 'close' } : {}),
    ...answer.headers,
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

// An honest client that sent too much reads our answer only after it has sent everything; beyond this it is cut off.
const DRAIN_FACTOR = 8;

/** Reads a body of at most `sizeMax` bytes; a longer one is drained for a while without being kept, then refused as `too-large`. */
export async function readBody(request: IncomingMessage, sizeMax: number): Promise<Uint8Array> {
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') throw new Refusal('wrong-content-type');
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > sizeMax * DRAIN_FACTOR) throw new Refusal('too-large');
  let chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size <= sizeMax) chunks.push(chunk);
      else chunks = [];
      if (size > sizeMax * DRAIN_FACTOR) break;
    }
  } catch (cause) {
    throw new ClientGone('the request was cut', { cause });
  }
  if (size > sizeMax) throw new Refusal('too-large');
  return new Uint8Array(Buffer.concat(chunks));
}

const DRAIN_BYTES_MAX = 8 * 1024 * 1024;
const DRAIN_MS_MAX = 2_000;

/** Lets a refused client finish sending for a short while: a closed line would take our answer away with it. */
export function drain(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    let size = 0;
    const timer = setTimeout(resolve, DRAIN_MS_MAX);
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > DRAIN_BYTES_MAX) done();
    });
    request.once('close', done).once('end', done).once('error', done);
  });
}

/** Refuses a body that is not of this media type; parameters such as charset are allowed. */
export function requireType(request: IncomingMessage, type: string): void {
  if (request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() !== type) throw new Refusal('wrong-content-type');
}

/** True for a connection from this machine. */
export function isLocal(request: IncomingMessage): boolean {
  const address = request.socket.remoteAddress ?? '';
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}

/** True when the Host header names this machine itself: a web page elsewhere that was bound to our address has another name. */
export function namesThisMachine(request: IncomingMessage): boolean {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
