import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import iconv from 'iconv-lite';
import type { SourceShape } from '../../../engine/intake/reader.ts';
import { type CsvLimits, csvLimits, readCsv } from '../../../engine/intake/readers/csv/read.ts';
import { csvShape } from '../../support/csv-shape.ts';
import { keepingSink, quietContext } from '../../support/intake.ts';

const dir = mkdtempSync(join(tmpdir(), 'jiadi-csv-'));
after(() => rmSync(dir, { recursive: true, force: true }));

function read(content: string | Uint8Array, shape: SourceShape, limits: Partial<CsvLimits> = {}) {
  const path = join(dir, 'x.csv');
  writeFileSync(path, content);
  const sink = keepingSink();
  const result = readCsv(path, shape, null, sink, quietContext, { ...csvLimits, ...limits });
  return { rows: sink.kept, malformed: sink.problems, result };
}
const reasons = (got: ReturnType<typeof read>) => got.malformed.map(({ row, line, reason, kept }) => [row, line, reason, kept]);

test('empty fields are null, quoted or not; as text only when asked', () => {
  assert.deepEqual(read('a,b\n1,""\n,2\n', csvShape(2)).rows, [
    ['1', null],
    [null, '2'],
  ]);
  assert.deepEqual(read('a,b\n1,""\n,2\n', csvShape(2, {}, 'utf-8', true)).rows, [
    ['1', ''],
    ['', '2'],
  ]);
});

test('doubled quotes, escaped quotes and line ends inside quotes', () => {
  assert.deepEqual(read('a,b\n"x ""y""","1\r\n2"\n', csvShape(2)).rows, [['x "y"', '1\r\n2']]);
  assert.deepEqual(read('a,b\n"x \\"y\\\\",z\\,\n', csvShape(2, { escape: '\\' })).rows, [['x "y\\', 'z,']]);
  assert.deepEqual(read("a;b\n'x;y';z\n", csvShape(2, { delimiter: ';', quote: "'", escape: "'" })).rows, [['x;y', 'z']]);
});

test('CR, LF and CRLF end a record, mixed too; blank lines are counted', () => {
  const got = read('a,b\r\n1,2\n\n3,4\r5,6\r\n\r\n7,8', csvShape(2));
  assert.deepEqual(got.rows, [
    ['1', '2'],
    ['3', '4'],
    ['5', '6'],
    ['7', '8'],
  ]);
  assert.equal(got.result.blankLineCount, 2);
  assert.equal(got.result.lineCount, 7);
  assert.deepEqual(read('a,b\r1,2\r3,4\r', csvShape(2, { newline: '\r' })).rows, [
    ['1', '2'],
    ['3', '4'],
  ]);
});

test('a byte-order mark is no part of the first name or cell', () => {
  assert.deepEqual(read('\uFEFF1,2\n', csvShape(2, { header: false })).rows, [['1', '2']]);
  assert.deepEqual(read(iconv.encode('姓名,区\n张三,福田\n', 'utf-16le', { addBOM: true }), csvShape(2, {}, 'utf-16le')).rows, [
    ['张三', '福田'],
  ]);
});

test('blanks round a quoted field are dropped, those of a plain one stay', () => {
  assert.deepEqual(read('a,b,c\n"x" , "y, z",  w \n', csvShape(3)).rows, [['x', 'y, z', '  w ']]);
});

test('title rows before the header, and comment lines, are no rows', () => {
  const got = read('深圳市\n\n# note\na,b\n1,2\n# end\n3,4\n', csvShape(2, { skipRows: 2, comment: '#' }));
  assert.deepEqual(got.rows, [
    ['1', '2'],
    ['3', '4'],
  ]);
  assert.equal(got.result.commentLineCount, 1);
});

test('too few fields: padded, kept, reported; too many: cut, kept, reported with the text', () => {
  const got = read('a,b,c\n1,2\n1,2,3\n1,2,3,4\n', csvShape(3));
  assert.deepEqual(got.rows, [
    ['1', '2', null],
    ['1', '2', '3'],
    ['1', '2', '3'],
  ]);
  assert.deepEqual(reasons(got), [
    [1, 2, 'too-few-fields', true],
    [3, 4, 'too-many-fields', true],
  ]);
  assert.equal(got.malformed[1]?.raw, '1,2,3,4');
});

test('line numbers count the lines inside quotes', () => {
  const got = read('a,b\n"1\n1","2\n2"\n3\n', csvShape(2));
  assert.deepEqual(reasons(got), [[2, 5, 'too-few-fields', true]]);
});

