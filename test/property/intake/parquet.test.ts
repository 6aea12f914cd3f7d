/** Tables of chance, written by DuckDB in every way it can write: the reader gives DuckDB's values back, and damage is one documented error. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { isJiadiError } from '../../../contract/errors.ts';
import { type Duck, literal, openDuck } from '../../support/duckdb.ts';
import { readTable } from '../../support/intake.ts';
import { propertyRuns } from '../../support/property.ts';

const dir = mkdtempSync(join(tmpdir(), 'jiadi-parquet-property-'));
const path = join(dir, 'table.parquet');
let duck: Duck;
before(async () => {
  duck = await openDuck();
});
after(() => {
  duck.close();
  rmSync(dir, { recursive: true, force: true });
});

/** A column: its SQL type, values of chance as SQL, and how DuckDB writes the value as text. */
const kinds = {
  BIGINT: { value: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String), text: (name: string) => `${name}::VARCHAR` },
  UTINYINT: { value: fc.integer({ min: 0, max: 255 }).map(String), text: (name: string) => `${name}::VARCHAR` },
  'DECIMAL(38,7)': {
    value: fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }).map((n) => `${n}.${String(n < 0n ? -n : n).slice(0, 7)}`),
    text: (name: string) => `${name}::VARCHAR`,
  },
  DATE: {
    value: fc.integer({ min: -700_000, max: 2_900_000 }).map((n) => `DATE '1970-01-01' + ${n}`),
    text: (name: string) => `strftime(${name}, '%Y-%m-%d')`,
  },
  TIMESTAMP: {
    value: fc.bigInt({ min: -(10n ** 16n), max: 10n ** 17n }).map((n) => `make_timestamp(${n})`),
    text: (name: string) => `strftime(${name}, '%Y-%m-%d %H:%M:%S.%f')`,
  },
  BOOLEAN: { value: fc.boolean().map(String), text: (name: string) => `upper(${name}::VARCHAR)` },
  VARCHAR: {
    value: fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => literal(text.replaceAll('\0', ''))),
    text: (name: string) => name,
  },
  'VARCHAR[]': {
    value: fc
      .array(
        fc.oneof(
          fc.constant('NULL'),
          fc.string({ maxLength: 5 }).map((text) => literal(text.replaceAll('\0', ''))),
        ),
        { maxLength: 4 },
      )
      .map((list) => `[${list.join(', ')}]`),
    text: (name: string) => `to_json(${name})::VARCHAR`,
  },
} as const;
type Kind = keyof typeof kinds;

const tables = fc.array(fc.constantFrom(...(Object.keys(kinds) as Kind[])), { minLength: 1, maxLength: 4 }).chain((columns) =>
  fc.record({
    columns: fc.constant(columns),
    rows: fc.array(
      fc.tuple(
        ...columns.map((kind) => fc.oneof({ arbitrary: fc.constant('NULL'), weight: 1 }, { arbitrary: kinds[kind].value, weight: 4 })),
      ),
      { minLength: 1, maxLength: 30 },
    ),
    /** Rows are repeated so that dictionaries and runs pay. */
    repeat: fc.constantFrom(1, 3, 200),
    options: fc.constantFrom(
      '',
      ', CODEC zstd',
      ', CODEC gzip',
      ', PARQUET_VERSION v2',
      ', ROW_GROUP_SIZE 2048',
      ', CODEC uncompressed, PARQUET_VERSION v2',
    ),
  }),
);

/** Both readers' texts in one form: a moment without its zero fraction. */
const plain = (text: unknown): string | null =>
  text === null || text === undefined
    ? null
    : String(text)
        .replace(/(:\d\d\.\d*?)0+$/, '$1')
        .replace(/(:\d\d)\.$/, '$1');

test('what DuckDB writes is read as DuckDB reads it', async () => {
  const property = fc.asyncProperty(tables, async ({ columns, rows, repeat, options }) => {
    const names = columns.map((_, i) => `c${i}`);
    await duck.run(`CREATE OR REPLACE TABLE t (${columns.map((kind, i) => `c${i} ${kind}`).join(', ')})`);
    await duck.run(`INSERT INTO t SELECT * FROM (VALUES ${rows.map((row) => `(${row.join(', ')})`).join(', ')})`);
    const source = `SELECT t.* FROM t, range(${repeat})`;
    await duck.run(`COPY (${source}) TO ${literal(path)} (FORMAT parquet${options})`);
    const wanted = await duck.rows(
      `SELECT ${columns.map((kind, i) => kinds[kind].text(names[i] ?? '')).join(', ')} FROM read_parquet(${literal(path)})`,
    );
    const got = await readTable(path);
    assert.deepEqual(
      got.rows.map((row) => row.map(plain)),
      wanted.map((row) => row.map(plain)),
    );
  });
  await fc.assert(property, propertyRuns(60));
});

const damage = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    fromEnd: fc.boolean(),
    byte: fc.integer({ min: 0, max: 255 }),
    count: fc.integer({ min: 1, max: 6 }),
  }),
  { minLength: 1, maxLength: 5 },
);

test('a damaged file gives rows or one documented error, soon', async () => {
  const query =
    "SELECT range AS n, '户' || (range % 7) AS t, [range, NULL] AS l, {'a': range::DECIMAL(9,2), 'b': [{'c': 'x'}]} AS s, DATE '2024-01-01' AS d FROM range(300)";
  const wholes: Buffer[] = [];
  for (const options of ['', ', CODEC zstd', ', CODEC uncompressed', ', PARQUET_VERSION v2']) {
    await duck.run(`COPY (${query}) TO ${literal(path)} (FORMAT parquet${options})`);
    wholes.push(readFileSync(path));
  }
  const property = fc.asyncProperty(fc.nat(wholes.length - 1), damage, async (which, steps) => {
    const bytes = Buffer.from(wholes[which] ?? []);
    for (const { at, fromEnd, byte, count } of steps) {
      // the footer is small, so half of the damage goes there
      const place = fromEnd ? Math.max(0, bytes.length - 1 - Math.floor(at * 1500)) : Math.floor(at * (bytes.length - 1));
      bytes.fill(byte, place, Math.min(bytes.length, place + count));
    }
    writeFileSync(path, bytes);
    const started = performance.now();
    try {
      const { rows, result } = await readTable(path);
      assert.equal(rows.length, result.rowCount);
    } catch (error) {
      if (!isJiadiError(error)) throw error;
    }
    assert.ok(performance.now() - started < 5000);
  });
  await fc.assert(property, propertyRuns(600));
});
