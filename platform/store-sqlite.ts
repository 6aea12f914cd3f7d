import { type Database, type DatabaseKey, openDatabase, openMemory, type Sql } from '../base/sqlite/index.ts';
import type { SqlLink, SqlTx } from './sql-link.ts';
import { openSqlStore } from './store-sql.ts';
import type { PlatformStore } from './store.ts';

/** Opens (or creates) the embedded store in one encrypted file; `path` null keeps it in memory. `epoch` is used for a new store only. */
export async function openSqliteStore(path: string | null, key: DatabaseKey | null, epoch: string): Promise<PlatformStore> {
  const db = path === null ? openMemory() : openDatabase({ path, mode: 'workspace', key });
  try {
    return await openSqlStore(new SqliteLink(db), epoch);
  } catch (error) {
    db.close();
    throw error;
  }
}

class SqliteLink implements SqlLink {
  readonly dialect = { int: 'INTEGER', blob: 'BLOB', text: 'TEXT', strict: 'STRICT' };
  readonly #db: Database;
  readonly #tx: SqlTx;
  #last: Promise<unknown> = Promise.resolve();

  constructor(db: Database) {
    this.#db = db;
    this.#tx = {
      all: async <T>(query: Sql) => db.all<T>(query),
      run: async (query) => void db.run(query),
      script: async (text) => db.script(text),
    };
  }

  write<T>(work: (tx: SqlTx) => Promise<T>): Promise<T> {
    return this.#alone('BEGIN IMMEDIATE', work);
  }

  read<T>(work: (tx: SqlTx) => Promise<T>): Promise<T> {
    return this.#alone('BEGIN', work);
  }

  async close(): Promise<void> {
    await this.#last;
    this.#db.close();
  }

  // one connection: whoever comes while a transaction is open waits for its end
  #alone<T>(begin: 'BEGIN' | 'BEGIN IMMEDIATE', work: (tx: SqlTx) => Promise<T>): Promise<T> {
    const mine = this.#last.then(async () => {
      this.#db.script(begin);
      try {
        const result = await work(this.#tx);
        this.#db.script('COMMIT');
        return result;
      } catch (error) {
        if (this.#db.inTransaction) this.#db.script('ROLLBACK');
        throw error;
      }
    });
    // the queue goes on after a failure; the failure itself reaches the caller through `mine`
    this.#last = mine.then(
      () => undefined,
      () => undefined,
    );
    return mine;
  }
}
