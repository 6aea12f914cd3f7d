import { z } from 'zod';
import { type EarlierBatch, lacking, type TableFacts } from './facts.ts';
import type { Compared } from './model.ts';
import { shift } from './dates.ts';
import { wrong } from './wrong.ts';

/** Against what of the past a number is measured: the batch before, that of the same period, the mean of the last n, or the month so far. */
export const baseline = z.union([
  z.enum(['previous', 'same-week', 'same-month', 'same-year', 'month-to-date']),
  z.object({ lastN: z.int().min(1).max(1000) }).strict(),
]);
export type HistoryBaseline = z.infer<typeof baseline>;

const DAY = 86_400;
/** How far from the same day of an earlier period a batch may have come, in days. */
const NEAR: Readonly<Record<string, number>> = { 'same-week': 3, 'same-month': 10, 'same-year': 31 };
const back: Readonly<Record<string, readonly [by: number, unit: string]>> = {
  'same-week': [-7, 'd'],
  'same-month': [-1, 'm'],
  'same-year': [-1, 'y'],
};

/** Seconds of the time a batch was taken in. */
function secondsOf(batch: EarlierBatch): number {
  return Math.floor(Date.parse(batch.at) / 1000);
}

/** The batches of the past that a number is measured against, newest first; what is missing is told as lacking history. */
export function pastOf(facts: Pick<TableFacts, 'history' | 'asOfSeconds'>, wanted: HistoryBaseline): readonly EarlierBatch[] {
  const history = facts.history ?? [];
  const found = ((): readonly EarlierBatch[] => {
    if (typeof wanted === 'object') return history.slice(0, wanted.lastN);
    if (wanted === 'previous') return history.slice(0, 1);
    const today = facts.asOfSeconds - (facts.asOfSeconds % DAY);
    if (wanted === 'month-to-date') {
      const first = today - (new Date(today * 1000).getUTCDate() - 1) * DAY;
      return history.filter((b) => secondsOf(b) >= first);
    }
    const [by, unit] = back[wanted] ?? [0, 'd'];
    const then = shift(today, by, unit);
    const distance = (b: EarlierBatch): number => Math.abs(secondsOf(b) - then);
    const near = history.filter((b) => distance(b) <= ((NEAR[wanted] ?? 0) + 1) * DAY);
    return near.toSorted((a, b) => distance(a) - distance(b)).slice(0, 1);
  })();
  if (found.length === 0) throw lacking('needs-history');
  return found;
}

/** The mean of what was observed then; lacking history when nothing was. */
export function meanOf(values: readonly (number | null | undefined)[]): number {
  const there = values.filter((v): v is number => typeof v === 'number' && Number.isFinite(v));
  if (there.length === 0) throw lacking('needs-history');
  return there.reduce((a, b) => a + b, 0) / there.length;
}

/** How much something may change: a share of what it was (below or at 1, or `20%`), or so many. */
export const change = z.union([z.number().min(0), z.string().regex(/^\d+(?:\.\d+)?%$/)]);

/** How far a number may move from what it was; null: as far as it likes. Limits up to 1 are shares, larger ones counts. */
function roomOf(from: number, limit: z.infer<typeof change> | undefined, key: string): number | null {
  if (limit === undefined) return null;
  const share = typeof limit === 'string' ? Number(limit.slice(0, -1)) / 100 : limit <= 1 ? limit : null;
  if (share !== null && !Number.isFinite(share)) throw wrong(key, '0.2, 20% or a count', String(limit));
  return share === null ? Number(limit) : share * Math.abs(from);
}

/** True when a change stays within its limit; without a limit any does. */
export function withinChange(by: number, from: number, limit: z.infer<typeof change> | undefined, key: string): boolean {
  const room = roomOf(from, limit, key);
  return room === null || by <= room + 1e-9;
}

/** Between which a number may lie that was `from` and may grow and shrink by so much. */
export function changeBand(from: number, up: z.infer<typeof change> | undefined, down: z.infer<typeof change> | undefined) {
  const [above, below] = [roomOf(from, up, 'maxIncrease'), roomOf(from, down, 'maxDecrease')];
  return { low: below === null ? null : from - below, high: above === null ? null : from + above };
}

/** What was observed of a metric in a batch: the rows, or what a rule of the set gave; null when nothing was. */
export function observedIn(batch: EarlierBatch, metric: string): number | null {
  const value = metric === 'row-count' ? batch.rows : batch.observed[metric];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** Batches that are shown beside the ones that were compared with. */
const POINTS_MAX = 60;

/** A value with the past that it was measured against. */
export function comparedWith(facts: Pick<TableFacts, 'history'>, said: Omit<Compared, 'points'>, used: readonly EarlierBatch[]): Compared {
  const those = new Set(used);
  const points = (facts.history ?? []).flatMap((batch, i) => {
    const value = observedIn(batch, said.metric);
    return value === null || (i >= POINTS_MAX && !those.has(batch))
      ? []
      : [{ number: batch.number, at: batch.at, value, used: those.has(batch) }];
  });
  return { ...said, points: points.slice(0, POINTS_MAX * 2).toReversed() };
}

/** The word for what a number was measured against. */
export const howOf = (wanted: HistoryBaseline): string => (typeof wanted === 'object' ? 'last-n' : wanted);
