import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, type BenchContext, type Measure, median } from './bench.ts';
import type { CheckBatches } from './check-batch.child.ts';
import type { KindTime } from './kinds.child.ts';
import type { RulesOutput } from './rules.child.ts';
import type { DuckRulesOutput } from './rules-duckdb.child.ts';

const ROUNDS = 3;

/** Forty rules of every sort against the same questions to DuckDB, and how the time grows with the number of rules. */
export const rulesBench: Bench = {
  name: 'rules',
  about: 'forty mixed rules over the population file against the same checks in DuckDB SQL; two hundred cell rules against twenty',
  run: (context) => inFolder(context, (folder) => mixed(context, folder)),
};

/** Every kind that reads rows, alone: where the time of a slow rule set goes. */
export const kindsBench: Bench = {
  name: 'kinds',
  about: 'each kind of rule alone over the population file',
  optIn: true,
  run: (context) =>
    inFolder(context, async (folder) => {
      const { output: batches } = await context.child<CheckBatches>('check-batch.child.ts', {
        path: context.population(),
        folder,
        encrypted: false,
      });
      const { output, peakMb } = await context.child<readonly KindTime[]>('kinds.child.ts', { batches, only: [], rounds: 2 });
      const broken = output.find(({ error }) => error !== null);
      if (broken) throw new Error(`${broken.kind}: ${broken.error}`);
      const slowest = output.toSorted((a, b) => b.seconds - a.seconds);
      return [
        ...slowest.map(({ kind, seconds }): Measure => ({ name: kind, value: seconds, unit: 's' })),
        { name: 'peak memory', value: peakMb, unit: 'MB' },
      ];
    }),
};

async function inFolder<T>(context: BenchContext, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(context.scratch, 'rules-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function mixed(context: BenchContext, folder: string): Promise<readonly Measure[]> {
  const path = context.population();
  const database = join(folder, 'rules.duckdb');
  await context.child('check-duckdb.child.ts', { database, load: path });
  const { output: batches } = await context.child<CheckBatches>('check-batch.child.ts', { path, folder, encrypted: false });
  const ours = async (cells?: number) =>
    context.child<RulesOutput>('rules.child.ts', { batches, folder, runs: 2, ...(cells ? { cells } : {}) });
  const found = { duckdb: [] as DuckRulesOutput[], forty: [] as RulesOutput[], few: [] as RulesOutput[], many: [] as RulesOutput[] };
  let peak = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const duckdb = (await context.child<DuckRulesOutput>('rules-duckdb.child.ts', { database })).output;
    const forty = await ours();
    peak = Math.max(peak, forty.peakMb);
    sameAnswers(forty.output, duckdb);
    found.duckdb.push(duckdb);
    found.forty.push(forty.output);
    found.few.push((await ours(20)).output);
    found.many.push((await ours(200)).output);
    context.log(`duckdb ${duckdb.keptS.toFixed(2)} s, forty ${forty.output.seconds.map((s) => s.toFixed(2)).join(' ')} s`);
  }
  const time = (of: keyof Omit<typeof found, 'duckdb'>): number => median(found[of].map(({ seconds }) => Math.min(...seconds)));
  const cpu = (of: keyof Omit<typeof found, 'duckdb'>): number => median(found[of].map(({ cpuS }) => Math.min(...cpuS)));
  const [kept, counted] = [median(found.duckdb.map((d) => d.keptS)), median(found.duckdb.map((d) => d.countedS))];
  return [
    { name: 'DuckDB, counts only', value: counted, unit: 's' },
    { name: 'DuckDB, failing rows kept', value: kept, unit: 's' },
    { name: 'forty rules', value: time('forty'), unit: 's' },
    { name: 'forty rules / DuckDB, failing rows kept', value: time('forty') / kept, unit: 'x', budget: 'rules.forty' },
    { name: 'processor time, forty rules / DuckDB', value: cpu('forty') / median(found.duckdb.map((d) => d.keptCpuS)), unit: 'x' },
    { name: 'twenty cell rules', value: time('few'), unit: 's' },
    { name: 'two hundred cell rules', value: time('many'), unit: 's' },
    { name: 'processor time, 200 cell rules / 20', value: cpu('many') / cpu('few'), unit: 'x', budget: 'rules.cells' },
    { name: 'peak memory, forty rules', value: peak, unit: 'MB', budget: 'rules.peakMb' },
  ];
}

/** A comparison of times is worth something only between programs that find the same. */
function sameAnswers(ours: RulesOutput, theirs: DuckRulesOutput): void {
  for (const [id, failed] of Object.entries(theirs.failed))
    if (ours.failed[id] !== failed) throw new Error(`rule ${id}: ${ours.failed[id]} rows fail here, ${failed} in DuckDB`);
  for (const [id, value] of Object.entries(theirs.observed))
    if (Math.abs(Number(ours.observed[id]) - value) > 1e-6 * Math.abs(value))
      throw new Error(`rule ${id}: ${String(ours.observed[id])} here, ${value} in DuckDB`);
}
