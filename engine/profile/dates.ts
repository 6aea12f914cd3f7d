/** Statistics of dates that occur with frequencies: histogram, days of the week, the longest stretch without any. */
import { isoOf } from '../table/typed.ts';
import type { DateShape, HistogramBin } from './model.ts';
import type { Source } from './numbers.ts';

const DAY_MS = 86_400_000;

/** Bins are whole days for dates; `withTimeOfDay` says how their edges are written. Null without a date. */
export function datesIn(
  moments: Source,
  bins: number,
  withTimeOfDay: boolean,
): { readonly histogram: readonly HistogramBin[]; readonly dates: DateShape } | null {
  const weekdays = [0, 0, 0, 0, 0, 0, 0];
  const days = new Set<number>();
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  moments((ms, count) => {
    const day = Math.floor(ms / DAY_MS);
    days.add(day);
    // the first of January 1970 was a Thursday; Monday is the first day of the week (ISO 8601)
    const weekday = (((day + 3) % 7) + 7) % 7;
    weekdays[weekday] = (weekdays[weekday] ?? 0) + count;
    if (ms < min) min = ms;
    if (ms > max) max = ms;
  });
  if (days.size === 0) return null;
  return { histogram: histogramOf(moments, min, max, bins, withTimeOfDay), dates: { weekdays, days: days.size, gap: longestGap(days) } };
}

function longestGap(days: ReadonlySet<number>): DateShape['gap'] {
  const sorted = Int32Array.from(days).sort();
  let [length, at] = [0, 0];
  for (let i = 1; i < sorted.length; i++) {
    const between = (sorted[i] as number) - (sorted[i - 1] as number) - 1;
    if (between > length) [length, at] = [between, i];
  }
  const day = (n: number): string => isoOf(n * DAY_MS, false);
  return length === 0 ? null : { days: length, after: day(sorted[at - 1] as number), before: day(sorted[at] as number) };
}

function histogramOf(moments: Source, min: number, max: number, bins: number, withTimeOfDay: boolean): HistogramBin[] {
  const unit = withTimeOfDay && max - min < bins * DAY_MS ? 1000 : DAY_MS;
  const first = Math.floor(min / unit);
  const span = Math.floor(max / unit) - first + 1;
  const size = Math.max(1, Math.ceil(span / bins));
  const counts = new Array<number>(Math.ceil(span / size)).fill(0);
  moments((ms, count) => {
    const bin = Math.floor((Math.floor(ms / unit) - first) / size);
    counts[bin] = (counts[bin] ?? 0) + count;
  });
  const text = (n: number): string => isoOf(n * unit, unit !== DAY_MS);
  // a bin ends with its last day, so that "from ... to" reads as people say it
  return counts.map((count, i) => ({
    from: text(first + i * size),
    to: text(Math.min(first + (i + 1) * size, first + span) - 1),
    count,
  }));
}
