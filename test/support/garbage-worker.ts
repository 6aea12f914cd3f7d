/** A worker whose tasks leave garbage behind, and tell what has been collected. */
import { parentPort } from 'node:worker_threads';
import { invariant } from '../../base/invariant.ts';
import { serveTasks } from '../../base/jobs/index.ts';

invariant(parentPort, 'runs as a worker thread');
let collected = 0;
const registry = new FinalizationRegistry(() => void collected++);

serveTasks(parentPort, {
  garbage: (ms: number) => {
    registry.register(new Uint8Array(new SharedArrayBuffer(1024)), null);
    const untilMs = performance.now() + ms;
    while (performance.now() < untilMs);
    return new Uint8Array(new SharedArrayBuffer(1024));
  },
  collected: () => collected,
});
