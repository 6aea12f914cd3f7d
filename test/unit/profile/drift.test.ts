import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { defaultDriftLimits, type DriftJudgement, judgeDrift } from '../../../contract/drift.ts';
import { type ColumnDrift, compareTables } from '../../../engine/profile/drift.ts';
import { codedTable } from '../../../engine/profile/structure/coded.ts';
import { propertyRuns } from '../../support/property.ts';

type Cells = readonly (string | number | null)[];
const repeat = (count: number, of: (i: number) => string | number | null): Cells => Array.from({ length: count }, (_, i) => of(i));

function drift(
  before: Readonly<Record<string, Cells>>,
  after: Readonly<Record<string, Cells>>,
  type = 'text',
): readonly (ColumnDrift & DriftJudgement)[] {
  const types = (columns: object) => new Map(Object.keys(columns).map((name) => [name, type]));
  return judgeDrift(compareTables(texts(before, type), texts(after, type), types(before), types(after)), defaultDriftLimits).columns;
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
  const retyped = judgeDrift(compareTables(table, table, types('integer'), types('text')), defaultDriftLimits).columns[0];
  assert.deepEqual([retyped?.verdict, retyped?.reason], ['broken', { measure: 'type' }]);
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

test('both batches side by side: values by the larger share, the rest as one bar', () => {
  const [one] = drift({ 区: repeat(100, (i) => (i < 50 ? '福田' : '宝安')) }, { 区: repeat(200, (i) => (i < 50 ? '福田' : '龙华')) });
  assert.deepEqual(one?.distribution, [
    { value: '龙华', from: null, to: null, before: 0, after: 0.75 },
    { value: '福田', from: null, to: null, before: 0.5, after: 0.25 },
    { value: '宝安', from: null, to: null, before: 0.5, after: 0 },
  ]);
  const [many] = drift({ c: repeat(100, (i) => `v${i % 50}`) }, { c: repeat(100, (i) => `v${i % 50}`) });
  assert.equal(many?.distribution.length, 15);
  const others = many?.distribution.at(-1);
  assert.equal(others?.value, null);
  assert.ok(Math.abs((others?.before ?? 0) - 0.72) < 1e-9);
});

test('both batches side by side: numbers in round ranges that both share, open where an odd one lies far out', () => {
  const [one] = drift({ n: repeat(300, (i) => (i === 7 ? 1e9 : i % 100)) }, { n: repeat(300, (i) => 50 + (i % 100)) }, 'integer');
  const bars = one?.distribution ?? [];
  assert.deepEqual([bars[0]?.from, bars[0]?.to, bars.at(-1)?.from, bars.at(-1)?.to], [0, 10, 140, null]);
  assert.ok(Math.abs((bars[1]?.before ?? 0) - 30 / 300) < 1e-9);
  assert.deepEqual([bars[1]?.after, bars.at(-1)?.before], [0, 1 / 300]);
});

test('every number is in exactly one bar of each batch', () => {
  const numbers = fc.array(fc.oneof(fc.integer({ min: -50, max: 50 }), fc.double({ noNaN: true })), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(numbers, numbers, (a, b) => {
      const [one] = drift({ n: a }, { n: b }, 'decimal');
      const bars = one?.distribution ?? [];
      if (bars.length === 0) return;
      assert.ok(bars.length <= 20, String(bars.length));
      for (const [side, list] of [
        ['before', a],
        ['after', b],
      ] as const)
        for (const { from, to, ...shares } of bars) {
          const inside = list.filter((value) => (from === null || value >= from) && (to === null || value < to)).length;
          assert.ok(Math.abs(shares[side] - inside / list.length) < 1e-9, `${side} ${from}..${to}`);
        }
    }),
    propertyRuns(200),
  );
});

test('rows that changed are told where they gather, and nothing where they are spread', () => {
  const places = repeat(100, (i) => ['福田', '南山', '罗湖', '龙华'][i % 4] ?? '');
  const cells = (isNull: (i: number) => boolean) => ({ 区: places, n: repeat(100, (i) => (isNull(i) ? null : `x${i % 3}`)) });
  const full = cells(() => false);
  const at = (isNull: (i: number) => boolean) => drift(full, cells(isNull)).find(({ name }) => name === 'n')?.where;
  // 23 of the 25 rows of 龙华 and two of others
  assert.deepEqual(
    at((i) => (i % 4 === 3 && i > 7) || i === 0 || i === 1),
    { of: 'nulls', column: '区', value: '龙华', share: 23 / 25, ofAll: 0.25 },
  );
  assert.equal(
    at((i) => i < 40),
    null,
  );
  const news = drift(full, { 区: places, n: repeat(100, (i) => (i % 4 === 2 ? '新' : `x${i % 3}`)) });
  assert.deepEqual(news.find(({ name }) => name === 'n')?.where, { of: 'appeared', column: '区', value: '罗湖', share: 1, ofAll: 0.25 });
});
