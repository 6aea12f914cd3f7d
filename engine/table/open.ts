import { invariant } from '../../base/invariant.ts';
import { type Database, empty, id, join, openDatabase, type Sql, sql, type SqlValue, type Statement } from '../../base/sqlite/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { BatchFile, BatchPart } from './batch-file.ts';
import {
  columnAt,
  type Filter,
  numberFunction,
  overParts,
  partAlias,
  type Sort,
  sortKey,
  stored,
  timeFunction,
  traitFunction,
} from './query.ts';
import { hasTrait, type Trait } from './traits.ts';
import { toNumber, toTime } from './typed.ts';

/** A stretch of the rows of a batch, in file order or as sorted and filtered. */
export interface PageQuery {
  /** 0-based position among the rows that meet the filter. */
  readonly offset: number;
  readonly limit: number;
  /** 0-based columns in the wanted order; left out: all. */
  readonly columns?: readonly number[];
  readonly sort?: Sort | null;
  /** All of them must hold. */
  readonly filter?: readonly Filter[];
}

/** A page as columns: `columns[i][r]` is column `columns[i]` of the query in row `rows[r]`. */
export interface Page {
  readonly rows: readonly number[];
  readonly columns: readonly (readonly SqlValue[])[];
  /** Rows that meet the filter. */
  readonly total: number;
}

export interface Facet {
  readonly values: readonly { readonly value: SqlValue; readonly count: number }[];
  /** Different values that are not null. */
  readonly distinct: number;
  readonly nulls: number;
}

/** Most rows in a page. */
export const PAGE_ROWS_MAX = 1_000;
const FACET_MAX = 1_000;
const INDEXES_KEPT = 4;
const STATEMENTS_KEPT = 50;
/** Parts beyond the first are attached; SQLite attaches ten. */
export const PARTS_MAX = 11;
const CANCEL_EVERY = 16_384;

/** Reads one batch. Opening is cheap; the first sorted or filtered page builds an index of row numbers, later ones use it. */
export class BatchReader {
  readonly file: BatchFile;
  readonly #db: Database;
  readonly #indexes = new Map<string, Int32Array>();
  readonly #byNumber = new Map<string, Statement>();
  #traits: Readonly<Record<string, Trait>> = {};

