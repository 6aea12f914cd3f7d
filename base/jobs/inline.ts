import { JiadiError } from '../../contract/errors.ts';
import { asWorkError } from '../files.ts';
import { invariant } from '../invariant.ts';
import type { RunOptions, TaskContext, TaskRunner, TaskTable } from './task.ts';

/** Runs every task at once in the calling thread. */
export function inlineRunner(tasks: TaskTable): TaskRunner {
  return {
    run: async <O>(name: string, input: unknown, options: RunOptions = {}) => {
      const task = tasks[name];
      invariant(task, `unknown task ${name}`);
      const cancelled = () => options.signal?.aborted ?? false;
      const context: TaskContext = {
        report: (progress) => options.onProgress?.(progress),
        tell: options.onTold,
        cancelled,
        throwIfCancelled: () => {
          if (cancelled()) throw new JiadiError('cancelled');
        },
        nowMs: () => performance.now(),
      };
      context.throwIfCancelled();
      try {
        return (await task(input as never, context)) as O;
      } catch (error) {
        // as a worker thread tells it
        throw asWorkError(error, name);
      }
    },
    close: async () => undefined,
  };
}
