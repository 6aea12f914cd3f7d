/** Checks of a table where it is, through the engine: what will be asked, the check, its failing rows by page, and who may see what. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import type { SourceFrom } from '../../contract/methods/sources.ts';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, type TestEngine, type TypedClient } from '../support/engine.ts';
import { postgresAbsence, startPostgres, type TestPostgres } from '../support/postgres.ts';
import { codeOf } from '../support/source-line.ts';

const absence = postgresAbsence();
const place = temporaryFolder('in-place');
const person = { kind: 'table', schema: 'public', table: 'person' } as const satisfies SourceFrom;
const yaml = `ruleSet: 人口
version: 1
rules:
  - { id: name, kind: not-blank, column: 姓名 }
  - { id: number, kind: value-matches-semantic, column: 证件号码, semantic: cn-resident-id }
  - { id: once, kind: unique, column: 证件号码 }
  - { id: order, kind: value-monotonic, column: 收入 }
  - { id: own, kind: sql-value, query: "SELECT count(*) FROM {dataset} WHERE 收入 < 0", max: 0 }
  - { id: keyed, kind: sql-rows, query: "SELECT id FROM {dataset} WHERE 收入 < 0", keys: [id] }
  - { id: numbered, kind: sql-rows, query: "SELECT _row FROM {dataset}" }
  - { id: spy, kind: sql-value, query: "SELECT count(*) FROM pg_shadow", max: 0 }
  - { id: nobody, kind: not-null, column: 没有 }
`;
/** Seventeen digits with their check digit. */
function residentId(digits: string): string {
  const sum = [...digits].reduce((all, digit, i) => all + Number(digit) * (2 ** (17 - i) % 11), 0);
  return digits + '10X98765432'.charAt(sum % 11);
}

let server: TestPostgres;
let admin: pg.Client;
let engine: TestEngine;
let wang: TypedClient;
let source: string;
let ruleSet: string;

before(async () => {
  if (absence !== null) return;
  server = await startPostgres();
  const url = new URL(await server.newDatabase());
  admin = new pg.Client({ connectionString: url.href });
  admin.on('error', () => undefined);
  await admin.connect();
  await admin.query('CREATE TABLE person (id int PRIMARY KEY, 证件号码 char(18), 姓名 varchar(40), 收入 numeric(12,2))');
  const numbers = Array.from({ length: 1000 }, (_, i) => residentId(`44030519900307${String(i).padStart(3, '0')}`));
  await admin.query(
    `INSERT INTO person SELECT g, CASE WHEN g % 50 = 0 THEN '440524188001010015' ELSE ($1::text[])[g] END,
      CASE WHEN g % 10 = 0 THEN '　' ELSE '李四' END, g - 3 FROM generate_series(1, 1000) g`,
    [numbers],
  );
  await admin.query('ANALYZE');
  engine = testEngine();
  await createTestWorkspace(engine, join(place.path, 'ws'));
  wang = await signedIn(engine, 'wang');
  source = (
    await wang.call('sources.create', {
      name: '户籍库',
      protocol: 'postgresql',
      host: '127.0.0.1',
      port: server.port,
      database: url.pathname.slice(1),
      user: 'jiadi',
      password: '',
      tls: 'off',
      ca: null,
      connectSeconds: 15,
      statementSeconds: 60,
    })
  ).id;
  ruleSet = (await wang.call('ruleSets.create', { name: '人口', yaml })).id;
});
after(async () => {
  if (absence === null) {
    await engine.engine.close();
    await admin.end();
    await server.stop();
  }
  place.remove();
});

