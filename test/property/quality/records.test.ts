import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { compareRows } from '../../../engine/quality/compare.task.ts';
import { RowSet } from '../../../engine/quality/row-set.ts';
import { writeFindings } from '../../../engine/quality/findings.ts';
import { findingsPage } from '../../../engine/quality/findings.task.ts';
import { recordFacet, recordPage, type RecordFilter } from '../../../engine/quality/records.task.ts';
import type { RuleResult } from '../../../engine/quality/result.ts';
import { RunWriter } from '../../../engine/quality/runs.ts';
import { patternOf } from '../../../engine/table/index.ts';
import { checkRows, testFolder, writeBatch } from '../../support/check.ts';
import { quietContext } from '../../support/intake.ts';
import { propertyRuns } from '../../support/property.ts';

const place = testFolder();
after(() => place.done());
const { results } = await checkRows(['a'], [['x']], [{ kind: 'not-null', column: 'a' }]);
const template: RuleResult = results[0] ?? assert.fail();
let files = 0;

/** A findings file in which rule i fails these rows. */
function findingsOf(sets: readonly (readonly number[])[]): string {
  files += 1;
  const file = { temporary: join(place.path, `${files}.tmp`), path: join(place.path, `${files}.findings`), key: null };
  writeFindings(
    file,
    sets.map((rows, i) => {
      const writer = new RunWriter();
      for (const row of rows) writer.push(row);
      return { ...template, rule: `r${i}`, columns: ['区'], findings: writer.chunks() };
    }),
  );
  return file.path;
}

const sorted = (rows: readonly number[]): number[] => [...new Set(rows)].sort((a, b) => a - b);

test('a set of rows holds what was put in, and meets another', () => {
  const numbers = fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 80 });
  fc.assert(
    fc.property(numbers, numbers, (a, b) => {
      const make = (rows: readonly number[]): RowSet => {
        const set = new RowSet(300);
        for (const row of rows) set.addRun(row, 2);
        return set;
      };
      const plain = (rows: readonly number[]): number[] => sorted(rows.flatMap((row) => [row, row + 1]).filter((row) => row <= 300));
      assert.deepEqual([...make(a).list()], plain(a));
      assert.deepEqual(
        [...make(a).and(make(b)).list()],
        plain(a).filter((row) => plain(b).includes(row)),
      );
      assert.equal(make(a).size, plain(a).length);
    }),
    propertyRuns(200),
  );
});

const rowOf = fc.tuple(fc.constantFrom('福田区', '龙华区', null, 'A12'), fc.constantFrom('1', '2', 'x9', null));
const world = fc.integer({ min: 1, max: 80 }).chain((n) =>
  fc.record({
    rows: fc.array(rowOf, { minLength: n, maxLength: n }),
    sets: fc.array(fc.array(fc.integer({ min: 1, max: n }), { maxLength: n }).map(sorted), { minLength: 1, maxLength: 4 }),
    // more parts than a connection opens, as a table of many batches has
    part: fc.constantFrom(n, Math.ceil(n / 2), Math.ceil(n / 15)),
    stretch: fc.option(fc.record({ first: fc.integer({ min: 1, max: n }), length: fc.integer({ min: 1, max: n }) })),
    offset: fc.nat(20),
    limit: fc.integer({ min: 1, max: 30 }),
    order: fc.constantFrom('row' as const, 'rules' as const),
    filters: fc.array(
      fc.oneof(
        fc.record({ column: fc.nat(1), values: fc.array(fc.constantFrom('福田区', '1', null, 'x9'), { minLength: 1, maxLength: 2 }) }),
        fc.record({ column: fc.nat(1), pattern: fc.constantFrom('9', 'A99', '汉汉汉') }),
        fc.record({ column: fc.nat(1), sameAs: fc.integer({ min: 1, max: n }) }),
      ),
      { maxLength: 2 },
    ),
    search: fc.constantFrom('', '福', 'X', '1'),
  }),
);

