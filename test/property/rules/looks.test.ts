/** What lets a text pass at a glance never lets one pass that its rule fails, and a check that looks first finds what the conditions alone find. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { type Database, id, join, openDatabase, sql, type Sql } from '../../../base/sqlite/index.ts';
import { bindRule } from '../../../engine/quality/bind.ts';
import { runCheck } from '../../../engine/quality/check.ts';
import { firstRows } from '../../../engine/quality/runs.ts';
import { createScope } from '../../../engine/quality/scope.ts';
import type { RowCondition } from '../../../engine/rules/model.ts';
import { readRule } from '../../../engine/rules/rule.ts';
import { host, semantics, testFolder, writeBatch } from '../../support/check.ts';
import { propertyRuns } from '../../support/property.ts';

const columns = [{ index: 0, name: 'v', type: 'text' as const, semantic: null }];
const asOf = '2026-06-30';

const rules = [
  { kind: 'not-null' },
  { kind: 'not-blank' },
  { kind: 'not-blank', alsoNull: false },
  { kind: 'not-blank', blanks: '-\u3000' },
  { kind: 'value-length', min: 1, max: 3 },
  { kind: 'value-length', min: 2 },
  { kind: 'value-length', equals: 2 },
  { kind: 'value-length', max: 0 },
  { kind: 'value-length', max: 3, unit: 'display' },
  { kind: 'value-not-in-set', values: ['a', '中𠮷', '\ud800', ''] },
  { kind: 'value-not-in-set', values: ['a', 1, null] },
  { kind: 'value-not-in-set', values: ['A'], ignoreCase: true },
  { kind: 'value-in-set', values: ['a', 'ab', '中', '\ufffd', '\0'] },
  { kind: 'value-in-set', values: ['a', 1] },
  { kind: 'value-not-matches-like', patterns: ['%a_'] },
  { kind: 'value-not-matches-like', patterns: ['a\\%%', '中%'] },
  { kind: 'value-not-matches-like', patterns: ['%a%', '%b%'], match: 'all' },
  { kind: 'value-not-matches-like', patterns: ['%'] },
  { kind: 'value-not-matches-like', patterns: ['a\0b'] },
  { kind: 'value-not-matches-like', patterns: ['%A%'], ignoreCase: true },
  { kind: 'value-not-matches-like', patterns: ['[a]*', '?'] },
  { kind: 'value-matches-regex', patterns: ['^[^#]{1,3}$'] },
  { kind: 'value-matches-regex', patterns: ['a', '中'], match: 'all' },
  { kind: 'value-not-matches-regex', patterns: ['ab|中'] },
  { kind: 'value-normalized' },
  { kind: 'value-normalized', checks: ['trim'] },
  { kind: 'value-no-garble' },
  { kind: 'value-no-garble', signatures: ['b'] },
  { kind: 'not-placeholder' },
  { kind: 'not-placeholder', values: ['A', '-'], ignoreCase: true },
].map((rule, i) => ({ id: `r${i}`, column: 'v', ...rule }));

const read = rules.map((rule, i) => {
  const { spec } = readRule(rule, i + 1);
  assert.ok(spec);
  return { spec };
});

/** The conditions of a rule as its kind writes them, with functions that this database knows. */
function conditionOf(db: Database, rule: (typeof read)[number]): RowCondition {
  const bound = bindRule(rule.spec);
  assert.equal(bound.grain, 'cell');
  let calls = 0;
  const scope = createScope(
    {
      columns,
      nullLike: [],
      day: () => Date.UTC(2026, 5, 30) / 1000,
      strictTypes: false,
      semantics,
      derived: (_name, make) => make(),
      call: (impl, args) => {
        const name = `${rule.spec.id}f${calls++}`;
        db.register(name, impl, { varargs: true });
        return sql`${id(name)}(${join(args, ', ')})`;
      },
    },
    new Map(columns.map((column) => [column.name, column])),
    {},
  );
  const plan = bound.plan(scope);
  assert.ok('fails' in plan && plan.fails !== null && !('keys' in plan));
  return plan;
}

/** The rows, counted from 1, that the conditions alone leave out and find. */
function alone(db: Database, { skips, fails }: RowCondition): { readonly skipped: readonly number[]; readonly failed: readonly number[] } {
  const rowsOf = (condition: Sql): readonly number[] =>
    db.arrays(sql`SELECT rowid FROM rows WHERE ${condition}`).map(([row]) => Number(row));
  const kept = skips === null ? sql`1` : sql`NOT ${skips}`;
  return { skipped: skips === null ? [] : rowsOf(skips), failed: rowsOf(sql`${kept} AND (${fails})`) };
}

