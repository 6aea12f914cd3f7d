import type { ColumnType } from '../batch-file.ts';

/** A cell that is written; bigint = whole number. */
export type Cell = string | number | bigint | null;

/** A column of a table that is written. */
export interface WriteColumn {
  readonly name: string;
  readonly type: ColumnType;
}

/** What a finished file came to. */
export interface WriteResult {
  readonly rowCount: number;
  /** Characters the file's encoding does not have: written as `?`. */
  readonly lostCharacters: number;
  /** Cells longer than the format allows: cut and marked. */
  readonly cutCells: number;
}

/** Writes one table to one file; rows in order. The file appears at `finish`, whole or not at all. */
export interface TableWriter {
  /** Writes `rowCount` rows of a row-major block: cell (r, c) is `cells[r * width + c]`, `width` = number of columns. */
  rows(cells: readonly Cell[], rowCount: number): void;
  finish(): Promise<WriteResult>;
  /** Takes away what was written so far. */
  abort(): void;
}
