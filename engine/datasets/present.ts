/** The present of a dataset as one table: the batches that make it up. */
import type { QueryContext } from '../context.ts';
import { type PartedTable, together } from '../table/index.ts';
import { batchFileOf } from './files.ts';
import { contentOf } from './decisions.ts';
import { getBatch } from './store.ts';

/** A table with the numbers of the batches it is made of. */
export interface PresentTable extends PartedTable {
  readonly batches: readonly number[];
}

/**
 * All accepted batches of a dataset as one table, or null where there is none; the first one is accepted with its import, so a dataset with a batch has a present.
 * The newest comes first, so that of a row which several batches brought the newest is met first; its columns are those of the table.
 */
export function presentOf({ reader, workspace }: Pick<QueryContext, 'reader' | 'workspace'>, dataset: string): PresentTable | null {
  const batches = contentOf(reader, dataset).toReversed();
  const files = batches.map((batch) => batchFileOf(workspace, reader, batch));
  if (files.length === 0) return null;
  return { ...together(files, files[0]?.columns), batches: batches.map((batch) => getBatch(reader, batch).number) };
}
