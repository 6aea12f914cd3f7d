import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { type Clock, isoUtc } from '../base/clock.ts';
import { type Random, uuidV7 } from '../base/ids.ts';
import { invariant } from '../base/invariant.ts';
import type { Log } from '../base/log.ts';
import { newEnrolToken, toBase64 } from '../base/trust/index.ts';
import { isJiadiError, JiadiError } from '../contract/errors.ts';
import { packageKinds, packageVersion, type ProblemCode } from '../contract/wire/index.ts';
import type { ReceivePolicy } from './examine.ts';
import { type Answer, ClientGone, drain, problemAnswer, Refusal, send } from './http.ts';
import { platformIdentity, STORE_FILE } from './identity.ts';
import { answerRequest, type PlatformContext } from './routes.ts';
import type { PlatformStore, StoreSummary } from './store.ts';
import { openPostgresStore } from './store-postgres.ts';
import { openSqliteStore } from './store-sqlite.ts';
import { decideAllHeld } from './upgrade.ts';

export interface PlatformOptions {
  /** Folder of the platform's key and, without `dbUrl`, of its store. */
  readonly dir: string;
  /** `postgres://…`; left out, the embedded encrypted SQLite store is used. */
  readonly dbUrl?: string;
  /** Address to listen on; this machine only unless told otherwise. */
  readonly host?: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** What this receiver can decide; for tests of upgrades. */
  readonly policy?: ReceivePolicy;
  /** Times after which a slow client is cut off, in milliseconds. */
  readonly limits?: Partial<ServerLimits>;
}

export interface ServerLimits {
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly stopTimeoutMs: number;
  readonly connectionsMax: number;
  readonly requestsMax: number;
}

/** A running platform. */
export interface Platform {
  readonly url: string;
  readonly platform: string;
  /** Base64 of the raw Ed25519 key that signs receipts: what workspaces pin. */
  readonly publicKey: string;
  readonly keyId: string;
  /** Opens enrolment until this process ends; a new one with each start. */
  readonly enrolToken: string;
  /** The operator's numbers and lists. */
  summary(): Promise<StoreSummary>;
  /** From now on, what this key signed is refused on arrival; false when nobody knows the key. */
  revokeKey(keyId: string): Promise<boolean>;
  /** Stops listening, lets running requests finish, closes the store; calling it twice is harmless. */
  close(): Promise<void>;
}

const defaultLimits: ServerLimits = {
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 60_000,
  stopTimeoutMs: 5_000,
  connectionsMax: 256,
  requestsMax: 64,
};

/**
 * Starts the platform: keys, store, HTTP. Expected errors: `port-in-use`, `no-permission`, `file-damaged`, `workspace-newer`,
 * `database-unreachable`.
 */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { clock, random, log } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const identity = platformIdentity(options.dir, random, clock.nowMs());
  const store = await openStore(options, identity.databaseKey);
  const context: PlatformContext = {
    store,
    signer: identity.signer,
    platform: identity.platform,
    enrolToken: newEnrolToken(random),
    clock,
    random,
    policy: options.policy ?? { kinds: packageKinds, version: packageVersion },
  };
  const server = createHttp(context, limits, log);
  try {
    const decided = await decideAllHeld({ ...context, nowMs: clock.nowMs() });
    if (decided > 0) log.write('platform-held-decided', { count: decided });
    await listen(server, options.port, options.host ?? '127.0.0.1');
  } catch (error) {
    await store.close();
    throw error;
  }
  let closing: Promise<void> | null = null;
  return {
    url: urlOf(server),
    platform: identity.platform,
    publicKey: toBase64(identity.signer.publicKey),
    keyId: identity.signer.keyId,
    enrolToken: context.enrolToken,
    summary: () => store.summary(100),
    revokeKey: (keyId) => store.revoke(keyId, isoUtc(clock.nowMs())),
    close: () => (closing ??= stop(server, store, limits.stopTimeoutMs)),
  };
}

