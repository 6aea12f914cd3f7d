/** When a check is due: on the days of China, once for however many were missed, never twice, whatever the clock does. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { RunSchedule } from '../../../contract/methods/schedule.ts';
import { dueStep, lastDue, nextDue, retryAfterMs } from '../../../engine/schedule/model.ts';
import { propertyRuns } from '../../support/property.ts';

const DAY = 86_400_000;
const at = (text: string): number => Date.parse(`${text}+08:00`);

test('days, weeks and months on the clock of China; a day that a month lacks is its last', () => {
  const now = at('2026-02-28T09:00:00');
  assert.equal(lastDue({ every: 'day', at: '08:30' }, now), at('2026-02-28T08:30:00'));
  assert.equal(nextDue({ every: 'day', at: '08:30' }, now), at('2026-03-01T08:30:00'));
  assert.equal(lastDue({ every: 'day', at: '09:30' }, now), at('2026-02-27T09:30:00'));
  // a Saturday
  assert.equal(lastDue({ every: 'week', weekday: 7, at: '00:00' }, now), at('2026-02-22T00:00:00'));
  assert.equal(nextDue({ every: 'week', weekday: 7, at: '00:00' }, now), at('2026-03-01T00:00:00'));
  assert.equal(lastDue({ every: 'month', day: 31, at: '08:00' }, now), at('2026-02-28T08:00:00'));
  assert.equal(nextDue({ every: 'month', day: 31, at: '08:00' }, now), at('2026-03-31T08:00:00'));
  assert.equal(lastDue({ every: 'month', day: 31, at: '10:00' }, now), at('2026-01-31T10:00:00'));
});

const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((n) => String(n).padStart(2, '0')).join(':'));
const schedules: fc.Arbitrary<RunSchedule> = fc.oneof(
  clock.map((time): RunSchedule => ({ every: 'day', at: time })),
  fc.record({ every: fc.constant('week' as const), weekday: fc.integer({ min: 1, max: 7 }), at: clock }),
  fc.record({ every: fc.constant('month' as const), day: fc.integer({ min: 1, max: 31 }), at: clock }),
);
const instants = fc.integer({ min: at('2020-01-01T00:00:00'), max: at('2035-01-01T00:00:00') });

test('now lies between the last due time and the next, and nothing is due between', () => {
  fc.assert(
    fc.property(schedules, instants, (schedule, now) => {
      const [last, next] = [lastDue(schedule, now), nextDue(schedule, now)];
      assert.ok(last <= now && now < next);
      assert.equal(nextDue(schedule, last), next);
      assert.equal(lastDue(schedule, next), next);
      assert.ok(next - last <= 32 * DAY);
    }),
    propertyRuns(500),
  );
});

test('however the clock runs, each due time is checked once at most, and time that passes is checked', () => {
  fc.assert(
    fc.property(
      schedules,
      instants,
      fc.array(fc.integer({ min: -40 * DAY, max: 40 * DAY }), { maxLength: 20 }),
      (schedule, start, jumps) => {
        let now = start;
        let done = lastDue(schedule, now);
        for (const jump of jumps) {
          now += jump;
          const step = dueStep(schedule, done, now);
          if (step.step === 'nothing') continue;
          assert.equal(step.due, lastDue(schedule, now));
          if (step.step === 'run') assert.ok(step.due > done);
          else assert.ok(done > now);
          done = step.due;
          assert.equal(dueStep(schedule, done, now).step, 'nothing');
        }
        // whatever happened, it goes on within a period and a day
        assert.equal(dueStep(schedule, done, Math.max(now, done) + 33 * DAY).step, 'run');
      },
    ),
  );
});

test('what was missed is one check that is made up for', () => {
  const schedule: RunSchedule = { every: 'day', at: '08:00' };
  const done = at('2026-03-01T08:00:00');
  assert.deepEqual(dueStep(schedule, done, at('2026-03-05T07:00:00')), { step: 'run', due: at('2026-03-04T08:00:00'), reason: 'made-up' });
  assert.deepEqual(dueStep(schedule, done, at('2026-03-02T08:00:20')), { step: 'run', due: at('2026-03-02T08:00:00'), reason: 'schedule' });
  assert.deepEqual([1, 2, 3, 4].map(retryAfterMs), [60_000, 300_000, 1_200_000, null]);
});
