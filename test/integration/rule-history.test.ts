/** Rules that look beyond the rows, through the engine: earlier batches and their checks, the source file, the catalogue entry, another dataset. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, type TestEngine, type TypedClient } from '../support/engine.ts';

const place = temporaryFolder('rule-history');
let engine: TestEngine;
let wang: TypedClient;

const file = (name: string, rows: readonly string[]): string => {
  const path = join(place.path, name);
  writeFileSync(path, `编号,区划,金额\n${rows.join('\n')}\n`);
  return path;
};
const first = file('1.csv', ['1,福田区,10', '2,南山区,20', '3,福田区,30']);
const second = file('2.csv', ['1,福田区,10', '2,龙华区,25', '3,福田区,30', '4,罗湖区,1000']);
const digest = createHash('sha256').update(readFileSync(second)).digest('hex');

const yaml = `ruleSet: 历史
version: 1
rules:
  - { id: mean, kind: column-stat, column: 金额, stat: mean, min: 0 }
  - { id: rows, kind: row-count-change, maxIncrease: 0.5 }
  - { id: moved, kind: metric-change, metric: mean, maxChange: 0.5 }
  - { id: new, kind: new-values, column: 区划 }
  - { id: drift, kind: distribution-close, column: 区划, baseline: previous, limit: 0.25 }
  - { id: shape, kind: schema-matches, baseline: previous }
  - { id: digest, kind: file-digest, expected: ${digest} }
  - { id: sound, kind: malformed-rows }
  - { id: entry, kind: metadata-complete }
  - { id: cycle, kind: update-cycle-met }
  - { id: ledger, kind: reconcile, dataset: 台账, key: [编号] }
  - { id: open, kind: resource-readable }
  - { id: both, kind: composite, all: [open, sound] }
`;

before(async () => {
  engine = testEngine();
  await createTestWorkspace(engine, join(place.path, 'ws'));
  wang = await signedIn(engine, 'wang');
});
after(async () => {
  await engine.engine.close();
  place.remove();
});

/** What came of each rule: its status, or why it gave none. */
async function checked(batch: string, ruleSet: string): Promise<Readonly<Record<string, unknown>>> {
  const run = await wang.call('quality.run', { batch, ruleSet });
  const { results } = await wang.call('quality.get', { run: run.id });
  return Object.fromEntries(results.map((r) => [r.rule, r.error?.code ?? r.note ?? r.status]));
}

test('the first batch has nothing to be measured against, the second has', async () => {
  const grant = (path: string): string => engine.engine.grants.add(path, 'read');
  const one = await wang.call('intake.import', { file: grant(first), into: { name: '补贴', unit: '民政局' } });
  const { id: ruleSet } = await wang.call('ruleSets.create', { name: '历史', dataset: one.dataset, yaml });
  assert.deepEqual(await checked(one.id, ruleSet), {
    mean: 'pass',
    rows: 'needs-history',
    moved: 'needs-history',
    new: 'needs-history',
    drift: 'needs-history',
    shape: 'needs-history',
    digest: 'fail',
    sound: 'pass',
    entry: 'needs-catalogue',
    cycle: 'needs-cycle',
    ledger: 'not-found',
    open: 'pass',
    both: 'pass',
  });
  await wang.call('intake.import', { file: grant(first), into: { name: '台账', unit: '民政局' } });
  await wang.call('datasets.update', { dataset: one.dataset, updateCycle: 'M' });
  const resource = await wang.call('catalog.draft', { dataset: one.dataset });
  const two = await wang.call('intake.import', { file: grant(second), into: { dataset: one.dataset } });
  assert.ok(resource.problems.length > 0);
  assert.deepEqual(await checked(two.id, ruleSet), {
    mean: 'pass',
    rows: 'pass',
    moved: 'fail',
    new: 'fail',
    drift: 'fail',
    shape: 'pass',
    digest: 'pass',
    sound: 'pass',
    entry: 'fail',
    cycle: 'pass',
    ledger: 'fail',
    open: 'pass',
    both: 'pass',
  });
});

