/** Rules about what surrounds the rows (file, structure, catalogue, history, other rules), each against a second computation written from its description. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import type { CheckRun } from '../../../engine/quality/check.ts';
import type { EarlierBatch, SourceFacts, Surroundings } from '../../../engine/rules/index.ts';
import type { BatchColumn } from '../../../engine/table/batch-file.ts';
import { checkRows, type TestCell } from '../../support/check.ts';
import { runs } from '../../support/rule-rows.ts';

type Rule = Readonly<Record<string, unknown>>;
type Verdict = 'pass' | 'fail' | 'open';

/** Checks rows of one column; the verdict of the last rule, `open` where it was not evaluated. */
async function verdictOf(rows: number, rules: readonly Rule[], surroundings: Partial<Surroundings>): Promise<[Verdict, CheckRun]> {
  const run = await checkRows(
    ['v'],
    Array.from({ length: rows }, (): TestCell[] => ['x']),
    rules.map((rule, i) => ({ id: `r${i}`, ...rule })),
    { surroundings },
  );
  const last = run.results.at(-1);
  assert.equal(last?.error, null);
  const open = last.note !== null;
  assert.equal(last.evaluated, open ? 0 : 1);
  return [open ? 'open' : last.success ? 'pass' : 'fail', run];
}
const said = (ok: boolean): Verdict => (ok ? 'pass' : 'fail');
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

test('composite agrees with three-valued truth tables', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom<Verdict>('pass', 'fail', 'open'), { minLength: 3, maxLength: 6 }),
      fc.record({ all: fc.boolean(), any: fc.boolean(), not: fc.boolean() }).filter((c) => c.all || c.any || c.not),
      async (parts, asked) => {
        // three stretches of the parts; each part is a rule that is known to come out so
        const third = Math.ceil(parts.length / 3);
        const ids = parts.map((_, i) => `r${i}`);
        const [all, any, [not = 'r0']] = [ids.slice(0, third), ids.slice(third, 2 * third), ids.slice(-1)];
        const known: Readonly<Record<Verdict, Rule>> = {
          pass: { kind: 'row-count', min: 1 },
          fail: { kind: 'row-count', min: 9 },
          open: { kind: 'service-available', endpoint: 'https://example.org' },
        };
        const rule = { kind: 'composite', ...(asked.all ? { all } : {}), ...(asked.any ? { any } : {}), ...(asked.not ? { not } : {}) };
        const [verdict] = await verdictOf(2, [...parts.map((part) => known[part]), rule], {});
        // 0, a half and 1: `and` takes the least, `or` the most, `not` turns round (Kleene)
        const worth = (id: string): number => ({ pass: 1, open: 0.5, fail: 0 })[parts[ids.indexOf(id)] ?? 'open'];
        const value = Math.min(
          ...(asked.all ? all.map(worth) : []),
          ...(asked.any ? [Math.max(...any.map(worth))] : []),
          ...(asked.not ? [1 - worth(not)] : []),
        );
        assert.equal(verdict, value === 1 ? 'pass' : value === 0 ? 'fail' : 'open');
      },
    ),
    runs,
  ));

const sourceOf = (given: Partial<SourceFacts>): Partial<Surroundings> => ({
  source: { sha256: null, sm3: null, malformed: 0, malformedReasons: {}, ...given },
});

test('file-digest tells one changed bit, in either digest', () =>
  fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ minLength: 1, maxLength: 40 }),
      fc.nat(),
      fc.constantFrom('sha256', 'sm3'),
      fc.boolean(),
      async (bytes, at, algorithm, changed) => {
        const digest = (of: Uint8Array): string => createHash(algorithm).update(of).digest('hex');
        const other = bytes.map((b, i) => (changed && i === at % bytes.length ? b ^ 1 : b));
        const source = sourceOf({ [algorithm]: digest(bytes) });
        const expected = digest(other)
          .toUpperCase()
          .replace(/(.{8})/g, '$1 ');
        assert.equal((await verdictOf(1, [{ kind: 'file-digest', algorithm, expected }], source))[0], said(!changed));
        const unknown = algorithm === 'sm3' ? 'sha256' : 'sm3';
        assert.equal((await verdictOf(1, [{ kind: 'file-digest', algorithm: unknown, expected }], source))[0], 'open');
      },
    ),
    runs,
  ));

test('malformed-rows agrees with counts written out', () =>
  fc.assert(
    fc.asyncProperty(
      fc.nat({ max: 20 }),
      fc.record({ 'too-few-fields': fc.nat({ max: 5 }), 'bad-quote': fc.nat({ max: 5 }) }),
      fc.option(fc.nat({ max: 6 }), { nil: undefined }),
      fc.option(fc.constantFrom(0, 0.1, 0.5, 1), { nil: undefined }),
      fc.option(fc.subarray(['too-few-fields', 'bad-quote', 'no-such'], { minLength: 1 }), { nil: undefined }),
      async (rows, malformedReasons, maxCount, maxRatio, kinds) => {
        const malformed = malformedReasons['too-few-fields'] + malformedReasons['bad-quote'];
        const rule = {
          kind: 'malformed-rows',
          ...Object.fromEntries(Object.entries({ maxCount, maxRatio, kinds }).filter(([, v]) => v !== undefined)),
        };
        const [verdict] = await verdictOf(rows, [rule], sourceOf({ malformed, malformedReasons }));
        const counted = Object.entries(malformedReasons).reduce(
          (n, [kind, c]) => n + (kinds === undefined || kinds.includes(kind) ? c : 0),
          0,
        );
        const tooMany = maxCount !== undefined && counted > maxCount;
        const tooLarge = maxRatio !== undefined && counted > 0 && counted / Math.max(rows, counted) > maxRatio;
        const any = maxCount === undefined && maxRatio === undefined && counted > 0;
        assert.equal(verdict, said(!tooMany && !tooLarge && !any));
      },
    ),
    runs,
  ));

