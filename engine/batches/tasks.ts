import type { TaskTable } from '../../base/jobs/index.ts';
import { changesPage } from './changes.task.ts';
import { compareRows } from './compare.task.ts';
import { rowHashes } from './row-hashes.task.ts';

/** What comparing batches runs in worker threads. */
export const batchTasks: TaskTable = {
  'batches.rowHashes': rowHashes,
  'batches.compareRows': compareRows,
  'batches.changes': changesPage,
};
