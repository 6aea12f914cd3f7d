import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { isJiadiError } from '../../../../contract/errors.ts';
import { runCheck } from '../../../../engine/quality/check.ts';
import { guestQuery } from '../../../../engine/rules/guest/query.ts';
import { readRule } from '../../../../engine/rules/rule.ts';
import type { BatchFile } from '../../../../engine/table/batch-file.ts';
import { failedOf, host, testFolder, writeBatch } from '../../../support/check.ts';

const entry = join(import.meta.dirname, '../../../../engine/rules/guest/entry.ts');
const ask = guestQuery(entry, { timeoutMs: 15_000 });
let folder: ReturnType<typeof testFolder>;
let batch: BatchFile;

before(() => {
  folder = testFolder();
  batch = writeBatch(
    folder.path,
    ['姓名', 'age'],
    [
      ['甲', '10'],
      ['乙', '200'],
      ['丙', null],
      ['丁', '-1'],
    ],
    { partSizes: [2, 2] },
  );
});
after(() => folder.done());

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'no error';
  } catch (error) {
    assert.ok(isJiadiError(error), String(error));
    return error.code;
  }
};

test('a query reads more parts than SQLite attaches', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => [`甲${i}`, i % 7 === 0 ? null : String(i)]);
  const many = writeBatch(folder.path, ['姓名', 'age'], rows, { name: 'many', partSizes: Array.from({ length: 20 }, () => 2) });
  const query = 'SELECT a.* FROM {dataset} a JOIN {dataset} b ON a.age = b.age WHERE CAST(a.age AS INTEGER) > 33 OR a.age IS NULL';
  const found = await ask({ batch: many, query, rowsTested: 'SELECT count(age) FROM {dataset}' });
  assert.deepEqual(found, { rows: [35, 37, 38, 39, 40], failed: 5, tested: 34, value: null });
});

test('a query names its findings by row, over several parts', async () => {
  const found = await ask({
    batch,
    query: 'SELECT * FROM {dataset} WHERE CAST(age AS INTEGER) NOT BETWEEN 0 AND 150',
    rowsTested: 'SELECT count(age) FROM {dataset}',
  });
  assert.deepEqual(found, { rows: [2, 4], failed: 2, tested: 3, value: null });
});

test('a rule of kind sql-rows gives a result, and its error is its own', async () => {
  const rules = [
    { kind: 'sql-rows', query: 'SELECT _row FROM {dataset} WHERE age IS NULL' },
    { kind: 'sql-rows', id: 'broken', query: 'SELEC 1' },
    { kind: 'not-null', column: 'age' },
  ];
  const run = await runCheck(
    { batch, rules: rules.map((r, i) => readRule(r, i + 1)), nullLike: [], asOf: '2026-01-01', findings: null },
    { ...host, guest: ask },
  );
  assert.deepEqual(failedOf(run), [2]);
  assert.equal(run.results[0]?.evaluated, 4);
  assert.deepEqual(
    run.results.map((r) => r.status),
    ['fail', 'error', 'fail'],
  );
});

const attacks: readonly string[] = [
  "ATTACH '/var/x.db' AS x",
  'PRAGMA query_only=0',
  "SELECT * FROM pragma_table_info('dataset')",
  'SELECT * FROM sqlite_schema',
  'SELECT * FROM main.rows',
  'INSERT INTO {dataset} VALUES (1,2,3)',
  'DELETE FROM {dataset}',
  'DROP TABLE {dataset}',
  'CREATE TABLE t(a)',
  'CREATE TEMP TABLE t(a)',
  'BEGIN EXCLUSIVE',
  'REINDEX',
  'VACUUM',
  'ANALYZE',
  'SELECT 1; DELETE FROM {dataset}',
  "SELECT load_extension('x')",
  "SELECT writefile('/var/x', 'a')",
  "SELECT readfile('/etc/passwd')",
  'SELECT zeroblob(1000000000)',
  'SELECT randomblob(1000000000)',
  "SELECT printf('%1000000000d', 1)",
  "SELECT format('%1000000000d', 1)",
  "SELECT replace(age, 'a', 'b') FROM {dataset}",
  "SELECT fts3_tokenizer('simple')",
  'SELECT sqlite3mc_config(1)',
  'SELECT * FROM dbstat',
  'SELECT * FROM json_each(1)',
  'EXPLAIN SELECT 1',
];
for (const query of attacks) {
  test(`refused: ${query}`, async () => {
    assert.equal(await codeOf(ask({ batch, query, rowsTested: null })), 'sql-refused');
  });
}

