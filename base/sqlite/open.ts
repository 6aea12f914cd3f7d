import BetterSqlite from 'better-sqlite3';
import { JiadiError } from '../../contract/errors.ts';
import { invariant } from '../invariant.ts';
import { Database } from './database.ts';

/** 32 random bytes; never a password. */
export type DatabaseKey = Uint8Array;

export type OpenMode =
  /** `workspace.db`: WAL, every commit durable; one writer */
  | 'workspace'
  /** a data file while it is written; it does not exist before */
  | 'data-write'
  /** a finished data file: read-only for ever */
  | 'data-read'
  /** a data file that is walked through once */
  | 'data-scan'
  /** a stranger's SQLite file: read-only, nothing of it is trusted */
  | 'foreign-read'
  /** an empty file that is only locked */
  | 'lock';

export interface OpenOptions {
  readonly path: string;
  readonly mode: OpenMode;
  /** null opens a plain file (temporary work of the command line, strangers' files). */
  readonly key: DatabaseKey | null;
}

const common = `
  PRAGMA temp_store=MEMORY;
  PRAGMA trusted_schema=OFF;
  PRAGMA cell_size_check=ON;
  PRAGMA mmap_size=0;
  PRAGMA busy_timeout=5000;
`;

const byMode: Readonly<Record<OpenMode, string>> = {
  // synchronous must be set by hand: the build's own default for WAL is NORMAL, where a power cut may undo a confirmed commit
  workspace: 'PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;',
  // a file that no row names yet is rubbish after a crash, so it needs no journal and is fsynced once, when it is finished
  'data-write': 'PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA cache_size=-32000;',
  'data-read': 'PRAGMA query_only=ON; PRAGMA cache_size=-32000;',
  // one walk through all rows comes to no page twice
  'data-scan': 'PRAGMA query_only=ON; PRAGMA cache_size=-2000;',
  'foreign-read': 'PRAGMA query_only=ON;',
  // nothing that reads the file: somebody else may hold it, and that is for BEGIN EXCLUSIVE to find out
  lock: 'PRAGMA busy_timeout=0;',
};

/**
 * Opens an SQLite file with the safety settings of its mode. Encrypted files use AEGIS-256 (authenticated: a flipped bit is an
 * error, never a wrong value). Throws `workspace-damaged`, `file-not-found` or `wrong-password` style errors as JiadiError.
 */
export function openDatabase(options: OpenOptions): Database {
  const readonly = options.mode === 'data-read' || options.mode === 'data-scan' || options.mode === 'foreign-read';
  let db: BetterSqlite.Database;
  try {
    db = new BetterSqlite(options.path, { readonly, fileMustExist: readonly });
  } catch (cause) {
    throw new JiadiError('file-not-found', { file: options.path }, cause);
  }
  try {
    if (options.key) {
      invariant(options.key.length === 32, 'a database key has 32 bytes');
      db.pragma("cipher='aegis'");
      (db as unknown as { key(secret: Buffer): void }).key(Buffer.from(`raw:${Buffer.from(options.key).toString('hex')}`));
    }
    if (options.mode === 'data-write') db.pragma('page_size=8192');
    db.exec(common);
    db.exec(byMode[options.mode]);
    if (options.mode !== 'lock') db.prepare('SELECT count(*) FROM sqlite_schema').get();
  } catch (cause) {
    db.close();
    throw new JiadiError('file-damaged', { file: options.path }, cause);
  }
  if (options.mode === 'workspace') assertDurable(db);
  return new Database(db, options.path);
}

/** A private database in memory. */
export function openMemory(): Database {
  const db = new BetterSqlite(':memory:');
  db.exec(common);
  return new Database(db, ':memory:');
}

function assertDurable(db: BetterSqlite.Database): void {
  invariant(db.pragma('synchronous', { simple: true }) === 2, 'workspace.db must be synchronous=FULL');
  invariant(db.pragma('temp_store', { simple: true }) === 2, 'temp_store must be MEMORY');
  invariant(db.pragma('journal_mode', { simple: true }) === 'wal', 'workspace.db must be in WAL mode');
}
