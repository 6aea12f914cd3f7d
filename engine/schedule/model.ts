import type { RunSchedule } from '../../contract/methods/schedule.ts';

/** When something is due. Pure; on the clock of China, which has no summer time. */

const DAY_MS = 86_400_000;
const SHANGHAI_MS = 8 * 3_600_000;

/** Midnight of a day that may lie outside its month, and a time of it, as an instant. */
function instant(year: number, month: number, day: number, at: string): number {
  const [hours = 0, minutes = 0] = at.split(':').map(Number);
  return Date.UTC(year, month, day, hours, minutes) - SHANGHAI_MS;
}

/** The due time in the period (day, week, month) some periods away from that of `nowMs`. */
function dueIn(schedule: RunSchedule, nowMs: number, away: number): number {
  const today = new Date(nowMs + SHANGHAI_MS);
  const [year, month, day] = [today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate()];
  switch (schedule.every) {
    case 'day':
      return instant(year, month, day + away, schedule.at);
    case 'week': {
      const monday = day - ((today.getUTCDay() + 6) % 7);
      return instant(year, month, monday + schedule.weekday - 1 + 7 * away, schedule.at);
    }
    case 'month': {
      const last = new Date(Date.UTC(year, month + away + 1, 0)).getUTCDate();
      return instant(year, month + away, Math.min(schedule.day, last), schedule.at);
    }
  }
}

/** The last due time that is not later than now. */
export function lastDue(schedule: RunSchedule, nowMs: number): number {
  const now = dueIn(schedule, nowMs, 0);
  return now <= nowMs ? now : dueIn(schedule, nowMs, -1);
}

/** The first due time that is later than now. */
export function nextDue(schedule: RunSchedule, nowMs: number): number {
  const now = dueIn(schedule, nowMs, 0);
  return now > nowMs ? now : dueIn(schedule, nowMs, 1);
}

/** Later than so long after its time, a check is one that was made up for. */
const LATE_MS = 10 * 60_000;

export type DueStep =
  | { readonly step: 'nothing' }
  /** One check, however many were missed. */
  | { readonly step: 'run'; readonly due: number; readonly reason: 'schedule' | 'made-up' }
  /** The clock was ahead when something was noted: it counts as done up to now, and goes on from here. */
  | { readonly step: 'set-back'; readonly due: number };

/** What a schedule asks for now, when everything up to `done` is noted. */
export function dueStep(schedule: RunSchedule, done: number, nowMs: number): DueStep {
  const due = lastDue(schedule, nowMs);
  if (done > nowMs + DAY_MS) return { step: 'set-back', due };
  if (due <= done) return { step: 'nothing' };
  return { step: 'run', due, reason: nowMs - due > LATE_MS ? 'made-up' : 'schedule' };
}

/** How long to wait before another try; null: no more tries. */
export function retryAfterMs(attempts: number): number | null {
  return [60_000, 5 * 60_000, 20 * 60_000][attempts - 1] ?? null;
}
