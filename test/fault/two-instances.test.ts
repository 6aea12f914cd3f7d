/** F10: a second program, in the same process or another one, gets `workspace-busy` and changes nothing; a lock whose holder was killed is free at once. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test, type TestContext } from 'node:test';
import { digestOf } from '../../base/trust/index.ts';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine } from '../support/engine.ts';
import { cheapPasswords, codeOf, inWorkspace, openIn } from './support.ts';

async function place(t: TestContext): Promise<string> {
  const folder = temporaryFolder('two');
  t.after(() => folder.remove());
  const engine = testEngine();
  const path = join(folder.path, 'ws');
  await createTestWorkspace(engine, path);
  await cheapPasswords(path);
  await engine.engine.close();
  return path;
}

/** Every file with the digest of its bytes. */
function contents(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map((entry) => [join(entry.parentPath, entry.name), digestOf(readFileSync(join(entry.parentPath, entry.name)))]),
  );
}

/** Another process that opens the workspace and holds it until it is killed; resolves when it says how that went. */
function otherProcess(t: TestContext, folder: string): Promise<{ readonly said: string; kill(): Promise<void> }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'holder.child.ts'), folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => void child.once('exit', () => resolve()));
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  t.after(kill);
  return new Promise((resolve) => createInterface({ input: child.stdout }).once('line', (said) => resolve({ said, kill })));
}

test('a second engine, also by another name of the folder, is refused and writes nothing', async (t) => {
  const folder = await place(t);
  const first = testEngine();
  await openIn(first, folder, 'wang');
  const before = contents(folder);
  const alias = `${folder}-alias`;
  symlinkSync(folder, alias);
  for (const path of [folder, alias]) {
    const second = testEngine();
    assert.equal(await codeOf(openIn(second, path, 'li')), 'workspace-busy', path);
    await second.engine.close();
  }
  assert.deepEqual(contents(folder), before);
  await first.engine.close();
  await inWorkspace(alias, async (wang) => assert.equal((await wang.call('workspace.verify', {})).clean, true));
});

test('another process: busy while it lives, in both directions, and free the moment it is killed', { timeout: 60_000 }, async (t) => {
  const folder = await place(t);
  const holder = await otherProcess(t, folder);
  assert.equal(holder.said, 'open');
  const here = testEngine();
  const before = contents(folder);
  for (let n = 0; n < 5; n++) assert.equal(await codeOf(openIn(here, folder, 'wang')), 'workspace-busy');
  assert.deepEqual(contents(folder), before);
  await holder.kill();
  const wang = await signedIn(here, 'wang');
  assert.equal((await wang.call('workspace.verify', {})).clean, true);
  assert.equal((await otherProcess(t, folder)).said, 'workspace-busy');
  await here.engine.close();
  assert.equal((await otherProcess(t, folder)).said, 'open');
});

test('two that start at the same moment: exactly one gets it', { timeout: 60_000 }, async (t) => {
  const folder = await place(t);
  for (let round = 0; round < 3; round++) {
    const both = await Promise.all([otherProcess(t, folder), otherProcess(t, folder)]);
    assert.deepEqual(both.map((b) => b.said).toSorted(), ['open', 'workspace-busy']);
    for (const each of both) await each.kill();
  }
});
