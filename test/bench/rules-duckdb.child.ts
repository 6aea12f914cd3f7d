import { DuckDBInstance } from '@duckdb/node-api';
import { answer, argument } from './bench.ts';
import type { Failed } from './check.rules.ts';
import { forty } from './mixed.rules.ts';

export interface DuckRulesOutput {
  /** Counts only: one scan for all conditions and numbers, one statement for each rule about several rows. */
  readonly countedS: number;
  /** The failing rows kept in a table, as a check of ours keeps them. */
  readonly keptS: number;
  readonly keptCpuS: number;
  readonly failed: Failed;
  readonly observed: Readonly<Record<string, number>>;
}

const { database } = argument<{ database: string }>();
const connection = await (await DuckDBInstance.create(database)).connect();
const conditions = forty.flatMap(({ rule, fails }) => (fails === undefined ? [] : [{ id: rule.id, fails }]));
const values = forty.flatMap(({ rule, value }) => (value === undefined ? [] : [{ id: rule.id, value }]));
const groups = forty.flatMap(({ rule, rows }) => (rows === undefined ? [] : [{ id: rule.id, rows }]));

async function row(query: string): Promise<readonly number[]> {
  const [first] = (await connection.runAndReadAll(query)).getRows();
  return (first ?? []).map(Number);
}

async function count(): Promise<Pick<DuckRulesOutput, 'failed' | 'observed'>> {
  const asked = [...conditions.map(({ fails }) => `count(*) FILTER (${fails})`), ...values.map(({ value }) => value)];
  const found = await row(`SELECT ${asked.join(', ')} FROM t`);
  const failed = Object.fromEntries(conditions.map(({ id }, i) => [id, found[i] ?? Number.NaN]));
  for (const { id, rows } of groups) failed[id] = (await row(`SELECT count(*) FROM (${rows})`))[0] ?? Number.NaN;
  return { failed, observed: Object.fromEntries(values.map(({ id }, i) => [id, found[conditions.length + i] ?? Number.NaN])) };
}

async function keep(): Promise<void> {
  await connection.run('CREATE OR REPLACE TEMP TABLE findings(rule VARCHAR, row_id BIGINT)');
  for (const { id, fails } of conditions) await connection.run(`INSERT INTO findings SELECT '${id}', rowid FROM t WHERE ${fails}`);
  for (const { id, rows } of groups) await connection.run(`INSERT INTO findings SELECT '${id}', rowid FROM (${rows})`);
  await row(`SELECT ${values.map(({ value }) => value).join(', ')} FROM t`);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return (performance.now() - startedMs) / 1000;
}

try {
  const found = await count();
  const countedS = await timed(count);
  const startedCpu = process.cpuUsage();
  const keptS = await timed(keep);
  const cpu = process.cpuUsage(startedCpu);
  answer({ ...found, countedS, keptS, keptCpuS: (cpu.user + cpu.system) / 1e6 } satisfies DuckRulesOutput);
} finally {
  connection.closeSync();
}
