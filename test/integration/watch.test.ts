/** Watched folders through the engine: what arrives complete becomes a batch to decide on, what cannot is told, nothing is taken twice, locked nothing is taken. */
import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, type TestEngine, type TypedClient } from '../support/engine.ts';

const place = temporaryFolder('watch');
const inbox = join(place.path, 'inbox');
const workspace = join(place.path, 'ws');
let engine: TestEngine;
let wang: TypedClient;
let dataset: string;
let rule: string;

/** Written long ago, so complete at first sight. */
function drop(name: string, text: string, folder = inbox): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  const past = new Date(Date.now() - 3_600_000);
  utimesSync(path, past, past);
  return path;
}

const files = async () => (await wang.call('watch.list', {})).files;
const stateOf = async (name: string): Promise<string | undefined> => (await files()).find((file) => file.name === name)?.state;
const look = async (): Promise<void> => {
  await wang.call('watch.look', {});
};

before(async () => {
  mkdirSync(inbox);
  engine = testEngine();
  await createTestWorkspace(engine, workspace);
  wang = await signedIn(engine, 'wang');
  const first = drop('第一批.csv', '编号,区划,人数\nA-01,福田,10\nA-02,南山,20\n', place.path);
  const batch = await wang.call('intake.import', {
    file: engine.engine.grants.add(first, 'read'),
    into: { name: '街道台账', unit: '民政局' },
  });
  dataset = batch.dataset;
});
after(async () => {
  await engine.engine.close();
  place.remove();
});

test('what lies there already is left alone; what arrives becomes a batch that waits, in the name of who set it up', async () => {
  drop('旧台账.csv', '编号,区划,人数\nA-00,福田,1\n');
  const added = await wang.call('watch.add', { folder: engine.engine.grants.add(inbox, 'folder'), pattern: '*台账*.csv', dataset });
  assert.equal(added.skipped, 1);
  rule = added.rule;
  drop('十月台账.csv', '编号,区划,人数\nA-01,福田,11\nA-02,南山,20\n');
  drop('不相干.txt', '编号\n1\n');
  await look();
  const [file, ...others] = await files();
  assert.deepEqual([file?.name, file?.state, file?.dataset, others], ['十月台账.csv', 'imported', dataset, []]);
  const now = await wang.call('datasets.get', { dataset });
  assert.deepEqual([now.batches, now.waiting, now.latest?.number], [2, [file?.batch], 1]);
  const { batch } = await wang.call('batches.get', { batch: file?.batch ?? '' });
  assert.deepEqual([batch.importedBy, batch.decision, batch.rows], ['王工', null, 2]);
  const [status] = (await wang.call('watch.list', {})).rules;
  assert.deepEqual([status?.problem, status?.arriving, status?.paused], [null, 0, false]);
  assert.ok(status?.lookedAt);
  const log = await (await signedIn(engine, 'audit')).call('audit.list', { limit: 20 });
  assert.ok(log.rows.some(({ action, object }) => action === 'intake.import' && object === '十月台账.csv'));
});

test('the very same bytes under another name are no second batch, and that is said; another look takes nothing again', async () => {
  drop('十月台账-副本.csv', '编号,区划,人数\nA-01,福田,11\nA-02,南山,20\n');
  await look();
  await look();
  const copy = (await files()).find(({ name }) => name === '十月台账-副本.csv');
  assert.deepEqual([copy?.state, copy?.problem?.code, copy?.problem?.params.number], ['known', 'already-imported', 2]);
  assert.equal((await wang.call('datasets.get', { dataset })).batches, 2);
});

test('a file that is still being written is not touched until it has stayed the same', async () => {
  const path = join(inbox, '写入中台账.csv');
  writeFileSync(path, '编号,区划,人数\nA-01,福田,12\n');
  await look();
  assert.equal(await stateOf('写入中台账.csv'), undefined);
  assert.equal((await wang.call('watch.list', {})).rules[0]?.arriving, 1);
  const until = Date.now() + 20_000;
  while ((await stateOf('写入中台账.csv')) === undefined && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 250));
  assert.equal(await stateOf('写入中台账.csv'), 'imported');
});

test('a file that is written again is a new version and another batch', async () => {
  drop('十月台账.csv', '编号,区划,人数\nA-01,福田,11\nA-02,南山,22\n');
  const { batches } = await wang.call('datasets.get', { dataset });
  await look();
  const versions = (await files()).filter(({ name }) => name === '十月台账.csv');
  assert.deepEqual(
    versions.map(({ state }) => state),
    ['imported', 'imported'],
  );
  assert.equal((await wang.call('datasets.get', { dataset })).batches, batches + 1);
});

