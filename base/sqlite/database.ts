import type BetterSqlite from 'better-sqlite3';
import { id, type Sql, type SqlValue } from './sql.ts';

export type Row = Readonly<Record<string, unknown>>;

/** Reading side of a database. */
export interface Reader {
  /** All rows of a query. */
  all<T = Row>(query: Sql): T[];
  /** The first row, or undefined. */
  get<T = Row>(query: Sql): T | undefined;
  /** The first column of the first row, or undefined. */
  value<T = SqlValue>(query: Sql): T | undefined;
  /** Rows one by one; the database must not be written meanwhile. */
  iterate<T = Row>(query: Sql): IterableIterator<T>;
  /** Rows as arrays in column order: the quick form for pages. */
  arrays(query: Sql): SqlValue[][];
}

/** Reading and writing side. A function that takes a Writer changes something. */
export interface Writer extends Reader {
  /** Runs one statement; returns the number of changed rows. */
  run(query: Sql): { readonly changes: number };
}

/** A prepared statement for hot loops. */
export type Statement = BetterSqlite.Statement<unknown[]>;

const CACHED_STATEMENTS = 500;

/** One open SQLite file. Only `base/sqlite` knows the library behind it. */
export class Database implements Writer {
  readonly path: string;
  readonly #db: BetterSqlite.Database;
  readonly #statements = new Map<string, Statement>();

  constructor(db: BetterSqlite.Database, path: string) {
    this.#db = db;
    this.path = path;
  }

  #prepare(text: string): Statement {
    const known = this.#statements.get(text);
    if (known) return known;
    const statement = this.#db.prepare<unknown[]>(text);
    if (this.#statements.size >= CACHED_STATEMENTS) {
      const oldest = this.#statements.keys().next().value;
      if (oldest !== undefined) this.#statements.delete(oldest);
    }
    this.#statements.set(text, statement);
    return statement;
  }

  all<T = Row>(query: Sql): T[] {
    return this.#prepare(query.text)
      .raw(false)
      .all(...query.values) as T[];
  }

  get<T = Row>(query: Sql): T | undefined {
    return this.#prepare(query.text)
      .raw(false)
      .get(...query.values) as T | undefined;
  }

  value<T = SqlValue>(query: Sql): T | undefined {
    const row = this.#prepare(query.text)
      .raw(true)
      .get(...query.values) as T[] | undefined;
    return row?.[0];
  }

  iterate<T = Row>(query: Sql): IterableIterator<T> {
    // a statement of its own: a cached one may be busy in an outer loop
    return this.#db.prepare<unknown[]>(query.text).iterate(...query.values) as IterableIterator<T>;
  }

  arrays(query: Sql): SqlValue[][] {
    return this.#prepare(query.text)
      .raw(true)
      .all(...query.values) as SqlValue[][];
  }

  run(query: Sql): { readonly changes: number } {
    return { changes: this.#prepare(query.text).run(...query.values).changes };
  }

  /** Runs a fixed script of our own (schema, pragmas); never text from outside. */
  script(text: string): void {
    this.#db.exec(text);
  }

  /** A prepared statement for hot loops; the caller owns it. */
  statement(text: string): Statement {
    return this.#db.prepare<unknown[]>(text);
  }

  /** Runs `work` in one IMMEDIATE transaction; an exception rolls it back. Nested calls join the outer one. */
  transaction<T>(work: () => T): T {
    if (this.#db.inTransaction) return work();
    return this.#db.transaction(work).immediate();
  }

  /** True inside a transaction. */
  get inTransaction(): boolean {
    return this.#db.inTransaction;
  }

  /** Makes a deterministic function callable from SQL. */
  register(name: string, fn: (...args: never[]) => SqlValue, options: { readonly varargs?: boolean } = {}): void {
    this.#db.function(
      name,
      { deterministic: true, directOnly: true, varargs: options.varargs ?? false },
      fn as (...args: unknown[]) => unknown,
    );
  }

  /** Makes rows from elsewhere readable as a table; they are asked for anew by each query that reads it. */
  provide(name: string, columns: readonly string[], rows: () => IterableIterator<unknown[]>): void {
    this.#db.table(name, {
      columns: [...columns],
      *rows() {
        yield* rows() as IterableIterator<SqlValue[]>;
      },
    });
  }

  /** Attaches another data file of ours under `alias`. */
  attach(alias: string, path: string, key: Uint8Array | null): void {
    const name = id(alias).text;
    if (key) this.#db.prepare(`ATTACH ? AS ${name} KEY ?`).run(path, `raw:${Buffer.from(key).toString('hex')}`);
    else this.#db.prepare(`ATTACH ? AS ${name}`).run(path);
  }

  /** Reads a pragma as its first value. */
  pragma(text: string): unknown {
    return this.#db.pragma(text, { simple: true });
  }

  /** Closes the file; calling it twice is harmless. */
  close(): void {
    this.#statements.clear();
    if (this.#db.open) this.#db.close();
  }
}
