import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pace } from '../../../contract/pace.ts';

const rows = (phase: string, done: number, total: number | null = 10_000) => ({ phase, done, total, unit: 'rows' as const });

test('a speed is told after a moment, the time left after three seconds, and both anew in every phase', () => {
  const pace = new Pace();
  assert.deepEqual(pace.at(0, rows('learn', 0)), { perSecond: null, secondsLeft: null });
  assert.deepEqual(pace.at(500, rows('learn', 500)), { perSecond: 1000, secondsLeft: null });
  assert.deepEqual(pace.at(3000, rows('learn', 3000)), { perSecond: 1000, secondsLeft: 7 });
  assert.deepEqual(pace.at(3100, rows('check', 5000)), { perSecond: null, secondsLeft: null });
  assert.equal(pace.at(4100, rows('check', 5100)).perSecond, 100);
  assert.deepEqual(pace.at(4200, rows('check', 0)), { perSecond: null, secondsLeft: null }, 'begun again from nothing');
  assert.equal(new Pace().at(0, rows('check', 1, null)).secondsLeft, null);
});

test('work that slows down is told by its last seconds', () => {
  const pace = new Pace();
  let speed = pace.at(0, rows('check', 0));
  for (let second = 1; second <= 20; second++)
    speed = pace.at(second * 1000, rows('check', second <= 10 ? second * 500 : 5000 + (second - 10) * 10));
  assert.equal(speed.perSecond, 10);
});
