import type { TaskContext } from '../../base/jobs/index.ts';
import { join, openDatabase, sql, type SqlValue } from '../../base/sqlite/index.ts';
import type { BatchColumn } from '../table/batch-file.ts';
import { cellOf, exactCellOf, type PartedTable } from '../table/parts.ts';
import { finishRows, hashCells, mixRows } from './hash.ts';

/** 64-bit hashes of some columns of every row, in two halves. */
export interface HashedRows {
  readonly h1: Int32Array;
  readonly h2: Int32Array;
}

export interface HashOptions {
  /** Of the progress that is told. */
  readonly phase: string;
  /** True: a number and the text of its digits are two values, as they are to SQL. */
  readonly typed?: boolean;
  /** Makes a text of a set's column (both by position) what it is compared as. */
  readonly fold?: (set: number, column: number, text: string) => string;
}

const CHUNK_ROWS = 1024;
/** No text begins like this. */
const NUMBER_MARK = '\u0001\u0000';

type HashedCell = string | number | null;

/** Hashes several sets of columns (positions, the order counts) in one pass over a table; 8 bytes a row and set, and nothing else stays in memory. */
export function hashRows(
  {
    rowCount,
    parts,
    columns,
  }: Pick<PartedTable, 'rowCount' | 'parts'> & { readonly columns: readonly Pick<BatchColumn, 'index' | 'type'>[] },
  sets: readonly (readonly number[])[],
  { phase, typed = false, fold }: HashOptions,
  context: TaskContext,
): readonly HashedRows[] {
  const out = sets.map((): HashedRows => ({ h1: new Int32Array(rowCount), h2: new Int32Array(rowCount) }));
  const wanted = sets.flat();
  const places = sets.flatMap((set, s) => set.map((_, column) => [s, column] as const));
  const width = wanted.length;
  const cells: HashedCell[] = Array.from({ length: CHUNK_ROWS * width }, () => null);
  const hasher = new ChunkHasher(sets.map((set) => set.length));
  let at = 0;
  let held = 0;
  const flush = (): void => {
    hasher.hash(cells, held, out, at);
    at += held;
    held = 0;
    context.throwIfCancelled();
    context.report({ phase, done: at, total: rowCount, unit: 'rows' });
  };
  for (const part of parts) {
    const select = join(
      wanted.map((index) => (columns[index] ? exactCellOf(part, columns[index]) : cellOf(part, index))),
      ', ',
    );
    const db = openDatabase({ path: part.path, mode: 'data-read', key: part.key });
    try {
      const query = sql`SELECT ${width === 0 ? sql`NULL` : select} FROM rows ORDER BY rowid`;
      const rows = db
        .statement(query.text)
        .raw(true)
        .iterate(...query.values) as IterableIterator<SqlValue[]>;
      for (const row of rows) {
        const from = held * width;
        for (let c = 0; c < width; c++) {
          const cell = hashedOf(row[c] ?? null, typed);
          cells[from + c] = fold && typeof cell === 'string' ? fold(...(places[c] as readonly [number, number]), cell) : cell;
        }
        if (++held === CHUNK_ROWS) flush();
      }
    } finally {
      db.close();
    }
  }
  flush();
  return out;
}

/** The hash of a row whose `width` columns are all null. */
export function hashOfNulls(width: number): readonly [number, number] {
  const out: HashedRows = { h1: new Int32Array(1), h2: new Int32Array(1) };
  new ChunkHasher([width]).hash(
    Array.from({ length: width }, () => null),
    1,
    [out],
    0,
  );
  return [out.h1[0] as number, out.h2[0] as number];
}

function hashedOf(value: SqlValue, typed: boolean): HashedCell {
  if (value === null || typeof value === 'string') return value;
  if (typeof value === 'number') return typed ? NUMBER_MARK + String(value) : value;
  return typeof value === 'bigint' ? String(value) : Buffer.from(value).toString('latin1');
}

/** Hashes the cells of some rows, column by column. */
class ChunkHasher {
  readonly #widths: readonly number[];
  readonly #width: number;
  readonly #h1 = new Int32Array(CHUNK_ROWS);
  readonly #h2 = new Int32Array(CHUNK_ROWS);

  constructor(widths: readonly number[]) {
    this.#widths = widths;
    this.#width = widths.reduce((sum, width) => sum + width, 0);
  }

  hash(cells: readonly HashedCell[], count: number, out: readonly HashedRows[], at: number): void {
    let from = 0;
    this.#widths.forEach((width, set) => {
      const { h1, h2 } = out[set] as HashedRows;
      this.#columns(cells, from, from + width, count, h1.subarray(at, at + count), h2.subarray(at, at + count));
      from += width;
    });
  }

  #columns(cells: readonly HashedCell[], from: number, to: number, count: number, out1: Int32Array, out2: Int32Array): void {
    for (let c = from; c < to; c++) {
      hashCells(cells, c, this.#width, count, this.#h1, this.#h2);
      mixRows(count, this.#h1, this.#h2, out1, out2);
    }
    finishRows(count, out1, out2);
  }
}
