import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { BulkRows, openDatabase, sql } from '../../../base/sqlite/index.ts';
import { cellOfUnits, countUnitLineEnds, textOfUnits, UnitBuffer, type UnitRows } from '../../../base/units.ts';
import { PartCounter } from '../../../engine/profile/index.ts';
import { scratch } from '../../support/batch.ts';
import { propertyRuns } from '../../support/property.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }).map((value) => value.toWellFormed()),
  fc.constantFrom('', '男', '2024-02-29', '12.50', '440308193709062413', '𠮷野家', '深圳市福田区', 'é', '\u0001', 'x'.repeat(9_000)),
);
const table = fc.integer({ min: 1, max: 4 }).chain((width) =>
  fc.record({
    width: fc.constant(width),
    rows: fc.array(fc.array(fc.option(text), { minLength: width, maxLength: width }), { maxLength: 120 }),
  }),
);

/** The rows as a reader of text would give them. */
function unitRows(width: number, rows: readonly (readonly (string | null)[])[]): UnitRows {
  const buffer = new UnitBuffer(1);
  const cells = rows.flat();
  const starts = new Int32Array(cells.length);
  const ends = new Int32Array(cells.length);
  cells.forEach((cell, i) => {
    starts[i] = cell === null ? -1 : buffer.length;
    if (cell !== null) buffer.appendUtf8(Buffer.from(cell));
    ends[i] = buffer.length;
  });
  return { width, rowCount: rows.length, units: buffer.units, starts, ends };
}

test('a text comes back from its units, and values put behind it are no part of it', () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 6 }), text, fc.nat(20), (pieces, behind, cut) => {
      const buffer = new UnitBuffer(1);
      pieces.forEach((piece, i) => (i % 2 === 0 ? buffer.append(piece) : buffer.appendUtf8(Buffer.from(piece))));
      const whole = pieces.join('');
      const end = buffer.putBehind(behind, buffer.length + 1);
      assert.equal(textOfUnits(buffer.units, buffer.length + 1, end), behind);
      assert.equal(textOfUnits(buffer.units, 0, buffer.length), whole);
      assert.equal(countUnitLineEnds(buffer.units, 0, buffer.length), (whole.match(/\r\n|\r|\n/g) ?? []).length);
      const from = Math.min(cut, buffer.length);
      buffer.dropBefore(from);
      assert.equal(textOfUnits(buffer.units, 0, buffer.length), whole.slice(from));
    }),
    propertyRuns(500),
  );
});

test('texts without strings are counted and stored as the same strings are', () => {
  const { folder, done } = scratch();
  let file = 0;
  const stored = (add: (bulk: BulkRows) => void, width: number): unknown => {
    const path = join(folder, `${++file}.db`);
    const bulk = new BulkRows(
      path,
      null,
      Array.from({ length: width }, (_, c) => `c${c}`),
    );
    add(bulk);
    bulk.flush();
    const db = openDatabase({ path, mode: 'data-read', key: null });
    try {
      return db.all(sql`SELECT * FROM rows ORDER BY rowid`);
    } finally {
      db.close();
    }
  };
  const counted = (rows: Parameters<PartCounter['rows']>[0], memoryBytes: number): unknown => {
    const checks = Array.from({ length: rows.width }, () => (value: string) => value.length > 2);
    const counter = new PartCounter({ checks, memoryBytes, spillPath: join(folder, `${++file}.spill`) });
    counter.rows(rows);
    counter.rows(rows);
    const { columns, content, rowCount } = counter.seal();
    return { columns: columns.map(({ spilled, ...rest }) => ({ ...rest, spilled: spilled?.streams ?? null })), content, rowCount };
  };
  try {
    fc.assert(
      fc.property(table, fc.constantFrom(0, 1 << 24), ({ width, rows }, memoryBytes) => {
        const units = unitRows(width, rows);
        const given = { width, rowCount: rows.length, cells: rows.flat() };
        assert.deepEqual(
          given.cells.map((_, i) => cellOfUnits(units, i)),
          given.cells,
        );
        assert.deepEqual(counted(units, memoryBytes), counted(given, memoryBytes));
        assert.deepEqual(
          stored((bulk) => rows.forEach((_, r) => bulk.addUnits(units, r)), width),
          stored((bulk) => rows.forEach((_, r) => bulk.add(given.cells, r * width)), width),
        );
      }),
      propertyRuns(60),
    );
  } finally {
    done();
  }
});
