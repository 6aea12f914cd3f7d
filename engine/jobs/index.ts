import type { TaskProgress } from '../../base/jobs/index.ts';
import type { jobMethods } from '../../contract/methods/jobs.ts';
import type { ModuleHandlers } from '../context.ts';
import { listJobs, removeJob } from './store.ts';

export { endJob, insertJob, interruptJobs } from './store.ts';

/** Work that is going on now in this engine. */
export interface LiveJob {
  progress: TaskProgress | null;
  readonly abort: AbortController;
}

/** Live jobs by id; dispatch keeps it. */
export const liveJobs = new Map<string, LiveJob>();

/** The task centre. */
export const jobs: ModuleHandlers<typeof jobMethods> = {
  'jobs.list': (_, { reader }) =>
    listJobs(reader).map((row) => {
      const live = liveJobs.get(row.id);
      // nobody works on it any more, but its end could not be written (a full disk)
      const state = row.state === 'running' && !live ? 'interrupted' : row.state;
      return { ...row, state, progress: live?.progress ?? null };
    }),
  'jobs.cancel': ({ job }) => {
    liveJobs.get(job)?.abort.abort();
    return {};
  },
  'jobs.dismiss': ({ job }, { writer, audit }) => {
    if (!liveJobs.has(job)) removeJob(writer, job);
    audit(job);
    return {};
  },
};
