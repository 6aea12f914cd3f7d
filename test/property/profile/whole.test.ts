/** What is told of several batches is what is told of one batch with all their rows: every figure of the profile, relations between columns, duplicates, references. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { SqlValue } from '../../../base/sqlite/index.ts';
import type { ImportResult } from '../../../engine/intake/import.ts';
import type { SourceShape } from '../../../engine/intake/reader.ts';
import {
  findDuplicates,
  findInclusions,
  mergeWhole,
  type StateColumn,
  tableProfile,
  type TableProfile,
  tableStructure,
  writeState,
} from '../../../engine/profile/index.ts';
import { readCoded } from '../../../engine/profile/structure/coded.ts';
import { eachRow } from '../../../engine/profile/structure/rows.ts';
import { createSemantics, loadTables } from '../../../engine/semantics/index.ts';
import type { PartedTable, TablePart } from '../../../engine/table/index.ts';
import { importFile, resourcesFolder, scratch } from '../../support/batch.ts';
import { quietContext } from '../../support/intake.ts';
import { populationColumns, populationRows } from '../../support/population.ts';
import { propertyRuns } from '../../support/property.ts';

const semantics = createSemantics({ today: '2026-01-01', tables: loadTables(resourcesFolder) });
const key = new Uint8Array(32).fill(7);

type Row = readonly (string | null)[];

const quoted = (value: string | null): string => (value === null ? '' : `"${value.replaceAll('"', '""')}"`);
const csv = (names: readonly string[], rows: readonly Row[]): string =>
  [names, ...rows].map((row) => row.map(quoted).join(',')).join('\n') + '\n';

/** The shape that all batches are read by, so that the types do not differ for want of rows. */
const shaped = (names: readonly string[], types: readonly SourceShape['columns'][number]['type'][]): SourceShape => ({
  format: 'csv',
  encoding: { name: 'utf-8', confidence: 1, bom: false },
  dialect: { delimiter: ',', quote: '"', escape: '"', newline: '\n', header: true, skipRows: 0 },
  sheet: null,
  columns: names.map((name, i) => ({ name, type: types[i] ?? 'text', semantic: null, nullable: true })),
  emptyAsText: false,
});

interface Batch {
  readonly result: ImportResult;
  /** Where the columns of the dataset stand in it. */
  readonly positions: readonly (number | null)[];
}

/** The rows of some batches one after the other. */
function partsOf(batches: readonly Batch[]): TablePart[] {
  let before = 0;
  return batches.flatMap(({ result, positions }) => {
    const own = result.file.parts.map((part) => ({ ...part, firstRow: part.firstRow + before, positions }));
    before += result.file.rowCount;
    return own;
  });
}

/** What columns have to do with each other, which rows repeat, and what stands in another table, of the rows of some batches and of all rows in one. */
function assertSame(batches: readonly Batch[], all: ImportResult, sets: readonly (readonly number[])[]): void {
  const { columns, rowCount } = all.file;
  const parts = partsOf(batches);
  assert.deepEqual(
    tableStructure({ parts, columns }, quietContext, semantics),
    tableStructure({ parts: all.file.parts, columns }, quietContext, semantics),
  );
  for (const cellsMax of [columns.length * 7, columns.length * 50])
    assert.deepEqual(readCoded(parts, columns, quietContext, cellsMax), readCoded(all.file.parts, columns, quietContext, cellsMax));
  const some = (from: readonly TablePart[]): SqlValue[][] => {
    const rows: SqlValue[][] = [];
    eachRow(from, columns, Math.ceil(rowCount / 3), quietContext, (values) => rows.push([...values]));
    return rows;
  };
  assert.deepEqual(some(parts), some(all.file.parts));
  for (const set of sets) {
    const duplicates = (table: PartedTable) => findDuplicates({ table, columns: set, limit: 4, typed: false }, quietContext);
    assert.deepEqual(duplicates({ parts, columns, rowCount }), duplicates(all.file));
  }
  const sources = columns.map(({ index, name }) => ({ column: index, name, targets: [{ other: 0, column: 0, name: 'there' }] }));
  const others = [{ dataset: 'there', parts: [...all.file.parts].slice(0, 1) }];
  const references = (from: readonly TablePart[]) => findInclusions({ parts: from, sources, others }, quietContext);
  assert.deepEqual(references(parts), references(all.file.parts));
}

