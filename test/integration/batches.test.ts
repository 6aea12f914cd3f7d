/** Batches through the engine: where they came from, what changed by key, what they mean for their dataset. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createSM3 } from 'hash-wasm';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, type TestEngine, type TypedClient } from '../support/engine.ts';

const place = temporaryFolder('batches');
let engine: TestEngine;
let wang: TypedClient;

const grant = (path: string): string => engine.engine.grants.add(path, 'read');
const write = (name: string, text: string): string => {
  const path = join(place.path, name);
  writeFileSync(path, text);
  return path;
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

test('a batch keeps both digests of its source and when that was written', async () => {
  const path = write('digest.csv', '编号,名称\n1,甲\n2,乙\n');
  const batch = await wang.call('intake.import', { file: grant(path), into: { name: '摘要', unit: '民政局' } });
  const bytes = readFileSync(path);
  const sm3 = await createSM3();
  assert.equal(batch.sourceSha256, createHash('sha256').update(bytes).digest('hex'));
  assert.equal(batch.sourceSm3, sm3.init().update(bytes).digest('hex'));
  assert.equal(batch.sourceModifiedAt, new Date(Math.floor(statSync(path).mtimeMs)).toISOString());
  assert.equal(batch.bytes, bytes.length);
});

test('a line that is kept as it was written shows no number of a person', async () => {
  const path = write('lines.csv', '证号,身份证号,区划\nA1,11010519491231002X,福田\nA2,440524188001010014\n');
  const batch = await wang.call('intake.import', { file: grant(path), into: { name: '原文', unit: '民政局' } });
  const { records } = await wang.call('batches.malformed', { batch: batch.id });
  assert.deepEqual(
    records.map(({ raw }) => raw),
    ['A2,440***********0014'],
  );
});

const people = (rows: readonly string[]): string => `证件号码,姓名,街道\n${rows.join('\n')}\n`;
const first = ['11010519491231002X,张三,福田街道', '440524188001010014,李四,南园街道', '110101199003072711,王五,园岭街道'];
const second = ['440524188001010014,李四,华强北街道', '11010519491231002X,张三,福田街道', '310101198001011236,赵六,沙头街道'];

test('what changed by key is seen before a batch is accepted; the decision is said once and leaves its audit row', async () => {
  const one = await wang.call('intake.import', {
    file: grant(write('p1.csv', people(first))),
    into: { name: '人口', unit: '公安局' },
  });
  assert.equal(one.decision?.state, 'accepted');
  const { dataset } = one;
  const two = await wang.call('intake.import', { file: grant(write('p2.csv', people(second))), into: { dataset } });
  assert.equal(two.decision, null);
  const undecided = await wang.call('datasets.get', { dataset });
  assert.deepEqual([undecided.content, undecided.latest?.id, undecided.waiting], [[one.id], one.id, [two.id]]);
  const waits = async (): Promise<number | undefined> =>
    (await wang.call('home.get', undefined)).todos.find(({ code }) => code === 'undecided-batches')?.count;
  assert.equal(await waits(), 1);
  assert.equal(await wang.call('batches.comparison', { batch: two.id }), null);

  assert.deepEqual(
    (await wang.call('batches.keyProposals', { batch: two.id })).map(({ columns }) => columns.join()),
    ['证件号码', '姓名', '街道'],
  );
  await wang.call('datasets.setKey', { dataset, key: ['证件号码'], mode: 'replace' });
  const found = await wang.call('batches.compare', { batch: two.id });
  assert.deepEqual(
    { before: found.before, after: found.after, same: found.same, changed: found.changed, added: found.added, gone: found.gone },
    { before: 3, after: 3, same: 1, changed: 1, added: 1, gone: 1 },
  );
  assert.deepEqual(found.changedColumns, [{ column: '街道', rows: 1 }]);
  assert.deepEqual(await wang.call('batches.comparison', { batch: two.id }), found);

  const changed = await wang.call('batches.changes', { batch: two.id, kind: 'changed', offset: 0, limit: 10 });
  assert.deepEqual(changed.columns, ['证件号码', '姓名', '街道']);
  assert.deepEqual(changed.rows, [
    {
      after: { row: 1, cells: ['440***********0014', '李*', '华强北街道'] },
      before: { batch: one.id, row: 2, cells: ['440***********0014', '李*', '南园街道'] },
      changed: [2],
    },
  ]);
  const added = await wang.call('batches.changes', { batch: two.id, kind: 'added', offset: 0, limit: 10 });
  assert.deepEqual(
    added.rows.map((row) => [row.before, row.after?.row]),
    [[null, 3]],
  );
  const gone = await wang.call('batches.changes', { batch: two.id, kind: 'gone', offset: 0, limit: 10 });
  assert.deepEqual(
    gone.rows.map((row) => [row.before?.row, row.after]),
    [[3, null]],
  );
  assert.ok(!JSON.stringify([changed, added, gone]).includes('11010519491231002X'));

  // who may read sees the comparison, and decides nothing
  const li = await signedIn(engine, 'li');
  assert.deepEqual(await li.call('batches.comparison', { batch: two.id }), found);
  await assert.rejects(li.call('batches.decide', { batch: two.id, accept: true, mode: 'replace' }), { code: 'denied' });
  await assert.rejects(li.call('datasets.setKey', { dataset, key: ['姓名'], mode: 'append' }), { code: 'denied' });
  const decided = await wang.call('batches.decide', { batch: two.id, accept: true, mode: 'replace', note: '已核对' });
  assert.equal(decided.decision?.state, 'accepted');
  await assert.rejects(wang.call('batches.decide', { batch: two.id, accept: false, mode: 'replace' }), { code: 'state-changed' });
  const accepted = await wang.call('datasets.get', { dataset });
  assert.deepEqual([accepted.content, accepted.latest?.id, accepted.waiting], [[two.id], two.id, []]);
  assert.equal(await waits(), undefined);
  const auditor = await signedIn(engine, 'audit');
  const log = await auditor.call('audit.list', { limit: 20 });
  const row = log.rows.find(({ action }) => action === 'batches.decide');
  assert.equal(row?.object, '人口');
  assert.match(JSON.stringify(row), /accepted.*changed/u);
});

test('a decision is taken back with a reason while nothing was built on it', async () => {
  const one = await wang.call('intake.import', { file: grant(write('u1.csv', people(first))), into: { name: '可撤回', unit: '公安局' } });
  const { dataset } = one;
  const next = async (name: string) => await wang.call('intake.import', { file: grant(write(name, people(second))), into: { dataset } });
  const two = await next('u2.csv');
  const undo = async (batch: string) => await wang.call('batches.undecide', { batch, note: '选错了批次' });
  await assert.rejects(undo(two.id), { code: 'state-changed' });
  await assert.rejects(undo(one.id), { code: 'decision-first' });
  await wang.call('batches.decide', { batch: two.id, accept: true, mode: 'replace' });
  await assert.rejects(wang.call('batches.undecide', { batch: two.id, note: ' ' }), { code: 'invalid-input' });
  const li = await signedIn(engine, 'li');
  await assert.rejects(li.call('batches.undecide', { batch: two.id, note: '误点' }), { code: 'denied' });

  // the dataset holds what it held before, and the batch waits again
  assert.equal((await undo(two.id)).decision, null);
  const back = await wang.call('datasets.get', { dataset });
  assert.deepEqual([back.content, back.latest?.id, back.waiting], [[one.id], one.id, [two.id]]);
  await wang.call('batches.decide', { batch: two.id, accept: false, mode: 'replace', note: '缺一页' });
  assert.equal((await undo(two.id)).decision, null);
  await wang.call('batches.decide', { batch: two.id, accept: true, mode: 'replace' });

  // a batch that waits builds on nothing, one that was accepted does
  const three = await next('u3.csv');
  await undo(two.id);
  await wang.call('batches.decide', { batch: two.id, accept: true, mode: 'replace' });
  await wang.call('batches.decide', { batch: three.id, accept: true, mode: 'append' });
  await assert.rejects(undo(two.id), { code: 'decision-followed', params: { name: '可撤回 #2', number: 3 } });
  await undo(three.id);
  assert.deepEqual((await wang.call('datasets.get', { dataset })).content, [two.id]);

  const auditor = await signedIn(engine, 'audit');
  const log = await auditor.call('audit.list', { limit: 20 });
  const row = log.rows.find(({ action }) => action === 'batches.undecide');
  assert.equal(row?.object, '可撤回');
  assert.match(JSON.stringify(row), /takenBack.*append.*选错了批次/u);
});

test('appended batches stand side by side: a key that comes again is a newer version, nothing is gone', async () => {
  const one = await wang.call('intake.import', {
    file: grant(write('a1.csv', '号,值\n1,a\n2,b\n')),
    into: { name: '流水', unit: '财政局' },
  });
  const { dataset } = one;
  await wang.call('datasets.setKey', { dataset, key: ['号'], mode: 'append' });
  const two = await wang.call('intake.import', { file: grant(write('a2.csv', '号,值\n2,B\n3,c\n')), into: { dataset } });
  const found = await wang.call('batches.compare', { batch: two.id });
  assert.deepEqual([found.same, found.changed, found.added, found.gone], [0, 1, 1, null]);
  await wang.call('batches.decide', { batch: two.id, accept: true, mode: 'append' });
  assert.deepEqual((await wang.call('datasets.get', { dataset })).content, [one.id, two.id]);
  const three = await wang.call('intake.import', { file: grant(write('a3.csv', '号,值\n2,B\n1,a\n')), into: { dataset } });
  const again = await wang.call('batches.compare', { batch: three.id });
  assert.deepEqual([again.before, again.same, again.changed, again.added], [3, 2, 0, 0]);
  await wang.call('batches.decide', { batch: three.id, accept: false, mode: 'append', note: '重复报送' });
  const now = await wang.call('datasets.get', { dataset });
  assert.deepEqual([now.content, now.latest?.id], [[one.id, two.id], two.id]);
});

test('rows of a repeated key are named, masked, in both meanings of a batch', async () => {
  const one = await wang.call('intake.import', { file: grant(write('k1.csv', people(first))), into: { name: '重复', unit: '公安局' } });
  const { dataset } = one;
  const twice = [...second, '440524188001010014,李四,福田街道', '310101198001011236,赵六,沙头街道'];
  const two = await wang.call('intake.import', { file: grant(write('k2.csv', people(twice))), into: { dataset } });
  for (const mode of ['replace', 'append'] as const) {
    await wang.call('datasets.setKey', { dataset, key: ['证件号码'], mode });
    const found = await wang.call('batches.compare', { batch: two.id });
    assert.deepEqual(found.repeated, { before: 0, after: 2 });
    const page = await wang.call('batches.changes', { batch: two.id, kind: 'repeated', offset: 0, limit: 10 });
    assert.deepEqual(
      page.rows.map(({ before, after, changed }) => [before, after?.row, after?.cells[0], changed]),
      [
        [null, 4, '440***********0014', []],
        [null, 5, '310***********1236', []],
      ],
    );
    assert.equal(page.total, 2);
  }
});

test('a comparison that is cancelled leaves nothing behind', async () => {
  const rows = (from: number): string => Array.from({ length: 5_000 }, (_, i) => `${i + from},x${i}`).join('\n');
  const one = await wang.call('intake.import', {
    file: grant(write('c1.csv', `a,b\n${rows(0)}\n`)),
    into: { name: '取消', unit: '财政局' },
  });
  const { dataset } = one;
  const two = await wang.call('intake.import', { file: grant(write('c2.csv', `a,b\n${rows(9)}\n`)), into: { dataset } });
  await wang.call('datasets.setKey', { dataset, key: ['a'], mode: 'replace' });
  const abort = new AbortController();
  const seen: string[] = [];
  const comparing = wang.call(
    'batches.compare',
    { batch: two.id },
    {
      signal: abort.signal,
      onProgress: ({ phase }) => {
        seen.push(phase);
        abort.abort();
      },
    },
  );
  await assert.rejects(comparing, { code: 'cancelled' });
  assert.equal(seen[0], 'compare');
  assert.equal(await wang.call('batches.comparison', { batch: two.id }), null);
  assert.equal((await wang.call('batches.compare', { batch: two.id })).added, 9);
  assert.deepEqual((await (await signedIn(engine, 'admin')).call('workspace.verify', {})).problems, []);
});

test('without a key rows are compared as wholes; a key column that is missing is named; a removed dataset takes its comparison along', async () => {
  const one = await wang.call('intake.import', { file: grant(write('w1.csv', 'a,b\n1,x\n2,y\n')), into: { name: '整行', unit: '财政局' } });
  const { dataset } = one;
  const two = await wang.call('intake.import', { file: grant(write('w2.csv', 'a,b,c\n1,x,0\n2,z,0\n')), into: { dataset } });
  const found = await wang.call('batches.compare', { batch: two.id });
  assert.deepEqual([found.same, found.changed, found.added, found.gone, found.columnsAdded], [1, 0, 1, 1, ['c']]);
  await wang.call('datasets.setKey', { dataset, key: ['c'], mode: 'replace' });
  await assert.rejects(wang.call('batches.compare', { batch: two.id }), { code: 'column-not-found' });
  await assert.rejects(wang.call('batches.compare', { batch: one.id }), { code: 'not-found' });
  await wang.call('datasets.remove', { dataset });
  const admin = await signedIn(engine, 'admin');
  assert.deepEqual((await admin.call('workspace.verify', {})).problems, []);
});
