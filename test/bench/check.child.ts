import { join } from 'node:path';
import { workerPool } from '../../base/jobs/index.ts';
import { type CheckInput, runCheck } from '../../engine/quality/check.ts';
import { readRule } from '../../engine/rules/rule.ts';
import type { BatchFile } from '../../engine/table/batch-file.ts';
import { semantics } from '../support/check.ts';
import { answer, argument } from './bench.ts';
import type { CheckBatches } from './check-batch.child.ts';
import { dozen, type Failed } from './check.rules.ts';

export interface CheckOutput {
  /** The first run of a new process: threads start, files are opened, code is compiled. */
  readonly firstS: number;
  readonly seconds: readonly number[];
  /** Processor time of a run: tells a busy machine from slow work. */
  readonly cpuS: readonly number[];
  readonly failed: Failed;
}

const RUNS = 3;
const { batches, folder, encrypted } = argument<{ batches: CheckBatches; folder: string; encrypted: boolean }>();
const key = encrypted ? new Uint8Array(32).fill(9) : null;
const withKey = (batch: BatchFile): BatchFile => ({ ...batch, parts: batch.parts.map((part) => ({ ...part, key })) });
const input: CheckInput = {
  batch: withKey(batches.population),
  rules: dozen.map(({ rule }, i) => readRule(rule, i + 1)),
  nullLike: [],
  asOf: '2026-06-30',
  references: { districts: withKey(batches.districts) },
  findings: { temporary: join(folder, 'findings.tmp'), path: join(folder, 'findings.db'), key },
};
const tasks = workerPool({ entry: join(import.meta.dirname, '../support/quality-worker.ts'), jobWorkers: 2, scanWorkers: 1 });
// worker threads do not keep a process alive by themselves
const alive = setInterval(() => undefined, 1_000);

async function once(): Promise<{ seconds: number; cpu: number; failed: Failed }> {
  const startedCpu = process.cpuUsage();
  const startedMs = performance.now();
  const { results } = await runCheck(input, { tasks, semantics, guest: null });
  const seconds = (performance.now() - startedMs) / 1000;
  const cpu = process.cpuUsage(startedCpu);
  const broken = results.find(({ status }) => status === 'error');
  if (broken) throw new Error(`${broken.rule}: ${JSON.stringify(broken.error)}`);
  return { seconds, cpu: (cpu.user + cpu.system) / 1e6, failed: Object.fromEntries(results.map(({ rule, failed }) => [rule, failed])) };
}

try {
  const runs = [];
  for (let i = 0; i <= RUNS; i++) runs.push(await once());
  const [first, ...warm] = runs;
  answer({
    firstS: first?.seconds ?? Number.NaN,
    seconds: warm.map(({ seconds }) => seconds),
    cpuS: warm.map(({ cpu }) => cpu),
    failed: first?.failed ?? {},
  } satisfies CheckOutput);
} finally {
  clearInterval(alive);
  await tasks.close();
}
