/** The check of a dataset of several batches as one table, without reading older rows again for what is carried over. */
import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
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

  const before = files().length;
  await append('3.csv', rows(150, 200, '罗湖'));
  const grown = await wang.call('quality.whole', { dataset });
  assert.deepEqual([grown.last, grown.batches.map(({ kept }) => kept)], [null, [true, true, false]], 'it is about other batches now');
  const third = await wang.call('quality.runWhole', { dataset });
  assert.deepEqual(said(third.last)?.slice(0, 2), [
    ['number', 210, 20, true],
    ['amount', 210, 21, true],
  ]);
  assert.equal(files().length, before + 2, 'one file of rows, one of its state');

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
});
