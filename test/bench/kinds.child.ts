import { join } from 'node:path';
import { workerPool } from '../../base/jobs/index.ts';
import { type CheckInput, runCheck } from '../../engine/quality/check.ts';
import { readRule } from '../../engine/rules/rule.ts';
import { semantics } from '../support/check.ts';
import { answer, argument } from './bench.ts';
import type { CheckBatches } from './check-batch.child.ts';
import { kindRules } from './kinds.rules.ts';

export interface KindTime {
  readonly kind: string;
  readonly params: string;
  readonly seconds: number;
  readonly failed: number;
  readonly error: string | null;
}

const { batches, only, rounds } = argument<{ batches: CheckBatches; only: readonly string[]; rounds: number }>();
const tasks = workerPool({ entry: join(import.meta.dirname, '../support/quality-worker.ts'), jobWorkers: 2, scanWorkers: 1 });
// worker threads do not keep a process alive by themselves
const alive = setInterval(() => undefined, 1_000);

async function timeOf(kind: string, params: Readonly<Record<string, unknown>>): Promise<KindTime> {
  const input: CheckInput = {
    batch: batches.population,
    rules: [readRule({ id: 'r', kind, ...params }, 1)],
    nullLike: [],
    asOf: '2026-06-30',
    references: { mirror: batches.population },
    findings: null,
  };
  let seconds = Number.POSITIVE_INFINITY;
  let result;
  for (let i = 0; i < rounds; i++) {
    const startedMs = performance.now();
    [result] = (await runCheck(input, { tasks, semantics, guest: null })).results;
    seconds = Math.min(seconds, (performance.now() - startedMs) / 1000);
  }
  const error = result?.error ? JSON.stringify(result.error) : null;
  return { kind, params: JSON.stringify(params).slice(0, 100), seconds, failed: result?.failed ?? Number.NaN, error };
}

try {
  const times: KindTime[] = [];
  for (const [kind, params] of kindRules) {
    if (only.length > 0 && !only.includes(kind)) continue;
    const time = await timeOf(kind, params);
    process.stderr.write(`    ${time.seconds.toFixed(2).padStart(6)} s ${kind} ${time.params} ${time.failed} ${time.error ?? ''}\n`);
    times.push(time);
  }
  answer(times);
} finally {
  clearInterval(alive);
  await tasks.close();
}