const sign = fc.oneof(
  fc.constantFrom(
    'a',
    'b',
    'A',
    '-',
    ' ',
    '\0',
    '中',
    '𠮷',
    '\ud800',
    '\ufffd',
    '\u3000',
    '%',
    '_',
    '*',
    '[',
    '#',
    '锟',
    '斤',
    '拷',
    '\u200b',
    '1',
    'Ａ',
  ),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
);
const near = fc.oneof(
  fc.array(sign, { maxLength: 5 }).map((signs) => signs.join('')),
  fc.constantFrom('无', 'N/A', '锟斤拷', '11111111111', '9999-12-31', ' 无 '),
);

test('what passes at a glance does not fail', () => {
  const db = openDatabase({ path: ':memory:', mode: 'data-write', key: null });
  db.script('CREATE TABLE rows(c1)');
  const asked = read.map((rule) => {
    const { skips, fails, passes } = conditionOf(db, rule);
    const condition = sql`SELECT (${skips === null ? sql`1` : sql`NOT ${skips}`} AND (${fails})) IS TRUE FROM (SELECT ? AS c1)`;
    return { id: rule.spec.id, passes, values: condition.values, statement: db.statement(condition.text).raw(true) };
  });
  const glances = new Set<string>();
  fc.assert(
    fc.property(near, (text) => {
      // a lone surrogate reaches no file: what is stored comes back well-formed
      const stored = text.toWellFormed();
      for (const { id: rule, passes, values, statement } of asked) {
        if (!passes?.(stored)) continue;
        glances.add(rule);
        assert.equal(Number((statement.get(...values, stored) as readonly unknown[])[0]), 0, `${rule} ${JSON.stringify(stored)}`);
      }
    }),
    propertyRuns(3000),
  );
  db.close();
  // those whose parameters allow a glance have been seen to let something pass
  const able = asked.filter(({ passes }) => passes !== undefined).map(({ id: rule }) => rule);
  assert.ok(able.length >= 20);
  assert.deepEqual(
    able.filter((rule) => !glances.has(rule)),
    [],
  );
});

async function sameAsAlone(values: readonly (string | number | null)[]): Promise<void> {
  const folder = testFolder();
  try {
    const batch = writeBatch(
      folder.path,
      ['v'],
      values.map((v) => [v]),
    );
    const db = openDatabase({ path: batch.parts[0]?.path ?? '', mode: 'data-scan', key: null });
    const { results } = await runCheck(
      { batch, rules: rules.map((rule, i) => readRule(rule, i + 1)), nullLike: [], asOf, findings: null },
      host,
    );
    for (const [i, result] of results.entries()) {
      const rule = read[i];
      assert.ok(rule);
      const { skipped, failed } = alone(db, conditionOf(db, rule));
      assert.deepEqual([result.rule, result.skipped, firstRows(result.findings, values.length)], [rule.spec.id, skipped.length, failed]);
    }
    db.close();
  } finally {
    folder.done();
  }
}

test('a check that looks first finds what the conditions find, where few rows are unsure and where many are', async () => {
  const rare = fc.array(fc.tuple(fc.nat(1999), near), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(rare, fc.boolean(), async (odd, wellFormed) => {
      const values: (string | number | null)[] = Array.from({ length: 2000 }, (_, i) => (wellFormed ? `人${i}` : `P${i} x`));
      for (const [at, text] of odd) values[at] = text.toWellFormed();
      values[7] = null;
      values[8] = 12;
      await sameAsAlone(values);
    }),
    propertyRuns(8),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(near, fc.constant(null), fc.integer()), { minLength: 300, maxLength: 600 }), (values) =>
      sameAsAlone(values.map((v, i) => (typeof v === 'string' ? `${v}${i % 2 ? i : ''}`.toWellFormed() : v))),
    ),
    propertyRuns(8),
  );
});

test('a column that turns bad after its first rows is asked row by row, with the same findings', async () => {
  await sameAsAlone(
    Array.from({ length: 60_000 }, (_, i) => (i < 30_000 ? `值${i}` : i % 3 === 0 ? ` ${i}` : i % 5 === 0 ? null : `a${i}`)),
  );
});
