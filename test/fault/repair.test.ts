/** Repairs that are cut off (killed, cancelled) leave nothing behind, and the batch they were for is as it was. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { JiadiError } from '../../contract/errors.ts';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, testPassword } from '../support/engine.ts';

const place = temporaryFolder('repair-fault');
const folder = join(place.path, 'ws');
const child = join(import.meta.dirname, 'repair.child.ts');
let batch = '';
let dataset = '';
let files: readonly string[] = [];
const dataFiles = (): readonly string[] => readdirSync(join(folder, 'data'), { recursive: true, encoding: 'utf8' }).sort();

before(async () => {
  const test = testEngine();
  await createTestWorkspace(test, folder);
  const wang = await signedIn(test, 'wang');
  const csv = join(place.path, 'in.csv');
  writeFileSync(csv, `编号,日期\n${Array.from({ length: 5_000 }, (_, i) => `${i},2024/1/${1 + (i % 28)}`).join('\n')}\n`);
  const made = await wang.call('intake.import', { file: test.engine.grants.add(csv, 'read'), into: { name: '日期', unit: '局' } });
  ({ id: batch, dataset } = made);
  await test.engine.close();
  files = dataFiles();
});
after(() => place.remove());

/** Opens the workspace anew and says what a person finds there. */
async function afterwards(): Promise<void> {
  const test = testEngine();
  const wang = test.client();
  await wang.call('workspace.openFolder', { folder: test.engine.grants.add(folder, 'folder') });
  await wang.call('workspace.signIn', { account: 'wang', password: testPassword });
  assert.deepEqual((await wang.call('repair.state', { dataset })).derived, []);
  assert.deepEqual(
    (await wang.call('batches.list', { dataset })).map(({ id }) => id),
    [batch],
  );
  assert.equal((await wang.call('rows.page', { batch, offset: 0, limit: 1 })).columns[1]?.[0], '2024/1/1');
  assert.deepEqual((await wang.call('workspace.verify', undefined)).problems, []);
  await test.engine.close();
  assert.deepEqual(dataFiles(), files);
}

for (const [task, point] of [
  ['repair.apply', 'under way'],
  ['repair.apply', 'ended'],
  ['profile.merge', 'ended'],
  ['intake.sha256', 'ended'],
] as const)
  test(`killed when ${task} is ${point}: nothing is left, nothing is lost`, async () => {
    const run = spawn(process.execPath, [child, folder, batch, task, point], { stdio: ['ignore', 'inherit', 'inherit'] });
    const signal = await new Promise((resolve) => run.once('exit', (_code, by) => resolve(by)));
    assert.equal(signal, 'SIGKILL');
    await afterwards();
  });

test('cancelled under way: nothing is left', async () => {
  const test = testEngine();
  const wang = test.client();
  await wang.call('workspace.openFolder', { folder: test.engine.grants.add(folder, 'folder') });
  await wang.call('workspace.signIn', { account: 'wang', password: testPassword });
  const abort = new AbortController();
  const steps = [{ kind: 'date-form', column: '日期', form: 'yyyy-MM-dd' }];
  const applying = wang.call(
    'repair.apply',
    { batch, steps },
    { signal: abort.signal, onProgress: ({ done }) => done > 0 && abort.abort() },
  );
  await assert.rejects(applying, (error) => error instanceof JiadiError && error.code === 'cancelled');
  await test.engine.close();
  await afterwards();
});
