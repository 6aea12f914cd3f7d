/**
 * Opening a stranger's SQLite file so that nothing is written beside it.
 *
 * A file in rollback mode is opened where it lies: a read-only connection makes no file there, it only takes a shared lock while it reads, so what it
 * sees is one state of the data. A file in WAL mode is another matter: reading it makes `-wal` and `-shm` beside it, and what the last program wrote may
 * stand in the `-wal` alone. SQLite's `immutable` would make no file, but it overlooks the `-wal` and takes no lock, and it is switched on by a URI,
 * which the library is built without. So the file and its `-wal` are copied into a private folder and read there; where the file system can, the copy
 * takes no room. A half-written file whose rollback journal lies beside it belongs to the program that was writing: it is refused.
 */
import { constants, copyFileSync, existsSync, realpathSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { asFileError, sizeOfInput, withFileErrors } from '../../../../base/files.ts';
import { type Database, openDatabase } from '../../../../base/sqlite/index.ts';
import { isJiadiError, JiadiError } from '../../../../contract/errors.ts';
import type { ReadContext } from '../../reader.ts';
import { looksLikeText, readHead } from '../../sample.ts';
import { startsWith } from '../common/foreign.ts';
import { isUnpacked, withUnpacked } from '../packed/store.ts';

/** First bytes of every SQLite file that is not encrypted. */
export const SQLITE_MAGIC: readonly number[] = [...Buffer.from('SQLite format 3\0', 'latin1')];
const JOURNAL_MAGIC = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];
/** Where the header says how the file is read: 2 means WAL. */
const READ_VERSION_AT = 19;
const HEADER_BYTES = 100;
const SAMPLE_BYTES = 4096;
/** Bits a byte of encrypted data is worth, nearly; those of programs and pictures are worth less. */
const ENCRYPTED_BITS = 7.6;

/** Opens the file read-only, gives it to `work` and closes it. Throws `file-damaged`, `file-encrypted`, `file-locked`, `file-changed`, `file-empty` and file errors. */
export async function withSqlite<T>(path: string, context: ReadContext, work: (db: Database, size: number) => T): Promise<T> {
  const file = basename(path);
  const size = sizeOfInput(path);
  const head = readHead(path, SAMPLE_BYTES);
  if (!startsWith(head, SQLITE_MAGIC)) throw new JiadiError(isEncrypted(head, size) ? 'file-encrypted' : 'file-damaged', { file });
  if (head.length < HEADER_BYTES) throw new JiadiError('file-damaged', { file });
  // a link leads to the file that the companions lie beside
  const real = withFileErrors(path, () => realpathSync(path));
  if (hasOpenJournal(real)) throw new JiadiError('file-locked', { file });
  const read = (place: string): T => use(place, file, (db) => work(db, size));
  if (isUnpacked(real)) return read(real);
  if (head[READ_VERSION_AT] !== 2) return unchanged(real, file, () => read(real));
  return withUnpacked(
    path,
    'database.db',
    context,
    async (target) => copyWhole(real, target, file),
    async (copy) => read(copy),
  );
}

function use<T>(path: string, file: string, work: (db: Database) => T): T {
  let db: Database | null = null;
  try {
    db = openDatabase({ path, mode: 'foreign-read', key: null });
    return work(db);
  } catch (error) {
    throw asSqliteError(error, file);
  } finally {
    db?.close();
  }
}

/** Failures of SQLite as expected errors; others are returned unchanged. */
function asSqliteError(error: unknown, file: string): unknown {
  const cause = isJiadiError(error) && error.code === 'file-damaged' ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (/^SQLITE_(?:BUSY|LOCKED|READONLY)/.test(code)) return new JiadiError('file-locked', { file }, cause);
  if (/^SQLITE_(?:TOOBIG|NOMEM)/.test(code) || code === 'ERR_STRING_TOO_LONG')
    return new JiadiError('file-too-large', { file, limit: 'SQLite' }, cause);
  // what SQLite cannot make sense of in a statement of ours is wrong in the file's own description of its tables
  if (/^SQLITE_(?:ERROR|SCHEMA|FORMAT|MISMATCH|AUTH)/.test(code)) return new JiadiError('file-damaged', { file }, cause);
  if (isJiadiError(error) && error.code === 'file-damaged') return new JiadiError('file-damaged', { file }, cause);
  return asFileError(error, file);
}

/** A file that is read where it lies must be the same before and after: a program that takes no locks may have written to it. */
function unchanged<T>(path: string, file: string, work: () => T): T {
  const before = stateOf(path);
  const result = work();
  if (stateOf(path) !== before) throw new JiadiError('file-changed', { file });
  return result;
}

function stateOf(path: string): string {
  const { size, mtimeMs, ino } = withFileErrors(path, () => statSync(path));
  return `${size} ${mtimeMs} ${ino} ${existsSync(`${path}-wal`)}`;
}

const COPY_TRIES = 3;

/** Copies a database with what was written to it last. While a program writes, the two may not fit: then it is tried again, and in the end refused. */
function copyWhole(path: string, target: string, file: string): void {
  for (let attempt = 0; attempt < COPY_TRIES; attempt++) {
    const before = bothStates(path);
    withFileErrors(path, () => {
      copyFileSync(path, target, constants.COPYFILE_FICLONE);
      if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${target}-wal`, constants.COPYFILE_FICLONE);
    });
    if (bothStates(path) === before) return;
  }
  throw new JiadiError('file-locked', { file });
}

function bothStates(path: string): string {
  return existsSync(`${path}-wal`) ? `${stateOf(path)} ${stateOf(`${path}-wal`)}` : stateOf(path);
}

/** True when a transaction was begun and neither ended nor taken back. */
function hasOpenJournal(path: string): boolean {
  const journal = `${path}-journal`;
  if (!existsSync(journal) || withFileErrors(journal, () => statSync(journal)).size < JOURNAL_MAGIC.length) return false;
  return startsWith(readHead(journal, JOURNAL_MAGIC.length), JOURNAL_MAGIC);
}

/** Encrypted databases have no header: whole blocks of bytes that look like chance. */
function isEncrypted(head: Uint8Array, size: number): boolean {
  if (size % 512 !== 0 || head.length < 1024 || looksLikeText(head)) return false;
  const counts = new Map<number, number>();
  for (const byte of head) counts.set(byte, (counts.get(byte) ?? 0) + 1);
  const bits = [...counts.values()].reduce((sum, count) => sum - (count / head.length) * Math.log2(count / head.length), 0);
  return bits > ENCRYPTED_BITS;
}
