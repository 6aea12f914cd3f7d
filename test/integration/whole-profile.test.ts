/** The profile of a dataset of several batches: put together from what was counted of each, without reading older rows again. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, type TestEngine, type TypedClient } from '../support/engine.ts';
import { citizenCheck } from '../support/population.ts';

const place = temporaryFolder('whole-profile');
const workspace = join(place.path, 'ws');
const data = join(workspace, 'data');
let engine: TestEngine;
let wang: TypedClient;

const grant = (name: string, text: string): string => {
  const path = join(place.path, name);
  writeFileSync(path, text);
  return engine.engine.grants.add(path, 'read');
};
const numberOf = (n: number): string => {
  const first = `44052418800101${n}`;
  return first + citizenCheck(first);
};
const people = (from: number, to: number, street: string): string =>
  ['证件号码,街道,金额', ...Array.from({ length: to - from }, (_, i) => `${numberOf(100 + from + i)},${street},${from + i}`), ''].join(
    '\n',
  );
const files = (): string[] => readdirSync(data).filter((name) => name.endsWith('.db'));

before(async () => {
  engine = testEngine();
  await createTestWorkspace(engine, workspace);
  wang = await signedIn(engine, 'wang');
});
after(async () => {
  await engine.engine.close();
  place.remove();
});

test('an appended batch is added to the profile of the whole; older rows are not read again', async () => {
  const one = await wang.call('intake.import', {
    file: grant('1.csv', people(0, 100, '福田街道')),
    into: { name: '人口', unit: '公安局' },
  });
  const { dataset } = one;
  assert.equal(await wang.call('profile.whole', { dataset }), null);
  await assert.rejects(async () => wang.call('profile.makeWhole', { dataset }), { code: 'not-found' });
  const append = async (name: string, text: string) => {
    const batch = await wang.call('intake.import', { file: grant(name, text), into: { dataset } });
    return await wang.call('batches.decide', { batch: batch.id, accept: true, mode: 'append', note: '' });
  };
  const two = await append('2.csv', people(90, 150, '南园街道'));
  assert.equal(await wang.call('profile.whole', { dataset }), null);
  const whole = await wang.call('profile.makeWhole', { dataset });
  assert.deepEqual([whole.rows, whole.batches], [160, [one.id, two.id]]);
  const figures = (profile: typeof whole) =>
    profile.columns.map(({ name, distinct, nulls, mean, top }) => [name, distinct.count, nulls, mean, top[0]?.count]);
  assert.deepEqual(figures(whole), [
    ['证件号码', 150, 0, null, 2],
    ['街道', 2, 0, null, 100],
    ['金额', 150, 0, (99 * 50 + 119.5 * 60) / 160, 2],
  ]);
  assert.match(String(whole.columns[0]?.top[0]?.value), /\*/);
  assert.deepEqual(await wang.call('profile.whole', { dataset }), whole);

  // from a figure to the rows of each batch, and into a file
  const filters = [{ op: 'equals' as const, column: '街道', value: '南园街道' }];
  const inBatches = async (wanted: typeof filters) =>
    (await wang.call('rows.perBatch', { dataset, filters: wanted })).map(({ batch, rows, count }) => [batch, rows, count]);
  assert.deepEqual(await inBatches(filters), [
    [one.id, 100, 0],
    [two.id, 60, 60],
  ]);
  const path = join(place.path, 'whole.json');
  const to = engine.engine.grants.add(path, 'write');
  await wang.call('report.profile', { batch: two.id, whole: true, format: 'json', language: 'zh-CN', to });
  const written = JSON.parse(readFileSync(path, 'utf8')) as { rows: number; batches: number[]; columns: { top: { value: unknown }[] }[] };
  assert.deepEqual([written.rows, written.batches], [160, [1, 2]]);
  assert.match(String(written.columns[0]?.top[0]?.value), /\*/);
  const html = join(place.path, 'whole.html');
  await wang.call('report.profile', {
    batch: two.id,
    whole: true,
    format: 'html',
    language: 'en',
    to: engine.engine.grants.add(html, 'write'),
  });
  assert.match(readFileSync(html, 'utf8'), /人口 #1 #2/);

  // what it is about changed: the new batch is counted and nothing else
  const three = await append('3.csv', people(150, 200, '园岭街道'));
  assert.equal(await wang.call('profile.whole', { dataset }), null);
  const late = engine.engine.grants.add(join(place.path, 'late.json'), 'write');
  await assert.rejects(wang.call('report.profile', { batch: three.id, whole: true, format: 'json', language: 'en', to: late }), {
    code: 'not-found',
  });
  const known = files();
  const wider = await wang.call('profile.makeWhole', { dataset });
  assert.deepEqual([wider.rows, wider.columns[0]?.distinct.count, wider.batches.at(-1)], [210, 200, three.id]);
  assert.deepEqual([known.filter((name) => !files().includes(name)), files().filter((name) => !known.includes(name)).length], [[], 1]);

  const { problems } = await wang.call('workspace.verify', undefined);
  assert.deepEqual(problems, []);
  await wang.call('datasets.remove', { dataset });
  await new Promise((done) => setTimeout(done, 50));
  assert.deepEqual(
    readdirSync(data).filter((name) => name.endsWith('.db')),
    [],
  );
});
