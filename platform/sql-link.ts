import type { Sql } from '../base/sqlite/index.ts';
import type { SqlDialect } from './sql-schema.ts';

/** A connection that speaks the SQL common to SQLite and PostgreSQL. Text is bytes-sorted, whole numbers come as numbers, blobs as Uint8Array. */
export interface SqlTx {
  all<T>(query: Sql): Promise<readonly T[]>;
  run(query: Sql): Promise<void>;
  /** A fixed script of our own; never text from outside. */
  script(text: string): Promise<void>;
}

/** A database that runs transactions one after another. */
export interface SqlLink {
  readonly dialect: SqlDialect;
  /** Runs `work` in one durable transaction, alone among all that write; an exception rolls it back. */
  write<T>(work: (tx: SqlTx) => Promise<T>): Promise<T>;
  /** Runs `work` on one consistent state. */
  read<T>(work: (tx: SqlTx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
