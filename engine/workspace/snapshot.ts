import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { asFileError, fsyncFile, moveDurably, remove, withFileErrors } from '../../base/files.ts';
import { sql } from '../../base/sqlite/index.ts';
import type { OpenWorkspace } from '../context.ts';
import { pathsOf } from './folder.ts';

const KEPT = 8;

/**
 * Writes a consistent copy of `workspace.db` under `snapshots/` (encrypted with the same key) and removes the oldest beyond eight.
 * Data files are immutable and need no copy here.
 */
export function snapshotWorkspace(workspace: OpenWorkspace, nowIso: string): { readonly file: string; readonly bytes: number } {
  const folder = pathsOf(workspace.folder).snapshots;
  const name = `workspace-${nowIso.replaceAll(/[:.]/g, '-')}.db`;
  const part = join(folder, `${name}.part`);
  remove(part);
  try {
    workspace.db.run(sql`VACUUM INTO ${part}`);
    // VACUUM INTO does not flush what it wrote
    fsyncFile(part);
    moveDurably(part, join(folder, name));
  } catch (error) {
    remove(part);
    throw asFileError(error, name);
  }
  const kept = withFileErrors(folder, () => readdirSync(folder))
    .filter((n) => n.endsWith('.db'))
    .sort();
  for (const old of kept.slice(0, Math.max(0, kept.length - KEPT))) remove(join(folder, old));
  return { file: name, bytes: statSync(join(folder, name)).size };
}
