import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { forEachWindow, type RowWindow } from '../../../base/sqlite/index.ts';
import { propertyRuns } from '../../support/property.ts';

test('windows cover every row once, in order, and soon take the time that is meant, whatever a row costs', () =>
  fc.assert(
    fc.property(
      fc.nat({ max: 3_000_000 }),
      fc.integer({ min: 1, max: 1_000 }),
      fc.double({ min: 0.0006, max: 0.09, noNaN: true }),
      (rows, from, msPerRow) => {
        let now = 0;
        const seen: RowWindow[] = [];
        const ended = forEachWindow({ from, to: from + rows - 1, nowMs: () => now }, (window) => {
          seen.push(window);
          now += (window.to - window.from + 1) * msPerRow;
        });
        assert.ok(ended);
        assert.equal(
          seen.reduce((next, window) => (assert.equal(window.from, next), window.to + 1), from),
          from + rows,
        );
        // halved or doubled at most each time: from 20,000 rows to any size of these rates in five steps; the last is what is left
        for (const { from: first, to } of seen.slice(5, -1)) {
          const took = (to - first + 1) * msPerRow;
          assert.ok(took > 90 && took < 110, `${took} ms`);
        }
      },
    ),
    propertyRuns(200),
  ));

test('a loop that is told to stop does not begin another window', () => {
  let windows = 0;
  assert.equal(
    forEachWindow({ from: 1, to: 1_000_000, nowMs: () => 0, shouldStop: () => windows === 3 }, () => void windows++),
    false,
  );
  assert.equal(windows, 3);
});
