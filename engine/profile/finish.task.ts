import type { TaskContext } from '../../base/jobs/index.ts';
import type { BatchPart } from '../table/batch-file.ts';
import { CellReader } from '../table/parts.ts';
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

/** A column of which all is known; the tasks that merge tell each as soon as it is. */
export interface FinishedColumn {
  readonly index: number;
  readonly profile: ColumnProfile;
}

export interface MergeOutput {
  readonly columns: readonly FinishedColumn[];
  readonly duplicateRows: number | null;
}

/** Merges the counts of some columns over the parts and fetches their most frequent values from the part files. */
export function mergeProfiles(input: MergeInput, context: TaskContext): MergeOutput {
  const rowsBefore = input.parts.map((part) => part.firstRow - 1);
  const cells = new CellReader(input.parts);
  try {
    const columns = input.columns.map(({ index, facts, counts }) => {
      context.throwIfCancelled();
      const merged: FinishedColumn = { index, profile: withValues(mergeColumn(counts, rowsBefore, facts), index, cells) };
      context.tell?.(merged);
      return merged;
    });
    return { columns, duplicateRows: input.rows ? duplicateRowsOf(input.rows) : null };
  } finally {
    cells.close();
  }
}

/** Fetches the most frequent values of a column. */
export function withValues(column: MergedColumn, index: number, cells: CellReader): ColumnProfile {
  const top = column.top.flatMap(({ row, count }): ValueCount[] => {
    const [value = null] = cells.row([index], row);
    return value === null ? [] : [{ value: typeof value === 'number' ? value : String(value), count }];
  });
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
