import assert from 'node:assert/strict';
import { test } from 'node:test';
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
