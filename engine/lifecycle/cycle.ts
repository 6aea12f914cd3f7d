import type { UpdateCycle } from '../../contract/methods/datasets.ts';

const DAY_MS = 86_400_000;
// government offices in China keep one clock: UTC+8 all year
const SHANGHAI_MS = 8 * 3_600_000;

/** Calendar facts of an instant on Shanghai days. */
interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** Monday = 0 (ISO week). */
  readonly weekday: number;
}

function dayOf(ms: number): Day {
  const d = new Date(ms + SHANGHAI_MS);
  return { year: d.getUTCFullYear(), month: d.getUTCMonth(), day: d.getUTCDate(), weekday: (d.getUTCDay() + 6) % 7 };
}

const startOf = (year: number, month: number, day: number): number => Date.UTC(year, month, day) - SHANGHAI_MS;

/** First instant of the period that holds `ms`, and of the next one; null for cycles without periods. */
export function periodOf(cycle: UpdateCycle, ms: number): { readonly from: number; readonly to: number } | null {
  const { year, month, day, weekday } = dayOf(ms);
  const months = (length: number): { from: number; to: number } => {
    const first = month - (month % length);
    return { from: startOf(year, first, 1), to: startOf(year, first + length, 1) };
  };
  switch (cycle) {
    case 'RT':
    case 'D':
      return { from: startOf(year, month, day), to: startOf(year, month, day + 1) };
    case 'W':
      return { from: startOf(year, month, day - weekday), to: startOf(year, month, day - weekday + 7) };
    case 'TD': {
      const first = day <= 10 ? 1 : day <= 20 ? 11 : 21;
      return { from: startOf(year, month, first), to: first === 21 ? startOf(year, month + 1, 1) : startOf(year, month, first + 10) };
    }
    case 'M':
      return months(1);
    case 'Q':
      return months(3);
    case 'H':
      return months(6);
    case 'Y':
      return months(12);
    case 'IRR':
    case 'NO':
    case 'OTH':
      return null;
  }
}

export type TimelinessLevel = 'ok' | 'blue' | 'yellow' | 'orange' | 'red' | 'none';

/** A dataset against its declared update cycle (`standards.md` 6.3 and 6.4; the levels are our own proposal, not a standard). */
export interface Timeliness {
  /** End of the period in which the next update must arrive. */
  readonly dueMs: number | null;
  /** Whole periods that went by without an update. */
  readonly latePeriods: number;
  /** Periods with an update by its end / periods elapsed since the first; null while none has ended. */
  readonly onTimeRate: number | null;
  readonly level: TimelinessLevel;
}

/** A period that has this share left is due soon. */
const SOON = 0.2;
const PERIODS_LOOKED_AT = 400;

/**
 * Timeliness of a dataset whose updates arrived at `arrivals` (ms, any order) and that exists since `since`.
 * Each period must see one update; the first period is the one in which the dataset was created.
 */
export function timeliness(cycle: UpdateCycle, arrivals: readonly number[], since: number, nowMs: number): Timeliness {
  const first = periodOf(cycle, since);
  const current = periodOf(cycle, nowMs);
  if (!first || !current) return { dueMs: null, latePeriods: 0, onTimeRate: null, level: 'none' };
  const updated = new Set(arrivals.map((ms) => periodOf(cycle, ms)?.from));
  let ended = 0;
  let onTime = 0;
  let latePeriods = 0;
  for (let from = first.from; from < current.from && ended < PERIODS_LOOKED_AT;) {
    const hit = updated.has(from);
    ended += 1;
    if (hit) onTime += 1;
    latePeriods = hit ? 0 : latePeriods + 1;
    from = periodOf(cycle, from)?.to ?? current.from;
  }
  const done = updated.has(current.from);
  const dueMs = done ? (periodOf(cycle, current.to)?.to ?? null) : current.to;
  return {
    dueMs,
    latePeriods: done ? 0 : latePeriods,
    onTimeRate: ended === 0 ? null : onTime / ended,
    level: levelOf(done, latePeriods, current, nowMs),
  };
}

function levelOf(
  done: boolean,
  latePeriods: number,
  current: { readonly from: number; readonly to: number },
  nowMs: number,
): TimelinessLevel {
  if (done) return 'ok';
  if (latePeriods > 2) return 'red';
  if (latePeriods === 2) return 'orange';
  if (latePeriods === 1) return 'yellow';
  return current.to - nowMs <= (current.to - current.from) * SOON ? 'blue' : 'ok';
}

/** The Shanghai day of an instant as CCYY-MM-DD. */
export function dayText(ms: number): string {
  return new Date(ms + SHANGHAI_MS).toISOString().slice(0, 10);
}

/** The last `count` Shanghai days, oldest first, today included. */
export function lastDays(count: number, nowMs: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => dayText(nowMs - (count - 1 - i) * DAY_MS));
}