  constructor(file: BatchFile) {
    invariant(file.parts.length > 0 && file.parts.length <= PARTS_MAX, 'a batch has one to eleven parts');
    this.file = file;
    const [first, ...others] = file.parts as [BatchPart, ...BatchPart[]];
    this.#db = openDatabase({ path: first.path, mode: 'data-read', key: first.key });
    try {
      others.forEach((part, i) => this.#db.attach(partAlias(i + 1), part.path, part.key));
      registerTyped(this.#db);
      this.#db.register(traitFunction, (value: SqlValue, trait: SqlValue, of: SqlValue) =>
        hasTrait(value, String(trait), String(of), this.#traits),
      );
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  /** Traits that filters may ask for beyond those of the table itself. */
  use(traits: Readonly<Record<string, Trait>>): this {
    this.#traits = traits;
    return this;
  }

  /** One page. `check` is called now and then while an index is built and may throw to stop it. */
  page(query: PageQuery, check: () => void = () => undefined): Page {
    const { offset, limit, sort, filter = [] } = query;
    if (!Number.isInteger(offset) || offset < 0 || !Number.isInteger(limit) || limit < 0)
      throw new JiadiError('invalid-input', { problem: 'offset' });
    if (limit > PAGE_ROWS_MAX) throw new JiadiError('limit-reached', { limit: 'page', max: PAGE_ROWS_MAX });
    const columns = query.columns ?? this.file.columns.map((column) => column.index);
    for (const column of columns) columnAt(this.file, column);
    if (!sort && filter.length === 0) {
      const last = Math.min(this.file.rowCount, offset + limit);
      return this.#columnar(columns, this.#stretch(columns, offset + 1, last), offset + 1, this.file.rowCount);
    }
    const index = this.#index(sort ?? null, filter, check);
    const rows = [...index.subarray(offset, offset + limit)];
    const cells = this.rowsByNumber(columns, rows);
    return { rows, columns: columns.map((_, c) => cells.map((row) => row[c] ?? null)), total: index.length };
  }

  /** Numbers of the rows that meet the conditions, rising. */
  rowsWhere(filter: readonly Filter[], check: () => void = () => undefined): Int32Array {
    return this.#index(null, filter, check);
  }

  /** All values of the row with this number, or `not-found`. */
  rowByNumber(row: number): readonly SqlValue[] {
    const found = this.#stretch(
      this.file.columns.map((column) => column.index),
      row,
      row,
    )[0];
    if (!found) throw new JiadiError('not-found', { what: 'row', name: row });
    return found;
  }

  /** The most frequent values of a column, the smaller first among equals. */
  facet(column: number, limit: number, filter: readonly Filter[] = []): Facet {
    columnAt(this.file, column);
    if (limit > FACET_MAX) throw new JiadiError('limit-reached', { limit: 'facet', max: FACET_MAX });
    const grouped = sql`SELECT value, count(*) AS n FROM (${overParts(this.file, [sql`${stored(column)} AS value`], filter)}) GROUP BY value`;
    const rows = this.#db.arrays(sql`
      SELECT value, n, count(value) OVER (), sum(iif(value IS NULL, n, 0)) OVER () FROM (${grouped}) ORDER BY value IS NULL, n DESC, value LIMIT ${limit}
    `);
    return {
      values: rows.filter((row) => row[0] !== null).map(([value = null, count]) => ({ value, count: Number(count) })),
      distinct: Number(rows[0]?.[2] ?? 0),
      nulls: Number(rows[0]?.[3] ?? 0),
    };
  }

  /** Closes the files. */
  close(): void {
    this.#indexes.clear();
    this.#db.close();
  }

  #stretch(columns: readonly number[], firstRow: number, lastRow: number): SqlValue[][] {
    const out: SqlValue[][] = [];
    this.file.parts.forEach((part, index) => {
      const from = Math.max(firstRow, part.firstRow) - part.firstRow + 1;
      const to = Math.min(lastRow, part.firstRow + part.rowCount - 1) - part.firstRow + 1;
      if (from > to) return;
      const query = sql`SELECT ${selection(columns)} FROM ${id(partAlias(index))}.rows WHERE rowid BETWEEN ${from} AND ${to} ORDER BY rowid`;
      out.push(...this.#db.arrays(query));
    });
    return out;
  }

  #columnar(columns: readonly number[], cells: readonly SqlValue[][], firstRow: number, total: number): Page {
    return { rows: cells.map((_, r) => firstRow + r), columns: columns.map((_, c) => cells.map((row) => row[c] ?? null)), total };
  }

  /** Cells of rows by their numbers, in the order that is asked for; the rows must be there. */
  rowsByNumber(columns: readonly number[], rows: readonly number[]): SqlValue[][] {
    return rows.map((row) => {
      const index = this.file.parts.findLastIndex((part) => part.firstRow <= row);
      const part = this.file.parts[index];
      invariant(part, 'a row of the index lies in a part');
      const text = sql`SELECT ${selection(columns)} FROM ${id(partAlias(index))}.rows WHERE rowid = ?`.text;
      let statement = this.#byNumber.get(text);
      if (!statement) {
        statement = this.#db.statement(text).raw(true);
        if (this.#byNumber.size >= STATEMENTS_KEPT) this.#byNumber.clear();
        this.#byNumber.set(text, statement);
      }
      return statement.get(row - part.firstRow + 1) as SqlValue[];
    });
  }

  #index(sort: Sort | null, filter: readonly Filter[], check: () => void): Int32Array {
    const key = JSON.stringify([sort, filter], (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
    const known = this.#indexes.get(key);
    if (known) {
      this.#indexes.delete(key);
      this.#indexes.set(key, known);
      return known;
    }
    check();
    const built = this.#build(this.#indexQuery(sort, filter), check);
    this.#indexes.set(key, built);
    const oldest = this.#indexes.keys().next().value;
    if (this.#indexes.size > INDEXES_KEPT && oldest !== undefined) this.#indexes.delete(oldest);
    return built;
  }

  #indexQuery(sort: Sort | null, filter: readonly Filter[]): Sql {
    if (!sort) return sql`SELECT row FROM (${overParts(this.file, [], filter)}) ORDER BY row`;
    const keyed = overParts(this.file, [sql`${sortKey(sort.column, columnAt(this.file, sort.column).type)} AS k`], filter);
    return sql`SELECT row FROM (${keyed}) ORDER BY k IS NULL, k${sort.direction === 'desc' ? sql` DESC` : empty}, row`;
  }

  #build(query: Sql, check: () => void): Int32Array {
    const rows = new Int32Array(this.file.rowCount);
    let count = 0;
    const statement = this.#db.statement(query.text).pluck(true);
    for (const row of statement.iterate(...query.values) as IterableIterator<number>) {
      rows[count++] = row;
      if (count % CANCEL_EVERY === 0) check();
    }
    return count === rows.length ? rows : rows.slice(0, count);
  }
}

function selection(columns: readonly number[]): Sql {
  return columns.length === 0 ? sql`NULL` : join(columns.map(stored), ', ');
}

/** Makes the typed reading functions callable from SQL on this connection. */
export function registerTyped(db: Database): void {
  db.register(numberFunction, (value: string | number | null) => toNumber(value));
  db.register(timeFunction, (value: string | number | null) => (typeof value === 'string' ? toTime(value) : null));
}

/** Opens a batch for reading. Throws `file-not-found` and `file-damaged`. */
export function openBatch(file: BatchFile): BatchReader {
  return new BatchReader(file);
}
