import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readManifest, writeManifest } from '../../engine/workspace/folder.ts';
import { cheapPasswords, codeOf, inWorkspace, openIn } from '../fault/support.ts';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, testPassword } from '../support/engine.ts';

const zhao = { account: 'zhao', name: '赵工', role: 'steward', unit: '公安局', password: testPassword } as const;

test('a person whose adding was cut off between slot and row can be added again', async (t) => {
  const folder = temporaryFolder('people');
  t.after(() => folder.remove());
  const engine = testEngine();
  await createTestWorkspace(engine, folder.path);
  await cheapPasswords(folder.path);
  const before = readManifest(folder.path);
  // what a kill leaves: the slot of an account without its row
  const [someone] = before.people;
  assert.ok(someone);
  writeManifest(folder.path, { ...before, people: [...before.people, { ...someone, id: 'u-cut-off', account: 'zhao' }] });
  const admin = await signedIn(engine, 'admin');
  await admin.call('users.add', zhao);
  assert.equal(readManifest(folder.path).people.filter((p) => p.account === 'zhao').length, 1);
  assert.equal((await (await signedIn(engine, 'zhao')).call('workspace.status', {})).session?.user.name, '赵工');
  assert.equal((await admin.call('workspace.verify', {})).clean, true);
  await engine.engine.close();
});

test('two people with one account at the same time: one is added, the other is told, and the first can sign in', async (t) => {
  const folder = temporaryFolder('people');
  t.after(() => folder.remove());
  const engine = testEngine();
  await createTestWorkspace(engine, folder.path);
  await cheapPasswords(folder.path);
  const admin = await signedIn(engine, 'admin');
  const codes = await Promise.all([
    codeOf(admin.call('users.add', zhao)),
    codeOf(admin.call('users.add', { ...zhao, password: `${testPassword}-b` })),
  ]);
  assert.deepEqual(codes.toSorted(), ['already-exists', 'none']);
  const password = codes[0] === 'none' ? testPassword : `${testPassword}-b`;
  await engine.client().call('workspace.signIn', { account: 'zhao', password });
  await engine.engine.close();
});

test('an account that was disabled up to the row and no further is what the row says after the next start', async (t) => {
  const folder = temporaryFolder('people');
  t.after(() => folder.remove());
  const engine = testEngine();
  await createTestWorkspace(engine, folder.path);
  await cheapPasswords(folder.path);
  await engine.engine.close();
  const before = readManifest(folder.path);
  writeManifest(folder.path, { ...before, people: before.people.map((p) => (p.account === 'li' ? { ...p, disabled: true } : p)) });
  await inWorkspace(folder.path, async (wang) => assert.equal((await wang.call('workspace.verify', {})).clean, true));
  const again = testEngine();
  await openIn(again, folder.path, 'li');
  await again.engine.close();
});
