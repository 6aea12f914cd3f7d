import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { answer, argument } from './bench.ts';

export interface DuckOutput {
  readonly totalS: number;
  readonly cpuS: number;
  readonly parts: Readonly<Record<string, number>>;
}

const { path, folder } = argument<{ path: string; folder: string }>();
const dir = mkdtempSync(join(folder, 'duckdb-'));
const connection = await (await DuckDBInstance.create(join(dir, 'bench.duckdb'))).connect();
try {
  const startedCpu = process.cpuUsage();
  const startedMs = performance.now();
  await connection.run(`CREATE TABLE t AS SELECT * FROM read_csv('${path.replaceAll("'", "''")}', all_varchar = true)`);
  const loadedMs = performance.now();
  await connection.runAndReadAll('SUMMARIZE t');
  const endedMs = performance.now();
  const cpu = process.cpuUsage(startedCpu);
  answer({
    totalS: (endedMs - startedMs) / 1000,
    cpuS: (cpu.user + cpu.system) / 1e6,
    parts: { load: (loadedMs - startedMs) / 1000, summarize: (endedMs - loadedMs) / 1000 },
  } satisfies DuckOutput);
} finally {
  connection.closeSync();
  rmSync(dir, { recursive: true, force: true });
}
