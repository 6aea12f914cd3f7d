import { join } from 'node:path';
import { workerPool } from '../../base/jobs/index.ts';
import { type CheckInput, runCheck } from '../../engine/quality/check.ts';
import { readRule } from '../../engine/rules/rule.ts';
import { semantics } from '../support/check.ts';
import { answer, argument } from './bench.ts';
import type { CheckBatches } from './check-batch.child.ts';
import type { Failed } from './check.rules.ts';
import { cellRules, forty } from './mixed.rules.ts';

export interface RulesOutput {
  /** The runs after the first, which starts threads and compiles. */
  readonly seconds: readonly number[];
  /** Processor time of a run: tells a busy machine from slow work. */
  readonly cpuS: readonly number[];
  readonly failed: Failed;
  readonly observed: Readonly<Record<string, unknown>>;
}

/** `cells`: so many rules over cells; left out: the forty of every sort. */
const { batches, folder, runs, cells } = argument<{ batches: CheckBatches; folder: string; runs: number; cells?: number }>();
const rules = cells === undefined ? forty.map(({ rule }) => rule) : cellRules(cells);
const input: CheckInput = {
  batch: batches.population,
  rules: rules.map((rule, i) => readRule(rule, i + 1)),
  nullLike: [],
  asOf: '2026-06-30',
  references: { population: batches.population, districts: batches.districts },
  findings: { temporary: join(folder, 'findings.tmp'), path: join(folder, 'findings.db'), key: null },
};
const tasks = workerPool({ entry: join(import.meta.dirname, '../support/quality-worker.ts'), jobWorkers: 2, scanWorkers: 1 });
// worker threads do not keep a process alive by themselves
const alive = setInterval(() => undefined, 1_000);

try {
  const seconds: number[] = [];
  const cpuS: number[] = [];
  let output: Pick<RulesOutput, 'failed' | 'observed'> = { failed: {}, observed: {} };
  for (let i = 0; i < runs; i++) {
    const startedCpu = process.cpuUsage();
    const startedMs = performance.now();
    const { results } = await runCheck(input, { tasks, semantics, guest: null });
    seconds.push((performance.now() - startedMs) / 1000);
    const cpu = process.cpuUsage(startedCpu);
    cpuS.push((cpu.user + cpu.system) / 1e6);
    const broken = results.find(({ status }) => status === 'error');
    if (broken) throw new Error(`${broken.rule}: ${JSON.stringify(broken.error)}`);
    output = {
      failed: Object.fromEntries(results.map(({ rule, failed }) => [rule, failed])),
      observed: Object.fromEntries(results.map(({ rule, observed }) => [rule, observed])),
    };
  }
  const warm = <T>(list: readonly T[]): readonly T[] => (list.length > 1 ? list.slice(1) : list);
  answer({ seconds: warm(seconds), cpuS: warm(cpuS), ...output } satisfies RulesOutput);
} finally {
  clearInterval(alive);
  await tasks.close();
}
