import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { ensureFolder, exists, withFileErrors, writeFileDurably } from '../../base/files.ts';
import type { PasswordSlot, WrappedSecret } from '../../base/trust/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import { role } from '../../contract/methods/workspace.ts';

const wrapped = z.object({ alg: z.literal('A256GCM'), nonce: z.string(), data: z.string() }) satisfies z.ZodType<WrappedSecret>;

const slot = z.object({
  v: z.literal(1),
  kdf: z.literal('argon2id'),
  cost: z.object({ memoryKiB: z.int(), passes: z.int(), lanes: z.int() }),
  salt: z.string(),
  secret: wrapped,
  check: z.string(),
}) satisfies z.ZodType<PasswordSlot>;

const manifest = z.object({
  format: z.literal(1),
  id: z.string(),
  name: z.string(),
  sample: z.boolean(),
  cipher: z.literal('aegis'),
  /** Key of workspace.db and seed of the device's signing key, both under the master key. */
  databaseKey: wrapped,
  deviceSeed: wrapped,
  people: z.array(z.object({ id: z.string(), account: z.string(), name: z.string(), role, disabled: z.boolean(), slot })),
});

/** `workspace.json`: all that can be read without a password. It holds no key that no password protects. */
export type Manifest = z.infer<typeof manifest>;

export const pathsOf = (folder: string) => ({
  manifest: join(folder, 'workspace.json'),
  database: join(folder, 'workspace.db'),
  lock: join(folder, 'lock.db'),
  data: join(folder, 'data'),
  temporary: join(folder, 'data', 'tmp'),
  snapshots: join(folder, 'snapshots'),
  mirror: join(folder, 'mirror'),
});

/** Reads `workspace.json`; a folder without one gives `not-found`, a damaged one `workspace-damaged`. */
export function readManifest(folder: string): Manifest {
  const path = pathsOf(folder).manifest;
  if (!exists(path)) throw new JiadiError('not-found', { what: 'workspace', name: basename(folder) });
  const text = withFileErrors(path, () => readFileSync(path, 'utf8'));
  try {
    return manifest.parse(JSON.parse(text));
  } catch (cause) {
    throw new JiadiError('workspace-damaged', { name: basename(folder), problem: 'workspace.json' }, cause);
  }
}

/** Writes `workspace.json`, whole or not at all. */
export function writeManifest(folder: string, content: Manifest): void {
  writeFileDurably(pathsOf(folder).manifest, `${JSON.stringify(content, null, 1)}\n`);
}

/** Refuses a place where a workspace stands already, or where anything else lies that somebody may need; `empty` counts hidden files too. */
export function requireFreePlace(folder: string, empty = false): void {
  if (exists(pathsOf(folder).manifest)) throw new JiadiError('workspace-exists', { name: basename(folder) });
  const strangers = exists(folder)
    ? withFileErrors(folder, () => readdirSync(folder)).filter((name) => empty || !name.startsWith('.'))
    : [];
  if (strangers.length > 0) throw new JiadiError('workspace-unsafe-place', { name: basename(folder), problem: strangers[0] ?? '' });
}

/** Makes the folders of a new workspace; a folder that holds anything else is refused. */
export function prepareFolder(folder: string): void {
  requireFreePlace(folder);
  const paths = pathsOf(folder);
  ensureFolder(folder);
  for (const path of [paths.data, paths.temporary, paths.snapshots, paths.mirror]) ensureFolder(path);
}
