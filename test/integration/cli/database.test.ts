/** `jiadi profile|check|suggest` on a table or a query of a database in place of a file. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import { databaseNamed } from '../../../main/cli/database.ts';
import { type CliResult, jiadi } from '../../support/cli.ts';
import { temporaryFolder } from '../../support/engine.ts';
import { postgresAbsence, startPostgres, type TestPostgres } from '../../support/postgres.ts';

const absence = postgresAbsence();
const folder = temporaryFolder('cli-database');
const tmp = join(folder.path, 'tmp');
mkdirSync(tmp);
const password = 'Reader-pass-77';
let server: TestPostgres;
let address: string;

const run = (args: readonly string[], env: Readonly<Record<string, string>> = { JIADI_SOURCE_PASSWORD: password }): Promise<CliResult> =>
  jiadi(args, { tmp, env });

before(async () => {
  if (absence !== null) return;
  server = await startPostgres({ hba: ['host all reader 127.0.0.1/32 scram-sha-256'] });
  const url = new URL(await server.newDatabase());
  const admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
  await admin.query(`CREATE ROLE reader LOGIN PASSWORD '${password}'; CREATE TABLE houses (code text, area numeric(8,2));
    INSERT INTO houses SELECT 'H' || g, CASE WHEN g = 7 THEN NULL ELSE g * 1.5 END FROM generate_series(1, 10) g; GRANT SELECT ON houses TO reader`);
  await admin.end();
  address = `postgres://reader@127.0.0.1:${server.port}${url.pathname}`;
});
after(async () => {
  if (absence === null) await server.stop();
  folder.remove();
});

describe('a database in place of a file', { skip: absence ?? false }, () => {
  test('a table is profiled, and nothing is left behind', async () => {
    const { code, out, err } = await run(['profile', `${address}::public.houses`, '--json']);
    assert.equal(code, 0, err);
    const document = JSON.parse(out) as { rows: number; columns: { name: string; type: string; nulls: number }[] };
    assert.deepEqual(
      [document.rows, document.columns.map(({ name, type, nulls }) => [name, type, nulls])],
      [
        10,
        [
          ['code', 'text', 0],
          ['area', 'decimal', 1],
        ],
      ],
    );
    assert.ok(!out.includes(password) && !err.includes(password));
    assert.deepEqual(readdirSync(tmp), []);
  });

  test('a query with casts is checked; a rule that fails is exit 1', async () => {
    const rules = join(folder.path, 'rules.yml');
    writeFileSync(rules, 'ruleSet: houses\nversion: 1\nrules:\n  - { id: area, kind: not-null, column: area }\n');
    const sql = 'SELECT code::varchar AS code, area::float8 AS area FROM houses ORDER BY code';
    const { code, out, err } = await run(['check', `${address}::${sql}`, '--rules', rules, '--json']);
    assert.equal(code, 1, err);
    const document = JSON.parse(out) as { rows: number; results: { rule: string; failed: number }[] };
    assert.deepEqual([document.rows, document.results.map(({ rule, failed }) => [rule, failed])], [10, [['area', 1]]]);
  });

  test('what is wrong is one clear line and exit 2', async () => {
    const said = async (given: string, env?: Readonly<Record<string, string>>): Promise<string> => {
      const { code, err } = await run(['profile', given, '--json'], env);
      assert.equal(code, 2, err);
      return err;
    };
    assert.match(await said(`${address}::houses`, { JIADI_SOURCE_PASSWORD: 'wrong' }), /User “reader” could not log in/);
    assert.match(await said(address.replace('reader@', 'reader:secret@') + '::houses'), /JIADI_SOURCE_PASSWORD/);
    assert.match(await said(address), /::TABLE/);
    assert.match(await said(`${address}::nowhere`), /does not accept this query: relation "nowhere" does not exist/);
    assert.match(await said(`${address}::SELECT 1; DROP TABLE houses`), /“; DROP”/);
    assert.match(await said(`${address}?tls=maybe::houses`), /tls=require\|prefer\|off/);
  });
});

test('names are taken apart', () => {
  const of = (given: string) => {
    const named = databaseNamed(given, 'x');
    return named && { ...named.login, from: named.from };
  };
  assert.equal(of('people.csv'), null);
  assert.equal(of('postgres.db::table'), null);
  assert.deepEqual(
    [of('mysql://r%40d@[::1]/fr::t')?.host, of('mysql://r%40d@[::1]/fr::t')?.user, of('mysql://r@h/::fr.t')?.database],
    ['::1', 'r@d', ''],
  );
  assert.deepEqual(of('postgresql://r@h/d::s.t.u')?.from, { kind: 'table', schema: 's', table: 't.u' });
  assert.deepEqual(of('mariadb://r@h:3307/d?tls=off::with x as (select 1) select a::int from x')?.from, {
    kind: 'query',
    sql: 'with x as (select 1) select a::int from x',
  });
  assert.deepEqual(
    [of('mariadb://r@h:3307/d?tls=off::t')?.port, of('mariadb://r@h/d?tls=off::t')?.tls, of('postgres://r@h/d::t')?.port],
    [3307, 'off', 5432],
  );
});
