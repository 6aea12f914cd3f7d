import { signRequest, type Signer } from '../../base/trust/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import { payloadTypes, problem, signatureHeader } from '../../contract/wire/index.ts';

const TIMEOUT_MS = 30_000;
const ANSWER_BYTES_MAX = 32 * 1024 * 1024;
/** Answers that a later try may change; everything else holds the queue until a person looks. */
const passing = new Set([408, 425, 429]);

/** An answer of the platform, whatever it says. */
export interface Answer {
  readonly status: number;
  readonly body: Uint8Array;
  /** What the platform asks us to wait, in milliseconds. */
  readonly retryAfterMs: number | null;
}

export interface Request {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: Uint8Array;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Signs the request in the name of the device. */
  readonly signer?: Signer;
  readonly signal: AbortSignal;
}

/** What a kept connection says that the other side has closed in the meantime; the request was not read. */
const closedMeanwhile = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/**
 * One HTTP exchange with the platform; no answer within 30 s or no network is `offline`. A request that met a closed connection is sent once more, on a new
 * one: the platform takes everything twice as once. The only place that touches the network.
 */
export async function exchange(baseUrl: string, request: Request): Promise<Answer> {
  const body = request.body ?? new Uint8Array(0);
  const headers: Record<string, string> = { ...request.headers };
  if (request.contentType) headers['content-type'] = request.contentType;
  if (request.signer) headers[signatureHeader] = signRequest(request.signer, payloadTypes.request, request.method, request.path, body);
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(TIMEOUT_MS)]);
  const once = async (): Promise<Answer> => {
    const response = await fetch(new URL(request.path, baseUrl), {
      method: request.method,
      headers,
      redirect: 'error',
      signal,
      ...(request.body ? { body: new Uint8Array(request.body) } : {}),
    });
    return {
      status: response.status,
      body: await readAtMost(response, ANSWER_BYTES_MAX),
      retryAfterMs: retryAfterMs(response.headers.get('retry-after')),
    };
  };
  try {
    return await once().catch((error: unknown) => (isClosedMeanwhile(error) ? once() : Promise.reject(error)));
  } catch (cause) {
    if (cause instanceof JiadiError) throw cause;
    if (request.signal.aborted) throw new JiadiError('cancelled');
    throw new JiadiError('offline', {}, cause);
  }
}

function isClosedMeanwhile(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : null;
  return cause instanceof Error && 'code' in cause && closedMeanwhile.has(String(cause.code));
}

async function readAtMost(response: Response, limit: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += piece.length;
    if (size > limit) throw new JiadiError('platform-untrusted', { reason: 'answer-too-long' });
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function retryAfterMs(header: string | null): number | null {
  return header !== null && /^\d{1,5}$/.test(header) ? Number(header) * 1000 : null;
}

/** The error that an answer other than 200 stands for. */
export function refusal(answer: Answer): JiadiError {
  if (answer.status >= 500 || passing.has(answer.status))
    return new JiadiError('offline', {
      status: answer.status,
      ...(answer.retryAfterMs === null ? {} : { retryAfterMs: answer.retryAfterMs }),
    });
  const read = problem.safeParse(parse(answer.body));
  return new JiadiError('platform-refused', { problem: read.success ? read.data.code : `HTTP ${answer.status}`, status: answer.status });
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    // a page of somebody else's (a captive portal): it has no code
    return null;
  }
}