test('a trial says what a rule lacks', async () => {
  const [dataset] = await wang.call('datasets.list', undefined);
  const batches = await wang.call('batches.list', { dataset: dataset?.id ?? '' });
  const trial = await wang.call('rules.trial', {
    batch: batches.at(-1)?.id ?? '',
    rule: { kind: 'row-count-change', maxIncrease: 1 },
    sampleRows: 1000,
  });
  assert.deepEqual([trial.note, trial.evaluated, trial.error], ['needs-history', 0, null]);
});

test('a result says what of the past its value was compared with, and within which band', async () => {
  const rules = `ruleSet: 比较
version: 1
rules:
  - { id: mean, kind: column-stat, column: 金额, stat: mean, min: 0 }
  - { id: rows, kind: row-count-change, baseline: { lastN: 2 }, maxIncrease: 0.5 }
  - { id: moved, kind: metric-change, metric: mean, maxChange: 20% }
  - { id: odd, kind: metric-anomaly, metric: mean, minHistory: 2, k: 2 }
  - { id: fixed, kind: metric-anomaly, metric: row-count, method: limits, max: 5 }
`;
  const take = async (
    name: string,
    amounts: readonly number[],
    into: { readonly name: string; readonly unit: string } | { readonly dataset: string },
  ) =>
    await wang.call('intake.import', {
      file: engine.engine.grants.add(
        file(
          name,
          amounts.map((amount, i) => `${i},福田区,${amount}`),
        ),
        'read',
      ),
      into,
    });
  const one = await take('c1.csv', [10, 10], { name: '比较', unit: '民政局' });
  const { id: ruleSet } = await wang.call('ruleSets.create', { name: '比较', dataset: one.dataset, yaml: rules });
  const past = async (batch: string) => {
    const run = await wang.call('quality.run', { batch, ruleSet });
    const { results } = await wang.call('quality.get', { run: run.id });
    return new Map(results.map((r) => [r.rule, { ...r.compared, status: r.status, note: r.note }]));
  };
  assert.equal((await past(one.id)).get('rows')?.points, undefined, 'nothing to compare with');
  const two = await take('c2.csv', [12, 12, 12, 12], { dataset: one.dataset });
  await past(two.id);
  const three = await take('c3.csv', [100, 100, 100, 100, 100, 100, 100], { dataset: one.dataset });
  const found = await past(three.id);
  const rows = found.get('rows');
  assert.deepEqual(
    [rows?.metric, rows?.how, rows?.value, rows?.mean, rows?.low, rows?.high, rows?.status],
    ['row-count', 'last-n', 7, 3, null, 4.5, 'fail'],
  );
  assert.deepEqual(
    rows?.points?.map((p) => [p.number, p.value, p.used]),
    [
      [1, 2, true],
      [2, 4, true],
    ],
  );
  const moved = found.get('moved');
  assert.deepEqual([moved?.metric, moved?.how, moved?.mean, moved?.low, moved?.high], ['mean', 'previous', 12, 9.6, 14.4]);
  assert.deepEqual(
    moved?.points?.map((p) => [p.number, p.used]),
    [
      [1, false],
      [2, true],
    ],
  );
  const odd = found.get('odd');
  assert.deepEqual([odd?.how, odd?.value, odd?.mean, odd?.k, odd?.status], ['deviation', 100, 11, 2, 'fail']);
  // mean 11, sample standard deviation the root of 2
  assert.ok(Math.abs((odd?.high ?? 0) - (11 + 2 * Math.SQRT2)) < 1e-6 && Math.abs((odd?.low ?? 0) - (11 - 2 * Math.SQRT2)) < 1e-6);
  const fixed = found.get('fixed');
  assert.deepEqual([fixed?.how, fixed?.mean, fixed?.low, fixed?.high, fixed?.k], ['limits', null, null, 5, null]);
});
