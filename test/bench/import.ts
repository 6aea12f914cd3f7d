import { type Bench, type Measure, median } from './bench.ts';
import type { ImportOutput } from './import.child.ts';
import type { DuckOutput } from './duckdb.child.ts';

const ROUNDS = 3;

/** Import with a full profile against DuckDB's load and SUMMARIZE of the same file, plain and encrypted, in alternation. */
export const importBench: Bench = {
  name: 'import',
  about: 'import + profile of the population file against DuckDB load + SUMMARIZE',
  run: async (context) => {
    const path = context.population();
    const run = async (subject: 'duckdb' | 'plain' | 'encrypted') => {
      const { output, peakMb } =
        subject === 'duckdb'
          ? await context.child<DuckOutput>('duckdb.child.ts', { path, folder: context.scratch })
          : await context.child<ImportOutput>('import.child.ts', { path, folder: context.scratch, encrypted: subject === 'encrypted' });
      context.log(
        `${subject}: ${output.totalS.toFixed(2)} s (${output.cpuS.toFixed(2)} s of processor), ${Math.round(peakMb)} MB ${JSON.stringify(output.parts)}`,
      );
      return { ...output, peakMb };
    };
    const results = await context.alternate(['duckdb', 'plain', 'encrypted'], ROUNDS, run);
    const time = (subject: 'duckdb' | 'plain' | 'encrypted'): number => median(results[subject].map((each) => each.totalS));
    const cpu = (subject: 'duckdb' | 'plain' | 'encrypted'): number => median(results[subject].map((each) => each.cpuS));
    const again = (subject: 'duckdb' | 'encrypted'): number => median(results[subject].map((each) => each.againS));
    const measures: Measure[] = [
      { name: 'DuckDB load + SUMMARIZE', value: time('duckdb'), unit: 's' },
      { name: 'import + profile, encrypted', value: time('encrypted'), unit: 's' },
      { name: 'import + profile, plain', value: time('plain'), unit: 's' },
      { name: 'import + profile / DuckDB', value: time('encrypted') / time('duckdb'), unit: 'x', budget: 'import.ratio' },
      { name: 'the second file of a process / DuckDB', value: again('encrypted') / again('duckdb'), unit: 'x', budget: 'import.again' },
      { name: 'encrypted / plain', value: time('encrypted') / time('plain'), unit: 'x', budget: 'import.encryption' },
      { name: 'processor time, encrypted / DuckDB', value: cpu('encrypted') / cpu('duckdb'), unit: 'x' },
      { name: 'processor time, encrypted / plain', value: cpu('encrypted') / cpu('plain'), unit: 'x' },
      { name: 'peak memory', value: Math.max(...results.encrypted.map((each) => each.peakMb)), unit: 'MB', budget: 'import.peakMb' },
    ];
    return measures;
  },
};
