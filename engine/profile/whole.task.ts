import type { TaskContext } from '../../base/jobs/index.ts';
import { CellReader, type TablePart } from '../table/parts.ts';
import type { ColumnFacts } from './merge.ts';
import { duplicateRowsOf, mergeColumn } from './merge.ts';
import { type FinishedColumn, type MergeOutput, withValues } from './finish.task.ts';
import { readState } from './state.task.ts';

/** Input of the task `profile.whole`. */
export interface WholeInput {
  /** Of the batches, in the order of the dataset. */
  readonly states: readonly { readonly path: string; readonly key: Uint8Array }[];
  /** Of all batches, their rows numbered through. */
  readonly parts: readonly TablePart[];
  /** The columns to merge; several tasks share a wide table. */
  readonly columns: readonly { readonly index: number; readonly facts: ColumnFacts }[];
  /** True: duplicate rows too. */
  readonly rows: boolean;
}

/** The profile of several batches as one table, from their states: costs their different values, not their rows. Throws `file-damaged`. */
export function mergeWhole({ states: kept, parts, columns, rows }: WholeInput, context: TaskContext): MergeOutput {
  const wanted = columns.map(({ index }) => index);
  const states = kept.map(({ path, key }) => readState(path, key, wanted));
  let before = 0;
  const rowsBefore = states.map(({ rowCount }) => (before += rowCount) - rowCount);
  const cells = new CellReader(parts);
  try {
    const merged = columns.map(({ index, facts }, c) => {
      context.throwIfCancelled();
      context.report({ phase: 'merge', done: c, total: columns.length, unit: 'items' });
      const counts = states.flatMap((state) => state.columns[c] ?? []);
      const finished: FinishedColumn = { index, profile: withValues(mergeColumn(counts, rowsBefore, facts), index, cells) };
      context.tell?.(finished);
      return finished;
    });
    return { columns: merged, duplicateRows: rows ? duplicateRowsOf(states) : null };
  } finally {
    cells.close();
  }
}
