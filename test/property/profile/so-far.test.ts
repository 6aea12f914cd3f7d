/** What counters say between the rows against what they say when all rows are counted. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { mergeColumn, PartCounter, soFarOf, tellSoFar } from '../../../engine/profile/index.ts';
import { temporaryFolder } from '../../support/engine.ts';
import { propertyRuns } from '../../support/property.ts';

const cell = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(null, '', ' ', '无', '-', 'N/A', '福田', '2024-05-06', '1999-12-31', '20240506', '7', '-3.5') },
  { weight: 2, arbitrary: fc.integer({ min: -50, max: 5000 }).map(String) },
  { weight: 1, arbitrary: fc.string({ maxLength: 6 }) },
);

test('figures so far are those of the rows that were counted, in memory and on the disk', () => {
  const place = temporaryFolder('so-far');
  try {
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 400 }), fc.boolean(), (cells, isSpilled) => {
        const spillPath = join(place.path, 'spill.db');
        const counter = new PartCounter({ checks: [null], memoryBytes: isSpilled ? 1 : 1 << 20, spillPath });
        const half = Math.ceil(cells.length / 2);
        counter.rows({ width: 1, rowCount: half, cells: cells.slice(0, half) });
        const first = counter.soFar();
        counter.rows({ width: 1, rowCount: cells.length - half, cells: cells.slice(half) });
        const fact = { name: 'c', declared: 'empty' as const, isHidden: false };
        const [soFar] = soFarOf([counter.soFar()], [fact]).columns;
        assert.ok(soFar);
        const [hidden] = soFarOf([counter.soFar()], [{ ...fact, isHidden: true }]).columns;
        const [halfway] = soFarOf([first], [fact]).columns;
        const column = counter.seal().columns[0];
        assert.ok(column);
        const merged = mergeColumn([column], [0], { name: 'c', declared: 'empty', candidate: null, candidateShare: 1 });
        assert.deepEqual(
          [soFar.nulls, soFar.blanks, soFar.placeholders, soFar.length],
          [merged.nulls, merged.blanks, merged.placeholders, { min: merged.length.min, max: merged.length.max }],
        );
        assert.ok(soFar.distinct.exact ? soFar.distinct.count === merged.distinct.count : soFar.distinct.count <= merged.distinct.count);
        // the type is that of different values where they are in memory: where it is the same, so are the ends
        if (soFar.type === merged.type && merged.type !== 'text') assert.deepEqual([soFar.min, soFar.max], [merged.min, merged.max]);
        assert.deepEqual([hidden?.min, hidden?.max], [null, null]);
        assert.equal(halfway?.nulls, cells.slice(0, half).filter((one) => one === null).length);
      }),
      propertyRuns(300),
    );
  } finally {
    place.remove();
  }
});

test('parts are added up; different values of several are at least those of the largest', () => {
  const part = (rows: readonly (string | null)[]) => {
    const counter = new PartCounter({ checks: [null], memoryBytes: 1 << 20, spillPath: '/nowhere' });
    counter.rows({ width: 1, rowCount: rows.length, cells: [...rows] });
    return counter.soFar();
  };
  const found = soFarOf([part(['1', '2', null]), part(['2', '30'])], [{ name: 'n', declared: 'integer', isHidden: false }]);
  assert.deepEqual(found, {
    rows: 5,
    columns: [
      {
        name: 'n',
        type: 'integer',
        nulls: 1,
        blanks: 0,
        placeholders: 0,
        distinct: { count: 2, exact: false },
        min: 1,
        max: 30,
        length: { min: 1, max: 2 },
      },
    ],
  });
});

test('it looks at once and then once a second, and never where nobody listens', () => {
  let ms = 0;
  const told: unknown[] = [];
  let looks = 0;
  const tell = tellSoFar({ tell: (one) => told.push(one), nowMs: () => ms }, () => ++looks);
  for (ms = 0; ms <= 3500; ms += 100) tell();
  assert.deepEqual(told, [1, 2, 3, 4]);
  tell(true);
  assert.equal(told.length, 5);
  const silent = tellSoFar({ tell: undefined, nowMs: () => assert.fail('the clock is not asked') }, () => assert.fail('nor the counters'));
  silent();
});
