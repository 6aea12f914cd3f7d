import type { TaskContext } from '../../base/jobs/index.ts';
import { id, join, openDatabase, type Sql, sql, type SqlValue } from '../../base/sqlite/index.ts';
import { finishRows, hashCells, mixRows } from '../profile/index.ts';
import { type BatchColumn, type BatchFile, storedName } from '../table/index.ts';

export interface RowHashesInput {
  readonly file: BatchFile;
  /** Positions of the key columns, in the order of the key. */
  readonly key: readonly number[];
  /** Positions of the other columns that are compared, in the same order for every batch of a comparison. */
  readonly rest: readonly number[];
}

/** 64-bit hashes of every row of a batch, in two halves: of its key, and of its other compared cells. */
export interface RowHashes {
  readonly rowCount: number;
  readonly key1: Int32Array;
  readonly key2: Int32Array;
  readonly rest1: Int32Array;
  readonly rest2: Int32Array;
}

const CHUNK_ROWS = 1024;
const SAFE = Number.MAX_SAFE_INTEGER;

/** Worker task `batches.rowHashes`: one pass over a batch; 16 bytes a row and nothing else stays in memory. */
export function rowHashes({ file, key, rest }: RowHashesInput, context: TaskContext): RowHashes {
  const { rowCount } = file;
  const make = (): Int32Array<ArrayBuffer> => new Int32Array(rowCount);
  const out = { rowCount, key1: make(), key2: make(), rest1: make(), rest2: make() };
  const wanted = [...key, ...rest];
  const width = wanted.length;
  const select = join(
    wanted.map((index) => exact(file.columns[index], index)),
    ', ',
  );
  const cells: (string | number | null)[] = Array.from({ length: CHUNK_ROWS * width }, () => null);
  const hasher = new ChunkHasher(width, key.length);
  let at = 0;
  let held = 0;
  const flush = (): void => {
    hasher.hash(cells, held, out, at);
    at += held;
    held = 0;
    context.throwIfCancelled();
    context.report({ phase: 'compare', done: at, total: rowCount, unit: 'rows' });
  };
  for (const part of file.parts) {
    const db = openDatabase({ path: part.path, mode: 'data-read', key: part.key });
    try {
      const query = sql`SELECT ${select} FROM rows ORDER BY rowid`;
      const rows = db
        .statement(query.text)
        .raw(true)
        .iterate(...query.values) as IterableIterator<SqlValue[]>;
      for (const row of rows) {
        const from = held * width;
        for (let c = 0; c < width; c++) cells[from + c] = cellOf(row[c] ?? null);
        if (++held === CHUNK_ROWS) flush();
      }
    } finally {
      db.close();
    }
  }
  flush();
  return out;
}

/** A whole number beyond what a JavaScript number holds comes as text, so that its last digits count. */
function exact(column: BatchColumn | undefined, index: number): Sql {
  const name = id(storedName(index));
  if (column?.type !== 'integer') return name;
  return sql`iif(typeof(${name}) = 'integer' AND (${name} > ${SAFE} OR ${name} < ${-SAFE}), CAST(${name} AS TEXT), ${name})`;
}

function cellOf(value: SqlValue): string | number | null {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  return typeof value === 'bigint' ? String(value) : Buffer.from(value).toString('latin1');
}

/** Hashes the cells of some rows, column by column. */
class ChunkHasher {
  readonly #width: number;
  readonly #keyWidth: number;
  readonly #h1 = new Int32Array(CHUNK_ROWS);
  readonly #h2 = new Int32Array(CHUNK_ROWS);

  constructor(width: number, keyWidth: number) {
    this.#width = width;
    this.#keyWidth = keyWidth;
  }

  hash(cells: readonly (string | number | null)[], count: number, out: RowHashes, at: number): void {
    const part = (all: Int32Array): Int32Array => all.subarray(at, at + count);
    this.#columns(cells, 0, this.#keyWidth, count, part(out.key1), part(out.key2));
    this.#columns(cells, this.#keyWidth, this.#width, count, part(out.rest1), part(out.rest2));
  }

  #columns(cells: readonly (string | number | null)[], from: number, to: number, count: number, out1: Int32Array, out2: Int32Array): void {
    for (let c = from; c < to; c++) {
      hashCells(cells, c, this.#width, count, this.#h1, this.#h2);
      mixRows(count, this.#h1, this.#h2, out1, out2);
    }
    finishRows(count, out1, out2);
  }
}
