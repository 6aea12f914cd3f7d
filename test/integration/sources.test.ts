/** Databases as sources, through the engine: connections and their secrets, previews, imports, and where a batch came from. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createSM3 } from 'hash-wasm';
import pg from 'pg';
import type { SourceDraft, SourceFrom } from '../../contract/methods/sources.ts';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, type TestEngine, type TypedClient } from '../support/engine.ts';
import { mariadbAbsence, startMariadb, type TestMariadb } from '../support/mariadb.ts';
import { postgresAbsence, startPostgres, type TestPostgres } from '../support/postgres.ts';
import { codeOf } from '../support/source-line.ts';

const absence = postgresAbsence();
const place = temporaryFolder('sources');
const password = 'Reader-pass-77';
let server: TestPostgres;
let admin: pg.Client;
let engine: TestEngine;
let wang: TypedClient;
let draft: SourceDraft;
let source: string;

const person = { kind: 'table', schema: 'public', table: 'person' } as const satisfies SourceFrom;

before(async () => {
  if (absence !== null) return;
  server = await startPostgres({ hba: ['host all reader 127.0.0.1/32 scram-sha-256'] });
  const url = new URL(await server.newDatabase());
  admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
  await admin.query(`CREATE ROLE reader LOGIN PASSWORD '${password}';
    CREATE TABLE person (id bigint, 证件号码 char(18), 姓名 varchar(40), 出生日期 date, 收入 numeric(12,2), 备注 text);
    INSERT INTO person VALUES (1, '11010519491231002X', '张三', '1949-12-31', 1200.50, NULL), (2, '440524188001010014', '李四', '1880-01-01', 0.10, ''),
      (9007199254740993, '110101199003072711', '王五', '1990-03-07', NULL, '𠮷');
    GRANT SELECT ON person TO reader`);
  engine = testEngine();
  await createTestWorkspace(engine, join(place.path, 'ws'));
  wang = await signedIn(engine, 'wang');
  draft = {
    name: '户籍库',
    protocol: 'postgresql',
    host: '127.0.0.1',
    port: server.port,
    database: url.pathname.slice(1),
    user: 'reader',
    password,
    tls: 'prefer',
    ca: null,
    connectSeconds: 15,
    statementSeconds: 60,
  };
  source = (await wang.call('sources.create', draft)).id;
});
after(async () => {
  if (absence === null) {
    await engine.engine.close();
    await admin.end();
    await server.stop();
  }
  place.remove();
});

describe('connections', { skip: absence ?? false }, () => {
  test('are listed without their password, which is not in any file in plain', async () => {
    const [known] = await wang.call('sources.list', undefined);
    assert.deepEqual([known?.name, known?.hasPassword, known?.batches, known && 'password' in known], ['户籍库', true, 0, false]);
    assert.ok(!JSON.stringify(known).includes(password));
    const folder = join(place.path, 'ws');
    for (const file of readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()))
      assert.ok(!readFileSync(join(file.parentPath, file.name)).includes(password), file.name);
  });

  test('a password is in no audit row', async () => {
    const auditor = await signedIn(engine, 'audit');
    const rows = JSON.stringify(await auditor.call('audit.list', {}));
    assert.ok(rows.includes('sources.create'));
    assert.ok(!rows.includes(password));
  });

  test('a name is given once', async () => {
    assert.equal(await codeOf(wang.call('sources.create', draft)), 'already-exists');
  });

  test('are tried before they are kept, and say who answered and whether the login could write', async () => {
    const { server: facts, mayWrite } = await wang.call('sources.test', { draft });
    assert.deepEqual([facts.product, facts.readOnly, facts.tls, mayWrite], ['PostgreSQL', true, false, false]);
    assert.equal((await wang.call('sources.test', { draft: { ...draft, user: 'jiadi', password: '' } })).mayWrite, true);
    assert.equal(await codeOf(wang.call('sources.test', { draft: { ...draft, password: 'wrong' } })), 'source-login');
  });

  test('a stored password is used for the same place, and never for another', async () => {
    const { password: _, ...open } = draft;
    assert.equal((await wang.call('sources.test', { draft: open, source })).server.product, 'PostgreSQL');
    assert.equal(await codeOf(wang.call('sources.test', { draft: { ...open, port: 9 }, source })), 'source-password-needed');
    assert.equal(await codeOf(wang.call('sources.update', { ...open, source, host: 'localhost' })), 'source-password-needed');
    const renamed = await wang.call('sources.update', { ...open, source, name: '户籍库 2' });
    assert.deepEqual([renamed.name, renamed.hasPassword], ['户籍库 2', true]);
    await wang.call('sources.update', { ...open, source });
  });

  test('each role may do what is its own', async () => {
    const admins = await signedIn(engine, 'admin');
    assert.equal((await admins.call('sources.list', undefined)).length, 1);
    assert.equal((await admins.call('sources.test', { draft })).server.product, 'PostgreSQL');
    assert.equal(await codeOf(admins.call('sources.preview', { source, from: person })), 'denied');
    for (const account of ['li', 'zhang', 'audit'])
      assert.equal(await codeOf((await signedIn(engine, account)).call('sources.list', undefined)), 'denied');
  });
});

describe('looking', { skip: absence ?? false }, () => {
  test('tables are listed', async () => {
    const { tables } = await wang.call('sources.tables', { source });
    assert.deepEqual(tables, [{ schema: 'public', name: 'person', kind: 'table', rowsEstimate: null, comment: null }]);
  });

  test('a preview has types, meanings and masked values', async () => {
    const found = await wang.call('sources.preview', { source, from: person });
    assert.deepEqual(
      found.columns.map(({ name, type, serverType, sensitive }) => [name, type, serverType, sensitive]),
      [
        ['id', 'integer', 'bigint', false],
        ['证件号码', 'text', 'character(18)', true],
        ['姓名', 'text', 'character varying(40)', true],
        ['出生日期', 'date', 'date', false],
        ['收入', 'decimal', 'numeric(12,2)', false],
        ['备注', 'text', 'text', false],
      ],
    );
    const shown = JSON.stringify(found.rows);
    assert.ok(!shown.includes('11010519491231002X') && !shown.includes('张三'), shown);
    assert.deepEqual([found.rows[2]?.[0], found.rows[0]?.[5], found.rows[1]?.[5], found.rowsEstimate], ['9007199254740993', null, '', 3]);
  });

  test('a query is one SELECT', async () => {
    const look = (sql: string) => wang.call('sources.preview', { source, from: { kind: 'query', sql } });
    assert.deepEqual(
      (await look('SELECT 姓名 AS a, id AS a, 1 FROM person WHERE false;')).columns.map((c) => c.name),
      ['a', 'a_2', '?column?'],
    );
    assert.equal(await codeOf(look('DELETE FROM person')), 'source-sql');
    assert.equal(await codeOf(look('SELECT nonsense FROM person')), 'source-query');
    const long = await look("SELECT repeat('长', 100000) AS a FROM person");
    assert.deepEqual(long.rows[0], [`${'长'.repeat(300)}…`]);
  });
});

describe('importing', { skip: absence ?? false }, () => {
  test('a table becomes a batch: every value, null and empty apart, digests that anybody can compute', async () => {
    const seen: string[] = [];
    const batch = await wang.call(
      'sources.import',
      { source, from: person, into: { name: '人口', unit: '公安局' } },
      { onProgress: ({ phase }) => seen.push(phase) },
    );
    assert.deepEqual([batch.rows, batch.malformed, batch.format, batch.fileName], [3, 0, 'postgresql', '户籍库 · public.person']);
    assert.equal(seen[0], 'connect');
    const page = await wang.call('rows.page', { batch: batch.id, offset: 0, limit: 10 });
    assert.deepEqual(page.columns[0], [1, 2, '9007199254740993']);
    assert.deepEqual(page.columns[4], ['1200.50', '0.10', null]);
    assert.deepEqual(page.columns[5], [null, '', '𠮷']);
    const lines = [
      '[1,"11010519491231002X","张三","1949-12-31","1200.50",null]\n',
      '[2,"440524188001010014","李四","1880-01-01","0.10",""]\n',
      '["9007199254740993","110101199003072711","王五","1990-03-07",null,"𠮷"]\n',
    ].join('');
    assert.equal(batch.sourceSha256, createHash('sha256').update(lines).digest('hex'));
    assert.equal(batch.sourceSm3, (await createSM3()).init().update(lines).digest('hex'));
    assert.equal(batch.bytes, Buffer.byteLength(lines));
    const profile = await wang.call('profile.get', { batch: batch.id });
    assert.deepEqual(
      profile.columns.map((c) => [c.type, c.nulls]),
      [
        // whole numbers of sixteen digits and more are codes, as in files
        ['text', 0],
        ['text', 0],
        ['text', 0],
        ['date', 0],
        ['decimal', 1],
        ['text', 1],
      ],
    );
  });

  test('a batch says where it came from, and the same again is its next batch', async () => {
    const dataset = (await wang.call('datasets.list', undefined))[0];
    const from = await wang.call('sources.provenance', { batch: dataset?.latest?.id ?? '' });
    assert.deepEqual(
      [from?.source, from?.name, from?.address, from?.server.product, from?.from],
      [source, '户籍库', `127.0.0.1:${server.port}/${draft.database}`, 'PostgreSQL', person],
    );
    assert.ok(!JSON.stringify(from).includes(password));
    await admin.query("INSERT INTO person VALUES (4, '110101199003072711', '赵六', '1990-03-07', 1, NULL)");
    const next = await wang.call('sources.import', { source, from: from?.from ?? person, into: { dataset: dataset?.id ?? '' } });
    assert.deepEqual([next.number, next.rows, next.dataset], [2, 4, dataset?.id]);
    assert.equal((await wang.call('sources.list', undefined))[0]?.batches, 2);
    const gone = await wang.call('sources.import', { source, from: person, into: { name: '去', unit: '公安局' } });
    await wang.call('datasets.remove', { dataset: gone.dataset });
    assert.equal((await wang.call('sources.list', undefined))[0]?.batches, 2);
  });

  test('what was corrected of a dataset’s columns holds for what comes from a database as well', async () => {
    const path = join(place.path, 'codes.csv');
    writeFileSync(path, '编号,街道\n1,福田\n2,南园\n');
    const file = engine.engine.grants.add(path, 'read');
    const first = await wang.call('intake.import', { file, into: { name: '街道', unit: '民政局' }, types: { 编号: 'text' } });
    const from = { kind: 'query', sql: "SELECT 1 AS 编号, '福田' AS 街道" } as const;
    const next = await wang.call('sources.import', { source, from, into: { dataset: first.dataset } });
    const { columns } = await wang.call('batches.get', { batch: next.id });
    assert.deepEqual([next.number, next.origin, columns.map((c) => c.type)], [2, 'database', ['text', 'text']]);
    await wang.call('datasets.remove', { dataset: first.dataset });
  });

  test('what was looked for is in no name, in no audit row, and not before those who could not ask', async () => {
    const from = { kind: 'query', sql: "SELECT 姓名 FROM person WHERE 证件号码 = '440524188001010014'" } as const;
    const batch = await wang.call('sources.import', { source, from, into: { name: '一人', unit: '公安局' } });
    assert.equal(batch.fileName, '户籍库 · SELECT 姓名 FROM person WHERE 证件号码 = ?');
    const li = await signedIn(engine, 'li');
    assert.ok(JSON.stringify(await wang.call('sources.provenance', { batch: batch.id })).includes('440524188001010014'));
    for (const seen of [
      await li.call('sources.provenance', { batch: batch.id }),
      await li.call('jobs.list', undefined),
      await (await signedIn(engine, 'audit')).call('audit.list', {}),
    ])
      assert.ok(!JSON.stringify(seen).includes('440524188001010014'));
    await wang.call('datasets.remove', { dataset: batch.dataset });
  });

  test('no rows, no column, too many columns', async () => {
    const from = (sql: string, name: string) =>
      wang.call('sources.import', { source, from: { kind: 'query', sql }, into: { name, unit: '公安局' } });
    assert.deepEqual(
      [(await from('SELECT * FROM person WHERE false', '空')).rows, (await from('SELECT 1 AS a, 2 AS a', '重名')).rows],
      [0, 1],
    );
    assert.equal(await codeOf(from('SELECT FROM person', '无列')), 'file-empty');
    assert.equal(await codeOf(from('SELECT nonsense FROM person', '错')), 'source-query');
    assert.deepEqual(
      (await wang.call('datasets.list', undefined)).map((d) => d.name),
      ['人口', '空', '重名'].sort(),
    );
  });

  test('text that the server cannot put into our encoding ends the import in its words; a sign that stands for lost bytes is reported', async () => {
    await admin.query("CREATE DATABASE raw ENCODING 'SQL_ASCII' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'");
    const other = await wang.call('sources.create', { ...draft, name: '旧库', database: 'raw', user: 'jiadi', password: '' });
    const from = (sql: string, name: string) =>
      wang.call('sources.import', { source: other.id, from: { kind: 'query', sql }, into: { name, unit: '公安局' } });
    const gbk = "SELECT convert_from('\\xc9eedbda'::bytea, 'SQL_ASCII') AS 街道";
    assert.equal(await codeOf(from(gbk, '乱')), 'source-query');
    const batch = await from("SELECT 1 AS id, '深\uFFFD' AS 街道", '旧');
    const { records } = await wang.call('batches.malformed', { batch: batch.id });
    assert.deepEqual(
      records.map(({ row, reason, kept }) => [row, reason, kept]),
      [[1, 'bad-bytes', true]],
    );
  });

  test('a removed connection leaves its batches and what they say', async () => {
    const batch = (await wang.call('datasets.list', undefined)).find((d) => d.name === '旧')?.latest?.id ?? '';
    const known = await wang.call('sources.provenance', { batch });
    await wang.call('sources.remove', { source: known?.source ?? '' });
    const left = await wang.call('sources.provenance', { batch });
    assert.deepEqual([left?.source, left?.name], [null, '旧库']);
    assert.equal(
      await codeOf(wang.call('sources.import', { source: known?.source ?? '', from: person, into: { name: 'x', unit: 'y' } })),
      'not-found',
    );
  });
});

describe('by the protocol of MySQL', { skip: absence ?? mariadbAbsence() ?? false }, () => {
  let maria: TestMariadb;
  before(async () => {
    maria = await startMariadb();
    await maria.run(
      'CREATE DATABASE fr',
      "CREATE TABLE fr.company (code char(18), name varchar(80), opened date, capital decimal(20,4)) COMMENT '法人'",
      "SET STATEMENT sql_mode='' FOR INSERT INTO fr.company VALUES ('91440300708461136T', '深圳市腾讯', '0000-00-00', 99999999999999.0001), ('9144030019220376X0', '𠮷', NULL, NULL)",
      `CREATE USER reader@'127.0.0.1' IDENTIFIED BY '${password}'`,
      "GRANT SELECT ON fr.* TO reader@'127.0.0.1'",
    );
  });
  after(() => maria.stop());

  test('the same from end to end; a day that no calendar has is kept and counted', async () => {
    const { id } = await wang.call('sources.create', { ...draft, name: '法人库', protocol: 'mysql', port: maria.port, database: '' });
    const { tables } = await wang.call('sources.tables', { source: id });
    assert.deepEqual(
      tables.map(({ schema, name, comment }) => [schema, name, comment]),
      [['fr', 'company', '法人']],
    );
    const from = { kind: 'table', schema: 'fr', table: 'company' } as const;
    const preview = await wang.call('sources.preview', { source: id, from });
    assert.deepEqual(
      preview.columns.map((c) => [c.type, c.serverType]),
      [
        ['text', 'char'],
        ['text', 'varchar'],
        ['date', 'date'],
        ['decimal', 'decimal(20,4)'],
      ],
    );
    const batch = await wang.call('sources.import', { source: id, from, into: { name: '法人', unit: '市场监管局' } });
    const page = await wang.call('rows.page', { batch: batch.id, offset: 0, limit: 10 });
    assert.deepEqual(page.columns.slice(2), [
      ['0000-00-00', null],
      ['99999999999999.0001', null],
    ]);
    assert.equal((await wang.call('sources.provenance', { batch: batch.id }))?.server.product, 'MariaDB');
  });
});
