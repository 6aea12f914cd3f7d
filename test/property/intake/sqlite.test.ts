/** Tables of chance: what is written is read, another SQLite agrees, DuckDB's data survives the way through a file, and damage is one documented error. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import BetterSqlite from 'better-sqlite3';
import fc from 'fast-check';
import { isJiadiError } from '../../../contract/errors.ts';
import type { Cell } from '../../../engine/intake/reader.ts';
import { textOrHex } from '../../../engine/intake/readers/common/binary-text.ts';
import { openDuck } from '../../support/duckdb.ts';
import { readTable } from '../../support/intake.ts';
import { propertyRuns } from '../../support/property.ts';

const dir = mkdtempSync(join(tmpdir(), 'jiadi-sqlite-property-'));
const path = join(dir, 'table.db');
after(() => rmSync(dir, { recursive: true, force: true }));

type Stored = string | bigint | number | Uint8Array | null;

const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
  .filter((text) => text.trim() === text && !text.includes('\0') && !/^sqlite_/i.test(text));
/** SQLite tells names apart by their letters, not by their case. */
const names = (max: number) => fc.uniqueArray(name, { minLength: 1, maxLength: max, selector: (text) => text.toLowerCase() });
const value: fc.Arbitrary<Stored> = fc.oneof(
  fc.constant(null),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.double({ noNaN: true }),
  fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !text.includes('\uFFFD')),
  fc.uint8Array({ maxLength: 12 }),
);
const tables = fc.record({
  table: name,
  columns: names(5),
  /** The rows of the table by their number, which need not begin at 1. */
  rows: fc.array(fc.array(value, { minLength: 5, maxLength: 5 }), { maxLength: 30 }),
  rowid: fc.boolean(),
  wal: fc.boolean(),
});

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** A stored value as the cell it must become: said again here, not taken from the reader. */
function wanted(stored: Stored): Cell {
  if (stored instanceof Uint8Array) return textOrHex(stored);
  return typeof stored === 'number' && !Number.isFinite(stored) ? (stored > 0 ? 'Infinity' : '-Infinity') : stored;
}

test('what is written is read, and another SQLite reads the same', async () => {
  const property = fc.asyncProperty(tables, async ({ table, columns, rows, rowid, wal }) => {
    for (const file of readdirSync(dir)) rmSync(join(dir, file));
    const db = new BetterSqlite(path);
    if (wal) db.pragma('journal_mode=WAL');
    const key = columns.some((each) => each.toLowerCase() === 'k') ? 'schlüssel' : 'k';
    db.exec(
      `CREATE TABLE ${quoted(table)} (${columns.map(quoted).join(', ')}${rowid ? '' : `, ${key} INTEGER PRIMARY KEY) WITHOUT ROWID`}${rowid ? ')' : ''}`,
    );
    const insert = db.prepare(`INSERT INTO ${quoted(table)} VALUES (${columns.map(() => '?').join(', ')}${rowid ? '' : ', ?'})`);
    rows.forEach((row, r) => insert.run(...row.slice(0, columns.length), ...(rowid ? [] : [BigInt(r)])));
    db.close();
    const got = await readTable(path);
    assert.deepEqual(
      got.rows,
      rows.map((row, r) => [...row.slice(0, columns.length).map(wanted), ...(rowid ? [] : [BigInt(r)])]),
    );
    assert.deepEqual([got.shape.sheet, got.malformed], [table, []]);
    assert.deepEqual(readdirSync(dir), ['table.db']);
    const other = new DatabaseSync(path, { readOnly: true });
    const statement = other.prepare(`SELECT * FROM ${quoted(table)}`);
    statement.setReadBigInts(true);
    statement.setReturnArrays(true);
    const second = statement.all() as unknown as Stored[][];
    other.close();
    assert.deepEqual(
      got.rows,
      second.map((row) => row.map(wanted)),
    );
  });
  await fc.assert(property, propertyRuns(80));
});

test("DuckDB's data comes back through a file", async () => {
  const duck = await openDuck();
  const rows = await duck.rows(
    `SELECT (hash(range) >> 1)::BIGINT, (hash(range) % 1000000) / 7.0::DOUBLE, '户' || md5(range::VARCHAR),
       CASE WHEN range % 3 = 0 THEN NULL ELSE (DATE '2000-01-01' + (range % 9000)::INTEGER)::VARCHAR END FROM range(20000)`,
  );
  duck.close();
  for (const file of readdirSync(dir)) rmSync(join(dir, file));
  const db = new BetterSqlite(path);
  db.exec('CREATE TABLE t (a, b, c, d)');
  const insert = db.prepare('INSERT INTO t VALUES (?, ?, ?, ?)');
  db.transaction(() => rows.forEach((row) => insert.run(...row)))();
  db.close();
  const { rows: got, shape } = await readTable(path);
  assert.deepEqual(got, rows);
  assert.deepEqual(
    shape.columns.map(({ type, nullable }) => `${type} ${nullable}`),
    ['integer false', 'decimal false', 'text false', 'date true'],
  );
});

const damage = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    head: fc.boolean(),
    byte: fc.integer({ min: 0, max: 255 }),
    count: fc.integer({ min: 1, max: 8 }),
  }),
  {
    minLength: 1,
    maxLength: 6,
  },
);

test('a damaged file gives rows or one documented error, soon', async () => {
  for (const file of readdirSync(dir)) rmSync(join(dir, file));
  const db = new BetterSqlite(path);
  db.exec(`PRAGMA page_size=512; VACUUM; CREATE TABLE t (a INTEGER PRIMARY KEY, b, c AS (b || 'x'), d); CREATE TABLE w (k PRIMARY KEY, v) WITHOUT ROWID; CREATE INDEX i ON t (b);
    WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 300) INSERT INTO t (b, d) SELECT hex(x), zeroblob(x * 3) FROM c; INSERT INTO w SELECT b, d FROM t`);
  db.close();
  const whole = readFileSync(path);
  const property = fc.asyncProperty(damage, fc.constantFrom(null, 'w'), async (steps, sheet) => {
    const bytes = Buffer.from(whole);
    for (const { at, head, byte, count } of steps) {
      // the first pages hold the description of the tables and the tops of the trees
      const place = Math.floor(at * (head ? 3000 : bytes.length - 1));
      bytes.fill(byte, place, Math.min(bytes.length, place + count));
    }
    writeFileSync(path, bytes);
    const started = performance.now();
    try {
      const { rows, result } = await readTable(path, sheet === null ? {} : { sheet });
      assert.equal(rows.length, result.rowCount);
    } catch (error) {
      if (!isJiadiError(error)) throw error;
    }
    assert.ok(performance.now() - started < 5000);
  });
  await fc.assert(property, propertyRuns(600));
});
