import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { runCheck } from '../../../../engine/quality/check.ts';
import { openSmallTable } from '../../../../engine/quality/small.ts';
import { firstRows } from '../../../../engine/quality/runs.ts';
import { readRule } from '../../../../engine/rules/rule.ts';
import { host, semantics, testFolder, writeBatch } from '../../../support/check.ts';
import { propertyRuns } from '../../../support/property.ts';

const rules = [
  { id: 'set', kind: 'value-in-set', column: 'v', values: ['男', '女', '1'] },
  { id: 'length', kind: 'value-length', column: 'v', min: 1, max: 2 },
  { id: 'pattern', kind: 'value-matches-regex', column: 'v', patterns: ['^[男女\\d]$'] },
  { id: 'blank', kind: 'not-blank', column: 'v' },
  { id: 'null', kind: 'not-null', column: 'v' },
  { id: 'type', kind: 'value-type', column: 'v', type: 'integer' },
  { id: 'range', kind: 'value-between', column: 'v', min: 0, max: 5 },
];
const asOf = '2026-06-30';
const seconds = Date.UTC(2026, 5, 30) / 1000;

/** The same rules over the same values by files, where values are remembered, and one by one in memory, where they are not. */
async function compare(values: readonly (string | number | null)[]): Promise<void> {
  const folder = testFolder();
  const rows = values.map((v) => [v]);
  const open = openSmallTable(
    { columns: [{ index: 0, name: 'v', type: 'text', semantic: null }], rowCount: rows.length, rows: stored(rows) },
    seconds,
    semantics,
  );
  try {
    const batch = writeBatch(folder.path, ['v'], rows, { partSizes: [Math.ceil(rows.length / 2), Math.floor(rows.length / 2)] });
    const read = rules.map((rule, i) => readRule(rule, i + 1));
    const { results } = await runCheck({ batch, rules: read, nullLike: [], asOf, strictTypes: true, findings: null }, host);
    for (const [i, result] of results.entries()) {
      const { spec } = read[i] ?? {};
      assert.ok(spec);
      const alone = open.check(spec);
      const told = (r: typeof result): unknown => [r.rule, r.evaluated, r.skipped, r.failed, firstRows(r.findings, rows.length)];
      assert.deepEqual(told(result), told(alone));
    }
  } finally {
    open.close();
    folder.done();
  }
}

/** Whole numbers are bound as such, as the batch has them. */
function stored(rows: readonly (readonly (string | number | null)[])[]): (string | number | bigint | null)[][] {
  return rows.map((row) => row.map((v) => (typeof v === 'number' && Number.isSafeInteger(v) ? BigInt(v) : v)));
}

test('rules answered once a value find what rules asked row by row find', async () => {
  const value = fc.constantFrom<string | number | null>('男', '女', '未知', ' ', '', null, '1', 1, 1.5, '1.0', '𠮷𠮷𠮷', 'x');
  const values = fc.array(value, { minLength: 150, maxLength: 400 });
  await fc.assert(
    fc.asyncProperty(values, (list) => compare(list)),
    propertyRuns(30),
  );
});

test('a column that looks like few values and then has many is asked row by row, with the same findings', async () => {
  const values = Array.from({ length: 70_000 }, (_, i) => (i < 25_000 ? (i % 7 === 0 ? 'bad' : '男') : i % 11 === 0 ? null : `v${i}`));
  await compare(values);
});
