import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, type BenchContext, median } from './bench.ts';
import type { CheckBatches } from './check-batch.child.ts';
import type { CheckOutput } from './check.child.ts';
import type { DuckCheckOutput } from './check-duckdb.child.ts';
import type { Failed } from './check.rules.ts';

const ROUNDS = 5;

/** A dozen rules over the imported population file, data files plain and encrypted, against the same checks in DuckDB. */
export const checkBench: Bench = {
  name: 'check',
  about: 'twelve rules over the population file against the same checks in DuckDB SQL over the loaded table',
  run: async (context) => {
    const dir = mkdtempSync(join(context.scratch, 'check-'));
    try {
      return await measure(context, dir);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  },
};

async function measure(context: BenchContext, dir: string): Promise<Awaited<ReturnType<Bench['run']>>> {
  const path = context.population();
  const database = join(dir, 'check.duckdb');
  await context.child('check-duckdb.child.ts', { database, load: path });
  const prepare = async (name: string, encrypted: boolean) => {
    const folder = join(dir, name);
    mkdirSync(folder);
    const { output } = await context.child<CheckBatches>('check-batch.child.ts', { path, folder, encrypted });
    return { batches: output, folder, encrypted };
  };
  const subjects = { plain: await prepare('plain', false), encrypted: await prepare('encrypted', true) };
  const ours: Record<keyof typeof subjects, { output: CheckOutput; peakMb: number }[]> = { plain: [], encrypted: [] };
  const duck: DuckCheckOutput[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    duck.push((await context.child<DuckCheckOutput>('check-duckdb.child.ts', { database, load: null })).output);
    for (const name of ['plain', 'encrypted'] as const) ours[name].push(await context.child<CheckOutput>('check.child.ts', subjects[name]));
    for (const { output } of ours.encrypted.slice(-1)) sameAnswers(output.failed, duck.at(-1)?.failed ?? {});
    const shown = (values: readonly number[]): string => values.map((s) => s.toFixed(2)).join(' ');
    context.log(`duckdb ${shown(duck.at(-1)?.countedS ?? [])}; rows kept ${shown(duck.at(-1)?.keptS ?? [])}`);
    for (const name of ['plain', 'encrypted'] as const) context.log(`${name} ${shown(ours[name].at(-1)?.output.seconds ?? [])}`);
  }
  const time = (name: keyof typeof subjects): number => quietest(ours[name].map(({ output }) => output.seconds));
  const cpu = (name: keyof typeof subjects): number => quietest(ours[name].map(({ output }) => output.cpuS));
  const counted = quietest(duck.map(({ countedS }) => countedS));
  const kept = quietest(duck.map(({ keptS }) => keptS));
  return [
    { name: 'DuckDB, counts only', value: counted, unit: 's' },
    { name: 'DuckDB, failing rows kept', value: kept, unit: 's' },
    { name: 'twelve rules, encrypted', value: time('encrypted'), unit: 's', budget: 'check.dozenSeconds' },
    { name: 'twelve rules, plain', value: time('plain'), unit: 's', budget: 'check.dozenSeconds' },
    { name: 'the same in a new process', value: Math.min(...ours.encrypted.map(({ output }) => output.firstS)), unit: 's' },
    { name: 'twelve rules / DuckDB, failing rows kept', value: time('encrypted') / kept, unit: 'x' },
    { name: 'twelve rules / DuckDB, counts only', value: time('encrypted') / counted, unit: 'x' },
    { name: 'encrypted / plain', value: time('encrypted') / time('plain'), unit: 'x', budget: 'scan.encryption' },
    { name: 'processor time, encrypted / plain', value: cpu('encrypted') / cpu('plain'), unit: 'x' },
    { name: 'peak memory', value: Math.max(...ours.encrypted.map(({ peakMb }) => peakMb)), unit: 'MB', budget: 'check.peakMb' },
  ];
}

/** The median of the quietest round: what else the machine did meanwhile is not what is measured, and it lasts longer than a round. */
function quietest(rounds: readonly (readonly number[])[]): number {
  return Math.min(...rounds.map(median));
}

/** A comparison of times is worth something only between programs that find the same. */
function sameAnswers(ours: Failed, theirs: Failed): void {
  for (const [id, failed] of Object.entries(theirs))
    if (ours[id] !== failed) throw new Error(`rule ${id}: ${ours[id]} rows fail here, ${failed} in DuckDB`);
}
