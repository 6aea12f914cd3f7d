import type { TaskContext } from '../../base/jobs/index.ts';
import { type Database, id, openDatabase, sql, type SqlValue } from '../../base/sqlite/index.ts';
import { type BatchPart, storedName } from '../table/batch-file.ts';
import type { PartColumn } from './column-counter.ts';
import type { PartCounts } from './counters.ts';
import { type ColumnFacts, duplicateRowsOf, mergeColumn, type MergedColumn } from './merge.ts';
import type { ColumnProfile, TableProfile, ValueCount } from './model.ts';

export interface MergeInput {
  readonly parts: readonly BatchPart[];
  /** The columns to merge; several tasks share a wide table. */
  readonly columns: readonly { readonly index: number; readonly facts: ColumnFacts; readonly counts: readonly PartColumn[] }[];
  /** Given to one of the tasks only: the counts of whole rows. */
  readonly rows: readonly PartCounts[] | null;
}

export interface MergeOutput {
  readonly columns: readonly { readonly index: number; readonly profile: ColumnProfile }[];
  readonly duplicateRows: number | null;
}

/** Merges the counts of some columns over the parts and fetches their most frequent values from the part files. */
export function mergeProfiles(input: MergeInput, context: TaskContext): MergeOutput {
  const rowsBefore = input.parts.map((part) => part.firstRow - 1);
  const files = new Map<BatchPart, Database>();
  try {
    const columns = input.columns.map(({ index, facts, counts }) => {
      context.throwIfCancelled();
      const places = input.parts.map((part) => ({ part, column: index }));
      return { index, profile: withValues(mergeColumn(counts, rowsBefore, facts), places, files) };
    });
    return { columns, duplicateRows: input.rows ? duplicateRowsOf(input.rows) : null };
  } finally {
    for (const db of files.values()) db.close();
  }
}

/** Where the values of a column stand: its position in each part, whose rows are numbered through. */
export interface ValuePlace {
  readonly part: BatchPart;
  readonly column: number | null;
}

/** Fetches the most frequent values; the files that are opened for it are left in `files`. */
export function withValues(column: MergedColumn, places: readonly ValuePlace[], files: Map<BatchPart, Database>): ColumnProfile {
  const top: ValueCount[] = [];
  for (const { row, count } of column.top) {
    const { part, column: index } = places.findLast((each) => each.part.firstRow <= row) ?? { column: null };
    if (!part || index === null) continue;
    let db = files.get(part);
    if (!db) {
      db = openDatabase({ path: part.path, mode: 'data-read', key: part.key });
      files.set(part, db);
    }
    const value = db.value<SqlValue>(sql`SELECT ${id(storedName(index))} FROM rows WHERE rowid = ${row - part.firstRow + 1}`);
    if (value !== null && value !== undefined) top.push({ value: typeof value === 'number' ? value : String(value), count });
  }
  return { ...column, top };
}

/** The profile of a table from the profiles of its columns. */
export function tableProfile(rowCount: number, columns: readonly ColumnProfile[], duplicateRows: number | null): TableProfile {
  return {
    format: 1,
    rowCount,
    columns,
    duplicateRows,
    keys: columns.filter((column) => rowCount > 0 && column.unique && column.nulls === 0).map((column) => [column.name]),
  };
}
