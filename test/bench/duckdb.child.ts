import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { answer, argument } from './bench.ts';

export interface DuckOutput {
  readonly totalS: number;
  readonly cpuS: number;
  readonly parts: Readonly<Record<string, number>>;
  /** The same once more in the same process, in another database. */
  readonly againS: number;
}

const { path, folder } = argument<{ path: string; folder: string }>();
const dir = mkdtempSync(join(folder, 'duckdb-'));

async function timed(name: string): Promise<Omit<DuckOutput, 'againS'>> {
  const connection = await (await DuckDBInstance.create(join(dir, name))).connect();
  try {
    const startedCpu = process.cpuUsage();
    const startedMs = performance.now();
    await connection.run(`CREATE TABLE t AS SELECT * FROM read_csv('${path.replaceAll("'", "''")}', all_varchar = true)`);
    const loadedMs = performance.now();
    await connection.runAndReadAll('SUMMARIZE t');
    const endedMs = performance.now();
    const cpu = process.cpuUsage(startedCpu);
    return {
      totalS: (endedMs - startedMs) / 1000,
      cpuS: (cpu.user + cpu.system) / 1e6,
      parts: { load: (loadedMs - startedMs) / 1000, summarize: (endedMs - loadedMs) / 1000 },
    };
  } finally {
    connection.closeSync();
  }
}

try {
  const first = await timed('first.duckdb');
  const { totalS: againS } = await timed('again.duckdb');
  answer({ ...first, againS } satisfies DuckOutput);
} finally {
  rmSync(dir, { recursive: true, force: true });
}
