import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { type ErrorCode, JiadiError } from '../contract/errors.ts';

const codes: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  SQLITE_FULL: 'disk-full',
  EACCES: 'no-permission',
  EPERM: 'no-permission',
  EROFS: 'no-permission',
  EBUSY: 'file-locked',
  ENOENT: 'file-not-found',
  ENOTDIR: 'file-not-found',
  ENAMETOOLONG: 'file-not-found',
  ELOOP: 'file-not-found',
  EISDIR: 'file-is-directory',
  EIO: 'file-unreadable',
};

function sqliteCode(code: string): ErrorCode | undefined {
  if (code.startsWith('SQLITE_FULL')) return 'disk-full';
  if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB')) return 'file-damaged';
  return code.startsWith('SQLITE_IOERR') ? 'file-unreadable' : undefined;
}

/** Turns an operating-system or SQLite failure into an expected error that names the file; anything else is returned unchanged. */
export function asFileError(error: unknown, file: string): unknown {
  if (error instanceof JiadiError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = codes[code] ?? sqliteCode(code);
  return known ? new JiadiError(known, { file: basename(file) }, error) : error;
}

/** The same for work on files that is known by a name of its own: the file is the one that the system speaks of, where it does. */
export function asWorkError(error: unknown, name: string): unknown {
  const path = error instanceof Error && 'path' in error && typeof error.path === 'string' ? error.path : name;
  return asFileError(error, path);
}

/** Runs file work and lets its failures out as expected errors that name the file. */
export function withFileErrors<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asFileError(error, file);
  }
}

/** Flushes a finished file to the disk. */
export function fsyncFile(path: string): void {
  withFileErrors(path, () => {
    const fd = openSync(path, 'r+');
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  });
}

/** Flushes a folder's entries to the disk; a no-op on Windows, which has no such call. */
export function fsyncFolder(path: string): void {
  if (process.platform === 'win32') return;
  withFileErrors(path, () => {
    const fd = openSync(path, 'r');
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  });
}

/** Writes a whole small file so that after any crash either the old or the new content stands there, never a piece. */
export function writeFileDurably(path: string, content: string | Uint8Array, mode = 0o600): void {
  withFileErrors(path, () => {
    const part = `${path}.part`;
    const fd = openSync(part, 'w', mode);
    try {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
      fsyncSync(fd);
    } catch (error) {
      rmSync(part, { force: true });
      throw error;
    } finally {
      closeSync(fd);
    }
    moveDurably(part, path);
  });
}

/** Renames a file that is already on the disk and makes the rename itself durable; a virus scanner's short hold is waited out. */
export function moveDurably(from: string, to: string): void {
  withFileErrors(to, () => {
    retryWhileHeld(() => renameSync(from, to));
    fsyncFolder(dirname(to));
  });
}

/** Writes a file under a temporary name and moves it to its place when `write` is through: it appears whole or not at all. */
export function writeWhole<T>({ temporary, final }: { readonly temporary: string; readonly final: string }, write: () => T): T {
  try {
    ensureFolder(dirname(temporary));
    const written = write();
    fsyncFile(temporary);
    moveDurably(temporary, final);
    return written;
  } catch (error) {
    for (const path of [temporary, `${temporary}-journal`, final]) remove(path);
    throw asFileError(error, basename(final));
  }
}

/** Removes a file or folder if it is there. */
export function remove(path: string): void {
  withFileErrors(path, () => retryWhileHeld(() => rmSync(path, { force: true, recursive: true })));
}

/** Creates a folder with its parents, readable by its owner only. */
export function ensureFolder(path: string): void {
  withFileErrors(path, () => mkdirSync(path, { recursive: true, mode: 0o700 }));
}

/** Size in bytes of a plain file; a missing file, a folder or an empty file is an expected error. */
export function sizeOfInput(path: string): number {
  const stat = withFileErrors(path, () => statSync(path));
  if (stat.isDirectory()) throw new JiadiError('file-is-directory', { file: basename(path) });
  if (!stat.isFile()) throw new JiadiError('file-unreadable', { file: basename(path) });
  if (stat.size === 0) throw new JiadiError('file-empty', { file: basename(path) });
  return stat.size;
}

/** True when something stands at the path. */
export function exists(path: string): boolean {
  return existsSync(path);
}

const HELD_RETRIES = 40;
const HELD_WAIT_MS = 250;

function retryWhileHeld(work: () => void): void {
  for (let attempt = 0; ; attempt++) {
    try {
      work();
      return;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      const held = process.platform === 'win32' && (code === 'EBUSY' || code === 'EPERM' || code === 'EACCES');
      if (!held || attempt >= HELD_RETRIES) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, HELD_WAIT_MS);
    }
  }
}
