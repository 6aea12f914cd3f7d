/** References between datasets against plain sets. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findInclusions, type InclusionInput } from '../../../engine/profile/index.ts';
import { mayInclude } from '../../../engine/profile/inclusions.ts';
import { importFile, scratch } from '../../support/batch.ts';
import { columnProfile } from '../../support/column-profile.ts';
import { quietContext } from '../../support/intake.ts';
import { propertyRuns } from '../../support/property.ts';

const code = fc.integer({ min: 0, max: 40 }).map((n) => `S${String(n).padStart(3, '0')}`);
const cells = fc.array(fc.option(code, { freq: 6 }), { minLength: 8, maxLength: 80 });

test('values that stand elsewhere, those that do not, and their rows are counted as plain sets would', async () => {
  await fc.assert(
    fc.asyncProperty(cells, fc.uniqueArray(code, { minLength: 6, maxLength: 40 }), async (own, target) => {
      const place = scratch();
      try {
        const table = (name: string, list: readonly (string | null)[]) =>
          place.file(name, `号,码\n${list.map((cell, i) => `${i},${cell ?? ''}`).join('\n')}\n`);
        const a = await importFile(table('a.csv', own), place.folder, { id: 'a', stretches: 2, key: new Uint8Array(32).fill(5) });
        const b = await importFile(table('b.csv', target), place.folder, { id: 'b', key: new Uint8Array(32).fill(5) });
        const input: InclusionInput = {
          parts: a.file.parts,
          sources: [{ column: 1, name: '码', targets: [{ other: 0, column: 1, name: '码' }] }],
          others: [{ dataset: '街道', parts: b.file.parts }],
        };
        const found = findInclusions(input, quietContext);
        const there = new Set<string | null>(target);
        const values = [...new Set(own.filter((cell) => cell !== null))];
        const missing = values.filter((value) => !there.has(value));
        const rows = own.filter((cell) => cell !== null && !there.has(cell)).length;
        const known = values.length - missing.length;
        if (known < 5 || known / values.length < 0.6) return assert.deepEqual(found, []);
        const [one] = found;
        assert.deepEqual([one?.values, one?.missing, one?.rows], [values.length, missing.length, rows]);
        assert.equal(one?.examples.length, Math.min(3, missing.length));
        for (const example of one?.examples ?? []) assert.ok(missing.includes(example));
      } finally {
        place.done();
      }
    }),
    propertyRuns(40),
  );
});

test('only columns whose profiles fit are looked up: codes in a column that tells rows apart', () => {
  const own = columnProfile({ name: '街道代码', distinct: { count: 20, exact: true }, length: { min: 4, max: 4, mean: 4 } });
  const key = columnProfile({ name: '代码', distinct: { count: 30, exact: true }, unique: true, length: { min: 4, max: 4, mean: 4 } });
  assert.equal(mayInclude(own, key, 30), true);
  assert.equal(mayInclude(own, { ...key, unique: false }, 1000), false, 'not a key');
  assert.equal(mayInclude(own, { ...key, length: { min: 9, max: 9, mean: 9 } }, 30), false, 'another length');
  assert.equal(mayInclude({ ...own, semantic: 'cn-mobile' }, { ...key, semantic: 'cn-postcode' }, 30), false, 'another meaning');
  assert.equal(mayInclude({ ...own, type: 'decimal' }, key, 30), false, 'a measure');
  assert.equal(mayInclude({ ...own, distinct: { count: 2, exact: true } }, key, 30), false, 'too few values');
});
