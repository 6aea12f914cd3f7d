import type { TaskContext } from '../../base/jobs/index.ts';
import { type HashedRows, hashRows } from '../profile/index.ts';
import type { BatchFile } from '../table/index.ts';

export interface RowHashesInput {
  readonly file: BatchFile;
  /** Positions of the key columns, in the order of the key. */
  readonly key: readonly number[];
  /** Positions of the other columns that are compared, in the same order for every batch of a comparison. */
  readonly rest: readonly number[];
}

/** 64-bit hashes of every row of a batch, in two halves: of its key, and of its other compared cells. */
export interface RowHashes {
  readonly rowCount: number;
  readonly key1: Int32Array;
  readonly key2: Int32Array;
  readonly rest1: Int32Array;
  readonly rest2: Int32Array;
}

/** Worker task `batches.rowHashes`: one pass over a batch; 16 bytes a row and nothing else stays in memory. */
export function rowHashes({ file, key, rest }: RowHashesInput, context: TaskContext): RowHashes {
  const [keys, others] = hashRows(file, [key, rest], { phase: 'compare' }, context) as [HashedRows, HashedRows];
  return { rowCount: file.rowCount, key1: keys.h1, key2: keys.h2, rest1: others.h1, rest2: others.h2 };
}
