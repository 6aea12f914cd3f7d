/** Applies repairs to a batch and kills itself when a task has reached a point. Arguments: workspace folder, batch, task, `under way` or `ended`. */
import { join } from 'node:path';
import { systemClock } from '../../base/clock.ts';
import { systemRandom } from '../../base/ids.ts';
import { inlineRunner, type TaskRunner } from '../../base/jobs/index.ts';
import { silentLog } from '../../base/log.ts';
import { createEngine, createTasks } from '../../engine/index.ts';
import { testPassword, typed } from '../support/engine.ts';

const [folder = '', batch = '', task = '', point = ''] = process.argv.slice(2);
const resources = join(import.meta.dirname, '../../resources');
const inner = inlineRunner(createTasks({ resources, today: () => '2026-11-23' }));
const die = (): void => void process.kill(process.pid, 'SIGKILL');

const tasks: TaskRunner = {
  close: () => inner.close(),
  run: async <O>(name: string, input: unknown, options: Parameters<TaskRunner['run']>[2] = {}) => {
    const wanted = name === task;
    const onProgress: typeof options.onProgress = (progress) => {
      if (wanted && point === 'under way' && progress.done > 0) die();
      options.onProgress?.(progress);
    };
    const output = await inner.run<O>(name, input, { ...options, onProgress });
    if (wanted && point === 'ended') die();
    return output;
  },
};

const engine = createEngine({
  clock: systemClock,
  random: systemRandom,
  log: silentLog,
  tasks,
  resources,
  appVersion: 'test',
  guestEntry: null,
});
const wang = typed(engine.connect());
await wang.call('workspace.openFolder', { folder: engine.grants.add(folder, 'folder') });
await wang.call('workspace.signIn', { account: 'wang', password: testPassword });
await wang.call('repair.apply', { batch, steps: [{ kind: 'date-form', column: '日期', form: 'yyyy-MM-dd' }] });
await engine.close();