test('VACUUM INTO writes nothing', async () => {
  const target = join(folder.path, 'stolen.db');
  assert.equal(await codeOf(ask({ batch, query: `VACUUM INTO '${target}'`, rowsTested: null })), 'sql-refused');
  assert.equal(existsSync(target), false);
});

test('an attack leaves the data file as it was', async () => {
  const path = batch.parts[0]?.path ?? '';
  const before = readFileSync(path);
  await codeOf(ask({ batch, query: "UPDATE {dataset} SET age = '1'", rowsTested: null }));
  await codeOf(ask({ batch, query: 'SELECT 1', rowsTested: 'DELETE FROM {dataset}' }));
  assert.ok(before.equals(readFileSync(path)));
});

test('a query without end is killed at its time limit', async () => {
  const started = performance.now();
  const bomb = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n';
  assert.equal(await codeOf(guestQuery(entry, { timeoutMs: 1_500 })({ batch, query: bomb, rowsTested: null })), 'timeout');
  assert.ok(performance.now() - started < 5_000);
});

test('a query that eats memory is killed', { skip: process.platform !== 'linux' }, async () => {
  const bomb = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT i + 1 FROM n WHERE i < 100000000) SELECT count(*) FROM n';
  assert.equal(
    await codeOf(guestQuery(entry, { timeoutMs: 30_000, memoryBytes: 180_000_000 })({ batch, query: bomb, rowsTested: null })),
    'limit-reached',
  );
});

test('cancel ends the guest', async () => {
  const stop = new AbortController();
  const running = ask(
    { batch, query: 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n', rowsTested: null },
    stop.signal,
  );
  setTimeout(() => stop.abort(), 300);
  assert.equal(await codeOf(running), 'cancelled');
});

test('sql-rows finds rows by key columns where the query returns no row numbers', async () => {
  const rules = [
    { kind: 'sql-rows', query: 'SELECT 姓名 FROM {dataset} WHERE CAST(age AS INTEGER) > 100 -- old', keys: ['姓名'] },
    { id: 'two', kind: 'sql-rows', query: "SELECT '丁' AS 姓名, '-1' AS age", keys: ['姓名', 'age'] },
    { id: 'bad', kind: 'sql-rows', query: 'SELECT 1) ; DELETE FROM {dataset} --', keys: ['姓名'] },
  ];
  const run = await runCheck(
    { batch, rules: rules.map((r, i) => readRule(r, i + 1)), nullLike: [], asOf: '2026-01-01', findings: null },
    { ...host, guest: ask },
  );
  assert.deepEqual([failedOf(run, 0), failedOf(run, 1), run.results[2]?.error?.code], [[1], [3], 'sql-refused']);
});

test('sql-value judges the number of a query, and names the rows behind it when it fails', async () => {
  const rules = [
    { kind: 'sql-value', query: 'SELECT count(*) FROM {dataset}', min: 4, max: 4 },
    {
      id: 'b',
      kind: 'sql-value',
      query: 'SELECT max(CAST(age AS INTEGER)) FROM {dataset}',
      max: 150,
      drill: 'SELECT _row FROM {dataset} WHERE age + 0 = 200',
    },
    { id: 'c', kind: 'sql-value', query: 'SELECT max(CAST(age AS INTEGER)) FROM {dataset}', max: 200, drill: 'SELECT _row FROM {dataset}' },
    { id: 'd', kind: 'sql-value', query: 'SELECT age FROM {dataset} WHERE 0', max: 1 },
    { id: 'e', kind: 'sql-value', query: "SELECT 'many'", max: 1 },
    { id: 'f', kind: 'sql-value', query: 'SELECT 1', max: 1, drill: 'DELETE FROM {dataset}' },
  ];
  const run = await runCheck(
    { batch, rules: rules.map((r, i) => readRule(r, i + 1)), nullLike: [], asOf: '2026-01-01', findings: null },
    { ...host, guest: ask },
  );
  assert.deepEqual(
    run.results.map((r) => r.error?.code ?? [r.status, r.observed]),
    [['pass', 4], ['fail', 200], ['pass', 200], 'nothing-to-measure', 'nothing-to-measure', 'sql-refused'],
  );
  assert.deepEqual([failedOf(run, 1), failedOf(run, 2)], [[1], []]);
});
