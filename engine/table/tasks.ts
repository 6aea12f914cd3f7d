import type { TaskContext, TaskTable } from '../../base/jobs/index.ts';
import type { SqlValue } from '../../base/sqlite/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { BatchFile } from './batch-file.ts';
import { type BatchReader, type Facet, openBatch, type Page, type PageQuery, PARTS_MAX } from './open.ts';
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

/** Several batches as one table have more parts than a connection opens: as many at a time as it does, and the rows before them. */
function stretchesOf(file: BatchFile): readonly { readonly file: BatchFile; readonly before: number }[] {
  if (file.parts.length <= PARTS_MAX) return [{ file, before: 0 }];
  const starts = file.parts.flatMap((_, i) => (i % PARTS_MAX === 0 ? [i] : []));
  return starts.map((from) => {
    const parts = file.parts.slice(from, from + PARTS_MAX);
    const before = (parts[0]?.firstRow ?? 1) - 1;
    const rowCount = parts.reduce((sum, part) => sum + part.rowCount, 0);
    return { before, file: { ...file, parts: parts.map((part) => ({ ...part, firstRow: part.firstRow - before })), rowCount } };
  });
}

/** Numbers of the rows that meet the conditions, rising. */
export function rowsWhere(file: BatchFile, filter: readonly Filter[], context: TaskContext): Int32Array {
  const stretches = stretchesOf(file);
  const wanted = stretches.length === 1 ? filter : filter.flatMap((one) => (one.op === 'same-as' ? valuesOf(file, one) : [one]));
  const found = stretches.map((stretch) => {
    const own = wanted.map((one) => (one.op === 'rows' ? { ...one, rows: one.rows.map((row) => row - stretch.before) } : one));
    const rows = readerFor(stretch.file).rowsWhere(own, () => context.throwIfCancelled());
    return stretch.before === 0 ? rows : rows.map((row) => row + stretch.before);
  });
  const [only] = found;
  if (only && found.length === 1) return only;
  const all = new Int32Array(found.reduce((sum, rows) => sum + rows.length, 0));
  let at = 0;
  for (const rows of found) {
    all.set(rows, at);
    at += rows.length;
  }
  return all;
}

/** The condition to be as a row that may stand in a part that is not open at the same time. */
function valuesOf(file: BatchFile, { columns, row }: Extract<Filter, { op: 'same-as' }>): readonly Filter[] {
  if (row > file.rowCount) throw new JiadiError('not-found', { what: 'row', name: row });
  const [cells = []] = cellsOf(file, columns, [row]);
  return columns.map((column, i) => {
    const value = cells[i] ?? null;
    return value === null ? { op: 'is-null', column } : { op: 'equals', column, value };
  });
}

/** Cells of some rows, in their order. */
export function cellsOf(file: BatchFile, columns: readonly number[], rows: readonly number[]): SqlValue[][] {
  const stretches = stretchesOf(file);
  const [only] = stretches;
  if (only && stretches.length === 1) return readerFor(only.file).rowsByNumber(columns, rows);
  const found = new Map<number, SqlValue[]>();
  for (const { file: own, before } of stretches) {
    const mine = rows.filter((row) => row > before && row <= before + own.rowCount);
    const cells =
      mine.length === 0
        ? []
        : readerFor(own).rowsByNumber(
            columns,
            mine.map((row) => row - before),
          );
    mine.forEach((row, i) => found.set(row, cells[i] ?? []));
  }
  return rows.map((row) => found.get(row) ?? []);
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
