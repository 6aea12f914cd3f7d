import { parentPort } from 'node:worker_threads';
import { serveTasks } from '../../base/jobs/index.ts';
import { invariant } from '../../base/invariant.ts';

invariant(parentPort, 'this file is the entry of a worker thread');
serveTasks(parentPort, {
  /** Never looks whether it was called off. */
  stuck: (_: unknown, context) => {
    context.report({ phase: 'stuck', done: 0, total: null, unit: 'items' });
    for (;;);
  },
  answer: () => 42,
});
