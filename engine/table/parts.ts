/** A table that lies in parts: those of one batch, or those of several batches one after the other. */
import { type Database, id, join, openDatabase, type OpenMode, type Sql, sql, type SqlValue } from '../../base/sqlite/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import { type BatchColumn, type BatchFile, type BatchPart, storedName } from './batch-file.ts';

/** A part whose batch may have the columns of the table elsewhere. */
export interface TablePart extends BatchPart {
  /** By column of the table: where it stands in the part, null where it does not and is empty in all rows. Left out: as in the table. */
  readonly positions?: readonly (number | null)[];
}

/** Rows that are looked at as one table; every batch is one. */
export interface PartedTable extends Omit<BatchFile, 'parts'> {
  readonly parts: readonly TablePart[];
}

const SAFE = Number.MAX_SAFE_INTEGER;

/** Tables one after the other as one, numbered through: the columns given (left out: those of the last), which each table has by name or has not. */
export function together(files: readonly BatchFile[], columns: readonly BatchColumn[] = files.at(-1)?.columns ?? []): PartedTable {
  let before = 0;
  const parts = files.flatMap((file) => {
    const at = new Map(file.columns.toReversed().map(({ name, index }) => [name, index]));
    const positions = columns.map(({ name }) => at.get(name) ?? null);
    const moved = positions.some((position, index) => position !== index);
    const own = file.parts.map((part) => ({ ...part, firstRow: part.firstRow + before, ...(moved ? { positions } : {}) }));
    before += file.rowCount;
    return own;
  });
  return { columns: columns.map((column, index) => ({ ...column, index })), parts, rowCount: before };
}

/** Opens a part such that its rows have the columns of the table, wherever its batch has them. */
export function openPart(part: TablePart, mode: OpenMode): Database {
  const db = openDatabase({ path: part.path, mode, key: part.key });
  const { positions } = part;
  if (positions === undefined) return db;
  const cells = positions.map((_, column) => sql`${cellOf(part, column)} AS ${id(storedName(column))}`);
  // a view in memory stands before the table of its name; it is merged into what is asked of it
  db.script(
    `PRAGMA query_only=OFF; CREATE TEMP VIEW rows AS SELECT ${join([sql`rowid AS rowid`, ...cells], ', ').text} FROM main.rows; PRAGMA query_only=ON;`,
  );
  return db;
}

/** What is read of a part for a column of the table. */
export function cellOf({ positions }: TablePart, column: number): Sql {
  const at = positions === undefined ? column : (positions[column] ?? null);
  return at === null ? sql`NULL` : id(storedName(at));
}

/** The same, except that a whole number beyond what a JavaScript number holds comes as text, so that its last digits count. */
export function exactCellOf(part: TablePart, { index, type }: Pick<BatchColumn, 'index' | 'type'>): Sql {
  const cell = cellOf(part, index);
  // a column that is of another type now may have been one of whole numbers in an older batch
  return type === 'integer' || part.positions !== undefined ? exact(cell) : cell;
}

const exact = (cell: Sql): Sql =>
  sql`iif(typeof(${cell}) = 'integer' AND (${cell} > ${SAFE} OR ${cell} < ${-SAFE}), CAST(${cell} AS TEXT), ${cell})`;

/** Reads single rows of a table by their numbers; a part is opened when it is first needed. */
export class CellReader {
  readonly #parts: readonly TablePart[];
  readonly #open = new Map<TablePart, Database>();

  constructor(parts: readonly TablePart[]) {
    this.#parts = parts;
  }

  /** Cells of a row, whole numbers with all their digits; `not-found` when there is no such row. */
  row(columns: readonly number[], row: number): readonly SqlValue[] {
    const part = this.#parts.findLast(({ firstRow }) => firstRow <= row);
    if (!part || row >= part.firstRow + part.rowCount) throw new JiadiError('not-found', { what: 'row', name: row });
    if (columns.length === 0) return [];
    let db = this.#open.get(part);
    if (!db) this.#open.set(part, (db = openDatabase({ path: part.path, mode: 'data-read', key: part.key })));
    const cells = join(
      columns.map((column) => exact(cellOf(part, column))),
      ', ',
    );
    return db.arrays(sql`SELECT ${cells} FROM rows WHERE rowid = ${row - part.firstRow + 1}`)[0] ?? [];
  }

  close(): void {
    for (const db of this.#open.values()) db.close();
    this.#open.clear();
  }
}
