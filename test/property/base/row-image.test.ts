import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { BulkRows, openDatabase, openMemory, sql, type SqlValue } from '../../../base/sqlite/index.ts';
import { propertyRuns } from '../../support/property.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('福田区', '𠮷野家', '', '\u0000a', '\ud800', '😀'.repeat(900), 'x'.repeat(2_701), '汉'.repeat(30_000)),
  fc.nat({ max: 300 }).map((n) => '汉'.repeat(n)),
);
const cell = fc.oneof(
  { weight: 6, arbitrary: text },
  { weight: 2, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.double({ noNaN: true }) },
  { weight: 1, arbitrary: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }) },
);

/** What SQLite itself makes of the rows when each value is bound. */
function bound(rows: readonly (readonly SqlValue[])[], width: number): SqlValue[][] {
  const db = openMemory();
  const names = Array.from({ length: width }, (_, i) => `c${i + 1}`).join(',');
  db.script(`CREATE TABLE rows(${names})`);
  const insert = db.statement(`INSERT INTO rows VALUES (${Array.from({ length: width }, () => '?').join(',')})`);
  for (const row of rows) insert.run([...row]);
  const all = db.statement('SELECT rowid, * FROM rows ORDER BY rowid').raw(true).safeIntegers(true).all() as SqlValue[][];
  db.close();
  return all;
}

test('rows written as pages are the rows that bound values would be', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jiadi-image-'));
  let run = 0;
  try {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 70 })
          .chain((width) =>
            fc.tuple(fc.constant(width), fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 30 })),
          ),
        fc.boolean(),
        ([width, rows], encrypted) => {
          const path = join(folder, `${++run}.db`);
          const key = encrypted ? new Uint8Array(32).fill(run % 256) : null;
          const bulk = new BulkRows(
            path,
            key,
            Array.from({ length: width }, (_, i) => `c${i + 1}`),
          );
          for (const row of rows) bulk.add(row, 0);
          bulk.flush();
          const db = openDatabase({ path, mode: 'data-read', key });
          const stored = db.statement('SELECT rowid, * FROM rows ORDER BY rowid').raw(true).safeIntegers(true).all();
          assert.deepEqual(stored, bound(rows, width));
          assert.equal(db.value(sql`PRAGMA integrity_check`), 'ok');
          db.close();
          rmSync(path);
        },
      ),
      propertyRuns(60),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('many blocks of rows keep their order and their number', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jiadi-image-'));
  try {
    const path = join(folder, 'many.db');
    const bulk = new BulkRows(path, null, ['c1', 'c2', 'c3']);
    const count = 60_000;
    // long rows in between take the other way in and must not overtake the collected ones
    for (let row = 1; row <= count; row++) bulk.add([`r${row}`, row % 9_001 === 0 ? '长'.repeat(40_000) : '值'.repeat(row % 97), null], 0);
    bulk.flush();
    const db = openDatabase({ path, mode: 'data-read', key: null });
    assert.deepEqual(db.get(sql`SELECT count(*) AS n, min(rowid) AS first, max(rowid) AS last FROM rows`), {
      n: count,
      first: 1,
      last: count,
    });
    assert.equal(db.value(sql`SELECT count(*) FROM rows WHERE c1 <> 'r' || rowid`), 0);
    assert.equal(db.value(sql`SELECT sum(length(c2)) FROM rows WHERE rowid % 9001 = 0`), 40_000 * Math.floor(count / 9_001));
    assert.equal(db.value(sql`PRAGMA integrity_check`), 'ok');
    db.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
