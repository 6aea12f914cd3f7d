import { parentPort } from 'node:worker_threads';
import { invariant } from '../base/invariant.ts';
import { serveTasks } from '../base/jobs/index.ts';
import { tasks } from '../engine/index.ts';

// A worker thread of the engine: runs one task at a time.
invariant(parentPort, 'worker-entry runs in a worker thread');
serveTasks(parentPort, tasks);
