import type { TaskContext } from '../../base/jobs/index.ts';
import type { Database } from '../../base/sqlite/index.ts';
import type { BatchPart } from '../table/batch-file.ts';
import type { ColumnFacts } from './merge.ts';
import { duplicateRowsOf, mergeColumn } from './merge.ts';
import { type MergeOutput, type ValuePlace, withValues } from './finish.task.ts';
import { readState } from './state.task.ts';

/** A batch of a dataset: its state, its rows, and where each column of the dataset stands in it. */
export interface WholeBatch {
  readonly state: { readonly path: string; readonly key: Uint8Array };
  readonly parts: readonly BatchPart[];
  readonly positions: readonly (number | null)[];
}

/** Input of the task `profile.whole`. */
export interface WholeInput {
  /** In the order of the dataset. */
  readonly batches: readonly WholeBatch[];
  /** The columns to merge; several tasks share a wide table. */
  readonly columns: readonly { readonly index: number; readonly facts: ColumnFacts }[];
  /** True: duplicate rows too. */
  readonly rows: boolean;
}

/** The profile of several batches as one table, from their states: costs their different values, not their rows. Throws `file-damaged`. */
export function mergeWhole({ batches, columns, rows }: WholeInput, context: TaskContext): MergeOutput {
  const wanted = columns.map(({ index }) => index);
  const states = batches.map(({ state }) => readState(state.path, state.key, wanted));
  let before = 0;
  const rowsBefore = states.map(({ rowCount }) => (before += rowCount) - rowCount);
  // renumbered once, so that the same file is not opened for every column
  const parts = batches.map((batch, b) => batch.parts.map((part) => ({ ...part, firstRow: (rowsBefore[b] ?? 0) + part.firstRow })));
  const files = new Map<BatchPart, Database>();
  try {
    const merged = columns.map(({ index, facts }, c) => {
      context.throwIfCancelled();
      context.report({ phase: 'merge', done: c, total: columns.length, unit: 'items' });
      const counts = states.flatMap((state) => state.columns[c] ?? []);
      const places = batches.flatMap(({ positions }, b): ValuePlace[] =>
        (parts[b] ?? []).map((part) => ({ part, column: positions[index] ?? null })),
      );
      return { index, profile: withValues(mergeColumn(counts, rowsBefore, facts), places, files) };
    });
    return { columns: merged, duplicateRows: rows ? duplicateRowsOf(states) : null };
  } finally {
    for (const db of files.values()) db.close();
  }
}
