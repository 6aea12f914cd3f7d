import assert from 'node:assert/strict';
import { test } from 'node:test';
import { id, sql } from '../../../../base/sqlite/index.ts';
import { derivedRows } from '../../../../engine/quality/plan-sql.ts';
import { checkRows } from '../../../support/check.ts';

test('more rules than a statement of SQLite has columns or values for are checked in several', async () => {
  const names = Array.from({ length: 1000 }, (_, i) => `c${i}`);
  const rules = names.flatMap((column) => [
    { id: `a-${column}`, kind: 'value-matches-regex', column, patterns: ['^c[0-9]+$'], where: `${column} <> 'c7'` },
    { id: `b-${column}`, kind: 'value-between', column, min: 3, where: `${column} = '1'` },
  ]);
  const run = await checkRows(names, [names, names.map(() => '1'), names.map(() => 'c9')], rules);
  assert.deepEqual(
    run.results.filter(({ error, failed }) => error !== null || failed !== 1).map(({ rule }) => rule),
    [],
  );
  const words = (from: number): string => Array.from({ length: 3000 }, (_, i) => `'${from + i}'`).join(',');
  const lists = Array.from({ length: 12 }, (_, i) => ({ id: `e${i}`, kind: 'row-expression', expression: `a IN (${words(i)})` }));
  const listed = await checkRows(['a'], [['0'], ['5'], ['2999']], lists);
  assert.deepEqual(
    listed.results.map(({ error, failed }) => [error, failed]),
    lists.map((_, i) => [null, (i > 0 ? 1 : 0) + (i > 5 ? 1 : 0)]),
  );
});

test('a statement that is asked one thing derives what that reads, filters and what they read included', () => {
  const derived = new Map(['v0', 'v1', 'n1', 'v2'].map((name) => [name, id(`c${name}`)]));
  const filters = [['w0', sql`"n1" > ${1}`] as const, ['w1', sql`"v2" > ${2}`] as const];
  const rows = derivedRows(derived, filters, { from: 1, to: 9, once: false, read: sql`"w0" IS TRUE AND "v0" = ${3}` });
  assert.equal(
    rows.text.trim(),
    'SELECT *, "n1" > ? AS "w0" FROM (SELECT rowid AS rid, "cv0" AS "v0", "cn1" AS "n1" FROM rows WHERE rowid BETWEEN ? AND ? )',
  );
  assert.deepEqual(rows.values, [1, 1, 9]);
  const all = derivedRows(derived, filters, { from: 1, to: 9, once: true });
  assert.equal(all.text.match(/ AS "/g)?.length, 6);
});
