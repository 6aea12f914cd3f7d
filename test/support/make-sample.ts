/** `node test/support/make-sample.ts FOLDER`: builds the sample workspace there, for the window tests to open copies of. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shanghaiDay, systemClock } from '../../base/clock.ts';
import { systemRandom } from '../../base/ids.ts';
import { inlineRunner } from '../../base/jobs/index.ts';
import { silentLog } from '../../base/log.ts';
import { createEngine, createTasks } from '../../engine/index.ts';
import { typed } from './engine.ts';

const root = join(import.meta.dirname, '..', '..');
const resources = join(root, 'resources');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const engine = createEngine({
  clock: systemClock,
  random: systemRandom,
  log: silentLog,
  tasks: inlineRunner(createTasks({ resources, today: () => shanghaiDay(systemClock.nowMs()) })),
  resources,
  appVersion: version,
  guestEntry: null,
});
try {
  const folder = engine.grants.add(process.argv[2] ?? '', 'folder');
  await typed(engine.connect()).call('workspace.createSample', { folder });
} finally {
  await engine.close();
}
