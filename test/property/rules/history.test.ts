/** Rules that look at earlier batches and checks, each against a second computation written from its description. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { EarlierBatch } from '../../../engine/rules/index.ts';
import { runs } from '../../support/rule-rows.ts';
import { type Rule, said, verdictOf } from '../../support/rule-verdict.ts';

const close = (a: unknown, b: number, what?: unknown): void =>
  assert.ok(
    typeof a === 'number' && Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(b)),
    `${String(a)} is not ${b}: ${JSON.stringify(what)}`,
  );

/** Earlier batches, newest first, from how many rows they had and what was observed in them. */
function historyOf(past: readonly { readonly rows: number; readonly seen?: number | null; readonly at?: string }[]): EarlierBatch[] {
  return past.map(({ rows, seen, at }, i) => ({
    number: past.length - i,
    at: at ?? `2026-05-${String(28 - (i % 28)).padStart(2, '0')}T00:00:00Z`,
    rows,
    columns: [],
    file: null,
    observed: Object.fromEntries(typeof seen === 'number' ? [['r0', seen]] : []),
  }));
}
/** A share up to 1, or a count, as room around what was. */
const room = (limit: number | string, from: number): number =>
  typeof limit === 'string' ? (from * Number.parseFloat(limit)) / 100 : limit > 1 ? limit : from * limit;
const limit = fc.constantFrom<number | string>(0, 0.2, 0.5, 1, 3, '10%', '150%');
/** Far enough from the limit that rounding decides nothing. */
const clear = (a: number, b: number): boolean => Math.abs(a - b) > 1e-6;

test('row-count-change agrees with counts written out', () =>
  fc.assert(
    fc.asyncProperty(
      fc.nat({ max: 12 }),
      fc.array(fc.record({ rows: fc.nat({ max: 12 }) }), { maxLength: 6 }),
      fc.constantFrom<'previous' | number>('previous', 1, 2, 4),
      limit,
      limit,
      async (rows, past, back, up, down) => {
        const used = past.slice(0, back === 'previous' ? 1 : back);
        const baseline = back === 'previous' ? back : { lastN: back };
        const [verdict, run] = await verdictOf(rows, [{ kind: 'row-count-change', baseline, maxIncrease: up, maxDecrease: down }], {
          history: historyOf(past),
        });
        if (used.length === 0) return assert.equal(verdict, 'open');
        const before = used.reduce((sum, b) => sum + b.rows, 0) / used.length;
        const [low, high] = [before - room(down, before), before + room(up, before)];
        fc.pre(clear(rows, low) || Number.isInteger(before));
        assert.equal(verdict, said(rows >= low - 1e-9 && rows <= high + 1e-9));
        close((run.results[0]?.observed as { before: number } | undefined)?.before, before);
      },
    ),
    runs,
  ));

test('row-count-change of the same period looks at the batch that came nearest to that day', () =>
  fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.nat({ max: 420 }), { maxLength: 8 }),
      fc.constantFrom('same-week', 'same-month', 'same-year', 'month-to-date'),
      async (ago, baseline) => {
        const today = Date.UTC(2026, 5, 30);
        const past = ago
          .toSorted((a, b) => a - b)
          .map((days) => ({ days, rows: days + 1, at: new Date(today - days * 86_400_000).toISOString() }));
        const [verdict, run] = await verdictOf(5, [{ kind: 'row-count-change', baseline, maxIncrease: 1e9, maxDecrease: 1e9 }], {
          history: historyOf(past),
        });
        // the thirtieth of June: its month began 29 days ago, a month before lies 31 days back, a year 365
        const days: Readonly<Record<string, readonly [number, number]>> = {
          'same-week': [7, 4],
          'same-month': [31, 11],
          'same-year': [365, 32],
        };
        const [target, near] = days[baseline] ?? [0, 0];
        const used =
          baseline === 'month-to-date'
            ? past.filter(({ days }) => days <= 29)
            : past
                .filter(({ days }) => Math.abs(days - target) <= near)
                .filter(({ days }, _, all) => all.every((o) => Math.abs(o.days - target) >= Math.abs(days - target)));
        if (used.length === 0) return assert.equal(verdict, 'open');
        const before = (run.results[0]?.observed as { before: number } | undefined)?.before;
        // two that came as near on either side are both right
        if (baseline === 'month-to-date') close(before, used.reduce((sum, { rows }) => sum + rows, 0) / used.length);
        else assert.ok(used.some(({ rows }) => rows === before));
      },
    ),
    runs,
  ));

const seen = fc.array(fc.record({ rows: fc.nat({ max: 9 }), seen: fc.option(fc.integer({ min: 0, max: 9 }), { freq: 5 }) }), {
  maxLength: 9,
});
/** The number that the other rule gives now: how many rows there are. */
const counting: Rule = { kind: 'row-count', min: 0 };

