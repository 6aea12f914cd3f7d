/** SQLite files: values exact, nothing written beside them, nothing of theirs run, and damage is one documented error. */
import assert from 'node:assert/strict';
import {
  chmodSync,
  copyFileSync,
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import BetterSqlite from 'better-sqlite3';
import { ZipFile } from 'yazl';
import { convertFile } from '../../../engine/intake/convert.ts';
import { detectSource } from '../../../engine/intake/detect.ts';
import { pickReader, readerOf } from '../../../engine/intake/readers/index.ts';
import { sqliteReader } from '../../../engine/intake/readers/sqlite/sqlite.ts';
import { openDatabase } from '../../../base/sqlite/index.ts';
import { tableQuery, TOO_LONG } from '../../../engine/intake/readers/sqlite/table.ts';
import { keepingSink, quietContext, readTable } from '../../support/intake.ts';

const dir = mkdtempSync(join(tmpdir(), 'jiadi-sqlite-'));
after(() => rmSync(dir, { recursive: true, force: true }));
let folders = 0;

/** A database in a folder of its own, so that anything written beside it is seen. */
function database(name: string, script: string, work: (db: BetterSqlite.Database) => void = () => undefined): string {
  const folder = join(dir, String(++folders));
  mkdirSync(folder);
  const path = join(folder, name);
  const db = new BetterSqlite(path);
  db.exec(script);
  work(db);
  db.close();
  return path;
}

const beside = (path: string): readonly string[] => readdirSync(join(path, '..')).sort();
const columnsOf = async (path: string, sheet?: string) =>
  (await detectSource(path, sheet === undefined ? {} : { sheet }, quietContext)).shape.columns.map(
    ({ name, type, nullable }) => `${name} ${type}${nullable ? '?' : ''}`,
  );

test('every kind of value, exact', async () => {
  const path = database('a.db', 'CREATE TABLE t (id INTEGER PRIMARY KEY, n, r REAL, s TEXT, b BLOB, x)', (db) => {
    const insert = db.prepare('INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)');
    insert.run(1, 9_223_372_036_854_775_807n, 0.1, '张三', Buffer.from('南山区'), null);
    insert.run(2, -9_007_199_254_740_993n, Number.POSITIVE_INFINITY, '', Buffer.from('ff00', 'hex'), 'a\0b');
    insert.run(3, 1.5, 2, '0012', Buffer.alloc(0), 7n);
  });
  const { rows, shape, result } = await readTable(path);
  assert.deepEqual(rows, [
    [1n, 9_223_372_036_854_775_807n, 0.1, '张三', '南山区', null],
    [2n, -9_007_199_254_740_993n, 'Infinity', '', 'ff00', 'a\0b'],
    [3n, 1.5, 2, '0012', '', 7n],
  ]);
  assert.deepEqual([shape.format, shape.sheet, shape.emptyAsText, result.rowCount], ['sqlite', 't', true, 3]);
  assert.deepEqual(await columnsOf(path), ['id integer', 'n decimal', 'r text', 's text?', 'b text?', 'x text?']);
  assert.deepEqual(beside(path), ['a.db']);
});

test('types come from the values; digits that are text are codes', async () => {
  const path = database(
    'a.db',
    `CREATE TABLE t (a, b, c NOT NULL, d, e); INSERT INTO t VALUES (1, 1.5, '2024-01-31', '440305', NULL), (2, 2, '2024-02-01', '440304', NULL)`,
  );
  assert.deepEqual(await columnsOf(path), ['a integer', 'b decimal', 'c date', 'd text', 'e empty?']);
});

test('tables are sheets: the first with rows, any by name, no views, nothing of SQLite itself', async () => {
  const path = database(
    'a.db',
    `CREATE TABLE empty (a); CREATE TABLE "人口 ""表""; DROP" (姓名); INSERT INTO "人口 ""表""; DROP" VALUES ('张三'); CREATE TABLE second (b INTEGER PRIMARY KEY AUTOINCREMENT);
     INSERT INTO second VALUES (5); CREATE VIEW v AS SELECT 1 AS x; CREATE VIRTUAL TABLE f USING fts5(body); INSERT INTO f VALUES ('x'); ANALYZE`,
  );
  const found = await detectSource(path, {}, quietContext);
  assert.deepEqual(found.sheets, ['empty', '人口 "表"; DROP', 'second']);
  assert.deepEqual([found.shape.sheet, found.previewRows], ['人口 "表"; DROP', [['张三']]]);
  assert.deepEqual((await readTable(path, { sheet: 'second' })).rows, [[5n]]);
  const nothing = await readTable(path, { sheet: 'empty' });
  assert.deepEqual([nothing.rows, nothing.shape.columns.map(({ name }) => name)], [[], ['a']]);
  for (const sheet of ['v', 'f', 'f_data', 'sqlite_sequence', 'sqlite_schema', 'Second', '"second"'])
    await assert.rejects(readTable(path, { sheet }), { code: 'sheet-not-found' }, sheet);
});

test('tables without row numbers, with columns called like them, and computed columns', async () => {
  const path = database(
    'a.db',
    `CREATE TABLE w (k TEXT PRIMARY KEY, v) WITHOUT ROWID; INSERT INTO w VALUES ('b', 2), ('a', 1);
     CREATE TABLE r (rowid, _ROWID_, oid); INSERT INTO r VALUES (9, 8, 7), (1, 2, 3);
     CREATE TABLE g (a, "select" AS (a * 2) VIRTUAL, s AS (a || '!') STORED); INSERT INTO g (a) VALUES (21), (NULL)`,
  );
  assert.deepEqual((await readTable(path, { sheet: 'w' })).rows, [
    ['a', 1n],
    ['b', 2n],
  ]);
  assert.deepEqual((await readTable(path, { sheet: 'r' })).rows, [
    [9n, 8n, 7n],
    [1n, 2n, 3n],
  ]);
  assert.deepEqual((await readTable(path, { sheet: 'g' })).rows, [
    [21n, 42n, '21!'],
    [null, null, null],
  ]);
});

test('nothing of the file is run: functions that are not harmless, and what an index says instead of the table', async () => {
  const path = database('a.db', 'SELECT 1', (db) => {
    db.function('spy', { deterministic: true }, () => 'ran');
    db.exec(`CREATE TABLE t (a, b AS (spy()) VIRTUAL); INSERT INTO t (a) VALUES (1);
      CREATE TABLE u (a DEFAULT 5, CHECK (a > 0)); INSERT INTO u VALUES (1); CREATE TRIGGER tr AFTER INSERT ON u BEGIN SELECT spy(); END`);
  });
  assert.deepEqual((await readTable(path, { sheet: 't' })).rows, [[1n]]);
  assert.deepEqual((await readTable(path, { sheet: 'u' })).rows, [[1n]]);
});

test('only the columns of the shape, in its order', async () => {
  const path = database('a.db', 'CREATE TABLE t (a, b, c); INSERT INTO t VALUES (1, 2, 3)');
  const { shape } = await readTable(path);
  const read = async (names: readonly string[]) => {
    const sink = keepingSink();
    await sqliteReader.read(
      path,
      { ...shape, columns: names.map((name) => ({ name, type: 'integer', semantic: null, nullable: true })) },
      null,
      sink,
      quietContext,
    );
    return sink.kept;
  };
  assert.deepEqual(await read(['c', 'a']), [[3n, 1n]]);
  await assert.rejects(read(['d']), { code: 'column-not-found' });
});

test('progress in rows, cancelled between rows', async () => {
  const path = database(
    'a.db',
    'CREATE TABLE t (a); WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 9000) INSERT INTO t SELECT x FROM c',
  );
  const { shape } = await readTable(path);
  const seen: unknown[] = [];
  await sqliteReader.read(path, shape, null, keepingSink(), {
    ...quietContext,
    report: ({ done, total, unit }) => seen.push([done, total, unit]),
  });
  assert.deepEqual(seen.at(-1), [8000, 9000, 'rows']);
  const stop = () => {
    throw Object.assign(new Error('stop'), { code: 'cancelled' });
  };
  await assert.rejects(sqliteReader.read(path, shape, null, keepingSink(), { ...quietContext, throwIfCancelled: stop }), {
    code: 'cancelled',
  });
});

test('WAL: what stands there alone is read, and nothing is written beside the file', async () => {
  const path = database('wal.db', 'PRAGMA journal_mode=WAL; CREATE TABLE t (a); INSERT INTO t VALUES (1)');
  assert.deepEqual(beside(path), ['wal.db']);
  const scratch = join(dir, 'scratch');
  mkdirSync(scratch);
  const read = async (file: string) => {
    const letGo = sqliteReader.hold?.(file);
    const context = { ...quietContext, scratch };
    const shape = await sqliteReader.detect(file, {}, context);
    const sink = keepingSink();
    await sqliteReader.read(file, shape, null, sink, context);
    letGo?.();
    assert.deepEqual(readdirSync(scratch), [], 'the copy is gone');
    return sink.kept;
  };
  assert.deepEqual([await read(path), beside(path)], [[[1n]], ['wal.db']]);
  const db = new BetterSqlite(path);
  db.pragma('wal_autocheckpoint=0');
  db.exec('INSERT INTO t VALUES (2)');
  const before = beside(path);
  const bytes = before.map((name) => readFileSync(join(path, '..', name)));
  assert.deepEqual(await read(path), [[1n], [2n]]);
  const linked = join(dir, 'linked.db');
  symlinkSync(path, linked);
  assert.deepEqual(await read(linked), [[1n], [2n]]);
  assert.deepEqual(beside(path), before);
  assert.ok(before.every((name, i) => name.endsWith('-shm') || readFileSync(join(path, '..', name)).equals(bytes[i] ?? Buffer.alloc(0))));
  // the program has ended without tidying up, and the folder cannot be written to
  const left = join(dir, 'left');
  mkdirSync(left);
  copyFileSync(path, join(left, 'x.db'));
  copyFileSync(`${path}-wal`, join(left, 'x.db-wal'));
  db.close();
  chmodSync(left, 0o500);
  assert.deepEqual(await read(join(left, 'x.db')), [[1n], [2n]]);
  chmodSync(left, 0o700);
  assert.deepEqual(readdirSync(left), ['x.db', 'x.db-wal']);
});

test('held by another program, or left in the middle of writing', async () => {
  const path = database('busy.db', 'CREATE TABLE t (a); INSERT INTO t VALUES (1)');
  const other = new BetterSqlite(path);
  other.pragma('cache_size=1');
  other.exec('BEGIN EXCLUSIVE; INSERT INTO t VALUES (2)');
  await assert.rejects(readTable(path), { code: 'file-locked' });
  other.exec('ROLLBACK');
  other.close();
  assert.deepEqual((await readTable(path)).rows, [[1n]]);
  writeFileSync(`${path}-journal`, Buffer.concat([Buffer.from('d9d505f920a163d7', 'hex'), Buffer.alloc(504)]));
  const listed = beside(path);
  await assert.rejects(readTable(path), { code: 'file-locked' });
  assert.deepEqual(beside(path), listed);
  // a journal that is done with
  writeFileSync(`${path}-journal`, Buffer.alloc(512));
  assert.deepEqual((await readTable(path)).rows, [[1n]]);
});

test('a file that changes while it is read', async () => {
  const path = database('moving.db', 'CREATE TABLE t (a); INSERT INTO t VALUES (1)');
  const { shape } = await readTable(path);
  const sink = { rows: () => writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.alloc(4096)])), malformed: () => undefined };
  await assert.rejects(sqliteReader.read(path, shape, null, sink, quietContext), { code: 'file-changed' });
});