test('what cannot be taken in is told with its sentence, waits on the home of who may, and can be tried again or let be', async () => {
  drop('空台账.csv', '');
  drop('改名台账.csv', '街道编号,区划,人数\nA-01,福田,13\nA-02,南山,21\n');
  drop('无关台账.csv', '甲,乙\n1,2\n');
  await look();
  const failed = (await files()).filter(({ state }) => state === 'failed');
  assert.deepEqual(failed.map(({ name, problem }) => [name, problem?.code]).toSorted(), [
    ['改名台账.csv', 'columns-unsure'],
    ['无关台账.csv', 'columns-other'],
    ['空台账.csv', 'file-empty'],
  ]);
  const todo = async (): Promise<number | undefined> =>
    (await wang.call('home.get', {})).todos.find(({ code }) => code === 'watch-failed')?.count;
  assert.equal(await todo(), 3);
  const id = (name: string): string => failed.find((file) => file.name === name)?.id ?? '';
  await wang.call('watch.dismiss', { file: id('空台账.csv') });
  assert.equal(await todo(), 2);

  // a person says which column is which; the file is then known by its bytes
  const opened = await wang.call('watch.open', { file: id('改名台账.csv') });
  assert.equal(opened.name, '改名台账.csv');
  await wang.call('intake.import', { file: opened.grant, into: { dataset }, rename: { 街道编号: '编号' } });
  assert.equal(await stateOf('改名台账.csv'), 'imported');
  assert.equal(await todo(), 1);
  await assert.rejects(wang.call('watch.retry', { file: id('改名台账.csv') }), { code: 'not-found' });
  // what is tried again fails again while nothing is mended
  await wang.call('watch.retry', { file: id('无关台账.csv') });
  await look();
  assert.equal(await stateOf('无关台账.csv'), 'failed');
  // and the next file with that name for it needs nobody
  drop('改名台账-二.csv', '街道编号,区划,人数\nA-01,福田,14\n');
  await look();
  assert.equal(await stateOf('改名台账-二.csv'), 'imported');
});

test('locked, nothing is taken in; signed in again, what came meanwhile is, and nothing twice; paused and removed rules take nothing', async () => {
  const before = (await wang.call('datasets.get', { dataset })).batches;
  await wang.call('workspace.lock', {});
  drop('夜间台账.csv', '编号,区划,人数\nA-03,罗湖,5\n');
  await engine.engine.close();
  engine = testEngine();
  await engine.client().call('workspace.openFolder', { folder: engine.engine.grants.add(workspace, 'folder') });
  wang = await signedIn(engine, 'wang');
  await look();
  assert.equal(await stateOf('夜间台账.csv'), 'imported');
  assert.equal((await wang.call('datasets.get', { dataset })).batches, before + 1);

  await wang.call('watch.change', { rule, paused: true });
  drop('暂停台账.csv', '编号,区划,人数\nA-04,罗湖,6\n');
  await look();
  assert.equal(await stateOf('暂停台账.csv'), undefined);
  await wang.call('watch.change', { rule, paused: false });
  await look();
  assert.equal(await stateOf('暂停台账.csv'), 'imported');
});

test('a folder that is gone is told, and watched again when it is back', async () => {
  renameSync(inbox, `${inbox}-away`);
  await look();
  const problem = async () => (await wang.call('watch.list', {})).rules.find(({ id }) => id === rule)?.problem;
  assert.equal((await problem())?.code, 'file-not-found');
  renameSync(`${inbox}-away`, inbox);
  await look();
  assert.equal(await problem(), null);
});

test('a rule whose dataset was removed takes nothing in and says why', async () => {
  const other = drop('别的.csv', '甲,乙\n1,2\n', place.path);
  const batch = await wang.call('intake.import', { file: engine.engine.grants.add(other, 'read'), into: { name: '别的', unit: '财政局' } });
  const added = await wang.call('watch.add', {
    folder: engine.engine.grants.add(inbox, 'folder'),
    pattern: '别的*',
    dataset: batch.dataset,
  });
  await wang.call('datasets.remove', { dataset: batch.dataset });
  drop('别的-二.csv', '甲,乙\n3,4\n');
  await look();
  const problem = (await wang.call('watch.list', {})).rules.find(({ id }) => id === added.rule)?.problem;
  assert.deepEqual([problem?.code, problem?.params.name], ['not-found', '别的']);
  await wang.call('watch.remove', { rule: added.rule });
});

test('the folder of the workspace is refused; who may not import sets nothing up; a removed rule is gone and its batches stay', async () => {
  const own = engine.engine.grants.add(join(workspace, 'data'), 'folder');
  await assert.rejects(wang.call('watch.add', { folder: own, pattern: '*', dataset }), { code: 'watch-own-folder' });
  const li = await signedIn(engine, 'li');
  await assert.rejects(li.call('watch.add', { folder: engine.engine.grants.add(inbox, 'folder'), pattern: '*', dataset }), {
    code: 'denied',
  });
  const { batches } = await wang.call('datasets.get', { dataset });
  await wang.call('watch.remove', { rule });
  assert.deepEqual(await wang.call('watch.list', {}), { rules: [], files: [] });
  drop('最后台账.csv', '编号,区划,人数\nA-05,罗湖,7\n');
  await look();
  assert.equal((await wang.call('datasets.get', { dataset })).batches, batches);
  rmSync(join(inbox, '最后台账.csv'));
});
