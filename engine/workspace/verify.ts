import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { asFileError, exists } from '../../base/files.ts';
import type { TaskContext } from '../../base/jobs/index.ts';
import { openDatabase, type Reader, sql } from '../../base/sqlite/index.ts';
import { isSlotWhole } from '../../base/trust/index.ts';
import { isJiadiError } from '../../contract/errors.ts';
import type { VerifyProblem } from '../../contract/methods/workspace.ts';
import { auditHead, auditRows, firstBrokenRow } from '../audit/index.ts';
import { pathsOf, readManifest } from './folder.ts';
import { listDataFiles, listUsers } from './store.ts';

/** The integrity of `workspace.db` itself: pages, foreign keys and the audit chain. */
export function verifyDatabase(reader: Reader): { readonly checked: Record<string, number>; readonly problems: VerifyProblem[] } {
  const problems: VerifyProblem[] = [];
  orUnreadable(problems, () => {
    for (const { quick_check } of reader.all<{ quick_check: string }>(sql`PRAGMA quick_check`)) {
      if (quick_check !== 'ok') problems.push({ check: 'pages', what: 'workspace.db', detail: quick_check });
    }
  });
  orUnreadable(problems, () => {
    for (const row of reader.all<{ table: string; rowid: number }>(sql`PRAGMA foreign_key_check`)) {
      problems.push({ check: 'references', what: row.table, detail: String(row.rowid) });
    }
  });
  const rows = orUnreadable(problems, () => {
    const broken = firstBrokenRow(auditRows(reader));
    if (broken !== null) problems.push({ check: 'audit-chain', what: 'audit', detail: String(broken) });
    return auditHead(reader).rows;
  });
  return { checked: { audit: rows ?? 0 }, problems };
}

/** Runs a part of the verification; a page of `workspace.db` that cannot be read is a finding of it, not its end. */
export function orUnreadable<T>(problems: VerifyProblem[], work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    const known = asFileError(error, 'workspace.db');
    if (!isJiadiError(known) || known.code !== 'file-damaged') throw error;
    problems.push({ check: 'pages', what: 'workspace.db', detail: 'unreadable' });
    return undefined;
  }
}

/** `workspace.json` beside the database: it says the same of the workspace and its people, and every password slot is as it was written. */
export function verifyManifest(reader: Reader, folder: string): VerifyProblem[] {
  const found = (detail: string): VerifyProblem => ({ check: 'manifest', what: 'workspace.json', detail });
  const manifest = readManifest(folder);
  const own = reader.get<{ name: string; sample: number }>(sql`SELECT name, sample FROM workspace`);
  const problems = own?.name === manifest.name && (own.sample === 1) === manifest.sample ? [] : [found('name')];
  const people = new Map(manifest.people.map((p) => [p.id, p]));
  for (const user of listUsers(reader)) {
    const person = people.get(user.id);
    if (!person) problems.push(found(`${user.account}: missing`));
    else if (person.account !== user.account || person.name !== user.name || person.role !== user.role || person.disabled !== user.disabled)
      problems.push(found(user.account));
    else if (!isSlotWhole(person.slot)) problems.push(found(`${user.account}: slot`));
  }
  return problems;
}

/** What the worker needs to verify the data files. */
export interface VerifyFilesInput {
  readonly folder: string;
  readonly files: readonly { readonly id: string; readonly key: Uint8Array; readonly sha256: string }[];
}

/** Names the data files for `verifyFiles`. */
export function filesToVerify(reader: Reader, folder: string): VerifyFilesInput {
  return { folder, files: listDataFiles(reader).map(({ id, key, sha256 }) => ({ id, key, sha256 })) };
}

/** Worker task `workspace.verifyFiles`: every data file is there, has the bytes it was written with, and opens with its key. */
export async function verifyFiles(input: VerifyFilesInput, context: TaskContext): Promise<VerifyProblem[]> {
  const problems: VerifyProblem[] = [];
  for (const [done, file] of input.files.entries()) {
    context.throwIfCancelled();
    context.report({ phase: 'verify-files', done, total: input.files.length, unit: 'items' });
    const path = join(pathsOf(input.folder).data, `${file.id}.db`);
    if (!exists(path)) problems.push({ check: 'data-file', what: file.id, detail: 'missing' });
    else if ((await sha256OfFile(path)) !== file.sha256) problems.push({ check: 'data-file', what: file.id, detail: 'changed' });
    else if (!opens(path, file.key)) problems.push({ check: 'data-file', what: file.id, detail: 'unreadable' });
  }
  return problems;
}

/** SHA-256 of a file's bytes as lower-case hex. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}

function opens(path: string, key: Uint8Array): boolean {
  try {
    openDatabase({ path, mode: 'data-read', key }).close();
    return true;
  } catch {
    // the reason does not matter here: whatever it is, the file cannot be read
    return false;
  }
}
