import type { TaskContext, TaskTable } from '../../base/jobs/index.ts';
import type { SqlValue } from '../../base/sqlite/index.ts';
import type { BatchFile } from './batch-file.ts';
import { type BatchReader, type Facet, openBatch, type Page, type PageQuery } from './open.ts';
import type { Filter } from './query.ts';
import type { Trait } from './traits.ts';

/** Batches kept open in one worker. */
const OPEN_MAX = 4;
const open = new Map<string, BatchReader>();

const keyOf = (file: BatchFile): string => file.parts.map((part) => part.path).join('\n');

function readerFor(file: BatchFile): BatchReader {
  const key = keyOf(file);
  const known = open.get(key);
  const reader = known ?? openBatch(file);
  open.delete(key);
  open.set(key, reader);
  if (open.size > OPEN_MAX) {
    const [oldest, unused] = open.entries().next().value ?? [];
    if (oldest !== undefined) open.delete(oldest);
    unused?.close();
  }
  return reader;
}

/** One page of a batch, as columns. */
export function pageTask(
  input: { readonly file: BatchFile; readonly query: PageQuery },
  context: TaskContext,
  traits: Readonly<Record<string, Trait>> = {},
): Page {
  return readerFor(input.file)
    .use(traits)
    .page(input.query, () => context.throwIfCancelled());
}

/** Numbers of the rows that meet the conditions, rising. */
export function rowsWhere(file: BatchFile, filter: readonly Filter[], context: TaskContext): Int32Array {
  return readerFor(file).rowsWhere(filter, () => context.throwIfCancelled());
}

/** Cells of some rows, in their order. */
export function cellsOf(file: BatchFile, columns: readonly number[], rows: readonly number[]): SqlValue[][] {
  return readerFor(file).rowsByNumber(columns, rows);
}

/** The most frequent values of a column. */
export function facetTask(input: {
  readonly file: BatchFile;
  readonly column: number;
  readonly limit: number;
  readonly filter?: readonly Filter[];
}): Facet {
  return readerFor(input.file).facet(input.column, input.limit, input.filter);
}

/** One row by its number. */
export function rowTask(input: { readonly file: BatchFile; readonly row: number }): readonly SqlValue[] {
  return readerFor(input.file).rowByNumber(input.row);
}

/** Closes what this worker holds open: all of it, or one batch (before its files are removed). */
export function closeTask(input: { readonly file: BatchFile | null }): void {
  for (const [key, reader] of Array.from(open)) {
    if (input.file && keyOf(input.file) !== key) continue;
    open.delete(key);
    reader.close();
  }
}

/** The tasks that read batches, for the scan lane. */
export const tableTasks: TaskTable = {
  'table.page': pageTask,
  'table.facet': facetTask,
  'table.row': rowTask,
  'table.close': closeTask,
};