test('no tables, no bytes, damage, encryption, other files with that ending', async () => {
  await assert.rejects(readTable(database('none.db', 'CREATE VIEW v AS SELECT 1')), { code: 'file-empty' });
  const file = (name: string, bytes: Uint8Array): string => {
    writeFileSync(join(dir, name), bytes);
    return join(dir, name);
  };
  await assert.rejects(readTable(file('zero.db', Buffer.alloc(0))), { code: 'file-empty' });
  const whole = readFileSync(
    database(
      'a.db',
      `CREATE TABLE t (a, b); WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 3000) INSERT INTO t SELECT x, hex(x) FROM c`,
    ),
  );
  await assert.rejects(readTable(file('cut.db', whole.subarray(0, 5000))), { code: 'file-damaged' });
  await assert.rejects(readTable(file('head.db', whole.subarray(0, 50))), { code: 'file-damaged' });
  await assert.rejects(readTable(file('noise.db', Buffer.concat([whole.subarray(0, 4096), Buffer.alloc(whole.length - 4096, 0x5a)]))), {
    code: 'file-damaged',
  });
  const secret = database('secret.db', 'SELECT 1', (db) => {
    (db as unknown as { key(secret: Buffer): void }).key(Buffer.from('secret'));
    db.exec('CREATE TABLE t (a); INSERT INTO t VALUES (hex(randomblob(9000)))');
  });
  await assert.rejects(readTable(secret), { code: 'file-encrypted' });
  const dbase = Buffer.concat([Buffer.from([3, 124, 1, 31, 2, 0, 0, 0, 65, 0, 20, 0]), Buffer.alloc(4000, 1), Buffer.alloc(300, 0)]);
  await assert.rejects(readTable(file('old.db', dbase)), (error: { code?: string }) =>
    ['file-damaged', 'file-not-text'].includes(error.code ?? ''),
  );
  assert.equal((await readTable(file('text.db', Buffer.from('a,b\n1,2\n')))).shape.format, 'csv');
  await assert.rejects(readTable(file('picture.db', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'))), { code: 'file-not-text' });
});

test('pages that point at each other do not go on for ever', async () => {
  const path = database(
    'loop.db',
    `PRAGMA page_size=512; VACUUM; CREATE TABLE t (a); WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 2000) INSERT INTO t SELECT x FROM c`,
  );
  const bytes = readFileSync(path);
  // the root of t is page 2, an inner page: every child becomes the first one
  const root = bytes.subarray(512, 1024);
  assert.equal(root[0], 5);
  const cells = root.readUInt16BE(3);
  const first = root.readUInt32BE(root.readUInt16BE(12));
  for (let i = 0; i < cells; i++) root.writeUInt32BE(first, root.readUInt16BE(12 + 2 * i));
  root.writeUInt32BE(first, 8);
  writeFileSync(path, bytes);
  await assert.rejects(readTable(path), { code: 'file-damaged' });
});

test('text that is not UTF-8 is kept with a note; a value that is too long is left out with one', async () => {
  const path = database('a.db', "CREATE TABLE t (a, b); INSERT INTO t VALUES (1, CAST(x'b8a3cceF' AS TEXT)), (2, 'x')");
  const { rows, malformed } = await readTable(path);
  assert.equal(rows.length, 2);
  assert.deepEqual(
    malformed.map(({ row, reason, kept }) => [row, reason, kept]),
    [[1, 'bad-bytes', true]],
  );
  const long = database('a.db', "CREATE TABLE t (a, b); INSERT INTO t VALUES (1, '12345678901'), (2, x'00')");
  const db = openDatabase({ path: long, mode: 'foreign-read', key: null });
  const { query } = tableQuery(db, { name: 't', columns: [] }, ['a', 'b'], 10);
  assert.deepEqual(db.arrays(query), [
    [1, 1, TOO_LONG],
    [2, 2, Buffer.from([0])],
  ]);
  db.close();
});

test('packed, misnamed, converted', async () => {
  const path = database(
    '人口.db',
    "PRAGMA journal_mode=WAL; CREATE TABLE 甲 (a); INSERT INTO 甲 VALUES (1); CREATE TABLE 乙 (b); INSERT INTO 乙 VALUES ('x')",
  );
  writeFileSync(join(dir, 'a.db.gz'), gzipSync(readFileSync(path)));
  assert.deepEqual((await readTable(join(dir, 'a.db.gz'), { sheet: '乙' })).rows, [['x']]);
  writeFileSync(join(dir, 'a.csv'), readFileSync(path));
  assert.equal((await readTable(join(dir, 'a.csv'))).shape.format, 'sqlite');
  const writer = new BetterSqlite(path);
  writer.pragma('wal_autocheckpoint=0');
  writer.exec('INSERT INTO 甲 VALUES (2)');
  const archive = new ZipFile();
  archive.addFile(path, 'data/人口.db');
  archive.addFile(`${path}-wal`, 'data/人口.db-wal');
  archive.addBuffer(Buffer.from('a,b\n1,2\n'), 'z.csv');
  archive.end();
  const zip = join(dir, 'a.zip');
  await pipeline(archive.outputStream, createWriteStream(zip));
  writer.close();
  const reader = pickReader(zip);
  assert.deepEqual(await reader.sheets?.(zip), ['data/人口.db', 'z.csv']);
  const shape = await reader.detect(zip, { sheet: 'data/人口.db::甲' }, quietContext);
  assert.deepEqual([shape.format, shape.sheet], ['sqlite+zip', 'data/人口.db::甲']);
  const sink = keepingSink();
  await readerOf(shape.format).read(zip, shape, null, sink, quietContext);
  assert.deepEqual(sink.kept, [[1n], [2n]]);
  await convertFile(path, join(dir, 'out.jsonl'), { sheet: '甲' }, quietContext);
  assert.equal(readFileSync(join(dir, 'out.jsonl'), 'utf8'), '{"a":1}\n{"a":2}\n');
});
