import type { TaskContext } from '../../../base/jobs/index.ts';
import { join, openDatabase, sql, type SqlValue } from '../../../base/sqlite/index.ts';
import type { BatchColumn } from '../../table/batch-file.ts';
import { exactCellOf, type TablePart } from '../../table/parts.ts';
import { hashCells } from '../hash.ts';

/** A column whose values are replaced by small numbers: equal values have equal codes, 0 is null, others begin at 1. */
export interface CodedColumn {
  readonly name: string;
  readonly codes: Int32Array;
  /** Different values that are not null; codes go up to it. */
  readonly distinct: number;
  readonly nulls: number;
  /** A measure or count, and no code that is written in digits. */
  readonly numeric: boolean;
  /** Codes of values that are infinite, as numbers or in words. */
  readonly infinite: readonly number[];
  /** The number that each code stands for, NaN where it is none; index 0 is null's. */
  readonly numbers: Float64Array;
  /** The text of each code, the first being null's; only when there are few enough (`TEXTS_MAX`), otherwise null. */
  readonly texts: readonly string[] | null;
}

/** Some or all rows of a table in codes. */
export interface CodedTable {
  /** Rows that are coded. */
  readonly rowCount: number;
  /** Rows of the table: more than `rowCount` when evenly spaced rows stand for all. */
  readonly rowsInAll: number;
  readonly columns: readonly CodedColumn[];
}

/** A column that is to be coded. */
export type CodedSource = Pick<BatchColumn, 'index' | 'name' | 'type' | 'semantic'>;

/** Most cells that are coded; a larger table is looked at through evenly spaced rows. */
export const CELLS_MAX = 4_000_000;
const ROWS_MAX = 250_000;
/** Most different values of a column whose texts are kept, and longest text. */
const TEXTS_MAX = 20_000;
const TEXT_CHARS_MAX = 200;
const LOOK_EVERY = 4096;

/** Reads the rows of a table (or evenly spaced ones) into codes. Memory: 4 bytes a cell and 24 a different value. */
export function readCoded(
  parts: readonly TablePart[],
  columns: readonly CodedSource[],
  context: TaskContext,
  cellsMax: number = CELLS_MAX,
): CodedTable {
  const rowsInAll = parts.reduce((sum, part) => sum + part.rowCount, 0);
  const most = Math.max(1, Math.min(ROWS_MAX, Math.floor(cellsMax / Math.max(1, columns.length))));
  const step = Math.max(1, Math.ceil(rowsInAll / most));
  const rowCount = Math.ceil(rowsInAll / step);
  const coders = columns.map((column) => new Coder(column.name, isMeasure(column), rowCount));
  let at = 0;
  for (const part of parts) {
    const first = firstIn(part.firstRow, step);
    if (first > part.firstRow + part.rowCount - 1) continue;
    const select = join(
      columns.map((column) => exactCellOf(part, column)),
      ', ',
    );
    const db = openDatabase({ path: part.path, mode: 'data-read', key: part.key });
    try {
      const from = first - part.firstRow + 1;
      const query =
        step === 1
          ? sql`SELECT ${select} FROM rows WHERE rowid >= ${from} ORDER BY rowid`
          : sql`SELECT ${select} FROM rows WHERE rowid >= ${from} AND (rowid - ${from}) % ${step} = 0 ORDER BY rowid`;
      for (const row of db
        .statement(query.text)
        .raw(true)
        .iterate(...query.values) as IterableIterator<SqlValue[]>) {
        for (let c = 0; c < coders.length; c++) coders[c]?.set(at, row[c] ?? null);
        at++;
        if (at % LOOK_EVERY === 0) {
          context.throwIfCancelled();
          context.report({ phase: 'structure', done: at, total: rowCount, unit: 'rows' });
        }
      }
    } finally {
      db.close();
    }
  }
  return { rowCount: at, rowsInAll, columns: coders.map((coder) => coder.finish(at)) };
}

function isMeasure({ type, semantic }: CodedSource): boolean {
  return semantic === null && (type === 'integer' || type === 'decimal');
}

/** The first data row at or after `row` whose distance from row 1 is a multiple of `step`. */
function firstIn(row: number, step: number): number {
  return Math.ceil((row - 1) / step) * step + 1;
}

