import { parentPort } from 'node:worker_threads';
import { serveTasks } from '../../base/jobs/index.ts';
import { invariant } from '../../base/invariant.ts';
import { importTasks } from '../../engine/intake/import.tasks.ts';
import { tableTasks } from '../../engine/table/index.ts';

invariant(parentPort, 'this file is the entry of a worker thread');
serveTasks(parentPort, { ...importTasks, ...tableTasks });
