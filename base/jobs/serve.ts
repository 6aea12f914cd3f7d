import type { MessagePort } from 'node:worker_threads';
import { JiadiError } from '../../contract/errors.ts';
import { asWorkError } from '../files.ts';
import { Collector } from './collect.ts';
import type { TaskContext, TaskProgress, TaskTable } from './task.ts';
import { type FromWorker, type ToWorker, errorToWire } from './wire.ts';

const REPORT_EVERY_MS = 100;

/** Serves tasks in a worker thread: one at a time, progress at most ten times a second and always the last. */
export function serveTasks(port: MessagePort, tasks: TaskTable): void {
  const garbage = new Collector();
  port.on('message', (message: ToWorker) => {
    void garbage.during(() => runOne(port, tasks, message));
  });
}

async function runOne(port: MessagePort, tasks: TaskTable, message: ToWorker): Promise<void> {
  const post = (m: FromWorker): void => port.postMessage(m);
  let reportedMs = Number.NEGATIVE_INFINITY;
  let held: TaskProgress | null = null;
  const cancelled = (): boolean => Atomics.load(message.flag, 0) === 1;
  const context: TaskContext = {
    report: (progress) => {
      const nowMs = performance.now();
      if (nowMs - reportedMs < REPORT_EVERY_MS) {
        held = progress;
        return;
      }
      reportedMs = nowMs;
      held = null;
      post({ type: 'progress', progress });
    },
    tell: message.heard ? (told) => post({ type: 'told', told }) : undefined,
    cancelled,
    throwIfCancelled: () => {
      if (cancelled()) throw new JiadiError('cancelled');
    },
    nowMs: () => performance.now(),
  };
  try {
    const task = tasks[message.name];
    if (!task) throw new Error(`unknown task ${message.name}`);
    const output = await task(message.input as never, context);
    if (held) post({ type: 'progress', progress: held });
    post({ type: 'done', output });
  } catch (error) {
    post({ type: 'failed', error: errorToWire(asWorkError(error, message.name)) });
  }
}
