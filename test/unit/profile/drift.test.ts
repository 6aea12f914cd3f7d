import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type ColumnDrift, compareTables } from '../../../engine/profile/drift.ts';
import { codedTable } from '../../../engine/profile/structure/coded.ts';
import { propertyRuns } from '../../support/property.ts';

type Cells = readonly (string | number | null)[];
const repeat = (count: number, of: (i: number) => string | number | null): Cells => Array.from({ length: count }, (_, i) => of(i));

function drift(before: Readonly<Record<string, Cells>>, after: Readonly<Record<string, Cells>>, type = 'text'): readonly ColumnDrift[] {
  const types = (columns: object) => new Map(Object.keys(columns).map((name) => [name, type]));
  return compareTables(texts(before, type), texts(after, type), types(before), types(after)).columns;
}

/** Text columns hold no numbers, as in a batch. */
function texts(columns: Readonly<Record<string, Cells>>, type: string) {
  const table = codedTable(columns);
  return { ...table, columns: table.columns.map((column) => ({ ...column, numeric: type !== 'text' })) };
}

test('the same batch has not moved', () => {
  const columns = { 区: repeat(200, (i) => ['福田', '南山', '罗湖'][i % 3] ?? ''), 空: repeat(200, () => null) };
  assert.deepEqual(
    drift(columns, columns).map(({ verdict, psi }) => [verdict, psi]),
    [
      ['same', 0],
      ['same', null],
    ],
  );
});

test('new and vanished values are named with their rows, and the column is broken when they are many', () => {
  const [one] = drift({ 区: repeat(100, (i) => (i < 50 ? '福田' : '宝安')) }, { 区: repeat(100, (i) => (i < 50 ? '福田' : '龙华')) });
  assert.equal(one?.verdict, 'broken');
  assert.deepEqual([one?.appeared, one?.vanished], [[{ value: '龙华', count: 50 }], [{ value: '宝安', count: 50 }]]);
});

test('columns that came, went, changed their type or lost their values', () => {
  const found = drift(
    { a: repeat(50, (i) => `x${i % 5}`), b: repeat(50, () => 'v') },
    { a: repeat(50, (i) => (i % 4 === 0 ? null : `x${i % 5}`)), c: repeat(50, () => 'v') },
  );
  assert.deepEqual(found.map(({ name, verdict }) => [name, verdict]).toSorted(), [
    ['a', 'broken'],
    ['b', 'removed'],
    ['c', 'added'],
  ]);
  const types = (type: string) => new Map([['a', type]]);
  const table = texts({ a: repeat(20, (i) => String(i % 4)) }, 'text');
  assert.equal(compareTables(table, table, types('integer'), types('text')).columns[0]?.verdict, 'broken');
});

test('numbers: a shifted distribution has a large gap and index, the same one none', () => {
  const [same] = drift({ n: repeat(500, (i) => i) }, { n: repeat(500, (i) => 499 - i) }, 'integer');
  assert.deepEqual([same?.verdict, same?.psi, same?.ks], ['same', 0, 0]);
  const [moved] = drift({ n: repeat(500, (i) => i) }, { n: repeat(500, (i) => i + 250) }, 'integer');
  assert.equal(moved?.verdict, 'broken');
  assert.equal(moved?.ks, 0.5);
});

test('the gap of two samples is what comparing them at every value gives; the index is symmetric and never negative', () => {
  const sample = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(sample, sample, (a, b) => {
      const [found] = drift({ n: a }, { n: b }, 'integer');
      const share = (list: readonly number[], at: number): number => list.filter((v) => v <= at).length / list.length;
      const gap = Math.max(...[...a, ...b].map((at) => Math.abs(share(a, at) - share(b, at))));
      assert.ok(Math.abs((found?.ks ?? -1) - gap) < 1e-4);
      const [one] = drift({ v: a.map(String) }, { v: b.map(String) });
      const [back] = drift({ v: b.map(String) }, { v: a.map(String) });
      assert.ok((one?.psi ?? -1) >= 0);
      assert.ok(Math.abs((one?.psi ?? 0) - (back?.psi ?? 1)) < 1e-3);
    }),
    propertyRuns(200),
  );
});