async function openStore({ dir, dbUrl, clock, random, log }: PlatformOptions, key: Uint8Array): Promise<PlatformStore> {
  const epoch = uuidV7(clock.nowMs(), random);
  if (dbUrl === undefined) return openSqliteStore(join(dir, STORE_FILE), key, epoch);
  // the address may hold a password, so only the host and a code go into the error
  if (!/^postgres(ql)?:\/\//.test(dbUrl) || !URL.canParse(dbUrl)) throw new JiadiError('usage', { problem: '--db postgres://…' });
  const host = new URL(dbUrl).host;
  try {
    return await openPostgresStore(dbUrl, epoch, log);
  } catch (error) {
    if (isJiadiError(error)) throw error;
    throw new JiadiError(
      'database-unreachable',
      { host, reason: error instanceof Error && 'code' in error ? String(error.code) : 'unknown' },
      error,
    );
  }
}

function createHttp(context: PlatformContext, limits: ServerLimits, log: Log): Server {
  let running = 0;
  const server = createServer(
    {
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: 5_000,
      connectionsCheckingInterval: Math.min(1_000, limits.headersTimeoutMs),
      maxHeaderSize: 16 * 1024,
    },
    (request, response) => {
      if (running >= limits.requestsMax) {
        send(request, response, problemAnswer('busy', { headers: { 'retry-after': '1' } }), true);
        return;
      }
      running += 1;
      void serve(request, response, context, log).finally(() => (running -= 1));
    },
  );
  server.maxConnections = limits.connectionsMax;
  server.on('clientError', refuseSocket);
  return server;
}

async function serve(request: IncomingMessage, response: ServerResponse, context: PlatformContext, log: Log): Promise<void> {
  const answer = await answerOrProblem(request, context, log);
  if (answer !== null && answer.status >= 400) await drain(request);
  if (answer === null) response.destroy();
  else send(request, response, answer, false);
}

async function answerOrProblem(request: IncomingMessage, context: PlatformContext, log: Log): Promise<Answer | null> {
  try {
    return await answerRequest(request, context);
  } catch (error) {
    if (error instanceof ClientGone) return null;
    if (error instanceof Refusal) return problemAnswer(error.code, { line: error.line, headers: error.headers });
    log.write('platform-request-failed', { error });
    // the store may be away for a moment: nothing was confirmed, the client tries again
    return isStoreAway(error) ? problemAnswer('busy', { headers: { 'retry-after': '5' } }) : problemAnswer('internal');
  }
}

function isStoreAway(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const text = error instanceof Error ? error.message : '';
  // PostgreSQL classes 08, 53, 57 (connection, resources, shutdown), 40 (serialisation), sockets, and a full or busy SQLite file
  return (
    /^(08|53|57|40)[0-9A-Z]{3}$/.test(code) ||
    /^E(CONN|PIPE|TIMEDOUT|HOST)/.test(code) ||
    /^SQLITE_(BUSY|FULL|IOERR)/.test(code) ||
    /connection terminated|timeout exceeded when trying to connect/i.test(text)
  );
}

// bytes that never became a request: too slow, too long a header, or not HTTP at all
function refuseSocket(error: Error & { readonly code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const code: ProblemCode =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'timeout' : error.code === 'HPE_HEADER_OVERFLOW' ? 'too-large' : 'malformed-request';
  const { status, type, body } = problemAnswer(code);
  socket.end(
    `HTTP/1.1 ${status} ${code}\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: Error & { readonly code?: string }) => {
      if (error.code === 'EADDRINUSE') reject(new JiadiError('port-in-use', { port }, error));
      else if (error.code === 'EACCES') reject(new JiadiError('no-permission', { file: `${host}:${port}` }, error));
      else reject(error);
    });
    server.listen(port, host, resolve);
  });
}

function urlOf(server: Server): string {
  const address = server.address();
  invariant(address !== null && typeof address === 'object', 'the server listens on a port');
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}

async function stop(server: Server, store: PlatformStore, timeoutMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), timeoutMs);
  await closed;
  clearTimeout(timer);
  await store.close();
}
