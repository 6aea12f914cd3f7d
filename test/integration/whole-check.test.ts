/** The check of a dataset of several batches as one table, without reading older rows again for what is carried over. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, type TestEngine, type TypedClient } from '../support/engine.ts';

const place = temporaryFolder('whole-check');
const data = join(place.path, 'ws', 'data');
let engine: TestEngine;
let wang: TypedClient;

const grant = (name: string, text: string): string => {
  const path = join(place.path, name);
  writeFileSync(path, text);
  return engine.engine.grants.add(path, 'read');
};
const rows = (from: number, to: number, street: string): string =>
  ['编号,街道,金额', ...Array.from({ length: to - from }, (_, i) => `B${from + i},${street},${i % 10 === 0 ? '' : i}`), ''].join('\n');
const files = (): string[] => readdirSync(data).filter((name) => name.endsWith('.db'));
const yaml = (threshold: number): string => `ruleSet: 补贴
version: 1
rules:
  - { id: number, kind: unique, column: 编号 }
  - { id: amount, kind: not-null, column: 金额, threshold: ${threshold} }
  - { id: order, kind: value-monotonic, column: 金额 }
  - { id: fences, kind: value-within-fences, column: 金额 }
  - { id: count, kind: row-count, min: 100 }
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

/** The rows of a check of two batches: of the repeated numbers both, whichever batch they stand in. */
async function failingRows(run: string, one: string, two: string): Promise<void> {
  const repeated = Array.from({ length: 20 }, (_, i) => 91 + i);
  const all = await wang.call('findings.records', { run, rule: 'number', offset: 0, limit: 100 });
  assert.deepEqual(all.rowNumbers, repeated);
  const [, ...later] = await Promise.all(
    [{}, { batch: two }, { filters: [{ column: '编号', sameAs: 91 }] }].map((more) =>
      wang.call('findings.records', { run, rule: 'number', offset: 0, limit: 100, ...more }),
    ),
  );
  assert.deepEqual(
    later.map(({ rowNumbers, columns }) => [rowNumbers.length, rowNumbers[0], columns[0]?.at(-1)]),
    [
      [10, 101, 'B99'],
      [2, 91, 'B90'],
    ],
  );
  const lines = await wang.call('findings.page', { run, offset: 0, limit: 1000 });
  assert.equal(lines.total, 20 + 16 + 1);
  const byBatch = await wang.call('findings.facet', { run, by: 'batch', rule: 'amount', batch: two });
  assert.deepEqual(byBatch.values, [
    { value: one, count: 10 },
    { value: two, count: 6 },
  ]);
  assert.equal(
    (await wang.call('findings.facet', { run, by: 'rule', batch: two })).values.find(({ value }) => value === 'number')?.count,
    10,
  );
  const rows = await wang.call('rows.page', { batch: two, filters: [{ op: 'finding', run, rule: 'number' }], offset: 0, limit: 100 });
  assert.deepEqual(rows.rowNumbers, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  for (const layout of ['findings', 'records'] as const) {
    const path = join(place.path, `${layout}.csv`);
    const to = engine.engine.grants.add(path, 'write');
    await wang.call('findings.export', { run, rule: 'number', filters: [{ column: '编号', sameAs: 91 }], layout, format: 'csv', to });
    const [head = '', ...written] = readFileSync(path, 'utf8').replace('\ufeff', '').trimEnd().split(/\r?\n/);
    assert.match(head, layout === 'findings' ? /^rule,batch,row,/ : /^批次,原始行号,/);
    const places = written.map((line) => line.split(',').slice(layout === 'findings' ? 1 : 0, layout === 'findings' ? 3 : 2));
    assert.deepEqual(places, [
      ['1', '91'],
      ['2', '1'],
    ]);
  }
  await assert.rejects(wang.call('findings.records', { run, batch: 'other', offset: 0, limit: 1 }), { code: 'not-found' });
}

test('a number that is unique in each delivery may stand in two; a further batch is added to what is kept', async () => {
  const one = await wang.call('intake.import', { file: grant('1.csv', rows(0, 100, '福田')), into: { name: '补贴', unit: '民政局' } });
  const { dataset } = one;
  assert.equal((await wang.call('quality.whole', { dataset })).why, 'one-batch');
  await assert.rejects(async () => wang.call('quality.runWhole', { dataset }), { code: 'not-found' });
  const append = async (name: string, text: string) => {
    const batch = await wang.call('intake.import', { file: grant(name, text), into: { dataset } });
    return await wang.call('batches.decide', { batch: batch.id, accept: true, mode: 'append', note: '' });
  };
  const two = await append('2.csv', rows(90, 150, '南山'));
  assert.equal((await wang.call('quality.whole', { dataset })).why, 'no-rules');
  const { id: ruleSet } = await wang.call('ruleSets.create', { name: '补贴', dataset, yaml: yaml(0.5) });

  const before = await wang.call('quality.wholePlan', { dataset });
  assert.deepEqual(
    before.plan?.rules.map(({ rule, carried }) => [rule, carried]),
    [
      ['number', true],
      ['amount', true],
      ['order', false],
      ['fences', false],
      ['count', true],
    ],
  );
  assert.deepEqual([before.costs, before.last, before.batches.some(({ kept }) => kept)], [null, null, false]);
  const open = await wang.call('quality.whole', { dataset });
  assert.deepEqual(
    [open.why, open.last, open.batches.map(({ rows: count, kept }) => [count, kept])],
    [
      null,
      null,
      [
        [100, false],
        [60, false],
      ],
    ],
  );
  for (const batch of [one.id, two.id]) {
    const run = await wang.call('quality.run', { batch });
    const { results } = await wang.call('quality.get', { run: run.id });
    assert.equal(results.find(({ rule }) => rule === 'number')?.failed, 0);
  }
  const { last } = await wang.call('quality.runWhole', { dataset });
  const said = (of: typeof last) => of?.results.map(({ rule, evaluated, failed, carried }) => [rule, evaluated, failed, carried]);
  assert.deepEqual(said(last), [
    ['number', 160, 20, true],
    ['amount', 160, 16, true],
    ['order', 144, 1, false],
    ['fences', 144, 0, false],
    ['count', 1, 0, true],
  ]);
  assert.deepEqual((await wang.call('quality.whole', { dataset })).last, last, 'it is kept');
  await failingRows(last?.check ?? '', one.id, two.id);

  const statements = async () => {
    const { plan, last: made, costs, batches } = await wang.call('quality.wholePlan', { dataset });
    const rule = (id: string) => costs?.expected.rules[id]?.aloneMs ?? costs?.expected.rules[id]?.sampledMs ?? null;
    return {
      rules: plan?.statements.map((one) => one.rules),
      kept: batches.map(({ kept }) => kept),
      rows: made?.rows,
      amount: rule('amount'),
    };
  };
  assert.deepEqual(
    await statements(),
    { rules: [['fences'], ['order']], kept: [true, true], rows: 160, amount: 0 },
    'nothing is read for what is kept',
  );
  const filesBefore = files().length;
  await append('3.csv', rows(150, 200, '罗湖'));
  const next = await statements();
  assert.deepEqual([next.rules?.[0], next.kept, next.rows], [['number', 'amount', 'count'], [true, true, false], 160]);
  assert.ok((next.amount ?? 0) > 0);
  const grown = await wang.call('quality.whole', { dataset });
  assert.deepEqual([grown.last, grown.batches.map(({ kept }) => kept)], [null, [true, true, false]], 'it is about other batches now');
  const third = await wang.call('quality.runWhole', { dataset });
  assert.deepEqual(said(third.last)?.slice(0, 2), [
    ['number', 210, 20, true],
    ['amount', 210, 21, true],
  ]);
  assert.equal(files().length, filesBefore + 2, 'one file of rows, one of its state');

  const { version } = await wang.call('ruleSets.get', { ruleSet });
  await wang.call('ruleSets.save', { ruleSet, basedOn: version, yaml: yaml(0.95) });
  const changed = await wang.call('quality.whole', { dataset });
  assert.deepEqual([changed.last, changed.batches.map(({ kept }) => kept)], [null, [false, false, false]], 'other rules, other states');
  const abort = new AbortController();
  const stopped = wang.call('quality.runWhole', { dataset }, { signal: abort.signal, onProgress: () => abort.abort() });
  const left = files();
  await assert.rejects(stopped, { code: 'cancelled' });
  assert.deepEqual(files(), left, 'a check that is called off leaves no file');
  const again = await wang.call('quality.runWhole', { dataset });
  assert.equal(again.last?.results.find(({ rule }) => rule === 'amount')?.status, 'fail');
  assert.deepEqual(files().length, left.length, 'the old states are gone');
  assert.ok((await wang.call('workspace.verify', {})).clean);
  await assert.rejects(wang.call('findings.records', { run: last?.check ?? '', offset: 0, limit: 1 }), { code: 'not-found' });
  await wang.call('datasets.remove', { dataset });
  await new Promise((done) => setTimeout(done, 50));
  assert.deepEqual(files(), [], 'states and findings go with the dataset');
});

test('what a reveal of one batch shows stays hidden in the others', async () => {
  const people = (from: number): string =>
    ['编号,手机号', ...Array.from({ length: 5 }, (_, i) => `${from + i},1380013800${i}`), ''].join('\n');
  const semantics = { 手机号: 'cn-mobile' };
  const into = { name: '名单', unit: '民政局' };
  const one = await wang.call('intake.import', { file: grant('a.csv', people(1)), into, semantics });
  const { dataset } = one;
  const two = await wang.call('intake.import', { file: grant('b.csv', people(6)), into: { dataset }, semantics });
  await wang.call('batches.decide', { batch: two.id, accept: true, mode: 'append', note: '' });
  const rules = `ruleSet: 名单\nversion: 1\nrules:\n  - { id: phone, kind: unique, column: 手机号 }\n`;
  await wang.call('ruleSets.create', { name: '名单', dataset, yaml: rules });
  const { last } = await wang.call('quality.runWhole', { dataset });
  const run = last?.check ?? '';
  const plain = async (scope: { row: number; column: null } | { column: string }): Promise<readonly number[]> => {
    const { token: reveal } = await wang.call('rows.reveal', { batch: two.id, scope, reason: '核实原始记录' });
    const { rowNumbers, columns } = await wang.call('findings.records', { run, offset: 0, limit: 100, reveal });
    return rowNumbers.filter((_, i) => !String(columns[1]?.[i]).includes('*'));
  };
  assert.deepEqual(await plain({ row: 2, column: null }), [7]);
  assert.deepEqual(await plain({ column: '手机号' }), [6, 7, 8, 9, 10]);
});
