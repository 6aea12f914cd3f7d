import { DuckDBInstance } from '@duckdb/node-api';
import { answer, argument } from './bench.ts';
import { districts, dozen, type Failed } from './check.rules.ts';

export interface DuckCheckOutput {
  /** Counts only: one scan with a sum a rule, and one statement for the rule that groups. */
  readonly countedS: readonly number[];
  /** The failing rows kept in a table, as a check of ours keeps them. */
  readonly keptS: readonly number[];
  readonly failed: Failed;
}

const RUNS = 3;
const repeated = `SELECT "证件号码" FROM t WHERE "证件号码" IS NOT NULL GROUP BY ALL HAVING count(*) > 1`;
const asked = dozen.flatMap(({ rule, duckdb }) => (duckdb === null ? [] : [{ id: rule.id, condition: duckdb }]));
const { database, load } = argument<{ database: string; load: string | null }>();
const connection = await (await DuckDBInstance.create(database)).connect();

async function row(query: string): Promise<readonly number[]> {
  const [first] = (await connection.runAndReadAll(query)).getRows();
  return (first ?? []).map(Number);
}

async function count(): Promise<Failed> {
  const counts = await row(`SELECT count(*), ${asked.map(({ condition }) => `count(*) FILTER (${condition})`).join(', ')} FROM t`);
  const [unique] = await row(
    `SELECT sum(n) FROM (SELECT count(*) AS n FROM t WHERE "证件号码" IS NOT NULL GROUP BY "证件号码" HAVING n > 1)`,
  );
  return { ...Object.fromEntries(asked.map(({ id }, i) => [id, counts[i + 1] ?? Number.NaN])), 'id-unique': unique ?? 0 };
}

async function keep(): Promise<void> {
  await connection.run('CREATE OR REPLACE TEMP TABLE findings(rule VARCHAR, row_id BIGINT)');
  for (const { id, condition } of asked) await connection.run(`INSERT INTO findings SELECT '${id}', rowid FROM t WHERE ${condition}`);
  await connection.run(`INSERT INTO findings SELECT 'id-unique', rowid FROM t WHERE "证件号码" IN (${repeated})`);
}

async function timed(work: () => Promise<unknown>): Promise<readonly number[]> {
  const seconds: number[] = [];
  for (let i = 0; i <= RUNS; i++) {
    const startedMs = performance.now();
    await work();
    seconds.push((performance.now() - startedMs) / 1000);
  }
  return seconds.slice(1);
}

try {
  if (load === null) {
    answer({ countedS: await timed(count), keptS: await timed(keep), failed: await count() } satisfies DuckCheckOutput);
  } else {
    await connection.run(`CREATE TABLE t AS SELECT * FROM read_csv('${load.replaceAll("'", "''")}', all_varchar = true)`);
    await connection.run(`CREATE TABLE districts AS SELECT unnest([${districts.map((name) => `'${name}'`).join(', ')}]) AS name`);
    answer(null);
  }
} finally {
  connection.closeSync();
}
