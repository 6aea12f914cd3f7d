import { statSync } from 'node:fs';
import type { TaskContext } from '../../base/jobs/index.ts';
import type { SqlValue } from '../../base/sqlite/index.ts';
import { pageTask } from '../table/index.ts';
import { csvWriter, type TableWriter, type WriteColumn, xlsxWriter } from '../table/write/index.ts';
import { maskPage, type MaskedPageInput, type Outside } from './page.task.ts';

export interface ExportInput extends Omit<MaskedPageInput, 'query'> {
  readonly query: Omit<MaskedPageInput['query'], 'offset' | 'limit'>;
  readonly to: string;
  readonly format: 'csv' | 'xlsx';
  readonly encoding: 'utf-8' | 'gb18030';
}

export interface ExportOutput {
  readonly rows: number;
  readonly bytes: number;
}

const ROWS_AT_ONCE = 1_000;

/** A writer of files that people open in a spreadsheet: a BOM so that Excel sees UTF-8, and no text that would run as a formula. */
export function peopleWriter(
  to: string,
  format: 'csv' | 'xlsx',
  encoding: 'utf-8' | 'gb18030',
  columns: readonly WriteColumn[],
): TableWriter {
  return format === 'csv' ? csvWriter(to, columns, { encoding, bom: encoding === 'utf-8', escapeFormulas: true }) : xlsxWriter(to, columns);
}

/** Worker task `datasets.export`: the rows of a grid into a file, sorted, filtered and masked as in the grid; whole or not at all. */
export async function exportRows(input: ExportInput, context: TaskContext, outside: Outside): Promise<ExportOutput> {
  const { file, to, format, encoding, query } = input;
  const filter = [...(query.filter ?? []), ...input.findings.map((f) => ({ op: 'rows' as const, rows: outside.rowsOf(f) }))];
  const writer = peopleWriter(to, format, encoding, [
    { name: '#', type: 'integer' },
    ...file.columns.map(({ name, type }) => ({ name, type })),
  ]);
  try {
    for (let offset = 0, total = 1; offset < total; offset += ROWS_AT_ONCE) {
      context.throwIfCancelled();
      const found = pageTask({ file, query: { ...query, filter, offset, limit: ROWS_AT_ONCE } }, context, outside.traits);
      const page = maskPage(file, found, input.revealed);
      total = page.total;
      const cells: SqlValue[] = [];
      page.rows.forEach((row, r) => cells.push(row, ...page.columns.map((c) => c[r] ?? null)));
      writer.rows(cells.map(asCell), page.rows.length);
      context.report({ phase: 'export', done: Math.min(total, offset + ROWS_AT_ONCE), total, unit: 'rows' });
    }
    const { rowCount } = await writer.finish();
    return { rows: rowCount, bytes: statSync(to).size };
  } catch (error) {
    writer.abort();
    throw error;
  }
}

const asCell = (value: SqlValue): string | number | bigint | null =>
  value instanceof Uint8Array ? `0x${Buffer.from(value).toString('hex')}` : value;