/** A table of values in codes, for small data and tests. */
export function codedTable(columns: Readonly<Record<string, readonly SqlValue[]>>): CodedTable {
  const names = Object.keys(columns);
  const rowCount = names.length === 0 ? 0 : (columns[names[0] ?? '']?.length ?? 0);
  const coders = names.map((name) => {
    const coder = new Coder(name, true, rowCount);
    columns[name]?.forEach((value, row) => coder.set(row, value));
    return coder.finish(rowCount);
  });
  return { rowCount, rowsInAll: rowCount, columns: coders };
}

class Coder {
  readonly #name: string;
  readonly #numeric: boolean;
  readonly #codes: Int32Array;
  readonly #h1 = new Int32Array(1);
  readonly #h2 = new Int32Array(1);
  readonly #cell: (string | number | bigint | null)[] = [null];
  /** Three words a slot: hash (two) and code; code 0 is free. */
  #slots = new Int32Array(3 * 1024);
  #mask = 1023;
  #distinct = 0;
  #nulls = 0;
  #numbers = new Float64Array(512);
  readonly #infinite: number[] = [];
  #texts: string[] | null = [''];

  constructor(name: string, numeric: boolean, rowCount: number) {
    this.#name = name;
    this.#numeric = numeric;
    this.#codes = new Int32Array(rowCount);
  }

  set(row: number, value: SqlValue): void {
    if (value === null) {
      this.#nulls++;
      return;
    }
    this.#cell[0] = value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value;
    hashCells(this.#cell, 0, 1, 1, this.#h1, this.#h2);
    const [a, b] = [this.#h1[0] as number, this.#h2[0] as number];
    for (let slot = a & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const code = this.#slots[slot * 3 + 2] as number;
      if (code === 0) {
        this.#codes[row] = this.#add(slot, a, b, value);
        return;
      }
      if (this.#slots[slot * 3] === a && this.#slots[slot * 3 + 1] === b) {
        this.#codes[row] = code;
        return;
      }
    }
  }

  #add(slot: number, a: number, b: number, value: SqlValue): number {
    const code = ++this.#distinct;
    this.#slots[slot * 3] = a;
    this.#slots[slot * 3 + 1] = b;
    this.#slots[slot * 3 + 2] = code;
    if (code >= this.#numbers.length) this.#numbers = grown(this.#numbers);
    this.#numbers[code] = numberOf(value);
    if (this.#numeric && isInfinite(value)) this.#infinite.push(code);
    if (code > TEXTS_MAX) this.#texts = null;
    else this.#texts?.push(String(value).slice(0, TEXT_CHARS_MAX));
    if (code * 2 > this.#mask) this.#grow();
    return code;
  }

  #grow(): void {
    const old = this.#slots;
    this.#mask = this.#mask * 2 + 1;
    this.#slots = new Int32Array(3 * (this.#mask + 1));
    for (let i = 0; i < old.length; i += 3) {
      if (old[i + 2] === 0) continue;
      let slot = (old[i] as number) & this.#mask;
      while (this.#slots[slot * 3 + 2] !== 0) slot = (slot + 1) & this.#mask;
      this.#slots.set(old.subarray(i, i + 3), slot * 3);
    }
  }

  finish(rowCount: number): CodedColumn {
    this.#numbers[0] = Number.NaN;
    return {
      name: this.#name,
      codes: this.#codes.subarray(0, rowCount),
      distinct: this.#distinct,
      nulls: this.#nulls,
      numeric: this.#numeric,
      infinite: this.#infinite,
      numbers: this.#numbers.subarray(0, this.#distinct + 1),
      texts: this.#texts,
    };
  }
}

function grown(numbers: Float64Array): Float64Array<ArrayBuffer> {
  const more = new Float64Array(numbers.length * 2);
  more.set(numbers);
  return more;
}

const plainNumber = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/;

const infinity = /^\s*[-+]?(?:inf|infinity|1\.#inf|∞|无穷大?)\s*$/i;

function isInfinite(value: SqlValue): boolean {
  if (typeof value === 'number') return Math.abs(value) === Number.POSITIVE_INFINITY;
  return typeof value === 'string' && value.length <= 12 && infinity.test(value);
}

function numberOf(value: SqlValue): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'string' && value.length <= 40 && plainNumber.test(value) ? Number(value) : Number.NaN;
}
