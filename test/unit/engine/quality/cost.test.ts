import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CostBook, expectedCosts } from '../../../../engine/quality/cost.ts';
import { fuse, liveSteps, type FusedStep, fusedStep, TIMED_EVERY } from '../../../../engine/quality/fused.ts';
import { nothingScanned } from '../../../../engine/quality/pass.ts';
import { Spending } from '../../../../engine/quality/spending.ts';
import { checkRows } from '../../../support/check.ts';

/** A step that takes so many milliseconds of a made-up clock. */
function stepOf(ms: number, clock: { now: number }): FusedStep {
  return fusedStep(() => void (clock.now += ms));
}

test('one row of many is timed, and what a step takes is told for all of them', () => {
  const clock = { now: 0 };
  const [cheap, dear, shared] = [stepOf(1, clock), stepOf(5, clock), stepOf(4, clock)];
  const call = fuse({ live: liveSteps([cheap, dear, shared]), nulls: [], unsure: false }, { base: 0, nowMs: () => clock.now, clockMs: 0 });
  for (let row = 1; row <= TIMED_EVERY * 3; row++) call(row);
  assert.deepEqual([cheap.spentMs, dear.spentMs, shared.spentMs], [3, 15, 12]);

  const spending = new Spending();
  spending.note('cheap', { step: cheap, rule: 0 });
  spending.note('dear', { step: dear, rule: 1 });
  spending.note('both', { rule: 0 });
  spending.note('both', { rule: 1 });
  spending.note('both', { step: shared });
  assert.deepEqual(spending.sampledMs(2), [(3 + 6) * TIMED_EVERY, (15 + 6) * TIMED_EVERY], 'what two rules share is divided');
});

test('a condition costs what it takes beyond asking nothing, and nothing where it is not asked', () => {
  const spending = new Spending();
  const condition = (text: string) => ({ text, values: [] });
  spending.condition(0, condition('a'), () => true);
  spending.condition(1, condition('b'), () => false);
  spending.condition(2, condition('c'), () => true);
  const took: Readonly<Record<string, number>> = { a: 7, b: 50, c: 1 };
  const ms = spending.aloneMs(4, (asked) => (asked === null ? 2 : (took[asked.text] ?? 0)));
  assert.deepEqual(ms, [5, null, 0, null]);
});

test('what is done once for several rules is divided among those that asked', () => {
  const book = new CostBook();
  book.scanned(
    'scan',
    ['a', 'b'],
    [
      { ...nothingScanned, sampledMs: 2 },
      { ...nothingScanned, aloneRowMs: 0.01 },
    ],
    1000,
    40,
  );
  book.scanned('learn', ['b'], [{ ...nothingScanned, sampledMs: 3 }], 1000, 8);
  book.worked('learnMs', 'b', 1);
  for (const rule of ['a', 'b', 'b']) book.shared('endMs', 'key', 6, rule);
  book.shared('referenceMs', 'key', 5, 'a');
  assert.deepEqual(book.finish(), {
    scanMs: 40,
    learnMs: 8,
    rules: {
      a: { sampledMs: 2, aloneMs: null, learnMs: 0, referenceMs: 5, endMs: 3 },
      b: { sampledMs: 0, aloneMs: 10, learnMs: 4, referenceMs: 0, endMs: 3 },
    },
  });
});

test('a check of several batches costs what its rows cost, of rules that are carried over those of the batches that are not kept', () => {
  const cost = { sampledMs: 10, aloneMs: null, learnMs: 4, referenceMs: 3, endMs: 2 };
  const costs = { scanMs: 60, learnMs: 4, rules: { kept: cost, other: { ...cost, aloneMs: 20 } } };
  const of = { carried: ['kept', 'new'], others: ['other'], fresh: 50, all: 1000 };
  assert.deepEqual(expectedCosts(costs, 100, of), {
    // 20 ms of reading 100 rows: half as long for those of the batch, and ten times for all
    scanMs: 10 + 200 + 5 + 300,
    learnMs: 80,
    rules: {
      kept: { sampledMs: 5, aloneMs: null, learnMs: 40, referenceMs: 3, endMs: 20 },
      other: { sampledMs: 100, aloneMs: 200, learnMs: 40, referenceMs: 3, endMs: 20 },
    },
  });
  assert.equal(expectedCosts(costs, 100, { ...of, others: [], fresh: 0 }).scanMs, 0);
});

test('every rule that a run carries out has a cost, wherever the work was done', async () => {
  const rows = Array.from({ length: 3000 }, (_, i) => [String(i % 900), `1${i}`, i % 7 === 0 ? null : 'x']);
  const run = await checkRows(['id', 'number', 'text'], rows, [
    { id: 'sql', kind: 'not-null', column: 'text' },
    { id: 'code', kind: 'value-matches-regex', column: 'number', patterns: ['^1[0-9]+$'] },
    { id: 'key', kind: 'unique', column: 'id' },
    { id: 'learns', kind: 'value-within-fences', column: 'number' },
    { id: 'number', kind: 'column-stat', column: 'number', stat: 'median', max: 5 },
    { id: 'order', kind: 'value-monotonic', column: 'number' },
  ]);
  assert.deepEqual(
    run.results.filter((r) => r.status === 'error').map((r) => [r.rule, r.error]),
    [],
  );
  const { rules, scanMs, learnMs } = run.costs;
  assert.ok(scanMs > 0 && learnMs > 0);
  assert.deepEqual(Object.keys(rules).sort(), ['code', 'key', 'learns', 'number', 'order', 'sql']);
  assert.notEqual(rules['sql']?.aloneMs, null, 'SQLite answers it, so it was asked alone');
  assert.ok((rules['key']?.endMs ?? 0) > 0 && (rules['number']?.endMs ?? 0) > 0);
  assert.ok((rules['learns']?.learnMs ?? 0) > 0);
});
