/** Reading from PostgreSQL, against a real server: values, what is refused, who gets in, and what is said when not. */
import assert from 'node:assert/strict';
import { createServer, type Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import { listTables, rowsEstimate } from '../../../engine/sources/browse.ts';
import type { Login } from '../../../engine/sources/line.ts';
import { withLine } from '../../../engine/sources/open.ts';
import { makeCertificate, opensslAbsence, type TestCertificate } from '../../support/certificate.ts';
import { postgresAbsence, startPostgres, type TestPostgres } from '../../support/postgres.ts';
import { codeOf, never, readOnce, readRows, until } from '../../support/source-line.ts';

const absence = postgresAbsence() ?? opensslAbsence();
const password = 'p:@/ \'"密';
let server: TestPostgres;
let certificate: TestCertificate;
let login: Login;
let admin: pg.Client;

before(async () => {
  if (absence !== null) return;
  certificate = makeCertificate(['IP:127.0.0.1']);
  server = await startPostgres({
    tls: certificate,
    hba: [
      'hostssl all secure 127.0.0.1/32 scram-sha-256',
      'host all reader,odd 127.0.0.1/32 scram-sha-256',
      'host all older 127.0.0.1/32 md5',
    ],
  });
  const url = new URL(await server.newDatabase());
  admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
  const database = url.pathname.slice(1);
  await admin.query(`SET password_encryption = 'scram-sha-256'`);
  for (const user of ['reader', 'secure']) await admin.query(`CREATE ROLE ${user} LOGIN PASSWORD ${admin.escapeLiteral(password)}`);
  await admin.query(`SET password_encryption = 'md5'`);
  await admin.query(`CREATE ROLE older LOGIN PASSWORD ${admin.escapeLiteral(password)}`);
  await admin.query('RESET password_encryption');
  login = {
    protocol: 'postgresql',
    host: '127.0.0.1',
    port: server.port,
    database,
    user: 'reader',
    password,
    tls: 'prefer',
    ca: null,
    connectMs: 15_000,
    statementMs: 20_000,
  };
});
after(async () => {
  if (absence !== null) return;
  await admin.end();
  await server.stop();
});

describe('values of PostgreSQL', { skip: absence ?? false }, () => {
  const cases: readonly (readonly [sql: string, type: string, cell: unknown])[] = [
    ["'0044'::char(8)", 'text', '0044'],
    ['2147483647::int', 'integer', 2_147_483_647],
    ['(-9223372036854775808)::bigint', 'integer', '-9223372036854775808'],
    ['0.10::numeric(10,2)', 'decimal', '0.10'],
    ['123456789012345678::numeric(18,0)', 'integer', '123456789012345678'],
    ['12345678901234567890123456789.000000000000000001::numeric', 'decimal', '12345678901234567890123456789.000000000000000001'],
    ["'NaN'::numeric", 'decimal', 'NaN'],
    ["'-Infinity'::float8", 'decimal', '-Infinity'],
    ["'NaN'::float4", 'decimal', 'NaN'],
    ['0.1::float4', 'decimal', 0.1],
    ['16777217::float4', 'decimal', 16_777_216],
    ['(-1.17549435e-38)::float4', 'decimal', -1.175_494_4e-38],
    ['3.4028235e38::float4', 'decimal', 3.402_823_5e38],
    ['(1.0/3)::float8', 'decimal', 1 / 3],
    ['true', 'boolean', 'true'],
    ["'2026-02-28'::date", 'date', '2026-02-28'],
    ["'infinity'::date", 'date', 'infinity'],
    ["'0044-03-15 BC'::date", 'date', '0044-03-15 BC'],
    ["'2026-02-28 23:59:59.123456'::timestamp", 'datetime', '2026-02-28 23:59:59.123456'],
    ["'2026-02-28 23:59:59Z'::timestamptz", 'datetime', '2026-03-01 07:59:59+08'],
    // a zone by name would write +08:05:43 here
    ["'1900-01-01 00:00:00Z'::timestamptz", 'datetime', '1900-01-01 08:00:00+08'],
    ["'24:00'::time", 'time', '24:00:00'],
    ["'1 year 2 days'::interval", 'text', 'P1Y2D'],
    ['\'{"a": 1.10}\'::jsonb', 'text', '{"a": 1.10}'],
    ["'\\x89504e47'::bytea", 'text', '89504e47'],
    ["convert_to('文字', 'UTF8')", 'text', '文字'],
    ["''::text", 'text', ''],
    ['NULL::int', 'integer', null],
    ["'𠮷野家 ‍👩‍👩‍👧 é'", 'text', '𠮷野家 ‍👩‍👩‍👧 é'],
    ["E'a\\tb\\nc'", 'text', 'a\tb\nc'],
    ["'{1,NULL,3}'::int[]", 'text', '{1,NULL,3}'],
    ["'12.50'::money", 'text', '$12.50'],
  ];
  for (const [sql, type, cell] of cases)
    test(sql, async () => {
      const { columns, rows } = await readOnce(login, `SELECT ${sql} AS v`);
      assert.deepEqual([columns[0]?.type, rows], [type, [[cell]]]);
    });

  test('a domain is its base type, an enum is text, both under their own names', async () => {
    await admin.query("CREATE DOMAIN positive AS int CHECK (VALUE > 0); CREATE TYPE sex AS ENUM ('男', '女')");
    const { columns, rows } = await readOnce(login, "SELECT 5::positive AS p, '女'::sex AS s");
    assert.deepEqual(
      [columns.map((c) => [c.type, c.serverType]), rows],
      [
        [
          ['integer', 'integer'],
          ['text', 'sex'],
        ],
        [[5, '女']],
      ],
    );
  });

  test('columns of one name and no name stay apart; no rows are still columns', async () => {
    const { columns, rows } = await readOnce(login, 'SELECT 1 AS a, 2 AS a, 3 WHERE false');
    assert.deepEqual([columns.map((c) => c.name), rows], [['a', 'a', '?column?'], []]);
  });

  test('the text of values does not depend on how the server or the account is set', async () => {
    await admin.query(`SET password_encryption = 'scram-sha-256'; CREATE ROLE odd LOGIN PASSWORD ${admin.escapeLiteral(password)}; ALTER ROLE odd SET DateStyle = 'German';
      ALTER ROLE odd SET TimeZone = 'America/New_York'; ALTER ROLE odd SET bytea_output = 'escape'; ALTER ROLE odd SET IntervalStyle = 'postgres_verbose';
      ALTER ROLE odd SET extra_float_digits = -15; ALTER ROLE odd SET client_encoding = 'GBK'`);
    const sql =
      "SELECT '2026-02-28 23:59:59Z'::timestamptz, date '2026-02-28', '\\x89504e47'::bytea, interval '1 day', 0.1::float8, '深圳'";
    const odd = await readOnce({ ...login, user: 'odd' }, sql);
    assert.deepEqual(odd.rows, (await readOnce(login, sql)).rows);
    assert.deepEqual(odd.rows, [['2026-03-01 07:59:59+08', '2026-02-28', '89504e47', 'P1D', 0.1, '深圳']]);
  });

  test('a database of another encoding is read as text', async () => {
    await admin.query("CREATE DATABASE euc ENCODING 'EUC_CN' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'");
    const { rows } = await readOnce({ ...login, database: 'euc' }, "SELECT '深圳'::text, octet_length('深圳'::text)");
    assert.deepEqual(rows, [['深圳', 4]]);
  });

  test('a value of many megabytes comes whole', async () => {
    const { rows } = await readOnce(login, "SELECT repeat('长', 8000000)");
    assert.equal(String(rows[0]?.[0]).length, 8_000_000);
  });

  test('only the wanted rows are read, in the order of the query', async () => {
    const { rows } = await readOnce(login, 'SELECT generate_series(1, 100000000)', 3);
    assert.deepEqual(rows, [[1], [2], [3]]);
  });
});

describe('reading only', { skip: absence ?? false }, () => {
  test('the server refuses to write in our session, also for one that could', async () => {
    await admin.query(
      'CREATE TABLE kept (a int); CREATE FUNCTION spoil() RETURNS int LANGUAGE sql AS $$ INSERT INTO kept VALUES (1) RETURNING a $$',
    );
    const strong = { ...login, user: 'jiadi' };
    await withLine(strong, never, async (line) => {
      assert.equal(line.server.readOnly, true);
      for (const sql of [
        'SELECT spoil()',
        'SELECT 1; DROP TABLE kept',
        'DELETE FROM kept',
        "SELECT set_config('transaction_read_only', 'off', false), spoil()",
      ])
        assert.equal(await codeOf(readRows(line, sql)), 'source-query', sql);
      // the line goes on after a refusal
      assert.deepEqual((await readRows(line, 'SELECT count(*) FROM kept')).rows, [[0]]);
    });
  });

  test('whether a login may write is told', async () => {
    const asked = (user: string): Promise<boolean | null> => withLine({ ...login, user }, never, (line) => line.mayWrite(never));
    assert.deepEqual([await asked('reader'), await asked('jiadi')], [false, true]);
  });

  test('tables and views that may be read are listed with what the statistics say', async () => {
    await admin.query(`CREATE SCHEMA 库; CREATE TABLE 库."Ren kou" AS SELECT g AS id FROM generate_series(1, 5000) g; COMMENT ON TABLE 库."Ren kou" IS '人口';
      CREATE VIEW 库.v AS SELECT 1 AS a; CREATE TABLE 库.hidden (a int); ANALYZE 库."Ren kou";
      GRANT USAGE ON SCHEMA 库 TO reader; GRANT SELECT ON 库."Ren kou", 库.v TO reader`);
    await withLine(login, never, async (line) => {
      const { tables, more } = await listTables(line, login, never);
      assert.deepEqual(
        [tables.filter((t) => t.schema === '库'), more],
        [
          [
            { schema: '库', name: 'Ren kou', kind: 'table', rowsEstimate: 5000, comment: '人口' },
            { schema: '库', name: 'v', kind: 'view', rowsEstimate: null, comment: null },
          ],
          false,
        ],
      );
      const table = { kind: 'table', schema: '库', table: 'Ren kou' } as const;
      assert.equal(await rowsEstimate(line, login, table, '', never), 5000);
      // a view has no statistics, but the server plans it
      assert.equal(await rowsEstimate(line, login, { kind: 'table', schema: '库', table: 'v' }, 'SELECT * FROM 库.v', never), 1);
      const half = 'SELECT * FROM 库."Ren kou" WHERE id <= 2500';
      const planned = await rowsEstimate(line, login, { kind: 'query', sql: half }, half, never);
      assert.ok(planned !== null && Math.abs(planned - 2500) < 250, String(planned));
      assert.equal(await line.estimate('SELECT * FROM 库.hidden', never), null);
      assert.equal(await codeOf(readRows(line, 'SELECT * FROM 库.hidden')), 'source-denied');
    });
  });

  test('a cancel comes under a second and ends the statement on the server', async () => {
    const abort = new AbortController();
    const work = withLine(login, abort.signal, (line) =>
      line.read("SELECT pg_sleep(60), 'busy body'", { columns: () => undefined, row: () => undefined }, { signal: abort.signal }),
    );
    const busy = async (): Promise<number> =>
      (await admin.query("SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%FETCH%' AND usename = 'reader'")).rows
        .length;
    await until(async () => (await busy()) > 0);
    const from = performance.now();
    abort.abort();
    assert.equal(await codeOf(work), 'cancelled');
    assert.ok(performance.now() - from < 1000);
    // the statement would go on for a minute
    await until(async () => (await busy()) === 0);
  });

  test('a server that works for too long without giving anything is stopped', async () => {
    assert.equal(await codeOf(readOnce({ ...login, statementMs: 300 }, 'SELECT pg_sleep(60)')), 'source-slow');
    // what gives something all the time may take longer than that
    const steady = await readOnce({ ...login, statementMs: 1500 }, 'SELECT pg_sleep(0.0005), g FROM generate_series(1, 4000) g');
    assert.equal(steady.rows.length, 4000);
  });
});

describe('who gets in', { skip: absence ?? false }, () => {
  const one = (change: Partial<Login>): Promise<string> => codeOf(readOnce({ ...login, ...change }, 'SELECT 1'));

  test('by either way to log in, with a password of any characters', async () => {
    assert.deepEqual([await one({}), await one({ user: 'older' })], ['done', 'done']);
  });

  test('every obstacle has its own sentence', async () => {
    assert.deepEqual(
      [
        await one({ host: 'no-such-host.invalid' }),
        await one({ port: await closedPort() }),
        await one({ password: 'wrong' }),
        await one({ password: '' }),
        await one({ database: 'nowhere' }),
        await one({ user: 'stranger' }),
      ],
      ['source-host-unknown', 'source-refused', 'source-login', 'source-login', 'source-no-database', 'source-not-admitted'],
    );
  });

  test('a password in the environment is none of ours', async () => {
    process.env['PGPASSWORD'] = password;
    try {
      assert.equal(await one({ password: '' }), 'source-login');
    } finally {
      delete process.env['PGPASSWORD'];
    }
  });

  test('a place that is silent, hangs up or speaks another language', async () => {
    const silent = await place((socket) => socket.resume());
    const rude = await place((socket) => socket.destroy());
    const web = await place((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    assert.deepEqual(
      [await one({ port: silent.port, connectMs: 400 }), await one({ port: rude.port }), await one({ port: web.port })],
      ['source-timeout', 'source-protocol', 'source-protocol'],
    );
    for (const { close } of [silent, rude, web]) close();
  });

  test('a way to log in that is not known is named as such, with what to ask for', async () => {
    // GaussDB's own: message R with number 10 and bytes that are no names of mechanisms
    const body = Buffer.concat([Buffer.from([0, 0, 0, 10, 0, 0, 0, 2]), Buffer.alloc(80, 'a'), Buffer.alloc(1)]);
    const size = Buffer.alloc(4);
    size.writeInt32BE(body.length + 4);
    const gauss = await place((socket) =>
      socket.on('data', (data) => socket.write(data.length === 8 ? Buffer.from('N') : Buffer.concat([Buffer.from('R'), size, body]))),
    );
    assert.equal(await one({ port: gauss.port }), 'source-login-method');
    gauss.close();
  });

  test('encryption: preferred, required with a checked certificate, off', async () => {
    const encrypted = async (change: Partial<Login>): Promise<boolean> =>
      await withLine({ ...login, ...change }, never, (line) => Promise.resolve(line.server.tls));
    assert.deepEqual(
      [await encrypted({}), await encrypted({ tls: 'require', ca: certificate.ca }), await encrypted({ tls: 'off' })],
      [true, true, false],
    );
    const stranger = makeCertificate(['IP:127.0.0.1']);
    assert.deepEqual(
      [
        await one({ tls: 'require', ca: stranger.ca }),
        await one({ tls: 'require', ca: null }),
        // the certificate is for another name
        await one({ tls: 'require', ca: certificate.ca, host: 'localhost' }),
        await one({ user: 'secure', tls: 'off' }),
        await one({ user: 'secure', tls: 'prefer' }),
      ],
      ['source-tls', 'source-tls', 'source-tls', 'source-not-admitted', 'done'],
    );
  });
});

describe('a server without encryption', { skip: absence ?? false }, () => {
  let plain: TestPostgres;
  before(async () => {
    plain = await startPostgres();
  });
  after(() => plain.stop());

  test('is read where encryption is preferred, and is not where it is required', async () => {
    const change = { port: plain.port, user: 'jiadi', database: 'postgres' };
    assert.equal(await codeOf(readOnce({ ...login, ...change }, 'SELECT 1')), 'done');
    assert.equal(await codeOf(readOnce({ ...login, ...change, tls: 'require' }, 'SELECT 1')), 'source-tls');
  });
});

/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  const { port, close } = await place(() => undefined);
  close();
  return port;
}

function place(onSocket: (socket: Socket) => void): Promise<{ readonly port: number; close(): void }> {
  return new Promise((resolve) => {
    const sockets = new Set<Socket>();
    const listener = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      onSocket(socket);
    });
    listener.listen(0, '127.0.0.1', () => {
      const address = listener.address();
      const close = (): void => {
        for (const socket of sockets) socket.destroy();
        listener.close();
      };
      resolve({ port: typeof address === 'object' && address ? address.port : 0, close });
    });
  });
}
