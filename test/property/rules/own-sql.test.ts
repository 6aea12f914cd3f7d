/** Rules in the user's own SQL, asked in a real guest process, against the same conditions over plain arrays. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { guestQuery } from '../../../engine/rules/guest/query.ts';
import { checkRows, failedOf, host } from '../../support/check.ts';
import { propertyRuns } from '../../support/property.ts';

type Row = readonly [string | null, number | null];
const guest = guestQuery(join(import.meta.dirname, '../../../engine/rules/guest/entry.ts'), { timeoutMs: 15_000 });
const rowsArb = fc.array(
  fc.tuple(fc.option(fc.constantFrom('a', 'b', "o'x", '𠮷', '', '区 "1"', '%')), fc.option(fc.integer({ min: -3, max: 9 }), { freq: 4 })),
  { maxLength: 20 },
);

/** A condition in SQL, and what it says of a row: true, false or unknown. */
interface Asked {
  readonly text: string;
  readonly holds: (row: Row) => boolean | null;
}
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const base: fc.Arbitrary<Asked> = fc.oneof(
  fc
    .constantFrom('a', "o'x", '𠮷', '', '%')
    .map((word): Asked => ({ text: `"名 称" = ${quoted(word)}`, holds: ([v]) => (v === null ? null : v === word) })),
  fc.integer({ min: -3, max: 9 }).map((n): Asked => ({ text: `n > ${n}`, holds: ([, w]) => (w === null ? null : w > n) })),
  fc.constant<Asked>({ text: '"名 称" IS NULL', holds: ([v]) => v === null }),
  fc
    .constantFrom(0, 1, 3)
    .map((size): Asked => ({ text: `length("名 称") = ${size}`, holds: ([v]) => (v === null ? null : Array.from(v).length === size) })),
);
const condition: fc.Arbitrary<Asked> = fc.oneof(
  base,
  base.map((a): Asked => ({
    text: `NOT (${a.text})`,
    holds: (row) => {
      const is = a.holds(row);
      return is === null ? null : !is;
    },
  })),
  fc.tuple(base, base, fc.boolean()).map(([a, b, both]): Asked => ({
    text: `(${a.text}) ${both ? 'AND' : 'OR'} (${b.text})`,
    holds: (row) => {
      const parts = [a.holds(row), b.holds(row)];
      if (parts.includes(!both)) return !both;
      return parts.includes(null) ? null : both;
    },
  })),
);
const check = (rows: readonly Row[], rules: readonly Readonly<Record<string, unknown>>[]) =>
  checkRows(
    ['名 称', 'n'],
    rows,
    rules.map((rule, i) => ({ id: `r${i}`, ...rule })),
    { host: { ...host, guest }, types: { n: 'integer' }, partSizes: [Math.min(3, rows.length), Math.max(0, rows.length - 3)] },
  );

test('sql-rows names the rows of which a condition is true, by row and by key', () =>
  fc.assert(
    fc.asyncProperty(rowsArb, condition, async (rows, asked) => {
      const query = `SELECT * FROM {dataset} WHERE ${asked.text}`;
      const run = await check(rows, [
        { kind: 'sql-rows', query, rowsTested: 'SELECT count(n) FROM {dataset}' },
        { kind: 'sql-rows', query, keys: ['n'] },
      ]);
      const found = rows.flatMap((row, i) => (asked.holds(row) === true ? [i] : []));
      const [byRow, byKey] = run.results;
      assert.deepEqual([byRow?.error, byKey?.error], [null, null]);
      assert.deepEqual(failedOf(run, 0), found);
      // what failed was tested, whatever the other query says
      assert.equal(byRow?.evaluated, Math.max(rows.filter(([, n]) => n !== null).length, found.length));
      const keys = new Set(found.map((i) => rows[i]?.[1]));
      assert.deepEqual(
        failedOf(run, 1),
        rows.flatMap(([, n], i) => (n !== null && keys.has(n) ? [i] : [])),
      );
    }),
    propertyRuns(25),
  ));

test('sql-value holds the number of a query to its limits, and names the rows behind it', () =>
  fc.assert(
    fc.asyncProperty(
      rowsArb,
      condition,
      fc.constantFrom('count', 'sum', 'max'),
      fc.integer({ min: -2, max: 6 }),
      async (rows, asked, of, min) => {
        const { text } = asked;
        const numbers = rows.flatMap((row) => (asked.holds(row) === true && row[1] !== null ? [row[1]] : []));
        const query = `SELECT ${of}(n) FROM {dataset} WHERE ${text}`;
        const drill = `SELECT "_row" FROM {dataset} WHERE ${text}`;
        const run = await check(rows, [{ kind: 'sql-value', query, min, max: 8, drill }]);
        const [result] = run.results;
        if (numbers.length === 0 && of !== 'count') return assert.equal(result?.error?.code, 'nothing-to-measure');
        const value =
          of === 'count' ? numbers.length : of === 'sum' ? numbers.reduce((a, b) => a + b, 0) : numbers.toSorted((a, b) => a - b).at(-1);
        const ok = value !== undefined && value >= min && value <= 8;
        assert.deepEqual([result?.error, result?.observed, result?.success], [null, value, ok]);
        assert.deepEqual(failedOf(run), ok ? [] : rows.flatMap((row, i) => (asked.holds(row) === true ? [i] : [])));
      },
    ),
    propertyRuns(25),
  ));
