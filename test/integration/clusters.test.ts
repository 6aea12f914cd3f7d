/** Spellings of one thing: found and masked by the engine, into a recipe that repairs them, rejected for good, on the command line. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { jiadi } from '../support/cli.ts';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, type TestEngine, type TypedClient } from '../support/engine.ts';
import { citizenCheck } from '../support/population.ts';

const place = temporaryFolder('clusters');
const path = join(place.path, '单位.csv');
let engine: TestEngine;
let wang: TypedClient;
let li: TypedClient;

const spelled = ['广州市公安局', '广州市公安局', '广州市 公安局', '廣州市公安局', '深圳市民政局', '深圳市民正局', '深圳市民政局（本部）'];
const nameOf = (i: number): string => `张${'一二三四五六七'[i % 7]}${'军兵民'[i % 3]}`;
const numberOf = (i: number): string => {
  const first = `44030419900307${String(100 + i)}`;
  return first + citizenCheck(first);
};

before(async () => {
  const rows = spelled.flatMap((unit, i) =>
    Array.from({ length: 9 - i }, (_, j) => `${numberOf(i * 10 + j)},${nameOf(i + j)},${unit},${i + j}`),
  );
  writeFileSync(path, `证件号码,姓名,主管单位,人数\n${rows.join('\n')}\n`);
  engine = testEngine();
  await createTestWorkspace(engine, join(place.path, 'ws'));
  wang = await signedIn(engine, 'wang');
  li = await signedIn(engine, 'li');
});
after(async () => {
  await engine.engine.close();
  place.remove();
});

let named = 0;
const imported = (dataset?: string) =>
  wang.call('intake.import', {
    file: engine.engine.grants.add(path, 'read'),
    into: dataset === undefined ? { name: `单位${++named}`, unit: '民政局' } : { dataset },
  });

test('found, repaired by a table, and no longer there', async () => {
  const batch = await imported();
  const found = await wang.call('clusters.find', { batch: batch.id, column: '主管单位', method: 'form' });
  assert.deepEqual([found.total, found.rowsOtherwise, found.distinct, found.masked], [1, 13, 6, false]);
  const [first] = found.clusters;
  assert.deepEqual(
    first?.values.map(({ value, count, row }) => [value, count, row]),
    [
      ['广州市公安局', 17, 1],
      ['广州市 公安局', 7, 18],
      ['廣州市公安局', 6, 25],
    ],
  );
  const rows = await wang.call('rows.page', {
    batch: batch.id,
    filters: [{ op: 'sameAs', columns: ['主管单位'], row: first?.values[1]?.row ?? 0 }],
    offset: 0,
    limit: 1,
  });
  assert.equal(rows.total, 7);
  const slips = await wang.call('clusters.find', { batch: batch.id, column: '主管单位', method: 'distance', similarity: 0.8 });
  assert.ok(slips.clusters.some(({ values }) => values.map(({ value }) => value).join() === '深圳市民政局,深圳市民正局'));

  const [proposed = '', ...others] = first?.values.map(({ value }) => value) ?? [];
  const steps = [{ kind: 'value-mapping', column: '主管单位', map: Object.fromEntries(others.map((value) => [value, proposed])) }];
  const { batch: repaired, derivation } = await wang.call('repair.apply', { batch: batch.id, steps });
  assert.equal(derivation.cellsChanged, found.rowsOtherwise);
  const left = await wang.call('clusters.find', { batch: repaired.id, column: '主管单位', method: 'form' });
  assert.deepEqual([left.total, left.distinct], [0, 4]);
});

test('what is no name is refused, what names a person is masked, reviewers decide nothing', async () => {
  const batch = await imported();
  for (const column of ['证件号码', '人数'])
    await assert.rejects(async () => wang.call('clusters.find', { batch: batch.id, column, method: 'form' }), { code: 'column-not-text' });
  await assert.rejects(async () => wang.call('clusters.find', { batch: batch.id, column: '没有', method: 'form' }), {
    code: 'column-not-found',
  });
  const names = await li.call('clusters.find', { batch: batch.id, column: '姓名', method: 'sound' });
  assert.ok(names.masked);
  assert.doesNotMatch(JSON.stringify(names), /[军兵民]/);
  await assert.rejects(
    async () => li.call('clusters.decide', { batch: batch.id, column: '主管单位', keys: ['#0123456789abcdef'], rejected: true }),
    { code: 'denied' },
  );
});

test('rejected for the dataset: still so in the next batch and by another method, until taken back', async () => {
  const batch = await imported();
  const states = async (id: string) =>
    (await wang.call('clusters.find', { batch: id, column: '主管单位', method: 'form' })).clusters.map(
      ({ key, rejected }) => [key, rejected] as const,
    );
  const [[key] = [''], ...others] = await states(batch.id);
  await wang.call('clusters.decide', { batch: batch.id, column: '主管单位', keys: [key], rejected: true });
  assert.deepEqual(await states(batch.id), [[key, true], ...others]);
  const next = await imported(batch.dataset);
  assert.deepEqual(await states(next.id), [[key, true], ...others]);
  // the suggestions of rules are another matter
  assert.ok((await wang.call('suggestions.list', { batch: batch.id })).every(({ state }) => state === 'open'));
  await wang.call('clusters.decide', { batch: next.id, column: '主管单位', keys: [key], rejected: false });
  assert.deepEqual(await states(batch.id), [[key, false], ...others]);
});

test('on the command line', async () => {
  const { code, out } = await jiadi(['profile', path, '--json', '--clusters', '主管单位'], { tmp: place.path });
  assert.equal(code, 0);
  const { clusters } = JSON.parse(out) as { clusters: { method: string; total: number }[] };
  assert.deepEqual(
    clusters.map(({ method, total }) => `${method} ${total}`),
    ['form 1', 'fingerprint 1', 'note 2', 'sound 2', 'distance 1'],
  );
  const text = await jiadi(['profile', path, '--clusters', '主管单位'], { tmp: place.path });
  assert.match(text.out, /广州市公安局\(17\) \| 广州市 公安局\(7\) \| 廣州市公安局\(6\)/);
  const wrong = await jiadi(['profile', path, '--clusters', '人数'], { tmp: place.path });
  assert.equal(wrong.code, 2);
  assert.match(wrong.err, /人数/);
});
