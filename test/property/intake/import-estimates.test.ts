import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ColumnProfile } from '../../../engine/profile/index.ts';
import { importFile, scratch } from '../../support/batch.ts';
import { writePopulation } from '../../support/population.ts';

const near = (actual: number | null, expected: number | null, share: number, what: string): void =>
  assert.ok(
    actual !== null && expected !== null && Math.abs(actual - expected) <= Math.abs(expected) * share + 1e-9,
    `${what}: ${actual}, exactly ${expected}`,
  );

test('columns that outgrow the memory allowed are estimated, and say so; everything else stays exact', async (t) => {
  const place = scratch();
  t.after(() => place.done());
  const path = `${place.folder}/population.csv`;
  writePopulation(path, { rows: 40_000, seed: 3 });
  const exact = await importFile(path, place.folder, { id: 'exact' });
  const tight = await importFile(path, place.folder, { id: 'tight', counterBytes: 3 << 20, stretches: 2 });
  assert.equal(tight.contentHash, exact.contentHash);
  let estimated = 0;
  tight.profile.columns.forEach((column, index) => {
    const truth = exact.profile.columns[index] as ColumnProfile;
    const { distinct, once, unique, top, topExact, quantiles, histogram, mean, stddev, shape, dates, entropy, ...rest } = column;
    const {
      distinct: _d,
      once: _o,
      unique: _u,
      top: _t,
      topExact: _e,
      quantiles: _q,
      histogram: _h,
      mean: _m,
      stddev: _s,
      shape: _p,
      dates: _a,
      entropy: _n,
      ...same
    } = truth;
    assert.deepEqual(rest, same);
    if (distinct.exact) {
      assert.deepEqual(column, truth);
      return;
    }
    estimated++;
    near(distinct.count, truth.distinct.count, 0.04, `distinct values of ${column.name}`);
    assert.deepEqual([once, unique, topExact, dates, entropy], [null, false, false, null, null]);
    assert.equal(shape === null, truth.shape === null);
    const counts = new Map(truth.top.map(({ value, count }) => [value, count]));
    for (const { value, count } of top)
      assert.ok(count <= (counts.get(value) ?? truth.top.at(-1)?.count ?? 0), `${value} is not counted too often`);
    if (truth.mean === null) return;
    near(mean, truth.mean, 1e-9, 'mean');
    near(stddev, truth.stddev, 1e-9, 'stddev');
    for (const share of ['p5', 'p25', 'p50', 'p75', 'p95'] as const)
      near(quantiles[share], truth.quantiles[share], 0.006, `${column.name} ${share}`);
    assert.equal(
      histogram.reduce((n, bin) => n + bin.count, 0),
      truth.histogram.reduce((n, bin) => n + bin.count, 0),
    );
  });
  assert.ok(estimated >= 3, `${estimated} columns were estimated`);
  assert.ok(tight.profile.columns.length - estimated >= 3, 'small columns stay exact');
});
