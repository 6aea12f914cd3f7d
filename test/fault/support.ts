import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemRandom } from '../../base/ids.ts';
import { createSlot, openSlot } from '../../base/trust/index.ts';
import { isJiadiError } from '../../contract/errors.ts';
import { readManifest, writeManifest } from '../../engine/workspace/folder.ts';
import { signedIn, type TestEngine, testEngine, testPassword, type TypedClient } from '../support/engine.ts';

/** The same passwords at a fraction of their price: tests that open a workspace a hundred times are not about argon2id. */
export async function cheapPasswords(folder: string): Promise<void> {
  const manifest = readManifest(folder);
  const people = await Promise.all(
    manifest.people.map(async (person) => {
      const secret = await openSlot(person.slot, testPassword);
      if (secret === 'wrong-password') throw new Error('a test workspace has the test password');
      return { ...person, slot: await createSlot(testPassword, secret, systemRandom, { memoryKiB: 64, passes: 1, lanes: 1 }) };
    }),
  );
  writeManifest(folder, { ...manifest, people });
}

/** Opens a workspace in a fresh engine and signs somebody in. */
export async function openIn(test: TestEngine, folder: string, account: string): Promise<TypedClient> {
  await test.client().call('workspace.openFolder', { folder: test.engine.grants.add(folder, 'folder') });
  return signedIn(test, account);
}

/** Runs `work` in a fresh engine over a workspace and closes it whatever happens. */
export async function inWorkspace<T>(
  folder: string,
  work: (wang: TypedClient, test: TestEngine) => Promise<T>,
  test: TestEngine = testEngine(),
): Promise<T> {
  try {
    return await work(await openIn(test, folder, 'wang'), test);
  } finally {
    await test.engine.close();
  }
}

/** Every file under `data/`, rising. */
export function dataFiles(folder: string): readonly string[] {
  return readdirSync(join(folder, 'data'), { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile())
    .map((e) => e.name)
    .sort();
}

/** The code of the expected error that a promise ends with; `none` when it does not fail, and anything unexpected is thrown on. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'none';
  } catch (error) {
    if (isJiadiError(error)) return error.code;
    throw error;
  }
}
