/** Parquet files of others against their JSON twins, and against DuckDB as a second reader. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { test } from 'node:test';
import type { Cell } from '../../engine/intake/reader.ts';
import { literal, openDuck } from '../support/duckdb.ts';
import { needs, readTable, sharedData } from '../support/intake.ts';

const root = sharedData('parquet/hyparquet') ?? '';
const skip = needs('parquet/hyparquet');
const names = skip ? [] : readdirSync(root).filter((name) => name.endsWith('.parquet'));

/** A cell in the form its twin has: the twin is JSON, so whole numbers beyond 2^53 and the digits of decimals are rounded in it. */
function twinOf(cell: Cell, wanted: unknown): unknown {
  if (cell === null) return null;
  if (typeof wanted === 'number') return Number(cell);
  if (typeof wanted === 'boolean') return cell === 'TRUE';
  return typeof wanted === 'object' && wanted !== null ? JSON.parse(String(cell)) : cell;
}

test('every file is equal to its twin', { skip }, async (t) => {
  let cells = 0;
  for (const name of names) {
    const twin = JSON.parse(readFileSync(join(root, name.replace(/parquet$/, 'json')), 'utf8')) as unknown[][];
    const { rows, malformed, result } = await readTable(join(root, name));
    assert.deepEqual([rows.length, malformed.length, result.rowCount], [twin.length, 0, twin.length], name);
    twin.forEach((wanted, r) =>
      wanted.forEach((value, c) => {
        const got = twinOf(rows[r]?.[c] ?? null, value);
        assert.ok(
          isDeepStrictEqual(got, value),
          `${name} row ${r + 1} column ${c + 1}: ${JSON.stringify(value)} / ${String(rows[r]?.[c])}`,
        );
        cells++;
      }),
    );
  }
  t.diagnostic(`${names.length} files, ${cells} cells equal`);
  assert.ok(names.length >= 16);
});

/** Types that both readers write as text in the same way; lists, maps and structures are compared with the twins. */
const simple = /^(?:U?(?:TINY|SMALL|BIG)?INT(?:EGER)?|UINTEGER|VARCHAR|DOUBLE|FLOAT|BOOLEAN|UUID|DATE|DECIMAL.*)$/;

test('DuckDB reads the same values', { skip }, async (t) => {
  const duck = await openDuck();
  let compared = 0;
  for (const name of names) {
    const source = `read_parquet(${literal(join(root, name))})`;
    const columns = await duck.rows(`DESCRIBE SELECT * FROM ${source}`);
    const { rows } = await readTable(join(root, name));
    // a float is shown shorter by DuckDB than the number it is
    const values = columns.map(([column, type]) => `"${String(column)}"${type === 'FLOAT' ? '::DOUBLE' : ''}::VARCHAR`);
    const wanted = await duck.rows(`SELECT ${values.join(', ')} FROM ${source}`);
    assert.equal(rows.length, wanted.length, name);
    for (const [index, [, type]] of columns.entries()) {
      if (!simple.test(String(type))) continue;
      for (const [r, row] of rows.entries()) {
        const cell = row[index] ?? null;
        const text = wanted[r]?.[index] ?? null;
        const same =
          typeof cell === 'number'
            ? cell === Number(text)
            : (cell === null ? null : String(cell).replace(/^(?:TRUE|FALSE)$/, (flag) => flag.toLowerCase())) === text;
        assert.ok(same, `${name} row ${r + 1} column ${index + 1}: ${String(text)} / ${String(cell)}`);
        compared++;
      }
    }
  }
  duck.close();
  t.diagnostic(`${compared} cells equal to DuckDB's`);
  assert.ok(compared > 10_000);
});
