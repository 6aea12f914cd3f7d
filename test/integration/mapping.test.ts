/** The next file of a dataset: what was said of the last one is remembered, and its columns find those of the dataset. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, type TestEngine, type TypedClient } from '../support/engine.ts';

const place = temporaryFolder('mapping');
let engine: TestEngine;
let wang: TypedClient;

const grant = (path: string): string => engine.engine.grants.add(path, 'read');
const write = (name: string, text: string): string => {
  const path = join(place.path, name);
  writeFileSync(path, text);
  return grant(path);
};

before(async () => {
  engine = testEngine();
  await createTestWorkspace(engine, join(place.path, 'ws'));
  wang = await signedIn(engine, 'wang');
});
after(async () => {
  await engine.engine.close();
  place.remove();
});

const people = [
  ['11010519491231002X', '张三', '福田街道', 'R-0001'],
  ['440524188001010014', '李四', '南园街道', 'R-0002'],
  ['110101199003072711', '王五', '园岭街道', 'R-0003'],
] as const;
const table = (head: string, columns: readonly number[]): string =>
  `${head}\n${people.map((row) => columns.map((c) => row[c]).join(',')).join('\n')}\n`;

test('renamed and reordered columns are proposed, taken as a person says, stored under the names of the dataset, and known the next time', async () => {
  const one = await wang.call('intake.import', {
    file: write('m1.csv', table('证件号码,姓名,街道,登记号', [0, 1, 2, 3])),
    into: { name: '人口登记', unit: '公安局' },
  });
  const { dataset } = one;
  const next = write('m2.csv', table('流水,所属街道,公民身份号码,姓名', [3, 2, 0, 1]));
  const proposed = await wang.call('intake.mapping', { file: next, dataset });
  assert.deepEqual(
    proposed.columns.map(({ from, to, by }) => [from, to, by]),
    [
      ['流水', '登记号', 'content'],
      ['所属街道', '街道', 'content'],
      ['公民身份号码', '证件号码', 'content'],
      ['姓名', '姓名', 'name'],
    ],
  );
  assert.deepEqual([proposed.missing, proposed.reordered, proposed.known.length], [[], true, 4]);
  assert.ok(proposed.columns.slice(0, 3).every(({ confidence }) => confidence >= 0.5 && confidence < 1));

  const rename = { 流水: '登记号', 所属街道: '街道', 公民身份号码: '证件号码' };
  const two = await wang.call('intake.import', { file: next, into: { dataset }, rename });
  const stored = await wang.call('batches.get', { batch: two.id });
  assert.deepEqual(
    stored.columns.map(({ name }) => name),
    ['登记号', '街道', '证件号码', '姓名'],
  );
  assert.deepEqual(
    stored.shape.columns.map(({ name }) => name),
    ['流水', '所属街道', '公民身份号码', '姓名'],
  );
  const profile = await wang.call('profile.get', { batch: two.id });
  assert.deepEqual(
    profile.columns.map(({ name }) => name),
    ['登记号', '街道', '证件号码', '姓名'],
  );
  await wang.call('datasets.setKey', { dataset, key: ['登记号'], mode: 'replace' });
  const found = await wang.call('batches.compare', { batch: two.id });
  assert.deepEqual([found.same, found.changed, found.columnsAdded, found.columnsGone], [3, 0, [], []]);

  const third = write('m3.csv', table('流水,所属街道,公民身份号码', [3, 2, 0]));
  const again = await wang.call('intake.mapping', { file: third, dataset });
  assert.deepEqual(
    again.columns.map(({ to, by, confidence }) => [to, by, confidence]),
    [
      ['登记号', 'alias', 1],
      ['街道', 'alias', 1],
      ['证件号码', 'alias', 1],
    ],
  );
  assert.deepEqual(again.missing, ['姓名']);
  assert.equal((await wang.call('intake.detect', { file: third })).suggestedDataset, dataset);
});

test('what was decided of a file is remembered with its dataset, corrections count for the next file, and all of it can be forgotten', async () => {
  const text = '某市台账;;\n编号;电话;数\n001;13800000001;1\n002;13900000002;2\n';
  const wanted = { delimiter: ';', skipRows: 1, header: true };
  const one = await wang.call('intake.import', {
    file: write('w1.csv', text),
    wanted,
    into: { name: '台账', unit: '民政局' },
    types: { 数: 'text' },
    semantics: { 电话: null },
  });
  const { dataset } = one;
  assert.deepEqual(await wang.call('intake.memory', { dataset }), {
    wanted,
    aliases: {},
    columns: { 数: { type: 'text' }, 电话: { semantic: null } },
  });
  const two = await wang.call('intake.import', { file: write('w2.csv', text.replace('002', '003')), wanted, into: { dataset } });
  const columns = (await wang.call('batches.get', { batch: two.id })).columns;
  assert.deepEqual(
    columns.map(({ name, type, semantic }) => [name, type, semantic]),
    [
      ['编号', 'text', null],
      ['电话', 'text', null],
      ['数', 'text', null],
    ],
  );
  await wang.call('intake.forget', { dataset });
  assert.deepEqual(await wang.call('intake.memory', { dataset }), { wanted: {}, aliases: {}, columns: {} });
});

test('names that a file does not have, and two columns of one name, are refused before anything is read', async () => {
  const one = await wang.call('intake.import', { file: write('r1.csv', 'a,b\n1,2\n'), into: { name: '名称', unit: '财政局' } });
  const into = { dataset: one.dataset };
  const file = write('r2.csv', 'x,b\n1,3\n');
  await assert.rejects(wang.call('intake.import', { file, into, rename: { y: 'a' } }), {
    code: 'column-not-found',
    params: { column: 'y' },
  });
  await assert.rejects(wang.call('intake.import', { file, into, rename: { x: 'b' } }), { code: 'column-twice', params: { column: 'b' } });
  assert.equal((await wang.call('datasets.get', into)).batches, 1);
});
