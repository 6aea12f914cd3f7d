/** Checks in place when something goes wrong: a cancel, a slow statement, a lost server, a table that changes or may not be read. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import { checkSource, type SourceCheckInput } from '../../../engine/pushdown/index.ts';
import { readRule, type RuleObject } from '../../../engine/rules/index.ts';
import { temporaryFolder } from '../../support/engine.ts';
import { mariadbAbsence, startMariadb, type TestMariadb } from '../../support/mariadb.ts';
import { postgresAbsence, startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { asOf, host } from '../../support/pushdown.ts';
import { codeOf, until } from '../../support/source-line.ts';
import { PROMPT_MS } from '../../support/prompt.ts';

const common = { host: '127.0.0.1', tls: 'off', ca: null, connectMs: 15_000, statementMs: 60_000 } as const;
const rulesOf = (...rules: readonly RuleObject[]) => rules.map((rule, i) => readRule(rule, i + 1));
const outcome = ({ results }: Awaited<ReturnType<typeof checkSource>>) =>
  results.map(({ rule, status, failed, error }) => [rule, error?.code ?? status, failed]);
const fast = { id: 'fast', kind: 'not-null', column: 'v' };
const grouped = { id: 'once', kind: 'unique', column: 'v' };
const valued = { id: 'valued', kind: 'value-matches-regex', column: 'v', patterns: ['^x'] };

describe('trouble on postgresql', { skip: postgresAbsence() ?? false }, () => {
  let server: TestPostgres;
  let admin: pg.Client;
  let input: Omit<SourceCheckInput, 'rules'>;
  const connect = async (url: string): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };
  before(async () => {
    server = await startPostgres();
    const url = await server.newDatabase();
    admin = await connect(url);
    // a view whose column `s` takes a hundredth of a second a row, but for those that are looked at first
    await admin.query(`CREATE TABLE t (id int PRIMARY KEY, v text, s text); INSERT INTO t SELECT g, 'x' || g, 'a' FROM generate_series(1, 1000) g;
      CREATE FUNCTION late(text, int) RETURNS text LANGUAGE plpgsql STABLE AS $$ BEGIN PERFORM CASE WHEN $2 > 600 THEN pg_sleep(0.01) END; RETURN $1; END $$;
      CREATE VIEW slow AS SELECT id, v, late(s, id) AS s FROM t`);
    const login = {
      ...common,
      protocol: 'postgresql',
      port: server.port,
      database: new URL(url).pathname.slice(1),
      user: 'jiadi',
      password: '',
    } as const;
    input = {
      login,
      from: { kind: 'table', schema: '', table: 'slow' },
      key: ['id'],
      nullLike: [],
      asOf,
      dir: '/nonexistent',
      fileKey: null,
      sampleRows: 100,
    };
  });
  after(async () => {
    await admin?.end().catch(() => undefined);
    await server?.stop();
  });
  /** A statement of a check has been running for a while. */
  const busy = async (): Promise<boolean> => {
    const sql =
      "SELECT 1 FROM pg_stat_activity WHERE application_name = 'jiadi' AND state = 'active' AND now() - query_start > interval '0.3 s'";
    return (await admin.query(sql)).rowCount === 1;
  };
  /** Statements of a check that run on the server now. */
  const running = async (): Promise<number> =>
    Number(
      (await admin.query("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'jiadi' AND state = 'active'")).rows[0]?.count,
    );

  for (const rule of [fast, grouped, valued].map((one) => ({ ...one, column: 's' })))
    test(`a cancel ends the statement of ${rule.kind} on the server at once`, async () => {
      const abort = new AbortController();
      const check = codeOf(checkSource({ ...input, rules: rulesOf(rule) }, host, { signal: abort.signal }));
      await until(busy);
      const fromMs = performance.now();
      abort.abort();
      assert.equal(await check, 'cancelled');
      await until(async () => (await running()) === 0);
      assert.ok(performance.now() - fromMs < PROMPT_MS, `${performance.now() - fromMs} ms`);
    });

  test('a rule that takes too long is an error of its own; the others are answered, by the same state', async () => {
    const slow = { id: 'slow', kind: 'not-null', column: 's' };
    const run = await checkSource(
      { ...input, login: { ...input.login, statementMs: 1000 }, rules: rulesOf(fast, slow, grouped, valued) },
      host,
    );
    assert.deepEqual(outcome(run), [
      ['fast', 'pass', 0],
      ['slow', 'in-place-slow', 0],
      ['once', 'pass', 0],
      ['valued', 'pass', 0],
    ]);
    assert.deepEqual([run.results[1]?.error?.params, run.success, run.cut, run.rowCount], [{ seconds: 1 }, false, null, 1000]);
  });

  test('units that are not told in time leave the outcome as it is, and the sample is taken all the same', async () => {
    const failing = { id: 'failing', kind: 'value-matches-regex', column: 'v', patterns: ['^x[0-8]'] };
    const login = { ...input.login, statementMs: 1000 };
    const run = await checkSource({ ...input, login, unitColumn: 's', rules: rulesOf(fast, failing) }, host);
    assert.deepEqual(outcome(run), [
      ['fast', 'pass', 0],
      ['failing', 'fail', 111],
    ]);
    assert.deepEqual([run.cut, run.results[1]?.units, run.results[1]?.sample.length], [null, null, 100]);
  });

  test('all rules see the table as it was when the check began, whatever is written meanwhile', async () => {
    const from = { kind: 'table', schema: '', table: 't' } as const;
    const late = { id: 'late', kind: 'value-monotonic', column: 'id' };
    let wrote = false;
    const onProgress = ({ phase }: { readonly phase: string }): void => {
      // the table has been looked at, nothing was counted yet
      if (wrote || phase !== 'server') return;
      wrote = true;
      void writer.query("INSERT INTO t SELECT g, NULL, 'a' FROM generate_series(2001, 2100) g");
    };
    const writer = await connect(`postgres://jiadi@127.0.0.1:${server.port}/${input.login.database}`);
    try {
      const folder = temporaryFolder('states');
      const run = await checkSource({ ...input, from, key: null, dir: folder.path, rules: rulesOf(fast, grouped, valued, late) }, host, {
        onProgress,
      });
      folder.remove();
      assert.equal(Number((await admin.query('SELECT count(*) FROM t')).rows[0]?.count), 1100);
      assert.deepEqual([run.oneState, run.rowCount], [true, 1000]);
      assert.deepEqual(
        run.results.map(({ rule, evaluated, skipped, failed }) => [rule, evaluated + skipped, failed]),
        [
          ['fast', 1000, 0],
          ['once', 1000, 0],
          ['valued', 1000, 0],
          ['late', 1000, 0],
        ],
      );
    } finally {
      await writer.end();
      await admin.query('DELETE FROM t WHERE id > 2000');
    }
  });

  test('a connection lost on the way: what was answered stays, the others say so; with nothing answered it is one sentence', async () => {
    const kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'jiadi'";
    const slow = { ...valued, id: 'slow', column: 's' };
    let counted = false;
    const onProgress = ({ done, unit }: { readonly done: number; readonly unit: string }): void => {
      counted ||= unit === 'items' && done > 0;
    };
    const check = checkSource({ ...input, rules: rulesOf(fast, slow) }, host, { onProgress });
    await until(() => Promise.resolve(counted));
    await until(busy);
    await admin.query(kill);
    const run = await check;
    assert.deepEqual(outcome(run), [
      ['fast', 'pass', 0],
      ['slow', 'in-place-lost', 0],
    ]);
    assert.deepEqual(
      [run.cut, run.results[1]?.error?.params],
      [
        { answered: 1, host: '127.0.0.1' },
        { host: '127.0.0.1', done: 1, total: 2 },
      ],
    );
    const nothing = codeOf(checkSource({ ...input, rules: rulesOf({ ...fast, column: 's' }) }, host));
    await until(busy);
    await admin.query(kill);
    assert.equal(await nothing, 'in-place-lost');
  });

  test('a table that may not be read, and a server that is not there', async () => {
    await admin.query('CREATE ROLE poor LOGIN');
    const poor = { ...input, login: { ...input.login, user: 'poor' }, rules: rulesOf(fast) };
    assert.equal(await codeOf(checkSource(poor, host)), 'source-denied');
    assert.equal(await codeOf(checkSource({ ...poor, login: { ...input.login, port: 9 } }, host)), 'source-refused');
  });

  test('own SQL passes the gate, reads the dataset only, and cannot do anything else', async () => {
    const own = (query: string) => ({ id: query, kind: 'sql-value', query, max: 0 });
    const from = { kind: 'query', sql: 'SELECT * FROM t WHERE id <= 10' } as const;
    const rules = rulesOf(
      own('SELECT count(*) FROM {dataset} WHERE "v" IS NULL'),
      own('WITH a AS (SELECT id FROM {dataset}) SELECT max(id) FROM a'),
      own("SELECT count(*) FROM {dataset} d WHERE d.s = 'it''s \\ so'"),
      own('SELECT pg_sleep(100)'),
      own('SELECT count(*) FROM pg_shadow'),
      own('DELETE FROM {dataset}'),
      own('SELECT 1 FROM {dataset} /* x */'),
      {
        id: 'rows',
        kind: 'sql-rows',
        query: 'SELECT id FROM {dataset} WHERE id > 7',
        keys: ['id'],
        rowsTested: 'SELECT count(*) FROM {dataset} WHERE id > 5',
      },
    );
    const run = await checkSource({ ...input, from, rules }, host);
    assert.deepEqual(
      run.results.map(({ status, observed, failed, error }) => [error?.code ?? status, observed, failed]),
      [
        ['pass', 0, 0],
        ['fail', 10, 1],
        ['pass', 0, 0],
        ['sql-refused', null, 0],
        ['sql-refused', null, 0],
        ['sql-refused', null, 0],
        ['not-supported-yet', null, 0],
        ['fail', null, 3],
      ],
    );
    assert.deepEqual([run.results[7]?.evaluated, run.results[7]?.sample.map(({ key }) => key[0])], [5, ['8', '9', '10']]);
  });
});

