import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openDatabase, sql } from '../../../base/sqlite/index.ts';
import type { ImportResult } from '../../../engine/intake/import.ts';
import type { SourceShape } from '../../../engine/intake/reader.ts';
import { importFile, scratch } from '../../support/batch.ts';
import { propertyRuns } from '../../support/property.ts';

const field = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('福田区', '12', '-3.5', '007', '2024-01-31', '', '无', '　', 'a"b', '1,2', '20240131') },
  // quoted line ends are what a cut can be fooled by
  { weight: 2, arbitrary: fc.constantFrom('上\n下', '甲,"乙"\n丙,丁\n', '\n\n') },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }).map((s) => s.replaceAll('\r', '')) },
);
const quoted = (value: string): string => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
const malformed = fc.constantFrom('只有一个', '一,二,三,四', '"没有,结束');
const record = fc.oneof(
  { weight: 12, arbitrary: fc.tuple(field, field, field).map((cells) => cells.map(quoted).join(',')) },
  { weight: 1, arbitrary: malformed },
);

const shape: SourceShape = {
  format: 'csv',
  encoding: { name: 'utf-8', confidence: 1, bom: false },
  dialect: { delimiter: ',', quote: '"', escape: '"', newline: '\n', header: true, skipRows: 0 },
  sheet: null,
  columns: ['甲', '乙', '丙'].map((name) => ({ name, type: 'text', semantic: null, nullable: true })),
  emptyAsText: false,
};

function rowsOf(result: ImportResult): unknown[][] {
  return result.file.parts.flatMap((part) => {
    const db = openDatabase({ path: part.path, mode: 'data-read', key: part.key });
    const rows = db.arrays(sql`SELECT ${part.firstRow - 1} + rowid, c1, c2, c3 FROM rows ORDER BY rowid`);
    const bad = db.arrays(sql`SELECT 'malformed', row, line, reason FROM malformed ORDER BY row, line`);
    db.close();
    return [...rows, ...bad.map((row) => row)];
  });
}

test('an import does not depend on the number of stretches', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 60 }), fc.integer({ min: 2, max: 9 }), async (records, stretches) => {
      const place = scratch();
      try {
        const path = place.file('source.csv', `甲,乙,丙\n${records.join('\n')}\n`);
        const whole = await importFile(path, place.folder, { id: 'whole', shape, stretches: 1 });
        const cut = await importFile(path, place.folder, { id: 'cut', shape, stretches });
        assert.equal(cut.contentHash, whole.contentHash);
        assert.equal(cut.sourceSha256, whole.sourceSha256);
        assert.equal(cut.rejectedCount, whole.rejectedCount);
        assert.deepEqual(cut.malformed, whole.malformed);
        assert.deepEqual(cut.profile, whole.profile);
        assert.deepEqual(
          rowsOf(cut).filter((row) => row[0] !== 'malformed'),
          rowsOf(whole).filter((row) => row[0] !== 'malformed'),
        );
        assert.deepEqual(
          rowsOf(cut).filter((row) => row[0] === 'malformed'),
          rowsOf(whole).filter((row) => row[0] === 'malformed'),
        );
        assert.equal(place.left().filter((name) => name.startsWith('cut')).length, cut.file.parts.length);
      } finally {
        place.done();
      }
    }),
    propertyRuns(30),
  );
});

test('another order of the rows is another content', async () => {
  const place = scratch();
  try {
    const one = await importFile(place.file('a.csv', 'x,y\n1,2\n3,4\n'), place.folder, { id: 'a' });
    const two = await importFile(place.file('b.csv', 'x,y\n3,4\n1,2\n'), place.folder, { id: 'b' });
    const three = await importFile(place.file('c.csv', 'x,y\n1,2\n3,5\n'), place.folder, { id: 'c' });
    assert.equal(new Set([one.contentHash, two.contentHash, three.contentHash]).size, 3);
  } finally {
    place.done();
  }
});
