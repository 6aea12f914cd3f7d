/** A table that grew by batches, checked from what was kept of each: the same as a check of all rows at once, for every kind. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { TaskRunner } from '../../../base/jobs/index.ts';
import type { AppendedBatch } from '../../../engine/quality/carried-batch.ts';
import { together } from '../../../engine/table/index.ts';
import { type CheckRun, runCheck } from '../../../engine/quality/check.ts';
import { firstRows } from '../../../engine/quality/runs.ts';
import type { ScanInput } from '../../../engine/quality/scan.ts';
import { kinds } from '../../../engine/rules/kinds/index.ts';
import { readRule, type RuleObject } from '../../../engine/rules/rule.ts';
import type { BatchColumn } from '../../../engine/table/batch-file.ts';
import { host, testFolder, type TestCell, writeBatch } from '../../support/check.ts';
import { propertyRuns } from '../../support/property.ts';

type Rows = readonly (readonly TestCell[])[];

interface Table {
  readonly names: readonly string[];
  readonly rows: Rows;
  readonly types?: Readonly<Record<string, BatchColumn['type']>>;
}

/** What a run says, without what it cost and how its findings are packed. */
const said = (run: CheckRun) => ({
  score: run.score,
  results: run.results.map(({ findings, ...result }) => ({ ...result, rows: firstRows(findings, Number.MAX_SAFE_INTEGER) })),
});

/** Stretches of rows that are read, by how many rules ask for them. */
function watched(): { readonly tasks: TaskRunner; readonly read: { readonly path: string; readonly rules: readonly string[] }[] } {
  const read: { readonly path: string; readonly rules: readonly string[] }[] = [];
  const run: TaskRunner['run'] = (name, input, options) => {
    if (name === 'quality.scan') {
      const { ranges, specs } = input as ScanInput;
      for (const { part } of ranges) read.push({ path: part.path, rules: specs.map(({ id }) => id) });
    }
    return host.tasks.run(name, input, options);
  };
  return { tasks: { ...host.tasks, run }, read };
}

/** Checks the rows at once, and as batches that come one after another; both must say the same. Gives the rules that were carried over. */
async function agrees(
  { names, rows, types = {} }: Table,
  cuts: readonly number[],
  rules: readonly RuleObject[],
): Promise<readonly string[]> {
  const folder = testFolder();
  try {
    const read = rules.map((rule, i) => readRule(rule, i + 1));
    const shared = { rules: read, nullLike: ['无'], asOf: '2026-06-30', findings: null };
    const whole = await runCheck({ ...shared, batch: writeBatch(folder.path, names, rows, { types, name: 'whole' }) }, host);
    const ends = [...cuts.map((cut) => Math.min(cut, rows.length)).sort((a, b) => a - b), rows.length];
    const files = ends.map((to, i) => writeBatch(folder.path, names, rows.slice(ends[i - 1] ?? 0, to), { types, name: `batch${i}` }));
    const kept: AppendedBatch[] = [];
    let carried: readonly string[] = [];
    for (const [i, file] of files.entries()) {
      const key = new Uint8Array(32).fill(i + 1);
      const place = join(folder.path, `state${i}`);
      const target = { temporary: `${place}.tmp`, final: `${place}.db`, key };
      const appended = [...kept, { file, asOf: '2026-06-30', state: null, target }];
      const { tasks, read: stretches } = watched();
      const run = await runCheck({ ...shared, batch: together(appended.map((one) => one.file)), appended }, { ...host, tasks });
      carried = run.carried;
      const older = stretches.filter(({ path }) => !path.includes(`batch${i}-`)).flatMap((one) => one.rules);
      assert.deepEqual(
        older.filter((rule) => carried.includes(rule)),
        [],
        'rows of older batches are not read again for what is carried over',
      );
      if (i === files.length - 1) {
        assert.deepEqual(said(run), said(whole));
      }
      kept.push({ file, asOf: '2026-06-30', state: carried.length > 0 ? { path: target.final, key } : null, target });
    }
    return carried;
  } finally {
    folder.done();
  }
}

const tuples = (list: readonly unknown[] | undefined): Rows =>
  (list ?? []).map((v) => (Array.isArray(v) ? (v as readonly TestCell[]) : [v as TestCell]));

test('every kind says of its examples the same in batches as at once', async () => {
  const carried = new Set<string>();
  for (const { kind, examples } of kinds) {
    for (const { params, columns = ['v'], types = {}, given, pass, fail, skip } of examples) {
      const rows = given ? tuples(given) : [...tuples(pass), ...tuples(fail), ...tuples(skip)];
      const rules = await agrees({ names: columns, rows, types }, [Math.floor(rows.length / 2)], [{ id: 'r', kind, ...params }]);
      if (rules.length > 0) carried.add(kind);
    }
  }
  for (const kind of ['not-null', 'unique', 'column-stat', 'functional-dependency', 'key-sequence', 'value-in-set', 'column-value-set'])
    assert.ok(carried.has(kind), `${kind} is carried over`);
  for (const kind of ['value-within-fences', 'column-count']) assert.ok(!carried.has(kind), `${kind} is not`);
});

const cell = fc.constantFrom<TestCell>(null, '无', '', 'a', 'A', 'b', '1', '2', '10', 3, 7, '2020-02-29', 'x y');
const rules: readonly RuleObject[] = [
  { id: 'there', kind: 'not-null', column: 'v' },
  { id: 'some', kind: 'not-null', column: 'v', where: "w <> 'a'", threshold: 0.5 },
  { id: 'set', kind: 'value-in-set', column: 'v', values: ['a', 'b', '1'], groupBy: 'w' },
  { id: 'key', kind: 'unique', column: 'v' },
  { id: 'keys', kind: 'compound-unique', columns: ['v', 'w'], groupBy: 'u' },
  { id: 'depends', kind: 'functional-dependency', determinant: ['v'], dependent: 'w' },
  { id: 'same', kind: 'duplicate-rows' },
  { id: 'sum', kind: 'column-stat', column: 'v', stat: 'sum', min: 5 },
  { id: 'middle', kind: 'column-stat', column: 'v', stat: 'median', max: 5, groupBy: 'w' },
  { id: 'distinct', kind: 'column-distinct-count', column: 'v', min: 2 },
  { id: 'rises', kind: 'value-monotonic', column: 'u' },
  { id: 'fences', kind: 'value-within-fences', column: 'v' },
  { id: 'future', kind: 'value-not-future', column: 'w' },
  { id: 'count', kind: 'row-count', min: 3 },
];

test('random tables in random batches', async () => {
  const row = fc.tuple(cell, cell, cell);
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { maxLength: 40 }),
      fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 3 }),
      async (rows, cuts) => {
        const carried = await agrees({ names: ['v', 'w', 'u'], rows }, cuts, rules);
        assert.deepEqual(
          rules.map(({ id }) => id).filter((id) => !carried.includes(String(id))),
          ['rises', 'fences', 'future'],
        );
      },
    ),
    { ...propertyRuns(25), verbose: 0, includeErrorInReport: true },
  );
});
