import { type Database, openDatabase } from '../../base/sqlite/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import { pathsOf } from './folder.ts';

const held = new Map<string, Database>();

/** Takes the workspace for this process; the system frees it when the process dies, however it dies. */
export function lockWorkspace(folder: string, name: string): void {
  if (held.has(folder)) throw new JiadiError('workspace-busy', { name });
  const db = openDatabase({ path: pathsOf(folder).lock, mode: 'lock', key: null });
  try {
    db.script('BEGIN EXCLUSIVE');
  } catch (cause) {
    db.close();
    throw new JiadiError('workspace-busy', { name }, cause);
  }
  held.set(folder, db);
}

/** Gives the workspace free. */
export function unlockWorkspace(folder: string): void {
  held.get(folder)?.close();
  held.delete(folder);
}
