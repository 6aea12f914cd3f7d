/** FILE of the command line: a file, or a part of one behind `::`, by one mechanism in every command. */
import assert from 'node:assert/strict';
import { copyFileSync, createWriteStream, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { after, before, test } from 'node:test';
import BetterSqlite from 'better-sqlite3';
import { ZipFile } from 'yazl';
import { splitSourceName } from '../../../engine/intake/source-name.ts';
import { xlsxWriter } from '../../../engine/table/write/index.ts';
import { type CliResult, jiadi } from '../../support/cli.ts';
import { literal, openDuck } from '../../support/duckdb.ts';
import { temporaryFolder } from '../../support/engine.ts';

const folder = temporaryFolder('cli-sources');
const tmp = join(folder.path, 'tmp');
mkdirSync(tmp);
const at = (name: string): string => join(folder.path, name);
const run = (...args: readonly string[]): Promise<CliResult> => jiadi(args, { tmp });
after(() => folder.remove());

before(async () => {
  const db = new BetterSqlite(at('库.db'));
  db.exec(
    `CREATE TABLE 人口 (姓名, 年龄); INSERT INTO 人口 VALUES ('张三', 41), ('李四', 9007199254740993); CREATE TABLE "a::b" (x); INSERT INTO "a::b" VALUES (1)`,
  );
  db.close();
  const writer = xlsxWriter(at('book.xlsx'), [{ name: '区', type: 'text' }], { sheetName: '甲' });
  writer.rows(['福田区'], 1);
  await writer.finish();
  const archive = new ZipFile();
  archive.addFile(at('book.xlsx'), 'in/book.xlsx');
  archive.addFile(at('库.db'), '库.db');
  archive.addBuffer(Buffer.from('编号,区\n7,福田区\n8,南山区\n'), 'inner.csv');
  archive.end();
  await pipeline(archive.outputStream, createWriteStream(at('all.zip')));
  copyFileSync(at('book.xlsx'), at('odd::name.xlsx'));
  const duck = await openDuck();
  await duck.run(`COPY (SELECT range AS n, DATE '2024-01-31' AS d FROM range(3)) TO ${literal(at('t.parquet'))} (FORMAT parquet)`);
  duck.close();
});

test('a name is taken apart at the last :: only where it must be', () => {
  const split = (name: string) => {
    const { path, sheet } = splitSourceName(at(name));
    return [path.slice(folder.path.length + 1), sheet];
  };
  assert.deepEqual(split('库.db::人口'), ['库.db', '人口']);
  assert.deepEqual(split('库.db::a::b'), ['库.db', 'a::b']);
  assert.deepEqual(split('all.zip::in/book.xlsx::甲'), ['all.zip', 'in/book.xlsx::甲']);
  assert.deepEqual(split('odd::name.xlsx'), ['odd::name.xlsx', null]);
  assert.deepEqual(split('odd::name.xlsx::甲'), ['odd::name.xlsx', '甲']);
  assert.deepEqual(split('none.db::t'), ['none.db::t', null]);
  assert.deepEqual(split('库.db::'), ['库.db::', null]);
});

test('detect, profile, check and suggest read the part that is named', async () => {
  const names = [
    at('库.db::人口'),
    at('book.xlsx::甲'),
    at('all.zip::inner.csv'),
    at('all.zip::in/book.xlsx::甲'),
    at('all.zip::库.db::人口'),
    at('t.parquet'),
  ];
  const { code, out } = await run('detect', ...names, '--json');
  assert.equal(code, 0);
  const documents = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { file: string; format: string; columns: { name: string; type: string }[] });
  assert.deepEqual(
    documents.map(({ format, columns }) => `${format}: ${columns.map(({ name, type }) => `${name} ${type}`).join(', ')}`),
    [
      'sqlite: 姓名 text, 年龄 integer',
      'xlsx: 区 text',
      'csv+zip: 编号 integer, 区 text',
      'xlsx+zip: 区 text',
      'sqlite+zip: 姓名 text, 年龄 integer',
      'parquet: n integer, d date',
    ],
  );
  assert.equal(documents[0]?.file, names[0]);
  const profile = await run('profile', at('库.db::a::b'), '--json');
  assert.deepEqual([profile.code, (JSON.parse(profile.out) as { rows: number }).rows], [0, 1]);
  writeFileSync(at('rules.yml'), 'ruleSet: r\nversion: 1\nrules:\n  - { id: one, kind: not-null, column: 姓名 }\n');
  assert.equal((await run('check', at('库.db::人口'), '--rules', at('rules.yml'))).code, 0);
});

test('convert writes one part, or several into a folder', async () => {
  assert.equal((await run('convert', at('库.db::人口'), at('out.jsonl'))).code, 0);
  assert.equal(readFileSync(at('out.jsonl'), 'utf8'), '{"姓名":"张三","年龄":41}\n{"姓名":"李四","年龄":9007199254740993}\n');
  const many = await run(
    'convert',
    at('库.db::人口'),
    at('库.db::a::b'),
    at('t.parquet'),
    at('库.db::none'),
    '--to-dir',
    at('many'),
    '--as',
    'csv',
  );
  assert.equal(many.code, 1);
  assert.deepEqual(readdirSync(at('many')).toSorted(), ['t.parquet.csv', '库.db.a_b.csv', '库.db.人口.csv']);
  assert.match(many.err, /none/);
});

test('what is not there is told by name', async () => {
  for (const [name, what] of [
    ['库.db::没有', /has no sheet or table “没有”.*人口/],
    ['all.zip::none.csv', /none\.csv/],
    ['absent.db::t', /absent\.db/],
    ['out.jsonl::t', /out\.jsonl.*“t”/],
  ] as const) {
    const { code, err, out } = await run('detect', at(name), '--json');
    assert.deepEqual([code, out], [2, ''], name);
    assert.match(err, what);
  }
});
