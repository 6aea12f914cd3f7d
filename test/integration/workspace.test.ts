import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { JiadiError } from '../../contract/errors.ts';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, testPassword } from '../support/engine.ts';

const refused = (code: string) => (error: unknown) => error instanceof JiadiError && error.code === code;

test('a workspace is created, opened, verified and locked', async (t) => {
  const folder = temporaryFolder('ws');
  t.after(() => folder.remove());
  const engine = testEngine();
  t.after(() => engine.engine.close());
  const before = await engine.client().call('workspace.status', {});
  assert.equal(before.state, 'none');
  await createTestWorkspace(engine, folder.path);
  const wang = await signedIn(engine, 'wang');
  const status = await wang.call('workspace.status', {});
  assert.equal(status.state, 'open');
  assert.equal(status.session?.user.name, '王工');
  assert.deepEqual(
    status.accounts.map((a) => a.account),
    ['wang', 'li', 'zhang', 'admin', 'audit'],
  );
  const verified = await wang.call('workspace.verify', {});
  assert.deepEqual(verified.problems, []);
  await wang.call('settings.set', { key: 'theme', value: { dark: true } });
  assert.deepEqual(await wang.call('settings.list', {}), { theme: { dark: true } });
  const snapshot = await wang.call('workspace.snapshot', {});
  assert.ok(snapshot.bytes > 0);
  await wang.call('workspace.lock', {});
  await assert.rejects(wang.call('settings.list', {}), refused('workspace-locked'));
});

test('the workspace is opaque without a password', async (t) => {
  const folder = temporaryFolder('ws');
  t.after(() => folder.remove());
  const engine = testEngine();
  await createTestWorkspace(engine, folder.path);
  const wang = await signedIn(engine, 'wang');
  await wang.call('settings.set', { key: 'secret-marker-4711', value: '明文标记' });
  await engine.engine.close();
  for (const name of readdirSync(folder.path).filter((n) => n.startsWith('workspace.db'))) {
    const bytes = readFileSync(join(folder.path, name));
    assert.equal(bytes.includes('secret-marker-4711'), false, name);
    assert.equal(bytes.subarray(0, 15).toString('latin1').startsWith('SQLite format'), false, name);
  }
});

test('rights are checked, wrong passwords counted, and administrators can add people', async (t) => {
  const folder = temporaryFolder('ws');
  t.after(() => folder.remove());
  const engine = testEngine();
  t.after(() => engine.engine.close());
  await createTestWorkspace(engine, folder.path);
  const guest = engine.client();
  await assert.rejects(guest.call('users.list', {}), refused('workspace-locked'));
  await assert.rejects(
    guest.call('workspace.signIn', { account: 'wang', password: 'nope' }),
    (e) => refused('wrong-password')(e) && (e as JiadiError).params.left === 4,
  );
  const wang = await signedIn(engine, 'wang');
  const zhao = { account: 'zhao', name: '赵工', role: 'steward', unit: '公安局', password: testPassword } as const;
  await assert.rejects(wang.call('users.add', zhao), refused('denied'));
  const admin = await signedIn(engine, 'admin');
  await assert.rejects(admin.call('users.add', { ...zhao, password: 'short' }), refused('weak-password'));
  await admin.call('users.add', zhao);
  await assert.rejects(admin.call('users.add', zhao), refused('already-exists'));
  const added = await signedIn(engine, 'zhao');
  assert.equal((await added.call('workspace.status', {})).session?.user.unit, '公安局');
  const auditor = await signedIn(engine, 'audit');
  const log = await auditor.call('audit.list', { limit: 10 });
  assert.deepEqual(
    log.rows.map((r) => [r.action, r.object]),
    [
      ['users.add', 'zhao'],
      ['workspace.create', '测试工作区'],
    ],
  );
  assert.equal((await auditor.call('audit.verify', {})).firstBroken, null);
});

test('five wrong passwords lock the account out', async (t) => {
  const folder = temporaryFolder('ws');
  t.after(() => folder.remove());
  const engine = testEngine();
  t.after(() => engine.engine.close());
  await createTestWorkspace(engine, folder.path);
  const guest = engine.client();
  for (let i = 0; i < 4; i++)
    await assert.rejects(guest.call('workspace.signIn', { account: 'li', password: 'nope' }), refused('wrong-password'));
  await assert.rejects(guest.call('workspace.signIn', { account: 'li', password: 'nope' }), refused('locked-out'));
  await assert.rejects(guest.call('workspace.signIn', { account: 'li', password: testPassword }), refused('locked-out'));
});

test('a second engine is refused while the first holds the workspace, and files that no row names are removed', async (t) => {
  const folder = temporaryFolder('ws');
  t.after(() => folder.remove());
  const first = testEngine();
  await createTestWorkspace(first, folder.path);
  await signedIn(first, 'wang');
  const second = testEngine();
  t.after(() => second.engine.close());
  await second.client().call('workspace.openFolder', { folder: second.engine.grants.add(folder.path, 'folder') });
  await assert.rejects(signedIn(second, 'wang'), refused('workspace-busy'));
  await first.engine.close();
  writeFileSync(join(folder.path, 'data', 'tmp', 'half.db'), 'half');
  writeFileSync(join(folder.path, 'data', 'nobody.db'), 'nobody');
  const li = await signedIn(second, 'li');
  assert.deepEqual(readdirSync(join(folder.path, 'data')), ['tmp']);
  assert.deepEqual(readdirSync(join(folder.path, 'data', 'tmp')), []);
  assert.equal((await li.call('workspace.verify', {})).clean, true);
});

test('a place that is not an empty folder is refused', async (t) => {
  const folder = temporaryFolder('ws');
  t.after(() => folder.remove());
  const engine = testEngine();
  t.after(() => engine.engine.close());
  writeFileSync(join(folder.path, 'letter.txt'), 'x');
  await assert.rejects(createTestWorkspace(engine, folder.path), refused('workspace-unsafe-place'));
});