/** The whole of some batches, from their states. */
function wholeOf(folder: string, batches: readonly Batch[], like: TableProfile, types: SourceShape, memoryBytes: number): TableProfile {
  const made = batches.map(({ result, positions }, b) => {
    const state = { temporary: join(folder, `tmp-${b}`), final: join(folder, `state-${b}.db`), key };
    const columns = like.columns.map(({ semantic }, i): StateColumn => ({ index: positions[i] ?? null, semantic }));
    writeState({ parts: result.file.parts, columns, target: state, memoryBytes }, quietContext, semantics);
    return { path: state.final, key };
  });
  const columns = like.columns.map(({ name, semantic }, index) => ({
    index,
    facts: { name, declared: types.columns[index]?.type ?? 'text', candidate: semantic, candidateShare: 0 },
  }));
  const { columns: merged, duplicateRows } = mergeWhole({ states: made, parts: partsOf(batches), columns, rows: true }, quietContext);
  const rows = batches.reduce((sum, { result }) => sum + result.file.rowCount, 0);
  return tableProfile(
    rows,
    merged.map(({ profile }) => profile),
    duplicateRows,
  );
}

const value = fc.oneof(
  fc.constantFrom(
    null,
    '',
    ' ',
    '无',
    '未知',
    '福田区',
    '罗湖区',
    '2024-02-29',
    '20240229',
    '2024-01-01 08:00:00',
    '1',
    '-1',
    '1.50',
    '是',
    '440304199001011234',
  ),
  fc.integer({ min: -50, max: 50 }).map(String),
  fc.string({ unit: 'grapheme', maxLength: 6 }).map((text) => text.replace(/[\r\n\0]/g, '')),
  fc.date({ min: new Date('1990-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10)),
);

test('any batches, any values, with and without memory', async () => {
  const row = fc.tuple(value, value, value);
  const types = fc.array(fc.constantFrom('text' as const, 'integer' as const, 'decimal' as const, 'date' as const, 'datetime' as const), {
    minLength: 3,
    maxLength: 3,
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(row, { minLength: 1, maxLength: 30 }), { minLength: 1, maxLength: 4 }),
      types,
      fc.constantFrom(0, 1 << 24),
      async (batches, of, memory) => {
        const place = scratch();
        try {
          const names = ['甲', '乙', '丙'];
          const shape = shaped(names, of);
          // a line of nothing is no row
          const lists = batches.map((rows): Row[] =>
            rows.map((cells) => [...cells]).filter((cells) => cells.some((cell) => cell !== null)),
          );
          if (lists.some((rows) => rows.length === 0)) return;
          const load = (id: string, rows: readonly Row[]) =>
            importFile(place.file(`${id}.csv`, csv(names, rows)), place.folder, { id, shape, key });
          const all = await load('all', lists.flat());
          const results = await Promise.all(lists.map((rows, b) => load(`b${b}`, rows)));
          const made = results.map((result) => ({ result, positions: [0, 1, 2] }));
          assert.deepEqual(wholeOf(place.folder, made, all.profile, shape, memory), all.profile);
          assertSame(made, all, [[0], [1, 2], [2, 0, 1]]);
        } finally {
          place.done();
        }
      },
    ),
    propertyRuns(40),
  );
});

test('population rows with semantic kinds, several parts and columns in another order', async (t) => {
  const place = scratch();
  t.after(() => place.done());
  const next = populationRows(5);
  const rows = Array.from({ length: 30_000 }, (_, i) => next(i + 1));
  const names = [...populationColumns];
  const all = await importFile(place.file('all.csv', csv(names, rows)), place.folder, { id: 'all', resources: resourcesFolder, key });
  const turned = names.map((_, i) => names.length - 1 - i);
  const first = await importFile(place.file('b0.csv', csv(names, rows.slice(0, 17_000))), place.folder, { id: 'b0', key, stretches: 3 });
  const second = await importFile(
    place.file(
      'b1.csv',
      csv(
        turned.map((i) => names[i] ?? ''),
        rows.slice(17_000).map((cells) => turned.map((i) => cells[i] ?? null)),
      ),
    ),
    place.folder,
    { id: 'b1', key },
  );
  const shape = shaped(
    names,
    all.file.columns.map(({ type }) => type),
  );
  const batches = [
    { result: first, positions: names.map((_, i) => i) },
    { result: second, positions: turned },
  ];
  for (const memory of [1 << 20, 1 << 28]) assert.deepEqual(wholeOf(place.folder, batches, all.profile, shape, memory), all.profile);
  assertSame(batches, all, [[1], [names.indexOf('姓名'), names.indexOf('出生日期')], names.map((_, i) => i)]);
});