test('pages and counts of records are those of plain arrays', () => {
  fc.assert(
    fc.property(world, ({ rows, sets, part, stretch: some, offset, limit, order, filters, search }) => {
      const sizes = Array.from({ length: Math.ceil(rows.length / part) }, (_, i) => Math.min(part, rows.length - i * part));
      const stretch = some && { first: some.first, last: Math.min(rows.length, some.first + some.length - 1) };
      const batch = writeBatch(place.path, ['区', '号'], rows, { partSizes: sizes, name: `records-${files}` });
      const path = findingsOf(sets);
      const rules = sets.map((_, i) => `r${i}`);
      const view = { batch, path, key: null, rules, filters, search, stretch };
      const holds = (row: number): boolean => {
        const cells = rows[row - 1] ?? [];
        const meets = (f: RecordFilter): boolean => {
          const cell = cells[f.column] ?? null;
          if ('sameAs' in f) return cell === (rows[f.sameAs - 1]?.[f.column] ?? null);
          return 'pattern' in f ? cell !== null && patternOf(cell) === f.pattern : f.values.includes(cell);
        };
        const found = search === '' || cells.some((cell) => cell?.toLowerCase().includes(search.toLowerCase()));
        return filters.every(meets) && found && (stretch === null || (row >= stretch.first && row <= stretch.last));
      };
      const hit = (row: number): number[] => sets.flatMap((set, i) => (set.includes(row) ? [i] : []));
      const all = sorted(sets.flat()).filter(holds);
      const expected = order === 'row' ? all : all.toSorted((a, b) => hit(b).length - hit(a).length || a - b);
      const page = recordPage({ ...view, order, offset, limit, revealed: { columns: [], cells: [] } }, quietContext);
      assert.equal(page.total, all.length);
      assert.deepEqual(page.rows, expected.slice(offset, offset + limit));
      assert.deepEqual(
        page.failed.map((f) => f.map((i) => page.rules[i]?.rule)),
        page.rows.map((row) => hit(row).map((i) => `r${i}`)),
      );
      assert.deepEqual(
        page.columns[1],
        page.rows.map((row) => rows[row - 1]?.[1] ?? null),
      );

      const byRule = recordFacet({ ...view, by: { groups: rules.map((key) => ({ key, rules: [key] })) }, limit: 50 }, quietContext);
      assert.equal(byRule.rows, all.length);
      assert.deepEqual(
        new Map(byRule.values.map((v) => [v.value, v.count])),
        new Map(sets.map((set, i) => [`r${i}`, set.filter(holds).length] as const).filter(([, count]) => count > 0)),
      );
      const byValue = recordFacet({ ...view, by: { column: 0, pattern: false }, limit: 50 }, quietContext);
      const counts = new Map<string | null, number>();
      for (const row of all) counts.set(rows[row - 1]?.[0] ?? null, (counts.get(rows[row - 1]?.[0] ?? null) ?? 0) + 1);
      assert.deepEqual(new Map(byValue.values.map((v) => [v.value, v.count])), counts);

      const halves = [
        { key: 'a', first: 1, last: part },
        { key: 'b', first: part + 1, last: rows.length },
      ];
      const byStretch = recordFacet({ ...view, by: { stretches: halves }, limit: 50 }, quietContext);
      assert.deepEqual(
        [byStretch.rows, ...['a', 'b'].map((key) => byStretch.values.find((v) => v.value === key)?.count ?? 0)],
        [all.length, all.filter((row) => row <= part).length, all.filter((row) => row > part).length],
      );

      const lines = findingsPage({ ...view, offset, limit, revealed: { columns: [], cells: [] } }, quietContext);
      const flat = sets.flatMap((set, i) => set.filter(holds).map((row) => [`r${i}`, row]));
      assert.equal(lines.total, flat.length);
      assert.deepEqual(
        lines.rows.map((f) => [f.rule, f.row]),
        flat.slice(offset, offset + limit),
      );
    }),
    propertyRuns(50),
  );
});

test('rows of two batches are matched by their keys, in their order', () => {
  const keys = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 40 });
  const side = keys.chain((list) => fc.record({ list: fc.constant(list), failing: fc.subarray(list.map((_, i) => i + 1)) }));
  fc.assert(
    fc.property(side, side, (before, now) => {
      const asRun = ({ list, failing }: { readonly list: number[]; readonly failing: number[] }) => ({
        path: findingsOf([failing]),
        key: null,
        rowCount: list.length,
        keys: { key1: Int32Array.from(list), key2: Int32Array.from(list, (k) => k * 7) },
      });
      const { all, rules } = compareRows({ before: asRun(before), after: asRun(now), rules: ['r0'] }, quietContext);
      const name = (list: readonly number[], i: number): string => `${list[i]}#${list.slice(0, i).filter((k) => k === list[i]).length}`;
      const named = (one: { readonly list: number[] }): string[] => one.list.map((_, i) => name(one.list, i));
      const bad = (one: { readonly list: number[]; readonly failing: number[] }): Set<string> =>
        new Set(one.failing.map((row) => name(one.list, row - 1)));
      const [old, fresh, oldBad, freshBad] = [new Set(named(before)), new Set(named(now)), bad(before), bad(now)];
      const count = (set: Set<string>, test: (key: string) => boolean): number => [...set].filter(test).length;
      const expected = {
        newlyFailing: count(freshBad, (k) => old.has(k) && !oldBad.has(k)),
        newlyPassing: count(oldBad, (k) => fresh.has(k) && !freshBad.has(k)),
        stillFailing: count(freshBad, (k) => oldBad.has(k)),
        onlyAfter: count(freshBad, (k) => !old.has(k)),
        onlyBefore: count(oldBad, (k) => !fresh.has(k)),
      };
      assert.deepEqual(all, expected);
      assert.deepEqual(rules, [{ rule: 'r0', ...expected }]);
    }),
    propertyRuns(80),
  );
});
