/** Imports from databases that end in the middle: nothing is left here, nothing goes on there, and what comes next works. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import { workerPool } from '../../base/jobs/index.ts';
import type { Progress } from '../../contract/method.ts';
import type { SourceDraft } from '../../contract/methods/sources.ts';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, type TestEngine, type TypedClient } from '../support/engine.ts';
import { mariadbAbsence, startMariadb, type TestMariadb } from '../support/mariadb.ts';
import { postgresAbsence, startPostgres, type TestPostgres } from '../support/postgres.ts';
import { codeOf, until } from '../support/source-line.ts';
import { PROMPT_MS } from '../support/prompt.ts';

const absence = postgresAbsence() ?? mariadbAbsence();
const resources = join(import.meta.dirname, '../../resources');
const place = temporaryFolder('sources-fault');
const data = join(place.path, 'ws', 'data');
/** Long enough to be interrupted, on any machine. */
const ROWS = 5_000_000;
let engine: TestEngine;
let wang: TypedClient;
let postgres: TestPostgres;
let maria: TestMariadb;
let admin: pg.Client;
const alive = setInterval(() => undefined, 500);

const draft: SourceDraft = {
  name: 'PG',
  protocol: 'postgresql',
  host: '127.0.0.1',
  port: 1,
  database: 'postgres',
  user: 'jiadi',
  password: '',
  tls: 'prefer',
  ca: null,
  connectSeconds: 15,
  statementSeconds: 60,
};
const many = {
  postgresql: `SELECT g AS id, md5(g::text) AS a, repeat('长', 20) AS b FROM generate_series(1, ${ROWS}) g`,
  mysql: `SELECT seq AS id, md5(seq) AS a, repeat('长', 20) AS b FROM fr.seq_1_to_${ROWS}`,
};

before(async () => {
  if (absence !== null) return;
  const runner = workerPool({
    entry: join(import.meta.dirname, '../../main/worker-entry.ts'),
    jobWorkers: 2,
    scanWorkers: 1,
    data: { resources },
  });
  engine = testEngine({ runner });
  await createTestWorkspace(engine, join(place.path, 'ws'));
  wang = await signedIn(engine, 'wang');
  [postgres, maria] = await Promise.all([startPostgres(), startMariadb()]);
  await maria.run('CREATE DATABASE fr');
  admin = new pg.Client({ connectionString: await postgres.newDatabase() });
  admin.on('error', () => undefined);
  await admin.connect();
});
after(async () => {
  clearInterval(alive);
  if (absence === null) {
    await engine.engine.close();
    await admin.end().catch(() => undefined);
    await Promise.all([postgres.stop(), maria.stop()]);
  }
  place.remove();
});

async function connection(protocol: 'postgresql' | 'mysql', name: string): Promise<string> {
  const mysql = { protocol, port: maria.port, database: '', user: 'admin', password: 'Admin-of-tests-1' } as const;
  return (await wang.call('sources.create', { ...draft, name, port: postgres.port, ...(protocol === 'mysql' ? mysql : {}) })).id;
}

/** Imports until rows have come, then acts; gives how it ended and how long that took. */
async function interrupted(source: string, sql: string, name: string, act: (abort: AbortController) => void) {
  const abort = new AbortController();
  let actedMs = 0;
  let total: number | null = null;
  const onProgress = ({ phase, unit, done, total: all }: Progress): void => {
    if (actedMs > 0 || phase !== 'import' || unit !== 'rows' || done === 0) return;
    actedMs = performance.now();
    total = all;
    act(abort);
  };
  const work = wang.call(
    'sources.import',
    { source, from: { kind: 'query', sql }, into: { name, unit: '公安局' } },
    { signal: abort.signal, onProgress },
  );
  const code = await codeOf(work);
  assert.ok(actedMs > 0, 'rows had come before');
  return { code, ms: performance.now() - actedMs, total };
}

async function requireNothingLeft(name: string): Promise<void> {
  const files = readdirSync(data, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  assert.deepEqual(
    files.map((file) => file.name),
    [],
  );
  assert.ok((await wang.call('datasets.list', undefined)).every((dataset) => dataset.name !== name));
}

describe('an import from a database that ends in the middle', { skip: absence ?? false }, () => {
  for (const protocol of ['postgresql', 'mysql'] as const) {
    test(`cancelled: at once, here and on the server (${protocol})`, async () => {
      const source = await connection(protocol, `cancel ${protocol}`);
      const { code, ms, total } = await interrupted(source, many[protocol], protocol, (abort) => abort.abort());
      assert.equal(code, 'cancelled');
      // the plan of PostgreSQL says how many rows will come, that of MySQL does not
      assert.equal(total, protocol === 'postgresql' ? ROWS : null);
      assert.ok(ms < PROMPT_MS, `${ms} ms`);
      await requireNothingLeft(protocol);
      const busy = async (): Promise<number> =>
        protocol === 'mysql'
          ? (await maria.rows("SELECT id FROM information_schema.processlist WHERE info LIKE '%seq_1_to%' AND id <> connection_id()"))
              .length
          : (await admin.query("SELECT 1 FROM pg_stat_activity WHERE application_name = 'jiadi' AND state <> 'idle'")).rows.length;
      await until(async () => (await busy()) === 0);
      const job = (await wang.call('jobs.list', undefined))[0];
      assert.deepEqual([job?.method, job?.state], ['sources.import', 'cancelled']);
    });
  }

  test('the server is switched off (PostgreSQL): said, and the same import works when it is back', async () => {
    const source = await connection('postgresql', 'off');
    let down = Promise.resolve();
    const { code } = await interrupted(source, many.postgresql, 'off', () => {
      down = postgres.down();
    });
    assert.equal(code, 'source-lost');
    await requireNothingLeft('off');
    await down;
    assert.equal(await codeOf(wang.call('sources.tables', { source })), 'source-refused');
    await postgres.up();
    const into = { name: 'back', unit: '公安局' };
    const batch = await wang.call('sources.import', { source, from: { kind: 'query', sql: 'SELECT 1 AS a' }, into });
    assert.equal(batch.rows, 1);
    await wang.call('datasets.remove', { dataset: batch.dataset });
    await until(async () => Promise.resolve(readdirSync(data, { withFileTypes: true }).every((entry) => !entry.isFile())));
  });

  test('the server is killed (MariaDB)', async () => {
    const source = await connection('mysql', 'killed');
    let killed = Promise.resolve();
    const { code } = await interrupted(source, many.mysql, 'killed', () => {
      killed = maria.kill();
    });
    await killed;
    assert.equal(code, 'source-lost');
    await requireNothingLeft('killed');
    const job = (await wang.call('jobs.list', undefined))[0];
    assert.deepEqual([job?.state, job?.errorCode], ['failed', 'source-lost']);
  });
});
