import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench, BenchContext, Measure } from './bench.ts';
import type { CheckBatches } from './check-batch.child.ts';
import type { RulesOutput } from './rules.child.ts';

const TIMES = 10;

interface Way {
  readonly importS: number;
  readonly checkS: number;
  readonly importMb: number;
  readonly checkMb: number;
}

/** Ten times the rows: how long import, profile and the forty rules take together, what a row costs against the usual file, and the memory. */
export const largeBench: Bench = {
  name: 'large',
  about: 'import, profile and forty rules over ten times the rows, and what a row costs against the usual number',
  optIn: true,
  run: async (context) => {
    const [usual, large] = [await way(context, context.rows), await way(context, context.rows * TIMES)];
    return [
      { name: 'import + profile', value: large.importS, unit: 's' },
      { name: 'forty rules', value: large.checkS, unit: 's' },
      { name: 'together', value: large.importS + large.checkS, unit: 's', budget: 'large.seconds' },
      { name: 'import + profile, a row / usual', value: large.importS / TIMES / usual.importS, unit: 'x', budget: 'large.perRow' },
      { name: 'forty rules, a row / usual', value: large.checkS / TIMES / usual.checkS, unit: 'x', budget: 'large.perRow' },
      { name: 'peak memory, import + profile', value: large.importMb, unit: 'MB', budget: 'large.peakMb' },
      { name: 'peak memory, forty rules', value: large.checkMb, unit: 'MB', budget: 'large.peakMb' },
    ] satisfies readonly Measure[];
  },
};

async function way(context: BenchContext, rows: number): Promise<Way> {
  const path = context.population({ rows });
  const folder = mkdtempSync(join(context.scratch, 'large-'));
  try {
    const imported = await context.child<CheckBatches>('check-batch.child.ts', { path, folder, encrypted: false });
    const { population, districts, seconds } = imported.output;
    const checked = await context.child<RulesOutput>('rules.child.ts', { batches: { population, districts }, folder, runs: 1 });
    const checkS = Math.min(...checked.output.seconds);
    context.log(
      `${rows} rows: import + profile ${seconds.toFixed(1)} s, ${Math.round(imported.peakMb)} MB; forty rules ${checkS.toFixed(1)} s, ${Math.round(checked.peakMb)} MB`,
    );
    return { importS: seconds, checkS, importMb: imported.peakMb, checkMb: checked.peakMb };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
