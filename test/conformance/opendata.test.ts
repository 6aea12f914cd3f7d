/** Real open data, mostly Chinese: every file reads, to the records and columns that its collection states, and cell by cell to what DuckDB reads where it is told the dialect. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Duck, literal, openDuck } from '../support/duckdb.ts';
import { needs, type ReadTable, readTable, sharedData } from '../support/intake.ts';

const skip = needs('opendata');
const root = sharedData('opendata') ?? '';
const files = skip
  ? []
  : readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(join(root, name)).isFile())
      .map((name) => name.replaceAll('\\', '/'))
      .toSorted();

/** Records (the header included) and columns as the collection's own list states them. */
function stated(): ReadonlyMap<string, { readonly records: number; readonly columns: number | null }> {
  const readme = readFileSync(join(root, '..', 'README.md'), 'utf8');
  const part = readme.slice(readme.indexOf('\n## opendata/'));
  const rows = part
    .slice(0, part.indexOf('\n## ', 5) < 0 ? undefined : part.indexOf('\n## ', 5))
    .matchAll(/^\| (.+?) \| (\d+) \| (\d*) \|/gm);
  return new Map(
    [...rows].map(([, name = '', records, columns]) => [name, { records: Number(records), columns: columns ? Number(columns) : null }]),
  );
}

/** Records of the file that stand in the table, were set apart from it, or are its header. */
function recordsOf({ shape, rows, result }: ReadTable): number {
  const header = shape.dialect?.header ? (shape.dialect.headerRows ?? 1) : 0;
  return rows.length + (result.apartCount ?? 0) + header + (shape.dialect?.skipRows ?? 0);
}

const cellText = (cell: unknown): string | null => (cell === null || cell === undefined || cell === '' ? null : String(cell));

async function asDuckReads(duck: Duck, path: string, { shape }: ReadTable): Promise<readonly (readonly (string | null)[])[]> {
  const { header, headerRows = 1, skipRows, delimiter } = shape.dialect ?? { header: true, skipRows: 0, delimiter: ',' };
  // DuckDB has one row of names; those in a second language are passed over
  const skip = skipRows + headerRows - 1;
  const options = `delim=${literal(delimiter)}, quote='"', escape='"', header=${header}, skip=${skip}, all_varchar=true, null_padding=true, strict_mode=false, auto_detect=true, parallel=false`;
  return (await duck.rows(`SELECT * FROM read_csv(${literal(path)}, ${options})`)).map((row) => row.map(cellText));
}

test('every file reads to the records and columns that are stated of it', { skip }, async (t) => {
  const known = stated();
  const wrong: string[] = [];
  let compared = 0;
  for (const name of files) {
    const table = await readTable(join(root, name));
    assert.ok(table.rows.length > 0 && table.shape.columns.length > 0, name);
    const reference = known.get(name);
    if (!reference || name.endsWith('.json')) continue;
    compared++;
    if (recordsOf(table) !== reference.records || table.shape.columns.length !== reference.columns)
      wrong.push(`${name}: ${recordsOf(table)} × ${table.shape.columns.length}, not ${reference.records} × ${reference.columns}`);
  }
  t.diagnostic(`${files.length} files read, ${compared} with a stated shape; ${wrong.length} otherwise ${wrong.join('; ')}`);
  assert.ok(files.length >= 50);
  assert.deepEqual(wrong, []);
});

test('cell by cell what DuckDB reads', { skip }, async (t) => {
  const duck = await openDuck();
  let [same, cells] = [0, 0];
  const other: string[] = [];
  try {
    for (const name of files.filter((one) => /\.csv(?:\.gz)?$/.test(one))) {
      const path = join(root, name);
      const table = await readTable(path);
      if (table.shape.encoding && table.shape.encoding.name !== 'utf-8') continue;
      const theirs = await asDuckReads(duck, path, table);
      const ours = table.rows.map((row) => row.map(cellText));
      const differs = ours.findIndex((row, r) => JSON.stringify(row) !== JSON.stringify(theirs[r]));
      if (differs >= 0 || ours.length !== theirs.length)
        other.push(`${name} (${ours.length} of ${theirs.length} rows, first at ${differs + 1})`);
      else {
        same++;
        cells += ours.length * table.shape.columns.length;
      }
    }
  } finally {
    duck.close();
  }
  t.diagnostic(`${same} files and ${cells} cells are the same; ${other.length} otherwise: ${other.join('; ')}`);
  assert.ok(other.length === 0, other.join('\n'));
});