describe('a check in place', { skip: absence ?? false }, () => {
  const wanted = () => ({ source, from: person, ruleSet });

  test('says before what will be asked, and of what cannot be, why', async () => {
    const plan = await wang.call('inPlace.plan', wanted());
    assert.deepEqual([plan.key, plan.mayWrite, plan.rowsEstimate, plan.server.readOnly], [['id'], true, 1000, true]);
    assert.deepEqual(
      plan.rules.map(({ rule, way, why, error }) => [rule, way, why, error?.code ?? null]),
      [
        ['name', 'server', null, null],
        ['number', 'values', 'function', null],
        ['once', 'server', null, null],
        ['order', 'rows', 'order', null],
        ['own', 'server', 'own-sql', null],
        ['keyed', 'server', 'own-sql', null],
        ['numbered', 'none', 'row-number', null],
        ['spy', 'none', 'own-sql', 'sql-refused'],
        ['nobody', 'none', null, 'column-not-found'],
      ],
    );
    // what is shown is what the server understands
    for (const { rule, sql } of plan.rules.filter((one) => one.sql !== null))
      assert.ok((await admin.query(sql ?? '')).rowCount !== null, rule);
  });

  test('is kept with where it came from; its rows are asked by page, masked, each once', async () => {
    const phases = new Set<string>();
    const run = await wang.call('inPlace.run', wanted(), { onProgress: ({ phase, unit }) => phases.add(`${phase} ${unit}`) });
    assert.deepEqual(
      [run.rows, run.server.product, run.oneState, run.cut, run.mayWrite, run.by],
      [1000, 'PostgreSQL', true, null, true, '王工'],
    );
    assert.ok(phases.has('server items'));
    const { results } = await wang.call('inPlace.get', { run: run.id });
    assert.deepEqual(
      results.map(({ rule, status, failed, rows }) => [rule, status, failed, rows]),
      [
        ['name', 'fail', 100, true],
        ['number', 'fail', 20, true],
        ['once', 'fail', 20, true],
        ['order', 'pass', 0, false],
        ['own', 'fail', 1, false],
        ['keyed', 'fail', 2, true],
        ['numbered', 'error', 0, false],
        ['spy', 'error', 0, false],
        ['nobody', 'error', 0, false],
      ],
    );
    for (const rule of ['name', 'number', 'once', 'keyed']) {
      const seen: string[] = [];
      let next: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof pageOf>> = await pageOf(run.id, rule, next);
        seen.push(...page.rows.map(({ key }) => String(key[0])));
        assert.equal(page.unsteady, false);
        assert.ok(!JSON.stringify(page).includes('440524188001010015'));
        next = page.next;
      } while (next !== null);
      assert.deepEqual([seen.length, new Set(seen).size], [results.find((r) => r.rule === rule)?.failed, seen.length], rule);
    }
    assert.deepEqual(
      (await pageOf(run.id, 'keyed', null)).rows.map(({ key }) => key),
      [['1'], ['2']],
    );
  });

  const pageOf = (run: string, rule: string, after: string | null) => wang.call('inPlace.findings', { run, rule, after, limit: 30 });

  test('a code list of the workspace is known in its version, and to the pages of failing rows as well', async () => {
    await admin.query("CREATE TABLE lane (id int PRIMARY KEY, 街道 varchar(9)); INSERT INTO lane VALUES (1, '01'), (2, '02'), (3, '03')");
    const path = join(place.path, 'lanes.csv');
    writeFileSync(path, '代码,名称\n01,甲\n02,乙\n');
    const file = engine.engine.grants.add(path, 'read');
    const said = { edition: '一', source: '民政局', licence: '内部' };
    await wang.call('codes.importFile', { file, list: '街道', basedOn: null, ...said });
    const lanes = 'ruleSet: 街道\nversion: 1\nrules:\n  - { id: known, kind: value-in-code-list, column: 街道, codeList: 街道 }\n';
    const { id } = await wang.call('ruleSets.create', { name: '街道', yaml: lanes });
    const lane = { source, from: { ...person, table: 'lane' }, ruleSet: id };
    assert.deepEqual(
      (await wang.call('inPlace.plan', lane)).rules.map(({ error }) => error),
      [null],
    );
    const run = await wang.call('inPlace.run', lane);
    assert.deepEqual(
      (await wang.call('inPlace.get', { run: run.id })).results.map(({ status, failed }) => [status, failed]),
      [['fail', 1]],
    );
    const page = await pageOf(run.id, 'known', null);
    assert.deepEqual(
      page.rows.map(({ key }) => key),
      [['3']],
    );
  });

  test('plain values are shown to who says why, for a while, and it is written down', async () => {
    const [run] = await wang.call('inPlace.list', { source, from: person });
    const id = run?.id ?? '';
    const { token } = await wang.call('inPlace.reveal', { run: id, rule: 'once', reason: '核对' });
    const page = await wang.call('inPlace.findings', { run: id, rule: 'once', limit: 5, reveal: token });
    assert.deepEqual(page.rows[0]?.cells, ['440524188001010015']);
    assert.equal(await codeOf(wang.call('inPlace.findings', { run: id, rule: 'name', limit: 5, reveal: token })), 'grant-expired');
    const rows = JSON.stringify(await (await signedIn(engine, 'audit')).call('audit.list', {}));
    assert.ok(rows.includes('inPlace.reveal') && rows.includes('核对'));
  });

  test('rows that come and go between two pages make none of the others appear twice or not at all', async () => {
    const [run] = await wang.call('inPlace.list', { source, from: person });
    const first = await pageOf(run?.id ?? '', 'name', null);
    await admin.query("DELETE FROM person WHERE id <= 100; INSERT INTO person VALUES (5, NULL, '　', 0)");
    const second = await pageOf(run?.id ?? '', 'name', first.next);
    assert.deepEqual([first.rows.at(-1)?.key, second.rows[0]?.key], [['300'], ['310']]);
    await admin.query("INSERT INTO person SELECT g, NULL, '李四', 9 FROM generate_series(10, 100) g");
  });

  test('the next check of the table knows the one before', async () => {
    const run = await wang.call('inPlace.run', wanted());
    const { before: earlier } = await wang.call('inPlace.get', { run: run.id });
    assert.equal(earlier.length, 1);
    assert.equal((await wang.call('inPlace.list', { source, from: { ...person, table: 'other' } })).length, 0);
  });

  test('without a key rows have no names: pages are counted off, and that is said', async () => {
    const from = { kind: 'query', sql: "SELECT 姓名, 证件号码 FROM person WHERE 姓名 = '　'" } as const;
    const run = await wang.call('inPlace.run', { source, from, ruleSet });
    const first = await wang.call('inPlace.findings', { run: run.id, rule: 'name', limit: 10 });
    const next = await wang.call('inPlace.findings', { run: run.id, rule: 'name', limit: 10, after: first.next });
    assert.deepEqual([first.rows.length, next.rows.length, next.unsteady, next.next], [10, 10, true, '{"skip":20}']);
    // what was looked for is not before those who could not ask
    const li = await signedIn(engine, 'li');
    assert.ok(JSON.stringify(await wang.call('inPlace.get', { run: run.id })).includes("= '　'"));
    assert.ok(!JSON.stringify(await li.call('inPlace.list', {})).includes("= '　'"));
    assert.equal(await codeOf(li.call('inPlace.findings', { run: run.id, rule: 'name', limit: 10 })), 'denied');
  });

  test('a rule that looks at a dataset sees all of its accepted batches', async () => {
    const grant = (name: string, from: number, to: number): string => {
      const path = join(place.path, name);
      writeFileSync(path, `id\n${Array.from({ length: to - from }, (_, i) => from + i).join('\n')}\n`);
      return engine.engine.grants.add(path, 'read');
    };
    const { dataset } = await wang.call('intake.import', { file: grant('n1.csv', 1, 501), into: { name: '名册', unit: '局' } });
    const { id: batch } = await wang.call('intake.import', { file: grant('n2.csv', 501, 991), into: { dataset } });
    await wang.call('batches.decide', { batch, accept: true, mode: 'append', note: '' });
    const text = 'ruleSet: 对照\nversion: 1\nrules:\n  - { id: known, kind: exists-in, column: id, dataset: 名册 }\n';
    const { id: other } = await wang.call('ruleSets.create', { name: '对照', yaml: text });
    const run = await wang.call('inPlace.run', { ...wanted(), ruleSet: other });
    const { results } = await wang.call('inPlace.get', { run: run.id });
    assert.deepEqual([results[0]?.failed, results[0]?.looked], [10, { dataset: '名册', batches: [1, 2], rows: 990 }]);
  });

  test('a column that is gone, a connection that is gone', async () => {
    const run = (await wang.call('inPlace.list', { source, from: person })).find((one) => one.ruleSet === ruleSet);
    const id = run?.id ?? '';
    await admin.query('ALTER TABLE person RENAME COLUMN 姓名 TO 名字');
    assert.equal(await codeOf(wang.call('inPlace.findings', { run: id, rule: 'name', limit: 10 })), 'column-not-found');
    await wang.call('sources.remove', { source });
    assert.equal((await wang.call('inPlace.get', { run: id })).run.source, null);
    assert.equal(await codeOf(wang.call('inPlace.findings', { run: id, rule: 'once', limit: 10 })), 'not-found');
  });
});
