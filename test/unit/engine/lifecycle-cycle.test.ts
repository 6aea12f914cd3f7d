import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayText, lastDays, periodOf, timeliness } from '../../../engine/lifecycle/cycle.ts';

const at = (text: string): number => Date.parse(`${text}+08:00`);
const iso = (ms: number | undefined): string => dayText(ms ?? 0);

test('periods are those of the Shanghai calendar', () => {
  const now = at('2026-11-23T10:00:00');
  const spans = (['D', 'W', 'TD', 'M', 'Q', 'H', 'Y'] as const).map((c) => [c, iso(periodOf(c, now)?.from), iso(periodOf(c, now)?.to)]);
  assert.deepEqual(spans, [
    ['D', '2026-11-23', '2026-11-24'],
    ['W', '2026-11-23', '2026-11-30'],
    ['TD', '2026-11-21', '2026-12-01'],
    ['M', '2026-11-01', '2026-12-01'],
    ['Q', '2026-10-01', '2027-01-01'],
    ['H', '2026-07-01', '2027-01-01'],
    ['Y', '2026-01-01', '2027-01-01'],
  ]);
  assert.equal(periodOf('IRR', now), null);
  // half past midnight in Shanghai is still the day before in UTC
  assert.equal(iso(periodOf('D', Date.parse('2026-11-22T16:30:00Z'))?.from), '2026-11-23');
});

test('levels rise with the missed periods and an update heals them', () => {
  const since = at('2026-06-10T09:00:00');
  const now = at('2026-11-10T09:00:00');
  const level = (arrivals: readonly string[]) => timeliness('M', arrivals.map(at), since, now).level;
  assert.equal(level(['2026-10-03T00:00:00']), 'ok');
  assert.equal(level(['2026-09-30T23:59:59']), 'yellow');
  assert.equal(level(['2026-08-31T00:00:00']), 'orange');
  assert.equal(level(['2026-07-01T00:00:00']), 'red');
  assert.equal(level([]), 'red');
  assert.equal(level(['2026-11-01T00:00:00']), 'ok');
  assert.equal(timeliness('M', [at('2026-10-03T00:00:00')], since, at('2026-11-29T00:00:00')).level, 'blue');
  assert.equal(timeliness('NO', [], since, now).level, 'none');
});

test('the on-time rate counts ended periods only', () => {
  const t = timeliness('M', [at('2026-06-11T00:00:00'), at('2026-08-01T00:00:00')], at('2026-06-10T09:00:00'), at('2026-10-10T00:00:00'));
  assert.equal(t.onTimeRate, 2 / 4);
  assert.equal(t.latePeriods, 1);
  assert.equal(iso(t.dueMs ?? undefined), '2026-11-01');
});

test('the last days end today', () => {
  assert.deepEqual(lastDays(3, at('2026-03-01T00:10:00')), ['2026-02-27', '2026-02-28', '2026-03-01']);
});
