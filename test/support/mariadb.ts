import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import mysql from 'mysql2';

/** A throw-away MariaDB server for tests. */
export interface TestMariadb {
  readonly port: number;
  /** Runs statements as the server's administrator. */
  run(...statements: readonly string[]): Promise<void>;
  /** Runs a query as the administrator. */
  rows(query: string): Promise<readonly (readonly string[])[]>;
  /** Ends the server as a power cut would; open connections break. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

const READY_MS = 60_000;
const ADMIN = { user: 'admin', password: 'Admin-of-tests-1' } as const;
const folders = ['/usr/sbin', '/usr/bin', '/usr/local/sbin', '/usr/local/bin', '/usr/libexec'];

const program = (name: string): string | null => folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;

/** True while the programs are there and something that they need is not yet: another test file is installing them. */
function halfInstalled(): boolean {
  try {
    const asked = ['-W', '-f', '${db:Status-Status}\n', 'mariadb-server-core', 'mariadb-client-core'];
    const states = execFileSync('dpkg-query', asked, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return states.split('\n').some((state) => state !== '' && state !== 'installed');
  } catch {
    // not from a package of Debian
    return false;
  }
}

/** Why there is no server here, or null. Debian has it as a package; as root it is installed when it is missing. */
export function mariadbAbsence(): string | null {
  if (['mariadbd', 'mariadb-install-db', 'my_print_defaults'].every(program) && !halfInstalled()) return null;
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    return 'MariaDB is not installed (Debian: apt-get install --no-install-recommends mariadb-server-core mariadb-client-core)';
  try {
    const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, stdio: 'ignore', timeout: 300_000 } as const;
    // another test file may be at it at the same moment; apt-get itself does not wait while lists are fetched
    const apt = (...args: readonly string[]): void =>
      void execFileSync('flock', [join(tmpdir(), 'jiadi-apt.lock'), 'apt-get', ...args, '-q', '-o', 'DPkg::Lock::Timeout=240'], options);
    apt('update');
    apt('install', '-y', '--no-install-recommends', 'mariadb-server-core', 'mariadb-client-core');
  } catch (error) {
    return `MariaDB is not installed and could not be: ${error instanceof Error ? error.message.split('\n')[0] : ''}`;
  }
  return program('my_print_defaults') ? null : 'MariaDB was installed but is not found';
}

export interface MariadbOptions {
  /** Certificate and key of the server, as PEM. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** Starts a MariaDB server on a free loopback port with its data in a temporary folder. It ends with this process, however that ends. */
export async function startMariadb(options: MariadbOptions = {}): Promise<TestMariadb> {
  const dir = mkdtempSync(join(tmpdir(), 'jiadi-my-'));
  const account = accountFor(dir);
  const data = join(dir, 'data');
  execFileSync(
    program('mariadb-install-db') ?? '',
    ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db', '--innodb-log-file-size=16M'],
    { ...account, cwd: dir, stdio: 'ignore', timeout: READY_MS },
  );
  const file = (name: string, text: string): string => {
    const path = join(dir, name);
    writeFileSync(path, text, { mode: 0o600 });
    if (account) chownSync(path, account.uid, account.gid);
    return path;
  };
  const init = file(
    'init.sql',
    `CREATE OR REPLACE USER ${ADMIN.user}@'127.0.0.1' IDENTIFIED BY '${ADMIN.password}';\nGRANT ALL ON *.* TO ${ADMIN.user}@'127.0.0.1' WITH GRANT OPTION;\n`,
  );
  const port = await freePort();
  const args = [
    '--no-defaults',
    `--datadir=${data}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    '--skip-name-resolve',
    `--socket=${join(dir, 'my.sock')}`,
    `--pid-file=${join(dir, 'my.pid')}`,
    `--init-file=${init}`,
    '--innodb-flush-log-at-trx-commit=0',
    '--innodb-log-file-size=16M',
    '--innodb-buffer-pool-size=64M',
    '--max-allowed-packet=256M',
    '--character-set-server=utf8mb4',
    ...(options.tls ? [`--ssl-cert=${file('server.crt', options.tls.cert)}`, `--ssl-key=${file('server.key', options.tls.key)}`] : []),
  ];
  const server = supervised(program('mariadbd') ?? '', args, dir, account);
  const ask = (query: string): Promise<readonly (readonly string[])[]> => once(port, query);
  await ready(ask, server);
  return {
    port,
    run: async (...statements) => {
      for (const statement of statements) await ask(statement);
    },
    rows: ask,
    kill: async () => {
      process.kill(Number(readFileSync(join(dir, 'my.pid'), 'utf8')), 'SIGKILL');
      await gone(server);
    },
    stop: async () => {
      server.stdin?.end();
      await gone(server);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

// MariaDB refuses to run as root: there it runs as "nobody", who then owns the folder
function accountFor(dir: string): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const account = { uid: 65_534, gid: 65_534 };
  chownSync(dir, account.uid, account.gid);
  return account;
}

// The shell waits on a pipe from us. When we end, even by kill -9, the pipe closes, and the shell ends the server and removes its folder.
function supervised(
  path: string,
  args: readonly string[],
  dir: string,
  account: { readonly uid: number; readonly gid: number } | null,
): ChildProcess {
  const script = 'dir=$1; shift; "$@" & server=$!; read -r word; kill -KILL "$server" 2>/dev/null; wait "$server"; rm -rf "$dir"';
  return spawn('/bin/sh', ['-c', script, 'mariadb', dir, path, ...args], { ...account, cwd: dir, stdio: ['pipe', 'ignore', 'ignore'] });
}

async function gone(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  // the shell waits for our word; a server that was killed is over before
  server.stdin?.end();
  await new Promise((resolve) => server.once('exit', resolve));
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

function once(port: number, query: string): Promise<readonly (readonly string[])[]> {
  return new Promise((resolve, reject) => {
    const connection = mysql.createConnection({
      host: '127.0.0.1',
      port,
      ...ADMIN,
      rowsAsArray: true,
      dateStrings: true,
      charset: 'utf8mb4',
    });
    connection.on('error', reject);
    connection.query(query, (error, rows) => {
      connection.destroy();
      if (error) reject(error);
      else resolve(Array.isArray(rows) ? (rows as unknown as string[][]) : []);
    });
  });
}

async function ready(ask: (query: string) => Promise<unknown>, server: ChildProcess): Promise<void> {
  const until = performance.now() + READY_MS;
  for (;;) {
    try {
      await ask('SELECT 1');
      return;
    } catch (error) {
      if (performance.now() > until || server.exitCode !== null) throw error;
      await sleep(100);
    }
  }
}