test('text after a closing quote stays in the field and is reported', () => {
  const got = read('a,b\n"Pedro "the" x",1\n', csvShape(2));
  assert.deepEqual(got.rows, [['Pedro "the" x', '1']]);
  assert.deepEqual(reasons(got), [[1, 2, 'text-after-quote', true]]);
});

test('a stray quote at the start of a field does not swallow the fields after it', () => {
  const got = read('a,b,c\n"1,"x, y",3\n4,5,6\n', csvShape(3));
  assert.deepEqual(got.rows, [
    ['"1', 'x, y', '3'],
    ['4', '5', '6'],
  ]);
  assert.deepEqual(reasons(got), [[1, 2, 'text-after-quote', true]]);
});

test('a quote that nothing closes costs one line, and says on which it was opened', () => {
  const got = read('a,b\n1,2\n3,"4\n5,6\n7,8\n', csvShape(2));
  assert.deepEqual(got.rows, [
    ['1', '2'],
    ['3', '"4'],
    ['5', '6'],
    ['7', '8'],
  ]);
  assert.deepEqual(reasons(got), [[2, 3, 'quote-not-closed', true]]);
  const quotedLater = read('a,b\n3,"4\n5,"6"\n7,"8"\n', csvShape(2));
  assert.deepEqual(quotedLater.rows, [
    ['3', '"4'],
    ['5', '6'],
    ['7', '8'],
  ]);
  assert.deepEqual(reasons(quotedLater), [[1, 2, 'quote-not-closed', true]]);
});

test('an open quote ends at the record limit, and a file of open quotes stays linear', () => {
  const lines = Array.from({ length: 60_000 }, (_, i) => `${i},"open`).join('\n');
  const started = performance.now();
  const got = read(`a,b\n${lines}\n`, csvShape(2), { blockBytes: 4096, recordCharsMax: 1 << 16 });
  assert.equal(got.rows.length, 60_000);
  assert.equal(got.malformed.length, 60_000);
  assert.ok(performance.now() - started < 5000, `took ${performance.now() - started} ms`);
});

test('bytes that cannot be decoded are seen and reported with their line; a U+FFFD of the file is not', () => {
  const bytes = Buffer.concat([Buffer.from('a,b\n福,1\n'), Buffer.from([0x80, 0x2c, 0x31, 10]), Buffer.from('\uFFFD,2\n')]);
  const got = read(bytes, csvShape(2));
  assert.deepEqual(got.rows, [
    ['福', '1'],
    ['\uFFFD', '1'],
    ['\uFFFD', '2'],
  ]);
  assert.deepEqual(reasons(got), [[2, 3, 'bad-bytes', true]]);
  const gb = Buffer.concat([iconv.encode('名\n福田\n', 'gb18030'), Buffer.from([0xff, 10]), iconv.encode('南山\n', 'gb18030')]);
  assert.deepEqual(reasons(read(gb, csvShape(1, {}, 'gb18030'))), [[2, 3, 'bad-bytes', true]]);
});

test('a NUL stays in the value and is reported', () => {
  const got = read('a,b\n1,x\0y\n2,z\n', csvShape(2));
  assert.deepEqual(got.rows, [
    ['1', 'x\0y'],
    ['2', 'z'],
  ]);
  assert.deepEqual(reasons(got), [[1, 2, 'nul-character', true]]);
});

test('a line beyond the limit is reported and left out; the next ones are read', () => {
  const got = read(`a,b\n1,2\n${'x'.repeat(5000)},3\n4,5\n`, csvShape(2), { blockBytes: 256, lineBytesMax: 1024 });
  assert.deepEqual(got.rows, [
    ['1', '2'],
    ['4', '5'],
  ]);
  assert.deepEqual(reasons(got), [[2, 3, 'value-too-long', false]]);
  assert.ok((got.malformed[0]?.raw.length ?? 0) <= 1000);
});

test('a file that is cut while it is read is an error, not an early end', () => {
  const path = join(dir, 'shrinking.csv');
  writeFileSync(path, `a,b\n${'1,2\n'.repeat(500)}`);
  let blocks = 0;
  const context = { ...quietContext, throwIfCancelled: () => (++blocks === 3 ? truncateSync(path, 300) : undefined) };
  assert.throws(() => readCsv(path, csvShape(2), null, keepingSink(), context, { ...csvLimits, blockBytes: 128 }), {
    code: 'file-changed',
  });
});

test('a cancelled reading stops', () => {
  const path = join(dir, 'c.csv');
  writeFileSync(path, 'a,b\n1,2\n');
  const context = { ...quietContext, throwIfCancelled: () => assert.fail('cancelled') };
  assert.throws(() => readCsv(path, csvShape(2), null, keepingSink(), context), /cancelled/);
});
