/** Parquet: values exact, memory flat, and what lies about itself is one documented error. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { crc32, gzipSync, zstdCompressSync } from 'node:zlib';
import { convertFile } from '../../../engine/intake/convert.ts';
import { detectSource } from '../../../engine/intake/detect.ts';
import { checkPrefixes, checkRuns, checkVariant, PageDamaged } from '../../../engine/intake/readers/parquet/guard.ts';
import { skimThrift, ThriftCut, ThriftDamaged } from '../../../engine/intake/readers/parquet/thrift.ts';
import { parquetReader } from '../../../engine/intake/readers/parquet/parquet.ts';
import { type Duck, literal, openDuck } from '../../support/duckdb.ts';
import { keepingSink, quietContext, readTable } from '../../support/intake.ts';
import { dictionary, levelRuns, plainBytes, type TestColumn, thrift, writeParquet } from '../../support/parquet-file.ts';

const dir = mkdtempSync(join(tmpdir(), 'jiadi-parquet-'));
const at = (name: string): string => join(dir, name);
let duck: Duck;
before(async () => {
  duck = await openDuck();
});
after(() => {
  duck.close();
  rmSync(dir, { recursive: true, force: true });
});

async function written(name: string, query: string, options = ''): Promise<string> {
  await duck.run(`COPY (${query}) TO ${literal(at(name))} (FORMAT parquet${options})`);
  return at(name);
}

test('every type of DuckDB, exact', async () => {
  const columns = [
    ['9223372036854775807::BIGINT', 'integer', 9223372036854775807n],
    ['(-128)::TINYINT', 'integer', -128n],
    ['18446744073709551615::UBIGINT', 'integer', '18446744073709551615'],
    ['4294967295::UINTEGER', 'integer', 4294967295n],
    ['1.5::FLOAT', 'decimal', 1.5],
    ["'NaN'::DOUBLE", 'decimal', 'NaN'],
    ["'-Infinity'::DOUBLE", 'decimal', '-Infinity'],
    ['(-0.05)::DECIMAL(4,2)', 'decimal', '-0.05'],
    ['12345678901234.5678::DECIMAL(18,4)', 'decimal', '12345678901234.5678'],
    ['1234567890123456789012345678.9012345678::DECIMAL(38,10)', 'decimal', '1234567890123456789012345678.9012345678'],
    ['42::DECIMAL(9,0)', 'integer', '42'],
    ["DATE '1969-12-31'", 'date', '1969-12-31'],
    ["TIMESTAMP '1969-12-31 23:59:59.999999'", 'datetime', '1969-12-31 23:59:59.999999'],
    ["TIMESTAMP_MS '2024-02-29 08:00:00.120'", 'datetime', '2024-02-29 08:00:00.120'],
    ["TIMESTAMP_NS '2024-02-29 08:00:00.123456789'", 'datetime', '2024-02-29 08:00:00.123456789'],
    ["TIMESTAMPTZ '2024-02-29 08:00:00+08'", 'datetime', '2024-02-29 00:00:00'],
    ["TIME '08:30:00'", 'time', '08:30:00'],
    ['true', 'boolean', 'TRUE'],
    ["'福田区'", 'text', '福田区'],
    ["''", 'text', ''],
    ["'00123'", 'text', '00123'],
    ["'2024-01-31'", 'date', '2024-01-31'],
    ["'550e8400-e29b-41d4-a716-446655440000'::UUID", 'text', '550e8400-e29b-41d4-a716-446655440000'],
    ["encode('南山区')", 'text', '南山区'],
    ["'\\xFF\\x00'::BLOB", 'text', 'ff00'],
    ['INTERVAL 14 MONTH + INTERVAL 3 DAY', 'text', 'P14M3D'],
    ['NULL::INTEGER', 'integer', null],
    ['[1, NULL, 3]', 'text', '[1,null,3]'],
    ['[]::INTEGER[]', 'text', '[]'],
    ['NULL::INTEGER[]', 'text', null],
    [
      "{'a': 9007199254740993, 'b': NULL::VARCHAR, 'c': true, 'd': 1.10::DECIMAL(4,2)}",
      'text',
      '{"a":"9007199254740993","b":null,"c":true,"d":1.1}',
    ],
    ["MAP {'k': DATE '2024-01-31'}", 'text', '{"k":"2024-01-31"}'],
    ["[{'x': ['a', NULL]}, NULL]", 'text', '[{"x":["a",null]},null]'],
  ] as const;
  const path = await written('types.parquet', `SELECT ${columns.map(([value], i) => `${value} AS c${i}`).join(', ')}`);
  const { rows, shape } = await readTable(path);
  assert.deepEqual(rows, [columns.map(([, , cell]) => cell)]);
  assert.deepEqual(
    shape.columns.map(({ type }) => type),
    columns.map(([, type]) => type),
  );
  assert.equal(shape.format, 'parquet');
});

test('row groups, codecs, page versions and nulls make no difference', async () => {
  const query = `SELECT range AS n, CASE WHEN range % 3 = 0 THEN NULL ELSE '户' || (range % 5) END AS 户, [range, range + 1] AS l FROM range(5000)`;
  const wanted = await readTable(await written('base.parquet', query, ', CODEC uncompressed'));
  assert.equal(wanted.rows.length, 5000);
  for (const options of [
    'ROW_GROUP_SIZE 2048',
    'CODEC zstd',
    'CODEC gzip',
    'CODEC brotli',
    'CODEC snappy',
    'CODEC lz4_raw',
    'PARQUET_VERSION v2, CODEC zstd',
  ]) {
    const got = await readTable(await written('other.parquet', query, `, ${options}`));
    assert.deepEqual(got.rows, wanted.rows, options);
  }
});

test('only the columns of the shape are read, in its order; a missing one is told', async () => {
  const path = await written('three.parquet', 'SELECT 1 AS a, 2 AS b, 3 AS c');
  const { shape } = await readTable(path);
  const read = async (names: readonly string[]) => {
    const sink = keepingSink();
    const columns = names.map((name) => ({ name, type: 'integer', semantic: null, nullable: true }) as const);
    await parquetReader.read(path, { ...shape, columns }, null, sink, quietContext);
    return sink.kept;
  };
  assert.deepEqual(await read(['c', 'a']), [[3n, 1n]]);
  await assert.rejects(read(['d']), { code: 'column-not-found' });
});

test('progress counts rows; cancelling ends between blocks', async () => {
  const path = await written('long.parquet', 'SELECT range AS n FROM range(10000)');
  const { shape } = await readTable(path);
  const seen: [number, number | null, string][] = [];
  const context = {
    ...quietContext,
    report: ({ done, total, unit }: { done: number; total: number | null; unit: string }) => seen.push([done, total, unit]),
  };
  await parquetReader.read(path, shape, null, keepingSink(), { ...context });
  assert.deepEqual(seen.at(-1), [10_000, 10_000, 'rows']);
  assert.ok(seen.length > 5);
  let blocks = 0;
  const stop = () => {
    if (++blocks === 3) throw Object.assign(new Error('stop'), { code: 'cancelled' });
  };
  const sink = keepingSink();
  await assert.rejects(parquetReader.read(path, shape, null, sink, { ...quietContext, throwIfCancelled: stop }), { code: 'cancelled' });
  assert.equal(sink.kept.length, 2048);
});

test('no rows, and files of no columns', async () => {
  const { rows, shape } = await readTable(await written('none.parquet', 'SELECT 1 AS a WHERE false'));
  assert.deepEqual([rows, shape.columns.map(({ name }) => name)], [[], ['a']]);
  await assert.rejects(readTable(writeParquet(at('nothing.parquet'), 0, [])), { code: 'file-empty' });
});

test('packed, misnamed, converted', async () => {
  const path = await written('flags.parquet', "SELECT true AS 有效, 7 AS n, 'x' AS t, 1.50::DECIMAL(4,2) AS d");
  writeFileSync(at('flags.parquet.gz'), gzipSync(readFileSync(path)));
  const packed = await detectSource(at('flags.parquet.gz'), {}, quietContext);
  assert.equal(packed.shape.format, 'parquet+gzip');
  assert.deepEqual(packed.previewRows, [['TRUE', 7n, 'x', '1.50']]);
  writeFileSync(at('flags.csv'), readFileSync(path));
  assert.equal((await detectSource(at('flags.csv'), {}, quietContext)).shape.format, 'parquet');
  await convertFile(at('flags.parquet.gz'), at('flags.jsonl'), {}, quietContext);
  assert.equal(readFileSync(at('flags.jsonl'), 'utf8'), '{"有效":true,"n":7,"t":"x","d":"1.50"}\n');
});

const ints = (values: readonly number[]) => Buffer.from(Int32Array.from(values).buffer);
const column = (more: Partial<TestColumn> = {}): TestColumn => ({
  name: 'n',
  type: 'INT32',
  pages: [{ body: ints([1, 2]), values: 2 }],
  ...more,
});
const file = (more: Partial<TestColumn>, rows = 2, footer = {}): Promise<Awaited<ReturnType<typeof readTable>>> =>
  readTable(writeParquet(at('made.parquet'), rows, [column(more)], footer));
const refused = async (code: string, more: Partial<TestColumn>, rows = 2, footer = {}): Promise<void> => {
  await assert.rejects(file(more, rows, footer), (error: { code?: string; stack?: string }) => {
    assert.equal(error.code, code, error.stack);
    return true;
  });
};

test('old and rare forms', async () => {
  assert.deepEqual((await file({})).rows, [[1n], [2n]]);
  const int96 = Buffer.alloc(24);
  int96.writeBigInt64LE(3_600_000_000_000n, 0);
  int96.writeInt32LE(2_440_588, 8);
  int96.writeBigInt64LE(1n, 12);
  int96.writeInt32LE(2_440_587, 20);
  assert.deepEqual((await file({ type: 'INT96', pages: [{ body: int96, values: 2 }] })).rows, [
    ['1970-01-01 01:00:00'],
    ['1969-12-31 00:00:00.000000001'],
  ]);
  const lossy = await file({
    type: 'BYTE_ARRAY',
    schema: { 6: { i32: 0 } },
    pages: [{ body: plainBytes(['好', Buffer.from('b8a3', 'hex')]), values: 2 }],
  });
  assert.deepEqual(lossy.rows, [['好'], ['\uFFFD\uFFFD']]);
  assert.deepEqual(
    lossy.malformed.map(({ row, reason, kept }) => [row, reason, kept]),
    [[2, 'bad-bytes', true]],
  );
  const bytes = await file({ type: 'BYTE_ARRAY', pages: [{ body: plainBytes(['好', Buffer.from('b8a3', 'hex')]), values: 2 }] });
  assert.deepEqual([bytes.rows, bytes.malformed], [[['好'], ['b8a3']], []]);
  const halves = Buffer.from([0x00, 0x3c, 0x00, 0xc2]);
  assert.deepEqual(
    (
      await file({
        type: 'FIXED_LEN_BYTE_ARRAY',
        schema: { 2: { i32: 2 }, 10: { fields: { 15: { fields: {} } } } },
        pages: [{ body: halves, values: 2 }],
      })
    ).rows,
    [[1n], [-3n]].map(([n]) => [Number(n)]),
  );
  const body = Buffer.concat([
    levelRuns([
      [1, 1],
      [2, 0],
      [1, 1],
    ]),
    ints([7, 8]),
  ]);
  assert.deepEqual((await file({ optional: true, pages: [{ body, values: 4 }] }, 4)).rows, [[7n], [null], [null], [8n]]);
  const crc = crc32(ints([1, 2])) | 0;
  assert.equal((await file({ pages: [{ body: ints([1, 2]), values: 2, header: { 4: { i32: crc } } }] })).rows.length, 2);
  await refused('file-damaged', { pages: [{ body: ints([1, 2]), values: 2, header: { 4: { i32: crc ^ 1 } } }] });
  const frames = Buffer.concat([zstdCompressSync(ints([1])), zstdCompressSync(ints([2]))]);
  assert.deepEqual((await file({ meta: { 4: { i32: 6 } }, pages: [{ body: frames, values: 2, header: { 2: { i32: 8 } } }] })).rows, [
    [1n],
    [2n],
  ]);
});

test('a dictionary: each value becomes a cell once, a place outside it is damage', async () => {
  const words = { body: plainBytes(['甲', '乙']), values: 2, header: dictionary(2) };
  const places = (bits: number, packed: number) => ({
    body: Buffer.from([bits, 3, packed]),
    values: 3,
    encoding: 'RLE_DICTIONARY' as const,
  });
  const text: Partial<TestColumn> = { type: 'BYTE_ARRAY', schema: { 6: { i32: 0 } } };
  assert.deepEqual((await file({ ...text, pages: [words, places(1, 0b101)] }, 3)).rows, [['乙'], ['甲'], ['乙']]);
  await refused('file-damaged', { ...text, pages: [words, places(2, 0b001101)] }, 3);
  await refused('file-damaged', { ...text, pages: [places(1, 0b101)] }, 3);
});

test('encrypted files and columns are refused as such', async () => {
  writeFileSync(at('e.parquet'), Buffer.concat([Buffer.from('PARE'), Buffer.alloc(40, 7), Buffer.from('PARE')]));
  await assert.rejects(readTable(at('e.parquet')), { code: 'file-encrypted' });
  await refused('file-encrypted', { chunk: {}, meta: {} }, 2, {
    4: {
      list: [
        { fields: { 1: { list: [{ fields: { 2: { i64: 0 }, 8: { fields: { 1: { fields: {} } } } } }] }, 2: { i64: 0 }, 3: { i64: 2 } } },
      ],
    },
  });
});

test('what a footer states is never believed', async () => {
  const whole = readFileSync(await written('whole.parquet', 'SELECT range AS n FROM range(100)'));
  for (const bytes of [
    whole.subarray(0, 60),
    whole.subarray(0, whole.length - 9),
    whole.subarray(40),
    Buffer.from('PAR1....'),
    Buffer.from('PAR1PAR1'),
  ]) {
    writeFileSync(at('cut.parquet'), bytes);
    await assert.rejects(readTable(at('cut.parquet')), { code: 'file-damaged' });
  }
  await refused('file-damaged', { meta: { 9: { i64: 1n << 40n } } });
  await refused('file-damaged', { meta: { 9: { i64: -5 } } });
  await refused('file-damaged', { meta: { 7: { i64: 1n << 50n } } });
  await refused('file-damaged', { meta: { 5: { i64: 1n << 40n } } });
  await refused('file-damaged', {}, 2, { 3: { i64: 3 } });
  await refused('file-damaged', { pages: [{ body: ints([1, 2]), values: 2_000_000_000 }] }, 2_000_000_000 / 4);
  await refused('file-too-large', {}, 2_000_000_000);
  await refused('file-damaged', {
    schema: { 6: { i32: 5 }, 7: { i32: 2 } },
    meta: { 12: { fields: { 1: { text: Buffer.alloc(5000, 1) } } } },
  });
  await refused('format-unsupported', { meta: { 4: { i32: 3 } } });
  await refused('format-unsupported', { chunk: { 1: { text: '/etc/passwd' } } });
  const wide = Array.from({ length: 2001 }, (_, i) => column({ name: `c${i}` }));
  await assert.rejects(readTable(writeParquet(at('wide.parquet'), 2, wide)), { code: 'too-many-columns' });
  // older writers forgot to add up the rows
  assert.equal((await file({}, 2, { 3: { i64: 0 } })).rows.length, 2);
});

test('what a page states is never believed', async () => {
  const page = (header: Record<number, { i32: number }>) => ({ pages: [{ body: ints([1, 2]), values: 2, header }] });
  await refused('file-damaged', page({ 3: { i32: 1_000_000 } }));
  await refused('file-damaged', page({ 3: { i32: -1 } }));
  await refused('file-damaged', page({ 2: { i32: 9 } }));
  await refused('file-too-large', page({ 2: { i32: 2_000_000_000 } }));
  await refused('file-damaged', { pages: [{ body: ints([1]), values: 2 }] });
  await refused('file-damaged', { pages: [{ body: ints([1, 2, 3]), values: 3 }] });
  await refused('file-damaged', { pages: [] });
  // a billion times "missing" in eight bytes
  await refused('file-damaged', { optional: true, pages: [{ body: levelRuns([[1 << 30, 0]]), values: 2 }] });
  const started = performance.now();
  const bombs = {
    meta: { 4: { i32: 6 } },
    pages: [{ body: Buffer.from('28b52ffda0ffffff0f', 'hex'), values: 2, header: { 2: { i32: 8 } } }],
  };
  await refused('file-damaged', bombs);
  assert.ok(performance.now() - started < 1000);
});

test('guards: runs, repeated beginnings, variants on top of each other', () => {
  checkRuns(Buffer.from([6, 1, 3, 0xff]), 0, 4, 1, 11);
  assert.throws(() => checkRuns(Buffer.from([8, 1]), 0, 2, 1, 3), PageDamaged);
  assert.throws(() => checkRuns(Buffer.from([4, 1]), 0, 2, 1, 3), PageDamaged);
  assert.throws(() => checkRuns(Buffer.alloc(9, 0xff), 0, 9, 1, 3), PageDamaged);
  checkPrefixes(Int32Array.of(0, 5, 9));
  assert.throws(() => checkPrefixes(new Int32Array(600).fill(1 << 20)), PageDamaged);
  assert.throws(() => checkPrefixes(Int32Array.of(-1)), PageDamaged);
  checkVariant(Buffer.from([3, 2, 0, 1, 2, 0, 0]));
  // each list holds the next one 16 times
  const lists = Array.from({ length: 9 }, (_, level) => [
    3,
    16,
    ...Array.from({ length: 17 }, () => 0),
    ...(level === 8 ? [0] : []),
  ]).flat();
  assert.throws(() => checkVariant(Buffer.from(lists)), PageDamaged);
  assert.throws(() => checkVariant(Buffer.from([3, 2, 0])), RangeError);
});

test('Thrift is walked before it is built', () => {
  const whole = thrift({ 1: { i32: 1 }, 2: { list: [{ text: 'a' }, { text: 'b' }] }, 20: { fields: { 1: { flag: true } } } });
  assert.equal(skimThrift(whole, 0, 100), whole.length);
  for (let length = 0; length < whole.length; length++) assert.throws(() => skimThrift(whole.subarray(0, length), 0, 100), ThriftCut);
  assert.throws(() => skimThrift(whole, 0, 3), ThriftDamaged);
  assert.throws(() => skimThrift(Buffer.alloc(5000, 0x1c), 0, 1e6), ThriftDamaged);
  assert.throws(() => skimThrift(Buffer.concat([Buffer.from([0x16]), Buffer.alloc(5000, 0x80)]), 0, 1e6), ThriftDamaged);
  assert.throws(() => skimThrift(Buffer.from([0x19, 0xf5, 0xff, 0xff, 0xff, 0xff, 0x07]), 0, 1e9), ThriftCut);
  assert.throws(() => skimThrift(Buffer.from([0x1b, 0]), 0, 100), ThriftDamaged);
});

test('names that are missing or there twice are made up, and the columns stay apart', async () => {
  const columns = ['', 'a', 'a'].map((name, i) => column({ name, pages: [{ body: ints([i, i]), values: 2 }] }));
  const { rows, shape } = await readTable(writeParquet(at('names.parquet'), 2, columns));
  assert.deepEqual(
    shape.columns.map(({ name }) => name),
    ['column_1', 'a', 'a_2'],
  );
  assert.deepEqual(rows[0], [0n, 1n, 2n]);
});

test('a million rows in one row group: memory stays flat', async () => {
  const path = await written('million.parquet', "SELECT range AS n, '户' || range AS t FROM range(1000000)", ', ROW_GROUP_SIZE 1000000');
  const { shape } = await detectSource(path, {}, quietContext);
  let rows = 0;
  let most = 0;
  const sink = {
    rows: ({ rowCount }: { rowCount: number }) => {
      rows += rowCount;
      if (rows % (64 * 1024) === 0) most = Math.max(most, process.memoryUsage().heapUsed);
    },
    malformed: () => undefined,
  };
  await parquetReader.read(path, shape, null, sink, quietContext);
  assert.equal(rows, 1_000_000);
  assert.ok(most < 300e6, `${most}`);
});
