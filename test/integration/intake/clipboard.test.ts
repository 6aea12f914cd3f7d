/** A pasted table waits as a file of the workspace, becomes a batch of the clipboard, and is gone afterwards. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, type TestEngine, type TypedClient } from '../../support/engine.ts';

const place = temporaryFolder('clipboard');
const waiting = join(place.path, 'ws', 'data', 'tmp', 'clipboard');
const pasted = (): number => (existsSync(waiting) ? readdirSync(waiting).length : 0);
let engine: TestEngine;
let wang: TypedClient;

before(async () => {
  engine = testEngine();
  await createTestWorkspace(engine, join(place.path, 'ws'));
  wang = await signedIn(engine, 'wang');
});
after(async () => {
  await engine.engine.close();
  place.remove();
});

test('paste, preview, import: the batch names the clipboard, the file is gone', async () => {
  const file = await wang.call('intake.paste', { name: '剪贴板 2026-11-26 10:00', text: '区,人数\r\n福田,1\r\n南山,2' });
  assert.equal(file.name, '剪贴板 2026-11-26 10-00.csv');
  assert.equal(pasted(), 1);
  const preview = await wang.call('intake.detect', { file: file.grant });
  assert.deepEqual(preview.rows, [
    ['福田', '1'],
    ['南山', '2'],
  ]);
  const batch = await wang.call('intake.import', { file: file.grant, into: { name: '粘贴', unit: '统计局' } });
  assert.deepEqual([batch.origin, batch.rows, batch.fileName], ['clipboard', 2, file.name]);
  assert.equal(pasted(), 0);
  await assert.rejects(wang.call('intake.detect', { file: file.grant }), { code: 'file-not-found' });
});

test('what is given up is removed; other files are left alone; nothing is no table', async () => {
  const file = await wang.call('intake.paste', { name: 'x', text: 'a,b\n1,2' });
  assert.equal(pasted(), 1);
  await wang.call('intake.discard', { file: file.grant });
  assert.equal(pasted(), 0);
  const path = join(place.path, 'mine.csv');
  writeFileSync(path, 'a,b\n1,2\n');
  await wang.call('intake.discard', { file: engine.engine.grants.add(path, 'read') });
  assert.ok(existsSync(path));
  await assert.rejects(wang.call('intake.paste', { name: 'x', text: ' \r\n ' }), { code: 'file-empty' });
  assert.equal(pasted(), 0);
});