describe('trouble on mysql', { skip: mariadbAbsence() ?? false }, () => {
  let server: TestMariadb;
  let input: Omit<SourceCheckInput, 'rules'>;
  before(async () => {
    server = await startMariadb();
    await server.run(
      'CREATE DATABASE hj CHARACTER SET utf8mb4',
      'CREATE TABLE hj.t (id int PRIMARY KEY, v varchar(20), s varchar(20))',
      "INSERT INTO hj.t WITH RECURSIVE n AS (SELECT 1 AS seq UNION ALL SELECT seq + 1 FROM n WHERE seq < 1000) SELECT seq, concat('x', seq), concat('a', seq) FROM n",
      'CREATE VIEW hj.slow AS SELECT id, v, concat(s, if(id > 600, sleep(0.01), 0)) AS s FROM hj.t',
      "CREATE USER poor@'127.0.0.1' IDENTIFIED BY 'Poor-pass-77'",
      "GRANT SELECT ON hj.slow TO poor@'127.0.0.1'",
    );
    const login = { ...common, protocol: 'mysql', port: server.port, database: 'hj', user: 'admin', password: 'Admin-of-tests-1' } as const;
    input = {
      login,
      from: { kind: 'table', schema: '', table: 'slow' },
      key: ['id'],
      nullLike: [],
      asOf,
      dir: '/nonexistent',
      fileKey: null,
      sampleRows: 100,
    };
  });
  after(() => server?.stop());
  const running = async (): Promise<number> =>
    Number(
      (
        await server.rows(
          "SELECT count(*) FROM information_schema.processlist WHERE command = 'Query' AND info LIKE '%slow%' AND info NOT LIKE '%processlist%'",
        )
      )[0]?.[0],
    );

  for (const rule of [fast, grouped, valued].map((one) => ({ ...one, column: 's' })))
    test(`a cancel ends the statement of ${rule.kind} on the server at once`, async () => {
      const abort = new AbortController();
      const check = codeOf(checkSource({ ...input, rules: rulesOf(rule) }, host, { signal: abort.signal }));
      await until(async () => (await running()) > 0);
      const fromMs = performance.now();
      abort.abort();
      assert.equal(await check, 'cancelled');
      await until(async () => (await running()) === 0);
      assert.ok(performance.now() - fromMs < PROMPT_MS, `${performance.now() - fromMs} ms`);
    });

  test('a rule that takes too long is an error of its own; the others are answered', async () => {
    const slow = { id: 'slow', kind: 'not-null', column: 's' };
    const run = await checkSource(
      { ...input, login: { ...input.login, statementMs: 1000 }, rules: rulesOf(fast, slow, grouped, valued) },
      host,
    );
    assert.deepEqual(outcome(run), [
      ['fast', 'pass', 0],
      ['slow', 'in-place-slow', 0],
      ['once', 'pass', 0],
      ['valued', 'pass', 0],
    ]);
    assert.deepEqual([run.results[1]?.error?.params, run.success, run.cut, run.rowCount], [{ seconds: 1 }, false, null, 1000]);
    // the slow statement cost the line its connection
    assert.equal(run.oneState, false);
  });

  test('units that are not told in time leave the outcome as it is, and the sample is taken all the same', async () => {
    const failing = { id: 'failing', kind: 'value-matches-regex', column: 'v', patterns: ['^x[0-8]'] };
    const login = { ...input.login, statementMs: 1000 };
    const run = await checkSource({ ...input, login, unitColumn: 's', rules: rulesOf(fast, failing) }, host);
    assert.deepEqual(outcome(run), [
      ['fast', 'pass', 0],
      ['failing', 'fail', 111],
    ]);
    assert.deepEqual([run.cut, run.results[1]?.units, run.results[1]?.sample.length], [null, null, 100]);
  });

  test('rules that one line answers see the table as it was when the check began; where others are needed, it is said', async () => {
    const from = { kind: 'table', schema: '', table: 't' } as const;
    const check = async (rules: readonly RuleObject[]) => {
      const wrote: Promise<void>[] = [];
      const onProgress = ({ phase }: { readonly phase: string }): void => {
        // the table has been looked at, nothing was counted yet
        if (phase === 'server' && wrote.length === 0) wrote.push(server.run(more));
      };
      const run = await checkSource({ ...input, from, key: null, rules: rulesOf(...rules) }, host, { onProgress });
      await Promise.all(wrote);
      assert.equal(Number((await server.rows('SELECT count(*) FROM hj.t'))[0]?.[0]), 1100);
      await server.run('DELETE FROM hj.t WHERE id > 2000');
      return run;
    };
    const more =
      'INSERT INTO hj.t WITH RECURSIVE n AS (SELECT 2001 AS seq UNION ALL SELECT seq + 1 FROM n WHERE seq < 2100) SELECT seq, NULL, NULL FROM n';
    const counted = await check([fast, grouped]);
    assert.deepEqual([counted.oneState, counted.rowCount], [true, 1000]);
    assert.deepEqual(
      counted.results.map(({ rule, evaluated, skipped, failed }) => [rule, evaluated + skipped, failed]),
      [
        ['fast', 1000, 0],
        ['once', 1000, 0],
      ],
    );
    const mixed = await check([fast, valued]);
    assert.deepEqual([mixed.oneState, mixed.rowCount, mixed.results[0]?.failed], [false, 1000, 0]);
  });

  test('a connection lost on the way: what was answered stays, the others say so; with nothing answered it is one sentence', async () => {
    /** Ends the connection of a check while its statement over the slow column runs. */
    const kill = async (): Promise<void> => {
      const busy = () =>
        server.rows(
          "SELECT id FROM information_schema.processlist WHERE command = 'Query' AND time_ms > 300 AND info LIKE '%slow%' AND info NOT LIKE '%processlist%'",
        );
      await until(async () => (await busy()).length > 0);
      const others = await server.rows("SELECT id FROM information_schema.processlist WHERE db = 'hj' AND id <> connection_id()");
      // the end of one may have ended another by now
      for (const [id] of others) await server.run(`KILL ${id}`).catch(() => undefined);
    };
    const slow = { ...valued, id: 'slow', column: 's' };
    let counted = false;
    const onProgress = ({ done, unit }: { readonly done: number; readonly unit: string }): void => {
      counted ||= unit === 'items' && done > 0;
    };
    const check = checkSource({ ...input, rules: rulesOf(fast, slow) }, host, { onProgress });
    await until(() => Promise.resolve(counted));
    await kill();
    const run = await check;
    assert.deepEqual(outcome(run), [
      ['fast', 'pass', 0],
      ['slow', 'in-place-lost', 0],
    ]);
    assert.deepEqual(
      [run.cut, run.results[1]?.error?.params],
      [
        { answered: 1, host: '127.0.0.1' },
        { host: '127.0.0.1', done: 1, total: 2 },
      ],
    );
    const nothing = codeOf(checkSource({ ...input, rules: rulesOf({ ...fast, column: 's' }) }, host));
    await kill();
    assert.equal(await nothing, 'in-place-lost');
  });

  test('own SQL is said in this dialect; what it gives another meaning is not asked', async () => {
    const own = (query: string) => ({ id: query, kind: 'sql-value', query, max: 0 });
    const from = { kind: 'table', schema: '', table: 't' } as const;
    const rules = rulesOf(
      own('SELECT count(*) FROM {dataset} WHERE "v" IS NULL'),
      own("SELECT count(*) FROM {dataset} WHERE v = 'a\\'"),
      own("SELECT count(*) FROM {dataset} WHERE v || s = 'x1a1'"),
      { id: 'rows', kind: 'sql-rows', query: 'SELECT "id" FROM {dataset} WHERE "id" > 997', keys: ['id'] },
    );
    const run = await checkSource({ ...input, from, rules }, host);
    assert.deepEqual(
      run.results.map(({ status, failed, error }) => [error?.code ?? status, failed]),
      [
        ['pass', 0],
        ['pass', 0],
        ['not-supported-yet', 0],
        ['fail', 3],
      ],
    );
  });

  test('a table that may not be read', async () => {
    const login = { ...input.login, user: 'poor', password: 'Poor-pass-77' };
    const from = { kind: 'table', schema: '', table: 't' } as const;
    assert.equal(await codeOf(checkSource({ ...input, login, from, rules: rulesOf(fast) }, host)), 'source-denied');
  });
});
