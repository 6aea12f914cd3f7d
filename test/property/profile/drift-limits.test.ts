/** Verdicts of comparisons by limits, against a plain count of the levels that are reached. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type DriftFigures,
  driftLevels,
  driftLimitMax,
  driftLimits,
  type DriftLimits,
  driftMeasures,
  judgeColumn,
} from '../../../contract/drift.ts';
import { propertyRuns } from '../../support/property.ts';

const three = (max: number) => fc.tuple(...Array.from({ length: 3 }, () => fc.integer({ min: 1, max: 100 }).map((n) => (n / 100) * max)));
const named = ([moved = 1, shifted = 1, broken = 1]: readonly number[]) => ({ moved, shifted, broken });
const anyOrder = fc
  .record({ psi: three(driftLimitMax.psi), ks: three(driftLimitMax.ks), nulls: three(driftLimitMax.nulls) })
  .map(({ psi, ks, nulls }) => ({ psi: named(psi), ks: named(ks), nulls: named(nulls) }));
const rising = anyOrder.map((all): DriftLimits => {
  const sorted = (one: DriftLimits['psi']) => named(driftLevels.map((level) => one[level]).toSorted((a, b) => a - b));
  return { psi: sorted(all.psi), ks: sorted(all.ks), nulls: sorted(all.nulls) };
});
const share = fc.option(fc.integer({ min: 0, max: 100 }).map((n) => n / 100));
const figures = fc
  .record({ psi: fc.option(fc.double({ min: 0, max: 120, noNaN: true })), ks: share, nulls: fc.integer({ min: 0, max: 100 }) })
  .map(({ psi, ks, nulls }): DriftFigures => ({
    type: { before: 'text', after: 'text' },
    nulls: { before: 0, after: nulls / 100 },
    distinct: { before: 3, after: 3 },
    psi,
    ks,
  }));

test('limits are taken exactly when every line rises', () => {
  fc.assert(
    fc.property(anyOrder, (limits) => {
      const rises = driftMeasures.every((one) => limits[one].moved <= limits[one].shifted && limits[one].shifted <= limits[one].broken);
      assert.equal(driftLimits.safeParse(limits).success, rises);
    }),
    propertyRuns(300),
  );
});

test('the verdict is the highest level any measure reaches, and its reason tells a limit that is reached', () => {
  fc.assert(
    fc.property(rising, figures, (limits, column) => {
      const values = { psi: column.psi ?? -1, ks: column.ks ?? -1, nulls: column.nulls.after ?? 0 };
      const reached = Math.max(...driftMeasures.map((one) => driftLevels.filter((level) => values[one] >= limits[one][level]).length));
      const { verdict, reason } = judgeColumn(column, limits);
      assert.equal(verdict, ['same', ...driftLevels][reached]);
      assert.equal(reason === null, reached === 0);
      if (reason && reason.measure !== 'type') {
        assert.equal(reason.limit, limits[reason.measure][driftLevels[reached - 1] ?? 'moved']);
        assert.ok(reason.value >= reason.limit);
      }
    }),
    propertyRuns(500),
  );
});

test('lower limits never make a change smaller', () => {
  fc.assert(
    fc.property(rising, figures, fc.double({ min: 0.1, max: 1, noNaN: true }), (limits, column, by) => {
      const less = (one: DriftLimits['psi']) => named(driftLevels.map((level) => one[level] * by));
      const lower: DriftLimits = { psi: less(limits.psi), ks: less(limits.ks), nulls: less(limits.nulls) };
      const rank = (of: DriftLimits): number => ['same', ...driftLevels].indexOf(judgeColumn(column, of).verdict);
      assert.ok(rank(lower) >= rank(limits));
    }),
    propertyRuns(300),
  );
});

test('a column that came or went, or changed its type, is told as that whatever the limits', () => {
  fc.assert(
    fc.property(rising, figures, (limits, column) => {
      const judged = (change: Partial<DriftFigures>) => judgeColumn({ ...column, ...change }, limits).verdict;
      assert.equal(judged({ distinct: { before: null, after: 3 } }), 'added');
      assert.equal(judged({ distinct: { before: 3, after: null } }), 'removed');
      assert.equal(judged({ type: { before: 'text', after: 'integer' } }), 'broken');
    }),
    propertyRuns(100),
  );
});
