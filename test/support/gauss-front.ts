/** The login of GaussDB in front of a real PostgreSQL: what its server does, written from the published drivers, and then a pipe. */
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { TestCertificate } from './certificate.ts';

export interface GaussFront {
  readonly port: number;
  /** Startup versions (minor) of the connections so far. */
  readonly versions: readonly number[];
  /** How many passwords were sent. */
  readonly answers: () => number;
  stop(): Promise<void>;
}

export interface GaussAccount {
  readonly user: string;
  readonly password: string;
  /** How the password is kept: 1 MD5, 2 SHA-256, 3 SM3. */
  readonly method: 1 | 2 | 3;
  readonly rounds: number;
}

const SSL_REQUEST = 80_877_103;
const hmac = (key: Buffer, data: Buffer | string): Buffer => createHmac('sha256', key).update(data).digest();
const sha256 = (data: Buffer): Buffer => createHash('sha256').update(data).digest();
const md5 = (data: string | Buffer): string => createHash('md5').update(data).digest('hex');

/** Listens; who proves to be an account is handed on to the server at `backend` as its user `as`. */
export async function gaussFront(
  backend: number,
  as: string,
  accounts: readonly GaussAccount[],
  certificate: TestCertificate | null,
): Promise<GaussFront> {
  const versions: number[] = [];
  let answers = 0;
  // what the server keeps of an account: never the password
  const kept = new Map(
    accounts.map(({ user, password, method, rounds }) => {
      const salt = randomBytes(32);
      const key = pbkdf2Sync(password, salt, rounds, 32, 'sha1');
      return [user, { method, rounds, salt, storedKey: sha256(hmac(key, 'Client Key')), md5: md5(password + user) }] as const;
    }),
  );

  const serve = async (socket: Socket): Promise<void> => {
    let line: Duplex = socket;
    let reader = readerOf(line);
    for (;;) {
      const head = await reader(8);
      const length = head.readInt32BE(0);
      if (head.readInt32BE(4) === SSL_REQUEST) {
        socket.write(certificate ? 'S' : 'N');
        if (certificate) line = new TLSSocket(socket, { isServer: true, cert: certificate.cert, key: certificate.key });
        reader = readerOf(line);
        continue;
      }
      const settings = await reader(length - 8);
      versions.push(head.readInt16BE(6));
      await logIn(line, reader, head.readInt16BE(6), settings);
      return;
    }
  };

  const logIn = async (line: Duplex, reader: Reader, minor: number, settings: Buffer): Promise<void> => {
    const words = settings.toString('utf8').split('\0');
    const user = words[words.indexOf('user') + 1] ?? '';
    const account = kept.get(user);
    if (!account) return void line.end(failure('28000', 'no such role'));
    const token = randomBytes(4);
    const salt4 = randomBytes(4);
    const rounds = Buffer.alloc(4);
    rounds.writeInt32BE(account.rounds);
    const proof = [account.salt.toString('hex'), token.toString('hex'), minor >= 51 ? rounds : randomBytes(32).toString('hex')];
    const request = authentication(10, [int(account.method), ...(account.method === 1 ? [salt4] : proof)]);
    // a message may come in pieces
    line.write(request.subarray(0, 30));
    setTimeout(() => line.write(request.subarray(30)), 30);
    const head = await reader(5);
    const answer = (await reader(head.readInt32BE(1) - 4)).toString('latin1').replace(/\0$/, '');
    answers++;
    const right =
      account.method === 1
        ? answer === `md5${md5(Buffer.concat([Buffer.from(account.md5), salt4]))}`
        : isProof(Buffer.from(answer, 'hex'), account.storedKey, token);
    if (!right) return void line.end(failure('28P01', `Invalid username/password,login denied.`));
    const inside = connect(backend, '127.0.0.1');
    const body = Buffer.from(words.map((word, i) => (words[i - 1] === 'user' ? as : word)).join('\0'));
    const start = Buffer.alloc(8);
    start.writeInt32BE(8 + body.length, 0);
    start.writeInt32BE(196_608, 4);
    inside.write(Buffer.concat([start, body]));
    inside.pipe(line).pipe(inside);
    inside.on('error', () => line.destroy());
    line.on('error', () => inside.destroy()).on('close', () => inside.destroy());
  };

  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket.on('error', () => undefined).on('close', () => open.delete(socket)));
    serve(socket).catch(() => socket.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: (server.address() as AddressInfo).port,
    versions,
    answers: () => answers,
    stop: () => {
      for (const socket of open) socket.destroy();
      return new Promise((done) => void server.close(() => done()));
    },
  };
}

/** RFC 5802: the proof and the signature give the client's key, whose hash is kept. */
function isProof(proof: Buffer, storedKey: Buffer, token: Buffer): boolean {
  const signature = hmac(storedKey, token);
  if (proof.length !== signature.length) return false;
  return sha256(Buffer.from(proof.map((byte, i) => byte ^ (signature[i] as number)))).equals(storedKey);
}

function int(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function message(type: string, parts: readonly (Buffer | string)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
  return Buffer.concat([Buffer.from(type), int(4 + body.length), body]);
}
const authentication = (code: number, parts: readonly (Buffer | string)[]): Buffer => message('R', [int(code), ...parts]);
const failure = (state: string, text: string): Buffer => message('E', [`SFATAL\0VFATAL\0C${state}\0M${text}\0\0`]);

type Reader = (bytes: number) => Promise<Buffer>;
function readerOf(line: Duplex): Reader {
  return async (bytes) => {
    for (;;) {
      const chunk = line.read(bytes) as Buffer | null;
      if (chunk !== null) return chunk;
      await new Promise<void>((done, fail) => {
        line.once('readable', done);
        line.once('close', () => fail(new Error('closed')));
      });
    }
  };
}
