import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { SourceDraft } from '../../contract/methods/sources.ts';
import { inlineRunner } from '../../base/jobs/index.ts';
import { checkSource, type SourceCheckHost, type SourceCheckInput, type SourceCheckRun } from '../../engine/pushdown/index.ts';
import { type CheckRun, firstRows, readCells, runCheck } from '../../engine/quality/index.ts';
import { readRule, type RuleObject } from '../../engine/rules/index.ts';
import { readSource, type Login } from '../../engine/sources/index.ts';
import { createTasks } from '../../engine/tasks.ts';
import { semantics, type TestCell } from './check.ts';
import { startMariadb } from './mariadb.ts';
import { startPostgres } from './postgres.ts';

const resources = join(import.meta.dirname, '../../resources');
export const asOf = '2026-06-30';
export const tasks = inlineRunner(createTasks({ resources, today: () => asOf }));
let ids = 0;
export const host: SourceCheckHost = { tasks, semantics, resources, monotonicMs: () => performance.now(), newId: () => `t${(ids += 1)}` };

/** A server that holds tables to be checked where they are. */
export interface CheckedServer {
  readonly name: 'postgresql' | 'mysql';
  readonly login: Login;
  run(sql: string): Promise<void>;
  stop(): Promise<void>;
}

const common = { host: '127.0.0.1', tls: 'off', ca: null, connectMs: 15_000, statementMs: 60_000 } as const;

/** The same server as a connection that a person makes, but for its name. */
export function connectionTo({ login }: CheckedServer): Omit<SourceDraft, 'name'> {
  const { connectMs, statementMs, protocol, host, port, database, user, password, tls, ca } = login;
  return {
    protocol,
    host,
    port,
    database,
    user,
    password,
    tls,
    ca,
    connectSeconds: connectMs / 1000,
    statementSeconds: statementMs / 1000,
  };
}

export async function postgresServer(): Promise<CheckedServer> {
  const server = await startPostgres();
  const url = await server.newDatabase();
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return {
    name: 'postgresql',
    login: { ...common, protocol: 'postgresql', port: server.port, database: 't1', user: 'jiadi', password: '' },
    run: async (sql) => void (await client.query(sql)),
    stop: async () => {
      await client.end().catch(() => undefined);
      await server.stop();
    },
  };
}

export async function mariadbServer(): Promise<CheckedServer> {
  const server = await startMariadb();
  await server.run('CREATE DATABASE hj CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci');
  return {
    name: 'mysql',
    login: { ...common, protocol: 'mysql', port: server.port, database: 'hj', user: 'admin', password: 'Admin-of-tests-1' },
    run: (sql) => server.run(`USE hj`, sql),
    stop: () => server.stop(),
  };
}

export type Kind = 'text' | 'bigint' | 'double' | 'date' | 'datetime' | 'decimal';
const typeNames: Readonly<Record<CheckedServer['name'], Readonly<Record<Kind, string>>>> = {
  postgresql: { text: 'text', bigint: 'bigint', double: 'double precision', date: 'date', datetime: 'timestamp', decimal: 'numeric(14,2)' },
  mysql: { text: 'longtext', bigint: 'bigint', double: 'double', date: 'date', datetime: 'datetime(6)', decimal: 'decimal(14,2)' },
};

/** SQL that makes a table with a key `_id` (1, 2, 3 …) and these rows. */
export function tableSql(
  server: CheckedServer['name'],
  table: string,
  columns: readonly { readonly name: string; readonly kind: Kind }[],
  rows: readonly (readonly TestCell[])[],
): readonly string[] {
  const quote = (name: string): string => (server === 'mysql' ? `hj.\`${name}\`` : `"${name}"`);
  const column = (name: string): string => (server === 'mysql' ? `\`${name}\`` : `"${name.replaceAll('"', '""')}"`);
  const literal = (cell: TestCell | undefined): string => {
    if (cell === null || cell === undefined) return 'NULL';
    if (typeof cell === 'number') return String(cell);
    const text = `'${(server === 'mysql' ? cell.replaceAll('\\', '\\\\') : cell).replaceAll("'", "''")}'`;
    return text;
  };
  const definition = ['_id int primary key', ...columns.map(({ name, kind }) => `${column(name)} ${typeNames[server][kind]}`)].join(', ');
  const values = rows.map(
    (row, i) =>
      `(${[String(i + 1), ...columns.map(({ kind }, c) => literal(kind === 'text' && typeof row[c] === 'number' ? String(row[c]) : row[c]))].join(', ')})`,
  );
  return [
    `DROP TABLE IF EXISTS ${quote(table)}`,
    `CREATE TABLE ${quote(table)} (${definition})`,
    ...(values.length > 0 ? [`INSERT INTO ${quote(table)} VALUES ${values.join(', ')}`] : []),
  ];
}

