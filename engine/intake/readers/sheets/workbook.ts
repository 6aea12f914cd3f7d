import type { Cell } from '../../reader.ts';

/** A row of a sheet that has at least one cell with something in it. */
export interface SheetRow {
  /** 1-based row number in the sheet. */
  readonly number: number;
  /** Cells by column; the array ends with the last filled one. */
  readonly cells: readonly Cell[];
  /** A number in it lost digits when it was typed. */
  readonly digitsLost: boolean;
}

/** A sheet to choose from. */
export interface SheetName {
  readonly name: string;
  readonly hidden: boolean;
}

/** Told of hidden rows (from 1) and columns (from 0) before the cells that are in them. */
export type OnHidden = (what: 'row' | 'column', from: number, to: number) => void;

/** A cell that is merged over several rows: rows from 1, its first column from 0. */
export interface MergedCell {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
}

/** An open workbook of any format. */
export interface Workbook {
  readonly file: string;
  readonly sheets: readonly SheetName[];
  /** Reads the sheet at `index` from top to bottom, hidden rows too; `onRow` may end it by throwing `StopReading`. */
  rows(index: number, onRow: (row: SheetRow) => void, onHidden?: OnHidden): Promise<void>;
  /** The cells of a sheet that are merged over several rows; absent where the format has none, or has them resolved already. */
  merged?(index: number): Promise<readonly MergedCell[]>;
  /** False: finding them means reading a large sheet to its end. */
  mergedAtHand?(index: number): boolean;
  close(): void;
}

/** How a workbook format differs from the others. */
export interface WorkbookFormat {
  readonly id: string;
  readonly extensions: readonly string[];
  claims(head: Uint8Array, fileName: string): number;
  /** `scratch`: where parts of a large workbook may be put while it is read. Throws `file-damaged`, `file-encrypted`, `file-too-large`, `disk-full`. */
  open(path: string, scratch?: string): Promise<Workbook>;
}
