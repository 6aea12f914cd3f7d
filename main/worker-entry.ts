import { parentPort, workerData } from 'node:worker_threads';
import { shanghaiDay, systemClock } from '../base/clock.ts';
import { invariant } from '../base/invariant.ts';
import { serveTasks } from '../base/jobs/index.ts';
import { createTasks } from '../engine/index.ts';

// A worker thread of the engine: runs one task at a time.
invariant(parentPort, 'worker-entry runs in a worker thread');
const { resources } = workerData as { readonly resources: string };
serveTasks(parentPort, createTasks({ resources, today: () => shanghaiDay(systemClock.nowMs()) }));
