import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { detectSource } from '../../engine/intake/detect.ts';
import type { WantedSource } from '../../engine/intake/reader.ts';
import { quietContext, readTable } from './intake.ts';
import { type Grid, type SheetPlan, writeOds, writeXlsx } from './workbook.ts';

/** The same rows as CSV, XLSX and ODS in a folder. */
export async function writeShapes(dir: string, name: string, rows: Grid): Promise<readonly string[]> {
  const csv = join(dir, `${name}.csv`);
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const line = (row: Grid[number]) => Array.from({ length: width }, (_, c) => row[c] ?? '').join(',');
  writeFileSync(csv, rows.map(line).join('\n'));
  const plan: SheetPlan = { name: 'Sheet1', rows };
  return [csv, await writeXlsx(join(dir, `${name}.xlsx`), [plan]), await writeOds(join(dir, `${name}.ods`), [plan])];
}

/** What of a table its shape is about: columns, rows, and what was set apart. */
export async function readShape(path: string, wanted: WantedSource = {}) {
  const { shape, rows, malformed } = await readTable(path, wanted);
  return {
    names: shape.columns.map(({ name }) => name),
    types: shape.columns.map(({ type }) => type),
    rows: rows.map((row) => row.map((cell) => (cell === null ? null : String(cell)))),
    apart: malformed.filter(({ kept }) => !kept).map(({ line, reason }) => [line, reason]),
    shape,
  };
}

/** What is said of a file before its import, with how often. */
export async function warningsOf(path: string, wanted: WantedSource = {}): Promise<readonly string[]> {
  const { warnings } = await detectSource(path, wanted, quietContext);
  return warnings.map(({ code, count }) => `${code}:${count}`);
}
