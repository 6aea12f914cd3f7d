import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import type { Cell, SourceShape } from '../../../engine/intake/reader.ts';
import { readCsv } from '../../../engine/intake/readers/csv/read.ts';
import { csvShape } from '../../support/csv-shape.ts';
import { keepingSink, quietContext } from '../../support/intake.ts';
import { propertyRuns } from '../../support/property.ts';

const dir = mkdtempSync(join(tmpdir(), 'jiadi-csv-'));
after(() => rmSync(dir, { recursive: true, force: true }));
const path = join(dir, 'part.csv');

const tinyBlocks = { blockBytes: 64, lineBytesMax: 1 << 20, recordCharsMax: 1 << 20 };

function read(shape: SourceShape, range: { from: number; to: number } | null, limits = tinyBlocks) {
  const sink = keepingSink();
  const result = readCsv(path, shape, range, sink, quietContext, limits);
  return { rows: sink.kept, malformed: sink.problems, result };
}

const cell = fc.oneof(
  { weight: 5, arbitrary: fc.string({ unit: fc.constantFrom('a', '1', ' ', '福', '田', '𠮷', '.', "'", '\\'), maxLength: 6 }) },
  { weight: 2, arbitrary: fc.string({ unit: fc.constantFrom('"', ',', 'x', '区', '\t'), maxLength: 5 }) },
  { weight: 2, arbitrary: fc.constant('') },
);
const cellWithLines = fc.oneof(
  { weight: 6, arbitrary: cell },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'y'), maxLength: 6 }) },
);

const field = (value: string) => (/[",\r\n]|^\s|\s$/.test(value) || value === '' ? `"${value.replaceAll('"', '""')}"` : value);
const textOf = (rows: readonly (readonly string[])[], newline: string, last: boolean) =>
  rows.map((row) => row.map(field).join(',')).join(newline) + (last ? newline : '');

function table(cells: fc.Arbitrary<string>) {
  return fc
    .integer({ min: 1, max: 4 })
    .chain((width) => fc.array(fc.array(cells, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 25 }));
}

test('what is written by the rules is read as it was, whatever the block size', () => {
  const property = fc.property(
    table(cellWithLines),
    fc.constantFrom('\n', '\r\n', '\r'),
    fc.boolean(),
    fc.integer({ min: 16, max: 300 }),
    (rows, newline, last, blockBytes) => {
      writeFileSync(path, textOf(rows, newline, last));
      const width = rows[0]?.length ?? 1;
      const got = read(csvShape(width, { newline, header: false }, 'utf-8', true), null, { ...tinyBlocks, blockBytes });
      assert.deepEqual(got.rows, rows);
      assert.deepEqual(got.malformed, []);
      assert.equal(got.result.rowCount, rows.length);
    },
  );
  fc.assert(property, propertyRuns(400));
});

const encodings = ['utf-8', 'gb18030', 'big5', 'utf-16le', 'utf-16be', 'shift_jis'];

test('stretches cut anywhere give together the rows, lines and seams of one reading', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '福', '田', '区', '1', ' '), maxLength: 8 });
  const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 4 });
  const property = fc.property(
    table(text),
    fc.constantFrom('\n', '\r\n', '\r'),
    fc.constantFrom(...encodings),
    cuts,
    fc.boolean(),
    (rows, newline, encoding, shares, header) => {
      const bytes = iconv.encode(textOf(rows, newline, true), encoding, { addBOM: false });
      writeFileSync(path, bytes);
      const shape = csvShape(rows[0]?.length ?? 1, { newline, header }, encoding, true);
      const whole = read(shape, null);
      const inner = shares.map((share) => Math.floor(share * bytes.length)).filter((at) => at > 0 && at < bytes.length);
      const places = [...new Set([0, ...inner.toSorted((a, b) => a - b), bytes.length])];
      const parts = places.slice(1).map((to, index) => read(shape, { from: places[index] ?? 0, to }));
      assert.deepEqual(
        parts.flatMap(({ rows: part }) => part),
        whole.rows,
      );
      assert.equal(
        parts.reduce((sum, { result }) => sum + result.lineCount, 0),
        whole.result.lineCount,
      );
      parts.forEach(({ result }, index) => assert.equal(result.begin, parts[index - 1]?.result.end ?? whole.result.begin, `seam ${index}`));
      assert.equal(parts.at(-1)?.result.end, whole.result.end);
    },
  );
  fc.assert(property, propertyRuns(300));
});

test('a seam inside a quoted field shows: end and begin differ, or the rows are those of one reading', () => {
  const property = fc.property(table(cellWithLines), fc.double({ min: 0, max: 1, noNaN: true }), (rows, share) => {
    const bytes = Buffer.from(textOf(rows, '\n', true));
    writeFileSync(path, bytes);
    const shape = csvShape(rows[0]?.length ?? 1, { header: false }, 'utf-8', true);
    const cut = Math.floor(share * bytes.length);
    const [first, second] = [read(shape, { from: 0, to: cut }), read(shape, { from: cut, to: bytes.length })];
    // What the first stretch gives is always right, as far as it goes.
    assert.deepEqual(first.rows, rows.slice(0, first.rows.length));
    if (first.result.end === second.result.begin) assert.deepEqual([...first.rows, ...second.rows], rows);
    else assert.deepEqual([...first.rows, ...read(shape, { from: first.result.end, to: bytes.length }).rows], rows);
  });
  fc.assert(property, propertyRuns(400));
});

test('any bytes at all: no crash, every record is a row or reported, rows have the width of the table', () => {
  const junk = fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'a', ' ', '\\', '\0', '福', "'"), maxLength: 120 });
  const property = fc.property(
    junk,
    fc.integer({ min: 1, max: 3 }),
    fc.constantFrom('"', '\\'),
    fc.integer({ min: 8, max: 64 }),
    (text, width, escape, recordCharsMax) => {
      writeFileSync(path, text);
      const got = read(csvShape(width, { header: false, escape }), null, { blockBytes: 16, lineBytesMax: 64, recordCharsMax });
      assert.equal(got.rows.length, got.result.rowCount);
      assert.ok(got.rows.every((row: Cell[]) => row.length === width));
      assert.equal(got.malformed.length, got.result.malformedCount);
      assert.equal(got.result.end, Buffer.byteLength(text));
      const numbers = got.malformed.map(({ line }) => line);
      assert.deepEqual(
        numbers,
        numbers.toSorted((a, b) => a - b),
      );
      const lines = text.split(/\r\n|\n|\r/);
      assert.ok(got.result.lineCount <= lines.length, `${got.result.lineCount} of ${lines.length}`);
    },
  );
  fc.assert(property, propertyRuns(600));
});
