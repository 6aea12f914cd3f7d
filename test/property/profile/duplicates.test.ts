/** Rows that are the same in some columns: what SQL groups together, whatever the values and however the rows are cut into parts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type DuplicateGroup, findDuplicates } from '../../../engine/profile/index.ts';
import { openBatch } from '../../../engine/table/index.ts';
import { importFile, scratch } from '../../support/batch.ts';
import { quietContext } from '../../support/intake.ts';
import { populationColumns, writePopulation } from '../../support/population.ts';
import { propertyRuns } from '../../support/property.ts';

type Value = string | number | null;

/** What a person would count by hand. */
function byHand(rows: readonly (readonly Value[])[], columns: readonly number[]) {
  const groups = new Map<string, number[]>();
  let empty = 0;
  rows.forEach((row, r) => {
    const own = columns.map((c) => row[c] ?? null);
    if (own.every((value) => value === null)) {
      empty++;
      return;
    }
    const key = JSON.stringify(own);
    const known = groups.get(key);
    if (known) known.push(r + 1);
    else groups.set(key, [r + 1]);
  });
  const repeated = [...groups.values()].filter((numbers) => numbers.length > 1);
  repeated.sort((a, b) => b.length - a.length || (a[0] ?? 0) - (b[0] ?? 0));
  return { rowCount: rows.length, empty, groups: repeated.length, rows: repeated.flat().length, repeated };
}

test('any values: a number is not the text of its digits, null is a value unless all are null', async () => {
  const value = fc.oneof(fc.constantFrom(null, 'a', 'A', 'a ', '1', 1, 0, '0', '', '甲'), fc.integer({ min: 0, max: 3 }));
  const rows = fc.array(fc.tuple(value, value, value), { minLength: 1, maxLength: 40 });
  const columns = fc.uniqueArray(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(rows, columns, fc.integer({ min: 1, max: 4 }), async (data, wanted, limit) => {
      const place = scratch();
      try {
        const path = place.file('rows.jsonl', data.map(([x, y, z]) => JSON.stringify({ x, y, z })).join('\n'));
        const { file } = await importFile(path, place.folder, { key: new Uint8Array(32).fill(1) });
        const at = wanted.map((c) => file.columns.findIndex(({ name }) => name === 'xyz'[c]));
        const { largest, ...found } = findDuplicates({ table: file, columns: at, limit, typed: true }, quietContext);
        const { repeated, ...expected } = byHand(data, wanted);
        assert.deepEqual(found, expected);
        assert.deepEqual(
          largest.map(({ count, rows: numbers }: DuplicateGroup) => [count, ...numbers]),
          repeated.slice(0, limit).map((numbers) => [numbers.length, ...numbers.slice(0, 20)]),
        );
        // the way from a group to all of its rows
        const reader = openBatch(file);
        try {
          for (const [g, group] of largest.entries())
            assert.deepEqual([...reader.rowsWhere([{ op: 'same-as', columns: at, row: group.rows[0] ?? 0 }])], repeated[g]);
        } finally {
          reader.close();
        }
      } finally {
        place.done();
      }
    }),
    propertyRuns(60),
  );
});

test('population rows in several parts: the same groups as SQL finds', async (t) => {
  const place = scratch();
  t.after(() => place.done());
  const path = `${place.folder}/population.csv`;
  writePopulation(path, { rows: 20_000, seed: 8 });
  const { file } = await importFile(path, place.folder, { stretches: 3 });
  assert.ok(file.parts.length > 1);
  const sets = [['姓名'], ['姓名', '出生日期'], ['备注', '街道'], [...populationColumns]];
  for (const names of sets) {
    const columns = names.map((name) => file.columns.findIndex((column) => column.name === name));
    const found = findDuplicates({ table: file, columns, limit: 5, typed: true }, quietContext);
    const reader = openBatch(file);
    const counts = new Map<string, number>();
    for (let offset = 0; offset < file.rowCount; offset += 1000) {
      const page = reader.page({ offset, limit: 1000, columns });
      for (let r = 0; r < page.rows.length; r++) {
        const key = JSON.stringify(page.columns.map((column) => column[r]));
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
    reader.close();
    const repeated = [...counts.values()].filter((count) => count > 1).sort((a, b) => b - a);
    assert.deepEqual(
      [found.groups, found.rows, ...found.largest.map(({ count }) => count)],
      [repeated.length, repeated.reduce((sum, count) => sum + count, 0), ...repeated.slice(0, 5)],
    );
  }
});
