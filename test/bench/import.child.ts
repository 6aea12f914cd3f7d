import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { workerPool } from '../../base/jobs/index.ts';
import { importFile, resourcesFolder } from '../support/batch.ts';
import { answer, argument } from './bench.ts';

export interface ImportOutput {
  readonly totalS: number;
  /** Processor time of all threads: tells a busy machine from slow work. */
  readonly cpuS: number;
  readonly parts: Readonly<Record<string, number>>;
  /** The same file once more in the same process, whose code is compiled by then; 0 when that was not asked for. */
  readonly againS: number;
}

const { path, folder, encrypted, once = false } = argument<{ path: string; folder: string; encrypted: boolean; once?: boolean }>();
const dir = mkdtempSync(join(folder, 'import-'));
const tasks = workerPool({ entry: join(import.meta.dirname, '../support/task-worker.ts'), jobWorkers: 2, scanWorkers: 1 });
// worker threads do not keep a process alive by themselves
const alive = setInterval(() => undefined, 1_000);
async function timed(name: string): Promise<Omit<ImportOutput, 'againS'>> {
  const own = join(dir, name);
  mkdirSync(own);
  const startedCpu = process.cpuUsage();
  const startedMs = performance.now();
  const { seconds } = await importFile(
    path,
    own,
    { key: encrypted ? new Uint8Array(32).fill(9) : null, resources: resourcesFolder },
    { tasks },
  );
  const totalS = (performance.now() - startedMs) / 1000;
  const cpu = process.cpuUsage(startedCpu);
  rmSync(own, { recursive: true, force: true });
  return { totalS, cpuS: (cpu.user + cpu.system) / 1e6, parts: { import: seconds.import, profile: seconds.profile } };
}

try {
  const first = await timed('first');
  const againS = once ? 0 : (await timed('again')).totalS;
  answer({ ...first, againS } satisfies ImportOutput);
} finally {
  clearInterval(alive);
  await tasks.close();
  rmSync(dir, { recursive: true, force: true });
}
