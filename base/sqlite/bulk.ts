import BetterSqlite from 'better-sqlite3';
import { invariant } from '../invariant.ts';
import { cellOfUnits, type UnitRows } from '../units.ts';
import { Database, type Statement } from './database.ts';
import { type DatabaseKey, openDatabase } from './open.ts';
import { type ImageValue, RowImage } from './row-image.ts';

/** Pages of 64 KB in one block: about 4 MB of rows travel to SQLite in one call. */
const IMAGE_PAGES = 64;

/**
 * Writes the rows of a new data file in blocks, several times faster than a prepared insert: table `rows` with columns of no affinity,
 * rowid 1, 2, 3 … in the order of `add`. Failures come out as SQLite's own errors (`SQLITE_FULL` …).
 */
export class BulkRows {
  readonly #path: string;
  readonly #key: DatabaseKey | null;
  readonly #create: string;
  readonly #width: number;
  readonly #image: RowImage;
  #rowCount = 0;

  /** Creates table `rows` in a new file; `schema` holds the other tables of the file. */
  constructor(path: string, key: DatabaseKey | null, columns: readonly string[], schema = '') {
    this.#path = path;
    this.#key = key;
    this.#width = columns.length;
    this.#create = `CREATE TABLE rows(${columns.map((c) => `"${c.replaceAll('"', '""')}"`).join(',')})`;
    this.#image = new RowImage(columns.length, IMAGE_PAGES);
    const db = openDatabase({ path, mode: 'data-write', key });
    try {
      db.script(`${this.#create};${schema}`);
    } finally {
      db.close();
    }
  }

  /** Rows added so far. */
  get rowCount(): number {
    return this.#rowCount;
  }

  /** Adds `cells[from .. from + width)` as the next row. */
  add(cells: readonly ImageValue[], from: number): void {
    this.#rowCount++;
    if (this.#image.add(cells, from)) return;
    this.flush();
    if (!this.#image.add(cells, from)) this.#insertLong(cells.slice(from, from + this.#width));
  }

  /** Adds a row of texts of which no strings were made. */
  addUnits(rows: UnitRows, row: number): void {
    this.#rowCount++;
    if (this.#image.addUnits(rows, row)) return;
    this.flush();
    if (this.#image.addUnits(rows, row)) return;
    const from = row * rows.width;
    this.#insertLong(Array.from({ length: rows.width }, (_, c) => cellOfUnits(rows, from + c)));
  }

  /** Hands the collected rows to SQLite. */
  flush(): void {
    if (this.#image.rowCount === 0) return;
    const block = new Database(new BetterSqlite(this.#image.bytes(this.#create)), ':memory:');
    try {
      block.script("PRAGMA cipher='aegis'; PRAGMA temp_store=MEMORY;");
      block.attach('target', this.#path, this.#key);
      block.script(`
        PRAGMA target.journal_mode=MEMORY; PRAGMA target.synchronous=OFF;
        INSERT INTO target.rows SELECT * FROM main.rows;
      `);
    } finally {
      block.close();
    }
    this.#image.clear();
  }

  /** Flushes and opens the file once more for what else goes into it. */
  finish(work: (db: Database) => void): void {
    this.flush();
    const db = openDatabase({ path: this.#path, mode: 'data-write', key: this.#key });
    try {
      db.transaction(() => work(db));
    } finally {
      db.close();
    }
  }

  /** A row that is too long for a page goes in by itself. */
  #insertLong(row: ImageValue[]): void {
    invariant(this.#image.rowCount === 0, 'rows must keep their order');
    const db = openDatabase({ path: this.#path, mode: 'data-write', key: this.#key });
    try {
      const statement: Statement = db.statement(`INSERT INTO rows VALUES (${row.map(() => '?').join(',')})`);
      statement.run(row);
    } finally {
      db.close();
    }
  }
}
