/** The profile of an import, and of a dataset, told while it is made. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type ProfileTold, profileTold } from '../../contract/told.ts';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, type TestEngine, type TypedClient } from '../support/engine.ts';
import { citizenCheck } from '../support/population.ts';

const place = temporaryFolder('growing-profile');
let engine: TestEngine;
let wang: TypedClient;
const ROWS = 7000;

const numberOf = (n: number): string => {
  const first = `4405241980${String((n % 12) + 1).padStart(2, '0')}${String((n % 28) + 1).padStart(2, '0')}${String(n % 1000).padStart(3, '0')}`;
  return first + citizenCheck(first);
};
const grant = (name: string, header = '证件号码,街道,金额,工号'): string => {
  const path = join(place.path, name);
  const rows = Array.from({ length: ROWS }, (_, i) => `${numberOf(i)},${i % 10 === 0 ? '无' : `街道${i % 7}`},${i},${13_800_000_000 + i}`);
  writeFileSync(path, [header, ...rows, ''].join('\n'));
  return engine.engine.grants.add(path, 'read');
};

function listen() {
  const heard: ProfileTold[] = [];
  // nothing leaves the engine that the contract does not name
  const onTold = (told: unknown): void => void heard.push(profileTold.parse(told));
  const soFar = () => heard.filter((one) => one.kind === 'soFar');
  const finished = () => heard.filter((one) => one.kind === 'column');
  return { heard, onTold, soFar, finished };
}

before(async () => {
  engine = testEngine();
  await createTestWorkspace(engine, join(place.path, 'ws'));
  wang = await signedIn(engine, 'wang');
});
after(async () => {
  await engine.engine.close();
  place.remove();
});

test('an import tells figures so far and each finished column once, and no value of a person', async () => {
  const ear = listen();
  const batch = await wang.call(
    'intake.import',
    { file: grant('1.csv'), into: { name: '人口', unit: '公安局' }, rename: { 金额: '补贴金额' }, semantics: { 工号: 'cn-mobile' } },
    ear,
  );
  const [start, first] = ear.soFar();
  assert.deepEqual([start?.rows, start?.columns.map(({ name }) => name)], [0, ['证件号码', '街道', '补贴金额', '工号']]);
  assert.ok(first && first.rows > 0 && first.rows <= ROWS);
  assert.equal(ear.soFar().at(-1)?.rows, ROWS);
  assert.deepEqual(
    first.columns.map(({ name, type, min }) => [name, type, min]),
    [
      ['证件号码', 'text', null],
      ['街道', 'text', null],
      ['补贴金额', 'integer', 0],
      // a person said that its values name somebody
      ['工号', 'integer', null],
    ],
  );
  assert.equal(first.columns[1]?.placeholders, Math.ceil(first.rows / 10));
  const profile = await wang.call('profile.get', { batch: batch.id });
  const finished = ear.finished();
  assert.deepEqual(
    finished.map(({ index }) => index).toSorted((a, b) => a - b),
    [0, 1, 2, 3],
  );
  for (const { index, column, rows } of finished) {
    assert.equal(rows, ROWS);
    assert.deepEqual(column, profile.columns[index]);
  }
  const all = JSON.stringify(ear.heard);
  const early = JSON.stringify(ear.soFar());
  for (let i = 0; i < ROWS; i += 97) {
    assert.ok(!all.includes(numberOf(i)), 'a number of a person left the engine');
    assert.ok(!early.includes(String(13_800_000_000 + i)), 'so did one of a column that a person called sensitive');
  }
});

test('an import that fails or is cancelled ends as ever; whoever does not listen hears nothing', async () => {
  const abort = new AbortController();
  const onTold = (): void => abort.abort();
  const into = { name: '取消', unit: '公安局' };
  await assert.rejects(async () => wang.call('intake.import', { file: grant('2.csv'), into }, { signal: abort.signal, onTold }), {
    code: 'cancelled',
  });
  assert.ok((await wang.call('datasets.list', undefined)).every(({ name }) => name !== '取消'));
});

test('the profile of all batches tells the same', async () => {
  const [dataset] = await wang.call('datasets.list', undefined);
  assert.ok(dataset);
  const two = await wang.call('intake.import', { file: grant('3.csv', '证件号码,街道,补贴金额,工号'), into: { dataset: dataset.id } });
  await wang.call('batches.decide', { batch: two.id, accept: true, mode: 'append', note: '' });
  const ear = listen();
  const whole = await wang.call('profile.makeWhole', { dataset: dataset.id }, ear);
  assert.equal(ear.soFar().at(-1)?.rows, 2 * ROWS);
  assert.ok(ear.soFar().every(({ columns }) => columns[0]?.min === null && columns[3]?.min === null));
  const finished = ear.finished();
  assert.equal(finished.length, 4);
  for (const { index, column, rows } of finished) {
    assert.equal(rows, 2 * ROWS);
    assert.deepEqual(column, whole.columns[index]);
  }
});