const columnOf = (name: string, index: number, type: BatchColumn['type'], semantic: string | null = null): BatchColumn => ({
  index,
  name,
  type,
  semantic,
});
const typeNames = ['integer', 'decimal', 'date', 'datetime', 'text', 'empty'] as const;
const columnsArb = fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom(...typeNames)), {
  minLength: 1,
  maxLength: 4,
  selector: ([name]) => name,
});

test('schema-matches agrees with a comparison column by column', () =>
  fc.assert(
    fc.asyncProperty(columnsArb, columnsArb, fc.boolean(), fc.boolean(), fc.boolean(), async (own, before, order, extra, listed) => {
      const types = Object.fromEntries(own);
      const history: EarlierBatch[] = [
        {
          number: 1,
          at: '2026-05-01T00:00:00Z',
          rows: 1,
          columns: before.map(([name, type], i) => columnOf(name, i, type)),
          file: null,
          observed: {},
        },
      ];
      const baseline = listed ? before.map(([name, type]) => (type === 'empty' ? { name } : { name, type })) : 'previous';
      const run = await checkRows(
        own.map(([name]) => name),
        [],
        [{ kind: 'schema-matches', baseline, order, extra }],
        { types, surroundings: { history } },
      );
      const [result] = run.results;
      assert.equal(result?.error, null);
      const fits = (type: string, wanted: string): boolean =>
        type === 'empty' ||
        wanted === 'empty' ||
        // what was text may be anything in the next batch, but a list means what it says
        (!listed && wanted === 'text') ||
        type === wanted ||
        `${type} in ${wanted}` === 'integer in decimal' ||
        `${type} in ${wanted}` === 'date in datetime';
      const missing = before.filter(([name]) => !own.some(([n]) => n === name)).map(([name]) => name);
      const unexpected = extra ? [] : own.filter(([name]) => !before.some(([n]) => n === name)).map(([name]) => name);
      const retyped = before.filter(([name, wanted]) => own.some(([n, type]) => n === name && !fits(type, wanted))).map(([name]) => name);
      const shared = own.filter(([name]) => before.some(([n]) => n === name)).map(([name]) => name);
      const places = shared.map((name) => before.findIndex(([n]) => n === name));
      const turned = order && places.some((p, i) => i > 0 && p < (places[i - 1] ?? 0));
      assert.equal(result?.success, missing.length + unexpected.length + retyped.length === 0 && !turned);
      const observed = result?.observed as { missing: string[]; unexpected: string[]; retyped: { name: string }[] } | null;
      if (observed)
        assert.deepEqual([observed.missing, observed.unexpected, observed.retyped.map(({ name }) => name)], [missing, unexpected, retyped]);
    }),
    runs,
  ));

test('sensitive-declared names each personal column without a level', () =>
  fc.assert(
    fc.asyncProperty(
      // written down from the standard, not asked of the code: what tells of a person, and what does not
      fc.array(
        fc.constantFrom<readonly [string | null, boolean]>(
          ['cn-resident-id', true],
          ['cn-mobile', true],
          ['cn-person-name', true],
          ['cn-uscc', false],
          [null, false],
        ),
        { minLength: 1, maxLength: 5 },
      ),
      fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
      async (meanings, declared) => {
        const names = meanings.map((_, i) => `c${i}`);
        const semantics = Object.fromEntries(meanings.flatMap(([semantic], i) => (semantic === null ? [] : [[`c${i}`, semantic]])));
        const levels = Object.fromEntries(names.filter((_, i) => declared[i]).map((name) => [name, 3]));
        const run = await checkRows(names, [], [{ kind: 'sensitive-declared', levels }], { semantics });
        const left = names.filter((_, i) => meanings[i]?.[1] && !declared[i]);
        assert.deepEqual(run.results[0]?.observed ?? [], left);
        assert.equal(run.results[0]?.success, left.length === 0);
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

test('metadata-complete fails for each problem of the entry that is not passed over', () =>
  fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.constantFrom('name', 'unit', 'summary', 'basis'), { maxLength: 4 }),
      fc.uniqueArray(fc.constantFrom('name', 'unit', 'basis'), { maxLength: 3 }),
      async (fields, ignore) => {
        const catalog = { fields: {}, problems: fields.map((field) => ({ field, code: 'required' })) } as unknown as NonNullable<
          Surroundings['catalog']
        >;
        const [verdict, run] = await verdictOf(1, [{ kind: 'metadata-complete', ignore }], { catalog });
        const left = fields.filter((field) => ignore.every((other) => other !== field));
        assert.equal(verdict, said(left.length === 0));
        assert.deepEqual(
          run.results[0]?.observed ?? [],
          left.map((field) => `${field}: required`),
        );
      },
    ),
    runs,
  ));

test('resource-readable counts every row that is there, whatever it holds', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.option(fc.string({ unit: 'grapheme' })), fc.option(fc.double({ noNaN: true })))),
      fc.nat({ max: 5 }),
      async (rows, minRows) => {
        const run = await checkRows(['v', 'w'], rows, [{ kind: 'resource-readable', minRows }], {
          partSizes: [Math.min(2, rows.length), Math.max(0, rows.length - 2)],
        });
        assert.deepEqual([run.results[0]?.observed, run.results[0]?.success], [rows.length, rows.length >= minRows]);
      },
    ),
    runs,
  ));
