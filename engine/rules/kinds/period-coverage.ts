import { z } from 'zod';
import { sql, type SqlValue } from '../../../base/sqlite/index.ts';
import { formatDate, parseDate, parseDateLimit } from '../dates.ts';
import { aggregateRule, type Scope } from '../kind.ts';
import { column } from '../limits.ts';
import { wrong } from '../wrong.ts';

const DAY = 86_400;
type Every = 'day' | 'week' | 'month' | 'quarter' | 'year' | number;
const monthsOf: Readonly<Record<string, number>> = { month: 1, quarter: 3, year: 12 };
/** 1970-01-01 was a Thursday: weeks begin on Monday. */
const MONDAY = 3;
const NAMED_MAX = 20;
const PERIODS_MAX = 1_000_000;

/** The number of the period a moment lies in; stretches of n days are counted from `origin`. */
function periodAt(seconds: number, every: Every, origin: number): number {
  const day = Math.floor(seconds / DAY);
  if (every === 'day') return day;
  if (every === 'week') return Math.floor((day + MONDAY) / 7);
  if (typeof every === 'number') return Math.floor((day - Math.floor(origin / DAY)) / every);
  const date = new Date(seconds * 1000);
  return Math.floor((date.getUTCFullYear() * 12 + date.getUTCMonth()) / (monthsOf[every] ?? 1));
}

/** The first moment of a period. */
function startOf(period: number, every: Every, origin: number): number {
  if (every === 'day') return period * DAY;
  if (every === 'week') return (period * 7 - MONDAY) * DAY;
  if (typeof every === 'number') return (Math.floor(origin / DAY) + period * every) * DAY;
  const month = period * (monthsOf[every] ?? 1);
  const first = new Date(0);
  first.setUTCFullYear(Math.floor(month / 12), month % 12, 1);
  return first.getTime() / 1000;
}

interface State {
  readonly days: readonly number[];
  readonly from: number | null;
  readonly to: number | null;
}

/** A limit of the stretch that must be covered, in seconds; null where the data sets it. */
function limitOf(scope: Scope, text: string | undefined, key: string): number | null {
  if (text === undefined) return null;
  const date = parseDateLimit(text, scope.asOfSeconds);
  if (date === null) throw wrong(key, 'a date', text);
  return date;
}

export const periodCoverage = aggregateRule({
  kind: 'period-coverage',
  severity: 'major',
  dimension: 'completeness',
  indicator: '0202',
  params: z.object({
    column,
    every: z.union([z.enum(['day', 'week', 'month', 'quarter', 'year']), z.int().min(1)]),
    from: z.string().min(1).optional(),
    to: z.string().min(1).optional(),
    except: z.array(z.string().min(1)).optional(),
  }),
  text: {
    'zh-CN': {
      title: '期间覆盖',
      about:
        '从 `from` 到 `to`(不写则从最早到最晚的日期)每日、每周(周一起)、每月、每季、每年或每 n 天都有记录。`except` 列出的日期或 `weekends` 可以没有;一个期间内全是除外日时也可以没有。',
      reason: '有期间没有数据:{observed}',
    },
    en: {
      title: 'Periods covered',
      about:
        'Every day, week (from Monday), month, quarter, year or stretch of n days between `from` and `to` (without them: between the first and last date) has a row. Days listed in `except`, or `weekends`, need none; a longer period is excepted when all its days are.',
      reason: 'there are periods without data: {observed}',
    },
  },
  args: (scope, p) => {
    const [from, to] = [limitOf(scope, p.from, 'from'), limitOf(scope, p.to, 'to')];
    for (const day of p.except ?? []) if (day !== 'weekends' && parseDate(day) === null) throw wrong('except', 'dates, weekends', day);
    return { skips: sql`${scope.date(p.column)} IS NULL`, args: [scope.date(p.column), sql`${from}`, sql`${to}`] };
  },
  create: () => {
    const days = new Set<number>();
    let limits: Pick<State, 'from' | 'to'> = { from: null, to: null };
    return {
      step: (date?: SqlValue, from?: SqlValue, to?: SqlValue) => {
        days.add(Math.floor(Number(date) / DAY));
        limits = { from: typeof from === 'number' ? from : null, to: typeof to === 'number' ? to : null };
      },
      state: (): State => ({ days: [...days], ...limits }),
    };
  },
  observe: (states, p) => {
    const days = new Set(states.flatMap((s) => s.days));
    if (days.size === 0) return { observed: null, ok: false, empty: true };
    const sorted = [...days].sort((a, b) => a - b);
    const from = states.find((s) => s.from !== null)?.from ?? (sorted[0] ?? 0) * DAY;
    const to = states.find((s) => s.to !== null)?.to ?? (sorted.at(-1) ?? 0) * DAY;
    const there = new Set(sorted.map((day) => periodAt(day * DAY, p.every, from)));
    const excepted = exceptedBy(p.except ?? []);
    const last = Math.min(periodAt(to, p.every, from), periodAt(from, p.every, from) + PERIODS_MAX);
    const missing: string[] = [];
    let count = 0;
    for (let period = periodAt(from, p.every, from); period <= last; period++) {
      const start = startOf(period, p.every, from);
      if (there.has(period) || excepted(start / DAY, startOf(period + 1, p.every, from) / DAY)) continue;
      count++;
      if (missing.length < NAMED_MAX) missing.push(nameOf(start, p.every));
    }
    return { observed: { missing: count, first: missing }, ok: count === 0 };
  },
  examples: [
    {
      params: { column: 'v', every: 'day', except: ['weekends', '2020-01-01'] },
      given: [['2019-12-31'], ['2020-01-02'], ['2020-01-03 12:00'], [null], ['2020-01-07']],
      observed: { missing: 1, first: ['2020-01-06'] },
      ok: false,
    },
    {
      params: { column: 'v', every: 'month', from: '2020-01-01', to: '2020-03-31' },
      given: [['2020-01-31'], ['20200229']],
      observed: { missing: 1, first: ['2020-03'] },
      ok: false,
    },
    {
      params: { column: 'v', every: 'week' },
      given: [['2020-01-05'], ['2020-01-06'], ['x']],
      observed: { missing: 0, first: [] },
      ok: true,
    },
    {
      params: { column: 'v', every: 10 },
      given: [['2020-01-01'], ['2020-01-25']],
      observed: { missing: 1, first: ['2020-01-11'] },
      ok: false,
    },
    { params: { column: 'v', every: 'quarter' }, given: [['2020-01-01']], observed: { missing: 0, first: [] }, ok: true },
  ],
});

/** True for stretches of days of which each is excepted. */
function exceptedBy(except: readonly string[]): (first: number, end: number) => boolean {
  const days = new Set(except.map((day) => parseDate(day)).map((seconds) => (seconds === null ? null : seconds / DAY)));
  const weekends = except.includes('weekends');
  if (except.length === 0) return () => false;
  return (first, end) => {
    for (let day = first; day < end; day++) if (!days.has(day) && !(weekends && (day + MONDAY) % 7 >= 5)) return false;
    return true;
  };
}

function nameOf(start: number, every: Every): string {
  const date = formatDate(start);
  return every === 'month' ? date.slice(0, 7) : every === 'year' ? date.slice(0, 4) : date;
}
