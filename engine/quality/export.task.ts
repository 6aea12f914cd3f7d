import { statSync } from 'node:fs';
import type { TaskContext } from '../../base/jobs/index.ts';
import { csvWriter, jsonlWriter, type TableWriter, type WriteColumn, xlsxWriter } from '../table/write/index.ts';
import { findingsPage, type FindingsQuery } from './findings.task.ts';

export interface FindingsExport extends Omit<FindingsQuery, 'offset' | 'limit'> {
  readonly to: string;
  readonly format: 'csv' | 'xlsx' | 'jsonl';
  /** Sentence of a kind with `{names}` to fill, by kind, in the reader's language. */
  readonly sentences: Readonly<Record<string, string>>;
}

const columns: readonly WriteColumn[] = [
  { name: 'rule', type: 'text' },
  { name: 'row', type: 'integer' },
  { name: 'column', type: 'text' },
  { name: 'value', type: 'text' },
  { name: 'reason', type: 'text' },
];
const ROWS_AT_ONCE = 2_000;

function writerFor(to: string, format: FindingsExport['format']): TableWriter {
  if (format === 'csv') return csvWriter(to, columns, { bom: true, escapeFormulas: true });
  return format === 'xlsx' ? xlsxWriter(to, columns) : jsonlWriter(to, columns);
}

/** Fills `{names}` of a sentence; a value that is not there leaves nothing. */
export function fillReason(sentence: string, params: Readonly<Record<string, unknown>>): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => asWord(params[name]));
}

function asWord(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Worker task `quality.exportFindings`: every finding asked for, one line each (`cli.md`: rule,row,column,value,reason). */
export async function exportFindings(
  input: FindingsExport,
  context: TaskContext,
): Promise<{ readonly rows: number; readonly bytes: number }> {
  const writer = writerFor(input.to, input.format);
  try {
    for (let offset = 0, total = 1; offset < total; offset += ROWS_AT_ONCE) {
      context.throwIfCancelled();
      const page = findingsPage({ ...input, offset, limit: ROWS_AT_ONCE }, context);
      total = page.total;
      writer.rows(
        page.rows.flatMap((f) => [f.rule, f.row, f.column ?? '', f.value, fillReason(input.sentences[f.kind] ?? f.kind, f.reason.params)]),
        page.rows.length,
      );
      context.report({ phase: 'export', done: Math.min(total, offset + ROWS_AT_ONCE), total, unit: 'rows' });
    }
    const { rowCount } = await writer.finish();
    return { rows: rowCount, bytes: statSync(input.to).size };
  } catch (error) {
    writer.abort();
    throw error;
  }
}