test('metric-change agrees with the difference worked out', () =>
  fc.assert(
    fc.asyncProperty(
      fc.nat({ max: 9 }),
      seen,
      fc.constantFrom(1, 3, 5),
      limit,
      fc.constantFrom('r0', 'row-count'),
      async (rows, past, lastN, maxChange, metric) => {
        const [verdict, run] = await verdictOf(rows, [counting, { kind: 'metric-change', metric, baseline: { lastN }, maxChange }], {
          history: historyOf(past),
        });
        const used = past.slice(0, lastN).flatMap((b) => (metric === 'row-count' ? [b.rows] : b.seen === null ? [] : [b.seen]));
        if (used.length === 0) return assert.equal(verdict, 'open');
        const before = used.reduce((a, b) => a + b, 0) / used.length;
        const by = Math.abs(rows - before);
        if (clear(by, room(maxChange, before))) assert.equal(verdict, said(by < room(maxChange, before)));
        close((run.results[1]?.observed as { before: number } | undefined)?.before, before);
      },
    ),
    runs,
  ));

/** Mean and sample deviation in two passes over fractions. */
function bandOf(values: readonly number[], k: number): readonly [number, number] {
  const mean = values.reduce((a, b) => a + b) / values.length;
  const spread = k * (values.map((x) => (x - mean) * (x - mean)).reduce((a, b) => a + b) / (values.length - 1)) ** 0.5;
  return [mean - spread, mean + spread];
}

test('metric-anomaly agrees with mean and deviation written out, in each of its ways', () =>
  fc.assert(
    fc.asyncProperty(
      fc.nat({ max: 9 }),
      seen,
      fc.constantFrom('deviation', 'online-normal', 'seasonal', 'limits'),
      fc.constantFrom(1, 2, 3),
      async (rows, past, method, k) => {
        const rule = { kind: 'metric-anomaly', metric: 'r0', method, k, lastN: 4, minHistory: 2, season: 2, min: 1, max: 8 };
        const [verdict, run] = await verdictOf(rows, [counting, rule], { history: historyOf(past) });
        const within = rows >= 1 && rows <= 8;
        if (method === 'limits') return assert.equal(verdict, said(within));
        const values = past.flatMap((b) => (b.seen === null ? [] : [b.seen]));
        let taught =
          method === 'deviation' ? values.slice(0, 4) : method === 'seasonal' ? values.filter((_, i) => i % 2 === 1) : values.toReversed();
        if (taught.length < 2) return assert.equal(verdict, 'open');
        if (method === 'online-normal') {
          const kept = taught.slice(0, 2);
          for (const value of taught.slice(2)) {
            const [low, high] = bandOf(kept, k);
            if (value > low - 1e-7 && value < high + 1e-7) kept.push(value);
          }
          taught = kept;
        }
        const [low, high] = bandOf(taught, k);
        const observed = run.results[1]?.observed as { low: number; high: number } | undefined;
        close(observed?.low, low, [past, method]);
        close(observed?.high, high, [past, method]);
        assert.equal(verdict, said(within && rows > low - 1e-7 && rows < high + 1e-7));
      },
    ),
    runs,
  ));

test('update-cycle-met agrees with a calendar walked day by day', () =>
  fc.assert(
    fc.asyncProperty(
      fc.constantFrom('D', 'W', 'TD', 'M', 'Q', 'H', 'Y', 'IRR'),
      fc.nat({ max: 700 }),
      fc.nat({ max: 500 }),
      fc.nat({ max: 6 }),
      fc.boolean(),
      fc.uniqueArray(fc.nat({ max: 400 }), { maxLength: 4 }),
      async (cycle, day, later, grace, workdays, holidays) => {
        const first = Date.UTC(2025, 0, 1);
        const text = (n: number): string => new Date(first + n * 86_400_000).toISOString().slice(0, 10);
        // three in the morning in Shanghai is still the day before in Greenwich
        const at = (n: number): string => new Date(first + n * 86_400_000 - 5 * 3_600_000).toISOString();
        const free = holidays.map((n) => text(day + n));
        const [verdict] = await verdictOf(
          1,
          [{ kind: 'update-cycle-met', cycle, grace, calendar: workdays ? 'workdays' : 'days', holidays: free }],
          { dataset: { name: 'd', updateCycle: 'NO', receivedAt: at(day + later) }, history: historyOf([{ rows: 1, at: at(day) }]) },
        );
        if (cycle === 'IRR') return assert.equal(verdict, 'open');
        const period = (n: number): string => {
          const [year = '', month = '', date = ''] = text(n).split('-');
          const m = Number(month) - 1;
          switch (cycle) {
            case 'D':
              return text(n);
            case 'W':
              // the first of January 2025 was a Wednesday
              return String(Math.floor((n + 2) / 7));
            case 'TD':
              return `${year}-${month}-${Math.min(2, Math.floor((Number(date) - 1) / 10))}`;
            case 'M':
              return `${year}-${month}`;
            case 'Q':
              return `${year}-${Math.floor(m / 3)}`;
            case 'H':
              return `${year}-${Math.floor(m / 6)}`;
            default:
              return year;
          }
        };
        // to the last day of the period after the one of the batch before
        let due = day;
        while (period(due) === period(day)) due++;
        const next = period(due);
        while (period(due + 1) === next) due++;
        const isFree = (n: number): boolean =>
          workdays && ([6, 0].includes(new Date(first + n * 86_400_000).getUTCDay()) || free.includes(text(n)));
        for (let left = grace; left > 0;) if (!isFree(++due)) left--;
        while (isFree(due)) due++;
        assert.equal(verdict, said(day + later <= due), `${cycle} ${text(day)} ${text(day + later)} due ${text(due)}`);
      },
    ),
    { ...runs, numRuns: 200 },
  ));
