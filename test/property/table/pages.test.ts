import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import type { ImportResult } from '../../../engine/intake/import.ts';
import { type BatchReader, type Filter, openBatch, patternOf, type Sort, toNumber, toTime } from '../../../engine/table/index.ts';
import { assertNever } from '../../../base/invariant.ts';
import { importFile, scratch } from '../../support/batch.ts';
import { populationRows } from '../../support/population.ts';
import { propertyRuns } from '../../support/property.ts';

const ROWS = 700;
const place = scratch();
const make = populationRows(11);
const data = Array.from({ length: ROWS }, (_, i) => make(i + 1).map((cell) => (cell === '' ? null : cell)));
let batch: ImportResult;
let reader: BatchReader;

before(async () => {
  const quoted = (cell: string | null): string => (cell === null ? '' : /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const text = `${data[0]?.map((_, c) => `列${c}`).join(',')}\n${data.map((row) => row.map(quoted).join(',')).join('\n')}\n`;
  batch = await importFile(place.file('source.csv', text), place.folder, { stretches: 3, key: new Uint8Array(32).fill(3) });
  assert.ok(batch.file.parts.length > 1, 'the rows lie in several parts');
  reader = openBatch(batch.file).use({ mine: (text, of) => text === of });
});

after(() => {
  reader.close();
  place.done();
});

const column = fc.integer({ min: 0, max: 19 });
const row = fc.integer({ min: 1, max: ROWS });
const valueOf = (r: number, c: number): string => data[r - 1]?.[c] ?? '无';
const traitOf = (trait: string, value: string): string =>
  ({
    pattern: patternOf(value),
    otherPattern: patternOf(value),
    longerThan: '3',
    characters: 'otherSpace',
    notOfType: 'integer',
    mine: value,
  })[trait] ?? '';
const filter: fc.Arbitrary<Filter> = fc.oneof(
  fc.tuple(row, column).map(([r, c]): Filter => ({ op: 'equals', column: c, value: valueOf(r, c) })),
  fc.tuple(row, column, fc.nat(3)).map(([r, c, n]): Filter => ({ op: 'contains', column: c, text: valueOf(r, c).slice(n, n + 2) })),
  fc.tuple(row, column, fc.nat(4)).map(([r, c, n]): Filter => ({ op: 'starts-with', column: c, text: valueOf(r, c).slice(0, n) })),
  column.map((c): Filter => ({ op: 'is-null', column: c })),
  column.map((c): Filter => ({ op: 'not-null', column: c })),
  fc
    .tuple(fc.array(row, { maxLength: 4 }), column)
    .map(([rs, c]): Filter => ({ op: 'in', column: c, values: rs.map((r) => valueOf(r, c)) })),
  fc
    .tuple(fc.constantFrom(12, 16, 17), fc.option(fc.integer({ min: 0, max: 60_000 })), fc.option(fc.integer({ min: 0, max: 60_000 })))
    .map(([c, min, max]): Filter => ({ op: 'number-range', column: c, min, max })),
  fc
    .tuple(
      fc.constantFrom(4, 14),
      fc.option(fc.constantFrom('1990-01-01', '2015-06-01')),
      fc.option(fc.constantFrom('2000-12-31', '2016-01-15')),
    )
    .map(([c, from, to]): Filter => ({ op: 'date-range', column: c, from, to })),
  fc
    .tuple(
      row,
      column,
      fc.constantFrom('blank', 'placeholder', 'pattern', 'otherPattern', 'longerThan', 'characters', 'notOfType', 'mine', 'unknown'),
    )
    .map(([r, c, trait]): Filter => ({ op: 'trait', column: c, trait, of: traitOf(trait, valueOf(r, c)) })),
  fc.tuple(row, fc.array(column, { maxLength: 3 })).map(([r, columns]): Filter => ({ op: 'same-as', columns, row: r })),
  fc.tuple(row, fc.array(fc.tuple(fc.option(column), fc.option(column)), { maxLength: 3 })).map(([r, pairs]): Filter => ({
    op: 'same-as-in',
    batch: batch.file,
    theirs: pairs.map(([t]) => t),
    columns: pairs.map(([, c]) => c),
    row: r,
  })),
  fc.array(row, { maxLength: 30 }).map((rows): Filter => ({ op: 'rows', rows })),
  fc
    .tuple(row, column, fc.array(column, { maxLength: 2 }), fc.array(column, { maxLength: 2 }))
    .map(([r, c, columns, exact]): Filter => ({ op: 'any-contains', columns, exact, text: valueOf(r, c) })),
);

function hasTrait(cell: string, trait: string, of: string): boolean {
  const blank = /^\s*$/.test(cell);
  const nothing = blank || ['无', '未知', '-', '不详', '暂无', 'N/A'].includes(cell);
  switch (trait) {
    case 'blank':
      return blank;
    case 'placeholder':
      return nothing && !blank;
    case 'pattern':
      return patternOf(cell) === of;
    case 'otherPattern':
      return !nothing && patternOf(cell) !== of;
    case 'longerThan':
      return [...cell].length > 3;
    case 'characters':
      return /[\t\u3000\u00a0]/.test(cell);
    case 'notOfType':
      return !nothing && !/^[-+]?(?:0|[1-9]\d{0,14})$/.test(cell);
    case 'mine':
      return cell === of;
    default:
      return false;
  }
}

/** The same condition on plain arrays. */
function holds(f: Filter, r: number): boolean {
  if (f.op === 'rows') return f.rows.includes(r);
  if (f.op === 'same-as') return f.columns.every((c) => (data[r - 1]?.[c] ?? null) === (data[f.row - 1]?.[c] ?? null));
  if (f.op === 'same-as-in') {
    const cellAt = (one: number, c: number | null | undefined): string | null => data[one - 1]?.[c ?? -1] ?? null;
    return f.columns.every((c, i) => cellAt(r, c) === cellAt(f.row, f.theirs[i]));
  }
  if (f.op === 'any-contains') {
    const of = (c: number): string | null => data[r - 1]?.[c] ?? null;
    return f.columns.some((c) => of(c)?.toLowerCase().includes(f.text.toLowerCase())) || f.exact.some((c) => of(c) === f.text);
  }
  const cell = data[r - 1]?.[f.column] ?? null;
  switch (f.op) {
    case 'equals':
      return cell === f.value;
    case 'contains':
      return cell !== null && cell.toLowerCase().includes(f.text.toLowerCase());
    case 'starts-with':
      return cell !== null && cell.startsWith(f.text);
    case 'is-null':
      return cell === null;
    case 'not-null':
      return cell !== null;
    case 'in':
      return cell !== null && f.values.includes(cell);
    case 'number-range': {
      const n = toNumber(cell);
      return n !== null && (f.min === null || n >= f.min) && (f.max === null || n <= f.max);
    }
    case 'date-range': {
      const day = cell?.slice(0, 10) ?? null;
      return day !== null && (f.from === null || day >= f.from) && (f.to === null || day <= f.to);
    }
    case 'trait':
      return cell !== null && hasTrait(cell, f.trait, f.of);
    default:
      return assertNever(f);
  }
}

function ordered(sort: Sort | null, rows: number[]): number[] {
  if (!sort) return rows;
  const type = batch.profile.columns[sort.column]?.type;
  const key = (r: number): string | number | null => {
    const cell = data[r - 1]?.[sort.column] ?? null;
    if (cell === null) return null;
    return type === 'integer' || type === 'decimal' ? toNumber(cell) : type === 'date' || type === 'datetime' ? toTime(cell) : cell;
  };
  const compare = (a: string | number, b: string | number): number =>
    typeof a === 'number' && typeof b === 'number' ? a - b : Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
  return rows.sort((a, b) => {
    const x = key(a);
    const y = key(b);
    if (x === null || y === null) return x === y ? a - b : x === null ? 1 : -1;
    return (sort.direction === 'asc' ? compare(x, y) : compare(y, x)) || a - b;
  });
}

test('a page holds the rows that plain arrays would give', () => {
  const sort = fc.option(fc.record({ column, direction: fc.constantFrom('asc' as const, 'desc' as const) }));
  fc.assert(
    fc.property(
      fc.array(filter, { maxLength: 3 }),
      sort,
      fc.nat(ROWS + 10),
      fc.nat(100),
      fc.array(column, { minLength: 1, maxLength: 5 }),
      (filters, order, offset, limit, columns) => {
        const all = ordered(
          order,
          Array.from({ length: ROWS }, (_, i) => i + 1).filter((r) => filters.every((f) => holds(f, r))),
        );
        const page = reader.page({ offset, limit, columns, sort: order, filter: filters });
        const rows = all.slice(offset, offset + limit);
        assert.equal(page.total, all.length);
        assert.deepEqual(page.rows, rows);
        assert.deepEqual(
          page.columns,
          columns.map((c) => rows.map((r) => data[r - 1]?.[c] ?? null)),
        );
      },
    ),
    propertyRuns(300),
  );
});

test('a facet counts every value', () => {
  fc.assert(
    fc.property(column, fc.integer({ min: 1, max: 50 }), fc.array(filter, { maxLength: 1 }), (c, limit, filters) => {
      const counts = new Map<string | null, number>();
      for (let r = 1; r <= ROWS; r++) {
        if (!filters.every((f) => holds(f, r))) continue;
        const cell = data[r - 1]?.[c] ?? null;
        counts.set(cell, (counts.get(cell) ?? 0) + 1);
      }
      const nulls = counts.get(null) ?? 0;
      counts.delete(null);
      const values = [...counts]
        .map(([value, count]) => ({ value, count }))
        .sort((a, b) => b.count - a.count || Buffer.compare(Buffer.from(a.value ?? ''), Buffer.from(b.value ?? '')));
      assert.deepEqual(reader.facet(c, limit, filters), { values: values.slice(0, limit), distinct: counts.size, nulls });
    }),
    propertyRuns(80),
  );
});

test('a row is found by its number, and no row beyond the last', () => {
  for (const r of [1, 233, 234, 467, ROWS]) assert.deepEqual(reader.rowByNumber(r), data[r - 1]);
  for (const r of [0, ROWS + 1, -1]) assert.throws(() => reader.rowByNumber(r), { code: 'not-found' });
});
