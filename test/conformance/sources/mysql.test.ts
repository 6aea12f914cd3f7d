/** Reading by the protocol of MySQL, against a real MariaDB: values, what is refused, who gets in, and what is said when not. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { listTables, rowsEstimate } from '../../../engine/sources/browse.ts';
import type { Login } from '../../../engine/sources/line.ts';
import { withLine } from '../../../engine/sources/open.ts';
import { makeCertificate, opensslAbsence, type TestCertificate } from '../../support/certificate.ts';
import { mariadbAbsence, startMariadb, type TestMariadb } from '../../support/mariadb.ts';
import { codeOf, never, readOnce, readRows, until } from '../../support/source-line.ts';

const absence = mariadbAbsence() ?? opensslAbsence();
const password = 'p:@/ "密';
let server: TestMariadb;
let certificate: TestCertificate;
let login: Login;

before(async () => {
  if (absence !== null) return;
  certificate = makeCertificate(['IP:127.0.0.1']);
  server = await startMariadb({ tls: certificate });
  await server.run(
    'CREATE DATABASE hj',
    "CREATE TABLE hj.`人口 (1)` (id int PRIMARY KEY, 姓名 varchar(40)) COMMENT '户籍人口'",
    'INSERT INTO hj.`人口 (1)` SELECT seq, concat("张", seq) FROM hj.seq_1_to_3000',
    'CREATE VIEW hj.v AS SELECT 1 AS a',
    'CREATE TABLE hj.kept (a int)',
    `CREATE USER reader@'127.0.0.1' IDENTIFIED BY '${password}'`,
    "GRANT SELECT ON hj.* TO reader@'127.0.0.1'",
    `CREATE USER secure@'127.0.0.1' IDENTIFIED BY '${password}' REQUIRE SSL`,
    "GRANT SELECT ON hj.* TO secure@'127.0.0.1'",
    'ANALYZE TABLE hj.`人口 (1)`',
  );
  login = {
    protocol: 'mysql',
    host: '127.0.0.1',
    port: server.port,
    database: 'hj',
    user: 'reader',
    password,
    tls: 'prefer',
    ca: null,
    connectMs: 15_000,
    statementMs: 20_000,
  };
});
after(() => server?.stop());

const strong = (): Login => ({ ...login, user: 'admin', password: 'Admin-of-tests-1' });

describe('values of MySQL', { skip: absence ?? false }, () => {
  const cases: readonly (readonly [definition: string, value: string, type: string, cell: unknown])[] = [
    ['int', '-2147483648', 'integer', -2_147_483_648],
    ['bigint', '9223372036854775807', 'integer', '9223372036854775807'],
    ['bigint unsigned', '18446744073709551615', 'integer', '18446744073709551615'],
    ['tinyint(1)', '2', 'integer', 2],
    ['int(8) zerofill', '44', 'integer', 44],
    ['decimal(10,2)', '0.10', 'decimal', '0.10'],
    ['decimal(18,0)', '123456789012345678', 'integer', '123456789012345678'],
    ['decimal(38,10)', '1234567890123456789012345678.0000000001', 'decimal', '1234567890123456789012345678.0000000001'],
    ['double', '0.1', 'decimal', 0.1],
    ['date', "'2026-02-28'", 'date', '2026-02-28'],
    ['date', "'0000-00-00'", 'date', '0000-00-00'],
    ['datetime', "'2026-00-31 00:00:00'", 'datetime', '2026-00-31 00:00:00'],
    ['datetime(6)', "'2026-02-28 23:59:59.123456'", 'datetime', '2026-02-28 23:59:59.123456'],
    ['time', "'-838:59:59'", 'time', '-838:59:59'],
    ['year', '2026', 'integer', 2026],
    ['bit(64)', "b'1111111111111111111111111111111111111111111111111111111111111111'", 'integer', '18446744073709551615'],
    ['bit(1)', "b'1'", 'integer', 1],
    ['json', `'{"a": 1.10}'`, 'text', '{"a": 1.10}'],
    ['varchar(50)', "'𠮷野家 👩‍👩‍👧 é'", 'text', '𠮷野家 👩‍👩‍👧 é'],
    ['char(8)', "'0044'", 'text', '0044'],
    ['varchar(8) charset gbk', "'深圳'", 'text', '深圳'],
    ["enum('男','女')", "'女'", 'text', '女'],
    ["set('a','b','c')", "'a,c'", 'text', 'a,c'],
    ['longtext', "''", 'text', ''],
    ['text', "'a\\tb\\nc\\\\d'", 'text', 'a\tb\nc\\d'],
    ['blob', "x'89504e47'", 'text', '89504e47'],
    ['blob', "'文字'", 'text', '文字'],
    ['binary(4)', "x'00ff0000'", 'text', '00ff0000'],
    ['int', 'NULL', 'integer', null],
    ['blob', 'NULL', 'text', null],
  ];
  for (const [definition, value, type, cell] of cases)
    test(`${definition} ${value}`, async () => {
      await server.run(`CREATE OR REPLACE TABLE hj.one (v ${definition}) CHARSET utf8mb4`);
      await server.run(`SET STATEMENT sql_mode='' FOR INSERT INTO hj.one VALUES (${value})`);
      const { columns, rows } = await readOnce(login, 'SELECT v FROM one');
      assert.deepEqual([columns[0]?.type, rows], [type, [[cell]]]);
    });

  test('a moment is written in +08:00, whatever zone the server keeps', async () => {
    await server.run(
      'CREATE OR REPLACE TABLE hj.one (v timestamp NULL)',
      "SET STATEMENT time_zone='+00:00' FOR INSERT INTO hj.one VALUES ('2026-02-28 23:59:59')",
    );
    const { columns, rows } = await readOnce(login, 'SELECT v FROM one');
    assert.deepEqual([columns[0]?.note, rows], ['zone', [['2026-03-01 07:59:59']]]);
  });

  test('columns of one name stay apart; no rows are still columns', async () => {
    const { columns, rows } = await readOnce(login, 'SELECT 1 AS a, 2 AS a FROM v WHERE false');
    assert.deepEqual([columns.map((c) => c.name), rows], [['a', 'a'], []]);
  });

  test('a value of many megabytes, more than one packet of the protocol, comes whole', async () => {
    const { rows } = await readOnce(login, "SELECT repeat('长', 8000000)");
    assert.equal(String(rows[0]?.[0]).length, 8_000_000);
  });

  test('only the wanted rows are read, also against a LIMIT of the query', async () => {
    assert.deepEqual((await readOnce(login, 'SELECT id FROM `人口 (1)` ORDER BY id', 3)).rows, [[1], [2], [3]]);
    assert.deepEqual((await readOnce(login, 'SELECT id FROM `人口 (1)` ORDER BY id LIMIT 2000', 3)).rows, [[1], [2], [3]]);
    assert.deepEqual((await readOnce(login, 'SELECT id FROM `人口 (1)`', 0)).columns.length, 1);
  });
});

describe('reading only', { skip: absence ?? false }, () => {
  test('the server refuses to write in our session, also for one that could', async () => {
    await withLine(strong(), never, async (line) => {
      assert.equal(line.server.readOnly, true);
      for (const sql of ['INSERT INTO kept VALUES (1)', 'SELECT 1; DROP TABLE kept', 'DELETE FROM kept', 'DROP TABLE kept'])
        assert.equal(await codeOf(readRows(line, sql)), 'source-query', sql);
      // the line goes on after a refusal
      assert.deepEqual((await readRows(line, 'SELECT count(*) FROM kept')).rows, [[0]]);
    });
  });

  test('a server gets no file of ours', async () => {
    assert.equal(await codeOf(readOnce(strong(), "LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE kept")), 'source-query');
    assert.deepEqual(await server.rows('SELECT count(*) FROM hj.kept'), [[0]]);
  });

  test('whether a login may write is told', async () => {
    const asked = (who: Login): Promise<boolean | null> => withLine(who, never, (line) => line.mayWrite(never));
    assert.deepEqual([await asked(login), await asked(strong())], [false, true]);
  });

  test('tables and views are listed with what the statistics say', async () => {
    await withLine(login, never, async (line) => {
      const { tables } = await listTables(line, login, never);
      assert.deepEqual(
        tables.filter((t) => t.name !== 'one' && t.name !== 'kept'),
        [
          { schema: 'hj', name: 'v', kind: 'view', rowsEstimate: null, comment: null },
          { schema: 'hj', name: '人口 (1)', kind: 'table', rowsEstimate: 3000, comment: '户籍人口' },
        ],
      );
      assert.equal(await rowsEstimate(line, login, { kind: 'table', schema: 'hj', table: '人口 (1)' }, '', never), 3000);
      assert.equal(await rowsEstimate(line, login, { kind: 'query', sql: 'SELECT 1' }, 'SELECT 1', never), null);
    });
    const everywhere = { ...login, database: '' };
    const found = await withLine(everywhere, never, (line) => listTables(line, everywhere, never));
    assert.ok(found.tables.some((t) => t.schema === 'hj' && t.name === 'v'));
  });

  test('a cancel comes under a second and ends the statement on the server', async () => {
    const abort = new AbortController();
    const work = withLine(login, abort.signal, (line) =>
      line.read("SELECT SLEEP(60), 'busy body'", { columns: () => undefined, row: () => undefined }, { signal: abort.signal }),
    );
    const busy = async (): Promise<number> =>
      (await server.rows("SELECT id FROM information_schema.processlist WHERE user = 'reader' AND info LIKE '%busy body%'")).length;
    await until(async () => (await busy()) > 0);
    const from = performance.now();
    abort.abort();
    assert.equal(await codeOf(work), 'cancelled');
    assert.ok(performance.now() - from < 1000);
    // the statement would go on for a minute
    await until(async () => (await busy()) === 0);
  });

  test('a server that works for too long without giving anything is stopped', async () => {
    assert.equal(await codeOf(readOnce({ ...login, statementMs: 300 }, 'SELECT SLEEP(60)')), 'source-slow');
    const left = (): Promise<readonly unknown[]> =>
      server.rows("SELECT id FROM information_schema.processlist WHERE user = 'reader' AND info LIKE '%SLEEP%'");
    await until(async () => (await left()).length === 0);
  });
});

describe('who gets in', { skip: absence ?? false }, () => {
  const one = (change: Partial<Login>): Promise<string> => codeOf(readOnce({ ...login, ...change }, 'SELECT 1'));

  test('every obstacle has its own sentence', async () => {
    assert.deepEqual(
      [
        await one({}),
        await one({ host: 'no-such-host.invalid' }),
        await one({ password: 'wrong' }),
        await one({ password: '' }),
        await one({ database: 'nowhere' }),
        await one({ user: 'nobody-here' }),
      ],
      ['done', 'source-host-unknown', 'source-login', 'source-login', 'source-no-database', 'source-login'],
    );
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
      ['source-tls', 'source-tls', 'source-tls', 'source-login', 'done'],
    );
  });

  test('a server of the other protocol', async () => {
    assert.equal(await one({ protocol: 'postgresql', connectMs: 2000 }), 'source-protocol');
  });
});

describe('a server without encryption', { skip: absence ?? false }, () => {
  let plain: TestMariadb;
  before(async () => {
    plain = await startMariadb();
  });
  after(() => plain.stop());

  test('is read where encryption is preferred, and is not where it is required', async () => {
    const change = { ...strong(), port: plain.port, database: '' };
    assert.equal(await codeOf(readOnce(change, 'SELECT 1')), 'done');
    assert.equal(await codeOf(readOnce({ ...change, tls: 'require' }, 'SELECT 1')), 'source-tls');
  });
});
