import type { TaskTable } from '../base/jobs/index.ts';
import { verifyFiles } from './workspace/verify.ts';

/** Everything that may run in a worker thread, by name. */
export const tasks: TaskTable = {
  'workspace.verifyFiles': verifyFiles,
};
