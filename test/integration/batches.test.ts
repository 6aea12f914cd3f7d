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
  assert.equal(batch.sourceModifiedAt, new Date(Math.round(statSync(path).mtimeMs)).toISOString());
  assert.equal(batch.bytes, bytes.length);
});
