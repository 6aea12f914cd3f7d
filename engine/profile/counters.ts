/** Counts everything a profile needs while the rows pass by, one part of a file a thread. */
import type { UnitRows } from '../../base/units.ts';
import { ColumnCounter, type PartColumn, type SemanticCheck } from './column-counter.ts';
import { BLOCK, columnOf, type CountedRows } from './cells.ts';
import { ContentHash, finishRows, mixRows } from './hash.ts';
import { type BlockSource, partitionsFor, Spill, type SpillStream, SpillWriter } from '../../base/spill.ts';
import type { PartSoFar } from './so-far.ts';
import { RowHashSet } from './value-table.ts';

export type { CountedRows } from './cells.ts';
export type { PartColumn, SemanticCheck } from './column-counter.ts';

/** Hashes of rows that are on disk. */
export interface SpilledRows {
  readonly file: BlockSource;
  readonly partitions: number;
  readonly stream: SpillStream;
}

export interface PartCounts {
  readonly rowCount: number;
  readonly content: { readonly a: number; readonly b: number; readonly rows: number };
  readonly columns: readonly PartColumn[];
  readonly rowHashes: {
    readonly words: Int32Array;
    readonly size: number;
    readonly zeroSeen: boolean;
    readonly spilled: SpilledRows | null;
  };
}

/** Hashes of whole rows may take one such share of the memory. */
const ROWS_SHARE = 4;
/** Words of a row's hash on disk. */
export const ROW_WORDS = 2;

export interface CounterOptions {
  /** For each column the check of the semantic kind it is expected to hold, or null. */
  readonly checks: readonly (SemanticCheck | null)[];
  /** Bytes that the tables of distinct values may take; beyond it they move to the disk, the largest first. */
  readonly memoryBytes: number;
  /** A file for what is on disk; it need not exist, and it must be removed when the counts have been merged. */
  readonly spillPath: string;
}

/** Counters of all columns of one part; feed it the rows in order, then `seal`. */
export class PartCounter {
  readonly #columns: readonly ColumnCounter[];
  readonly #memoryBytes: number;
  #rowHashes = new RowHashSet();
  readonly #content = new ContentHash();
  readonly #spill: Spill;
  #rowSpill: SpillWriter | null = null;
  #tableBytes = 0;
  #rowCount = 0;
  readonly #h1 = new Int32Array(BLOCK);
  readonly #h2 = new Int32Array(BLOCK);
  readonly #row1 = new Int32Array(BLOCK);
  readonly #row2 = new Int32Array(BLOCK);

  constructor(options: CounterOptions) {
    this.#columns = options.checks.map((check) => new ColumnCounter(check));
    this.#memoryBytes = options.memoryBytes;
    // two streams a column and one of rows
    this.#spill = new Spill(options.spillPath, partitionsFor(options.checks.length * 2 + 1));
  }

  /** Counts the rows of a chunk. */
  rows(chunk: CountedRows | UnitRows): void {
    for (let begin = 0; begin < chunk.rowCount; begin += BLOCK) this.#block(chunk, begin, Math.min(BLOCK, chunk.rowCount - begin));
  }

  #block(chunk: CountedRows | UnitRows, begin: number, count: number): void {
    const row1 = this.#row1.fill(1);
    const row2 = this.#row2.fill(2);
    for (let c = 0; c < this.#columns.length; c++) {
      const column = this.#columns[c] as ColumnCounter;
      const cells = columnOf(chunk, begin, c);
      cells.hash(count, this.#h1, this.#h2);
      mixRows(count, this.#h1, this.#h2, row1, row2);
      this.#makeRoom(column, count);
      const before = column.bytes;
      column.block(cells, count, this.#h1, this.#h2, this.#rowCount + 1);
      this.#tableBytes += column.bytes - before;
    }
    finishRows(count, row1, row2);
    this.#countRows(count, row1, row2);
    this.#rowCount += count;
  }

  /** Moves the largest tables to the disk until the column has room for a block. */
  #makeRoom(column: ColumnCounter, count: number): void {
    while (this.#tableBytes + column.bytesFor(count) > this.#memoryBytes && !column.isSpilled) {
      let victim = column;
      for (const other of this.#columns) if (!other.isSpilled && other.bytes > victim.bytes) victim = other;
      const before = victim.bytes;
      victim.spillTo(this.#spill);
      this.#tableBytes += victim.bytes - before;
    }
  }

  #countRows(count: number, row1: Int32Array, row2: Int32Array): void {
    for (let r = 0; r < count; r++) this.#content.add(row1[r] as number, row2[r] as number);
    const set = this.#rowHashes;
    if (!this.#rowSpill && set.bytesFor(count) > this.#memoryBytes / ROWS_SHARE) this.#spillRows();
    const spill = this.#rowSpill;
    if (spill) for (let r = 0; r < count; r++) addRow(spill, row1[r] as number, row2[r] as number);
    else {
      set.reserve(count);
      for (let r = 0; r < count; r++) set.add(row1[r] as number, row2[r] as number);
    }
  }

  #spillRows(): void {
    const spill = new SpillWriter(this.#spill, ROW_WORDS);
    this.#rowHashes.each((a, b) => addRow(spill, a, b));
    this.#rowHashes = new RowHashSet();
    this.#rowSpill = spill;
  }

  /** What is known while rows still come. */
  soFar(): PartSoFar {
    return { rows: this.#rowCount, columns: this.#columns.map((column) => column.soFar()) };
  }

  /** The counts as plain data; the counter is done with. */
  seal(): PartCounts {
    const { a, b, rows } = this.#content;
    try {
      const columns = this.#columns.map((column) => column.seal());
      const stream = this.#rowSpill?.finish() ?? null;
      const { size, zeroSeen } = this.#rowHashes;
      const { file, partitions } = this.#spill;
      return {
        rowCount: this.#rowCount,
        content: { a, b, rows },
        columns,
        rowHashes: { words: this.#rowHashes.data(), size, zeroSeen, spilled: stream && { file, partitions, stream } },
      };
    } finally {
      this.#spill.close();
    }
  }
}

/** Adds the hash of a row to those on disk. */
export function addRow(spill: SpillWriter, a: number, b: number): void {
  const at = spill.place(a);
  const { buffer } = spill;
  buffer[at] = a;
  buffer[at + 1] = b;
}
