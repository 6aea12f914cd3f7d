import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { howMany, NumberList, quantile } from '../../../engine/rules/numbers.ts';
import { propertyRuns } from '../../support/property.ts';

const asRank = (sorted: Float64Array, rank: number): number => sorted[rank] ?? Number.NaN;

/** As many numbers as are counted instead of sorted, with these among them. */
function many(given: readonly number[], seed: number): Float64Array {
  let state = seed;
  const filled = Float64Array.from({ length: 70_000 }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) | 0;
    return (state >> 8) / 64;
  });
  filled.set(given, 1000);
  return filled;
}

test('the number of a rank is that of the sorted numbers, whether they are few or counted', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 300 }),
      fc.integer(),
      fc.boolean(),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (given, seed, counted, q) => {
        const numbers = counted ? many(given, seed) : Float64Array.from(given);
        const list = new NumberList();
        for (const x of numbers) list.add(x);
        const all = list.all();
        assert.equal(howMany(all), numbers.length);
        assert.deepEqual(list.list(), numbers);
        for (const change of changes) {
          const sorted = numbers.map(change).sort();
          const at = q * (sorted.length - 1);
          assert.equal(quantile(all, q, 'lower', change), asRank(sorted, Math.floor(at)));
          assert.equal(quantile(all, q, 'higher', change), asRank(sorted, Math.ceil(at)));
          assert.equal(quantile(all, 0, 'linear', change), asRank(sorted, 0));
          assert.equal(quantile(all, 1, 'linear', change), asRank(sorted, sorted.length - 1));
        }
      },
    ),
    propertyRuns(40),
  );
});

const changes = [(x: number): number => x, (x: number): number => Math.abs(x - 3.5)];
