import { createHash, createHmac, pbkdf2 } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import { promisify } from 'node:util';
import type pg from 'pg';

/**
 * The login of GaussDB and openGauss (`password_encryption_type` 2, their default). Its request has the number that PostgreSQL gave to SASL, and only a
 * client that says protocol 3.51 is told the rounds of PBKDF2. Facts of the protocol: the published JDBC, Go and Python drivers of openGauss.
 */
const REQUEST_CODE = 10;
const MINOR_VERSION = 51;
/** As the drivers: a server that asks for more keeps us busy. */
const ROUNDS_MAX = 10_000_000;
/** What a server may say before it asks for the password. */
const BYTES_MAX = 65_536;

const stored = { plain: 0, md5: 1, sha256: 2 } as const;

/** What the server asks for: a proof of the password, or the MD5 of old. */
export type GaussRequest =
  | { readonly how: 'proof'; readonly salt: Buffer; readonly token: Buffer; readonly rounds: number }
  | { readonly how: 'md5'; readonly salt: Buffer }
  | { readonly how: 'unknown'; readonly method: number };

/** The request in what the server has said so far, or null while it is not all there. Throws `source-protocol` for what is no such request. */
export function requestIn(said: Buffer): GaussRequest | null {
  for (let at = 0; at + 5 <= said.length;) {
    const length = said.readInt32BE(at + 1);
    if (length < 4 || at + 1 + length > said.length) return null;
    const body = said.subarray(at + 5, at + 1 + length);
    if (said[at] === 0x52 && body.length >= 8 && body.readInt32BE(0) === REQUEST_CODE) return requestOf(body.subarray(4));
    at += 1 + length;
  }
  return null;
}

function requestOf(body: Buffer): GaussRequest {
  const method = body.readInt32BE(0);
  if (method === stored.md5 && body.length >= 8) return { how: 'md5', salt: body.subarray(4, 8) };
  if (method !== stored.plain && method !== stored.sha256) return { how: 'unknown', method };
  const [salt, token] = [body.toString('latin1', 4, 68), body.toString('latin1', 68, 76)];
  const rounds = body.length >= 80 ? body.readInt32BE(76) : 0;
  if (!/^[\da-f]{64}$/i.test(salt) || !/^[\da-f]{8}$/i.test(token) || rounds < 1 || rounds > ROUNDS_MAX) return { how: 'unknown', method };
  return { how: 'proof', salt: Buffer.from(salt, 'hex'), token: Buffer.from(token, 'hex'), rounds };
}

const derive = promisify(pbkdf2);
const hmac = (key: Buffer, data: Buffer | string): Buffer => createHmac('sha256', key).update(data).digest();
const md5 = (...parts: readonly (string | Buffer)[]): string => {
  const hash = createHash('md5');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

/** What proves that one knows the password, as the message carries it; null where no way is known. RFC 5802's proof, with keys from PBKDF2 over SHA-1. */
export async function answerTo(request: GaussRequest, user: string, password: string): Promise<string | null> {
  if (request.how === 'md5') return `md5${md5(md5(password, user), request.salt)}`;
  if (request.how === 'unknown') return null;
  const key = await derive(password, request.salt, request.rounds, 32, 'sha1');
  const client = hmac(key, 'Client Key');
  const signature = hmac(createHash('sha256').update(client).digest(), request.token);
  return Buffer.from(signature.map((byte, i) => byte ^ (client[i] as number))).toString('hex');
}

/** What of the library's connection is not in its types. */
interface Wire extends EventEmitter {
  readonly stream: Duplex;
  startup: (settings: Readonly<Record<string, string>>) => void;
  password: (text: string) => void;
}
const wireOf = (client: pg.Client): Wire => client.connection as unknown as Wire;

/** Calls back when the server asks for the login of GaussDB: a SASL request that names no mechanism. */
export function onGaussRequest(client: pg.Client, heard: () => void): void {
  wireOf(client).on('authenticationSASL', ({ mechanisms }: { readonly mechanisms: readonly string[] }) => {
    if (mechanisms.length === 0) heard();
  });
}

/** Connects a client that speaks this login. */
export async function connectGauss(
  client: pg.Client,
  login: { readonly user: string; readonly password: string; readonly tls: boolean },
): Promise<void> {
  const wire = wireOf(client);
  wire.startup = (settings) => wire.stream.write(startupPacket(settings));
  let said: Buffer | null = Buffer.alloc(0);
  const listen = (): void =>
    void wire.stream.prependListener('data', (chunk: Buffer) => {
      if (said !== null) said = Buffer.concat([said, chunk]);
      if (said !== null && said.length > BYTES_MAX) said = null;
    });
  wire.once(login.tls ? 'sslconnect' : 'connect', listen);
  const connecting = client.connect();
  // the library would look for a mechanism of SASL
  wire.removeAllListeners('authenticationSASL');
  wire.on('authenticationSASL', () => {
    const request = said === null ? null : requestIn(said);
    said = null;
    if (request === null) return void wire.emit('error', new Error('a request for a login that cannot be read'));
    answerTo(request, login.user, login.password).then(
      (text) => (text === null ? wire.emit('error', unsupported(request)) : wire.password(text)),
      (error: unknown) => wire.emit('error', error),
    );
  });
  await connecting;
}

const unsupported = (request: GaussRequest): Error =>
  new Error(`unsupported authentication method${request.how === 'unknown' ? `: GaussDB ${request.method}` : ''}`);

/** The first message of a connection: version 3.51 and its settings. */
function startupPacket(settings: Readonly<Record<string, string>>): Buffer {
  const words = Object.entries({ ...settings, client_encoding: 'UTF8' }).flat();
  const body = Buffer.from(`${words.join('\0')}\0\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(8 + body.length, 0);
  head.writeInt16BE(3, 4);
  head.writeInt16BE(MINOR_VERSION, 6);
  return Buffer.concat([head, body]);
}
