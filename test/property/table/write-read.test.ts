import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import type { Cell, SourceShape } from '../../../engine/intake/reader.ts';
import { readerOf } from '../../../engine/intake/readers/index.ts';
import { csvWriter, jsonlWriter, type TableWriter, type WriteColumn, xlsxWriter } from '../../../engine/table/write/index.ts';
import { csvShape } from '../../support/csv-shape.ts';
import { keepingSink, quietContext } from '../../support/intake.ts';
import { propertyRuns } from '../../support/property.ts';

const dir = mkdtempSync(join(tmpdir(), 'jiadi-write-'));
after(() => rmSync(dir, { recursive: true, force: true }));

const columnsOf = (width: number): WriteColumn[] => Array.from({ length: width }, (_, index) => ({ name: `列${index + 1}`, type: 'text' }));
const unicode = fc.string({ unit: 'grapheme', maxLength: 12 });
const awkward = fc.string({
  unit: fc.constantFrom('"', ',', '\n', '\r', ' ', '\t', "'", '=', ';', '福', '𠮷', '_x0041_', '&', '<', ']]>'),
  maxLength: 6,
});
const text = fc.oneof(unicode, awkward);

function table(cell: fc.Arbitrary<Cell>) {
  return fc
    .integer({ min: 1, max: 5 })
    .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 20 }).map((rows) => ({ width, rows })));
}

async function writeAll(writer: TableWriter, rows: readonly (readonly Cell[])[]): Promise<void> {
  for (const row of rows) writer.rows(row, 1);
  const result = await writer.finish();
  assert.equal(result.rowCount, rows.length);
}

async function readAll(path: string, shape: SourceShape) {
  const sink = keepingSink();
  await readerOf(shape.format).read(path, shape, null, sink, quietContext);
  assert.deepEqual(sink.problems, []);
  return sink.kept;
}

test('CSV: a table written and read again is the same, nulls and empty texts as nulls', async () => {
  const cell = fc.oneof(text, fc.constant(null));
  const property = fc.asyncProperty(
    table(cell),
    fc.constantFrom(',', ';', '\t', '|'),
    fc.constantFrom('utf-8', 'gb18030', 'utf-16le'),
    async ({ width, rows }, delimiter, encoding) => {
      const path = join(dir, 'x.csv');
      await writeAll(csvWriter(path, columnsOf(width), { delimiter, encoding }), rows);
      const got = await readAll(path, csvShape(width, { delimiter, newline: '\r\n' }, encoding));
      assert.deepEqual(
        got,
        rows.map((row) => row.map((value) => (value === '' ? null : value))),
      );
    },
  );
  await fc.assert(property, propertyRuns(200));
});

test('JSON lines: a table written and read again is the same, types too', async () => {
  const cell: fc.Arbitrary<Cell> = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constant(null),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Number.isInteger(value)),
  );
  const property = fc.asyncProperty(table(cell), async ({ width, rows }) => {
    const path = join(dir, 'x.jsonl');
    const columns = columnsOf(width);
    await writeAll(jsonlWriter(path, columns), rows);
    const shape = {
      ...csvShape(width),
      format: 'jsonl',
      dialect: null,
      columns: columns.map((column) => ({ ...column, semantic: null, nullable: true })),
    };
    assert.deepEqual(await readAll(path, shape), rows);
  });
  await fc.assert(property, propertyRuns(150));
});

test('XLSX: a table written and read again is the same; wholly empty rows are no rows', async () => {
  const cell: fc.Arbitrary<Cell> = fc.oneof(
    text.map((value) => value.replaceAll('\r', '')),
    fc.constant(null),
    fc.bigInt({ min: -(10n ** 15n) + 1n, max: 10n ** 15n - 1n }),
    fc.constantFrom('440305199001011234', '00123', '=1+1', '-5', 1.5, -0.25),
  );
  const property = fc.asyncProperty(table(cell), fc.integer({ min: 1, max: 7 }), async ({ width, rows }, rowsPerSheet) => {
    const path = join(dir, 'x.xlsx');
    await writeAll(xlsxWriter(path, columnsOf(width), { rowsPerSheet, sheetName: '人口' }), rows);
    const got: Cell[][] = [];
    for (let n = 1; n <= Math.max(1, Math.ceil(rows.length / rowsPerSheet)); n++) {
      const shape = { ...csvShape(width), format: 'xlsx', encoding: null, sheet: n === 1 ? '人口' : `人口 ${n}` };
      got.push(...(await readAll(path, shape)));
    }
    const wanted = rows
      .map((row) => row.map((value) => (value === '' ? null : value)))
      .filter((row) => row.some((value) => value !== null));
    assert.deepEqual(got, wanted);
  });
  await fc.assert(property, propertyRuns(60));
  assert.deepEqual(
    readdirSync(dir).filter((name) => name.includes('.part') || name.includes('sheet')),
    [],
  );
});
