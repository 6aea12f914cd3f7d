import type { ServerFacts, SourceFrom } from '../../contract/methods/sources.ts';
import { columnNames, importRows, type ImportResult, type ImportRun, type ImportTarget, type SourceShape } from '../intake/index.ts';
import { readAll, rowsEstimate } from './browse.ts';
import type { ImportSourceInput } from './import.task.ts';
import type { Login, ResultColumn } from './line.ts';
import { selectOf } from './model.ts';
import { withLine } from './open.ts';

export interface ReadSourceInput extends Omit<ImportTarget, 'shape'> {
  readonly login: Login;
  readonly from: SourceFrom;
  /** What is read, for people. */
  readonly name: string;
}

export interface ReadSourceOutput {
  readonly result: ImportResult;
  readonly shape: SourceShape;
  readonly server: ServerFacts;
}

/**
 * Reads a table or a query into part files and profiles it. A worker reads, over a line of its own. Throws the `source-` errors and those of
 * `importRows`; nothing is left behind then.
 */
export async function readSource({ login, from, ...target }: ReadSourceInput, run: ImportRun): Promise<ReadSourceOutput> {
  const sql = selectOf(login, from);
  run.onProgress?.({ phase: 'connect', done: 0, total: null, unit: 'rows' });
  const signal = run.signal ?? new AbortController().signal;
  const about = await withLine(login, signal, async (line) => ({
    server: line.server,
    columns: (await readAll(line, sql, signal, 0)).columns,
    rowsEstimate: await rowsEstimate(line, login, from, sql, signal),
  }));
  const shape = shapeOf(login.protocol, from, about.columns);
  const input: Omit<ImportSourceInput, 'store'> = { login, sql, columns: about.columns };
  const result = await importRows({ ...target, shape, task: 'sources.importRows', input, rowsEstimate: about.rowsEstimate }, run);
  return { result, shape, server: about.server };
}

function shapeOf(format: string, from: SourceFrom, columns: readonly ResultColumn[]): SourceShape {
  const names = columnNames(
    columns.map((column) => column.name),
    columns.length,
  );
  return {
    format,
    encoding: null,
    dialect: null,
    sheet: from.kind === 'table' ? [from.schema, from.table].filter((part) => part !== '').join('.') : null,
    columns: columns.map(({ type }, i) => ({ name: names[i] ?? '', type, semantic: null, nullable: true })),
    emptyAsText: true,
  };
}