/** What both ways of checking have to agree on. */
export interface Comparable {
  readonly rule: string;
  readonly status: string;
  readonly evaluated: number;
  readonly skipped: number;
  readonly failed: number;
  readonly ratio: number | null;
  readonly observed: unknown;
  readonly error: unknown;
  readonly note: unknown;
  readonly failing: readonly string[];
}

export interface Both {
  readonly local: readonly Comparable[];
  readonly localScore: unknown;
  readonly there: readonly Comparable[];
  readonly thereScore: unknown;
  readonly run: SourceCheckRun;
}

/** Checks a table by reading it as a batch, and where it is. */
export async function checkBoth(
  server: CheckedServer,
  table: string,
  rules: readonly RuleObject[],
  options: Partial<Pick<SourceCheckInput, 'nullLike' | 'references' | 'key'>> = {},
): Promise<Both> {
  const dir = mkdtempSync(join(tmpdir(), 'jiadi-pd-'));
  const from = { kind: 'table', schema: '', table } as const;
  const { login } = server;
  const read = rules.map((rule, i) => readRule(rule, i + 1));
  const nullLike = options.nullLike ?? [];
  try {
    const input: SourceCheckInput = {
      login,
      from,
      key: options.key ?? null,
      rules: read,
      nullLike,
      asOf,
      dir,
      fileKey: null,
      references: options.references ?? {},
      sampleRows: 100,
    };
    const run = await checkSource(input, host);
    const { result } = await readSource(
      { login, from, name: table, id: host.newId(), dir, key: null, resources, today: asOf },
      { tasks, monotonicMs: () => performance.now() },
    );
    const batch = { ...result.file, columns: result.file.columns.map((c) => ({ ...c, semantic: run.columns[c.index]?.semantic ?? null })) };
    const local: CheckRun = await runCheck(
      { batch, rules: read, nullLike, asOf, findings: null, references: options.references ?? {} },
      { tasks, semantics, guest: null },
    );
    const plain = ({ rule, status, evaluated, skipped, failed, ratio, observed, error, note }: CheckRun['results'][number]) => ({
      rule,
      status,
      evaluated,
      skipped,
      failed,
      ratio,
      observed,
      error,
      note,
    });
    return {
      local: local.results.map((r) => ({
        ...plain(r),
        failing: readCells(batch, ['_id'], firstRows(r.findings, 100))
          .map(([id]) => String(id))
          .sort(),
      })),
      localScore: local.score.dimensions,
      there: run.results.map((r) => ({ ...plain(r), failing: r.sample.map(({ key }) => String(key[0])).sort() })),
      thereScore: run.score.dimensions,
      run,
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Sums come together in another order. */
function near(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a === b || Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b);
  const [x, y] = [Object.entries(a), Object.entries(b)];
  return x.length === y.length && x.every(([key, value]) => near(value, (b as Record<string, unknown>)[key]));
}

/** Both ways found the same, rule by rule. */
export function assertSame(there: readonly Comparable[], local: readonly Comparable[], rules: readonly unknown[]): void {
  there.forEach((one, i) => {
    const what = `${JSON.stringify(rules[i])} ${JSON.stringify(rules.slice(there.length))}`;
    const { observed, ...rest } = one;
    const { observed: expected, ...others } = local[i] as Comparable;
    assert.deepEqual(rest, others, what);
    assert.ok(near(observed, expected), `${what}: observed ${JSON.stringify(observed)}, not ${JSON.stringify(expected)}`);
  });
}
