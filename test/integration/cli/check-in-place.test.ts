/** `check --in-place`: a table of a database is checked where it is, by the command line people use. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { jiadi } from '../../support/cli.ts';
import { readBook } from '../../support/plain-workbook.ts';
import { temporaryFolder } from '../../support/engine.ts';
import { postgresAbsence } from '../../support/postgres.ts';
import { type CheckedServer, postgresServer } from '../../support/pushdown.ts';

const folder = temporaryFolder('cli-in-place');
const tmp = join(folder.path, 'tmp');
mkdirSync(tmp);
const rules = join(folder.path, 'rules.yml');
writeFileSync(
  rules,
  `ruleSet: t
version: 1
rules:
  - { id: name, kind: not-blank, column: 姓名 }
  - { id: number, kind: value-matches-semantic, column: 证件号码, semantic: cn-resident-id }
  - { id: once, kind: unique, column: 证件号码 }
  - { id: order, kind: value-monotonic, column: 编号 }
  - { id: own, kind: sql-value, query: "SELECT count(*) FROM {dataset}", max: 5 }
  - { id: strange, kind: sql-rows, query: "SELECT _row FROM {dataset}" }
`,
);
const absence = postgresAbsence();

interface Document {
  readonly rows: number;
  readonly key: readonly string[];
  readonly server: { readonly product: string; readonly readOnly: boolean };
  readonly results: readonly {
    readonly rule: string;
    readonly way: string;
    readonly status: string;
    readonly failed: number;
    readonly sample: readonly { readonly row: null; readonly key: readonly string[]; readonly value: string | null }[];
    readonly error: { readonly code: string } | null;
  }[];
}

describe('check --in-place', { skip: absence ?? false }, () => {
  let server: CheckedServer;
  let address: string;
  const check = (...args: readonly string[]) => jiadi(['check', `${address}::人口`, '--in-place', ...args], { tmp });
  before(async () => {
    if (absence !== null) return;
    server = await postgresServer();
    const { user, port, database } = server.login;
    address = `postgres://${user}@127.0.0.1:${port}/${database}?tls=off`;
    await server.run('CREATE TABLE 人口 (编号 int PRIMARY KEY, 姓名 text, 证件号码 varchar(18))');
    await server.run(
      "INSERT INTO 人口 VALUES (1, '张三', '440524188001010014'), (2, '　', '440524188001010015'), (3, '李四', '440524188001010014'), (4, NULL, NULL)",
    );
  });
  after(async () => {
    await server?.stop();
    folder.remove();
  });

  test('the plan says how each rule is answered, and judges nothing', async () => {
    const { out, code } = await check('--rules', rules, '--plan', '--json');
    const plan = JSON.parse(out) as { key: string[]; rules: { rule: string; way: string; why: string | null }[] };
    assert.deepEqual(
      plan.rules.map(({ rule, way, why }) => [rule, way, why]),
      [
        ['name', 'server', null],
        ['number', 'values', 'function'],
        ['once', 'server', null],
        ['order', 'rows', 'order'],
        ['own', 'server', 'own-sql'],
        ['strange', 'none', 'row-number'],
      ],
    );
    assert.deepEqual([plan.key, code], [['编号'], 0]);
    const { out: people } = await check('--rules', rules, '--plan');
    assert.match(people, /number +value-matches-semantic +by different values +needs a function of this program/);
  });

  test('the document: counts, ways, failing rows by key, sensitive values masked', async () => {
    const { out, code } = await check('--rules', rules, '--json');
    const document = JSON.parse(out) as Document;
    assert.deepEqual(
      document.results.map(({ rule, way, status, failed }) => [rule, way, status, failed]),
      [
        ['name', 'server', 'fail', 2],
        ['number', 'values', 'fail', 1],
        ['once', 'server', 'fail', 2],
        ['order', 'rows', 'pass', 0],
        ['own', 'server', 'pass', 0],
        ['strange', 'none', 'error', 0],
      ],
    );
    assert.deepEqual(
      [document.rows, document.key, document.server.product, document.server.readOnly, code],
      [4, ['编号'], 'PostgreSQL', true, 1],
    );
    assert.deepEqual(
      document.results[1]?.sample.map(({ row, key }) => [row, key]),
      [[null, ['2']]],
    );
    assert.doesNotMatch(out, /440524188001010015/);
    assert.equal(document.results[5]?.error?.code, 'not-supported-yet');
  });

  test('every finding goes to a file; --reveal shows values, --key names the rows', async () => {
    const to = join(folder.path, 'findings.jsonl');
    await check('--rules', rules, '--findings', to, '--reveal', '--key', '编号,姓名', '--json');
    const lines = readFileSync(to, 'utf8').trimEnd().split('\n');
    const found = lines.map((line) => JSON.parse(line) as { rule: string; key: string; value: string | null });
    assert.deepEqual(
      found.map(({ rule, key, value }) => [rule, key, value]).sort(),
      [
        ['name', '2 | 　', '　'],
        ['name', '4 | ', null],
        ['number', '2 | 　', '440524188001010015'],
        ['once', '1 | 张三', '440524188001010014'],
        ['once', '3 | 李四', '440524188001010014'],
      ].sort(),
    );
  });

  test('the report is a page and a workbook of one check: named by key, masked even with --reveal, without address or login', async () => {
    const [html, xlsx] = [join(folder.path, 'report.html'), join(folder.path, 'report.xlsx')];
    const { out } = await check('--rules', rules, '--html', html, '--xlsx-report', xlsx, '--reveal', '--json');
    assert.match(out, /440524188001010015/);
    const page = readFileSync(html, 'utf8');
    assert.match(page, /t1 · 人口/);
    assert.match(page, /PostgreSQL/);
    assert.match(page, /440\*+0015/);
    assert.doesNotMatch(page, /440524188001010015|127\.0\.0\.1|<script|undefined|NaN/);
    const sheets = await readBook(xlsx);
    const cells = sheets.flatMap(({ rows }) => rows.flat()).map(String);
    assert.ok(cells.includes('number') && cells.includes('2'));
    assert.doesNotMatch(cells.join('\n'), /440524188001010015|127\.0\.0\.1/);
  });

  test('what does not go together is refused, with the word', async () => {
    const file = await jiadi(['check', rules, '--in-place', '--rules', rules], { tmp });
    assert.equal(file.code, 2);
    assert.match(file.err, /--in-place/);
    const sheet = await check('--rules', rules, '--sheet', 'x');
    assert.match(sheet.err, /--sheet/);
    const key = await jiadi(['check', rules, '--rules', rules, '--key', 'a'], { tmp });
    assert.match(key.err, /--in-place/);
    const nobody = await check('--rules', rules, '--key', 'nobody');
    assert.equal(nobody.code, 2);
  });
});
