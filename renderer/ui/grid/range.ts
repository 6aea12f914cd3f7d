import { type CellValue, cellText } from './types.ts';

/** A rectangle of cells between the anchor and the moving end; columns by their place on screen. */
export interface Range {
  readonly anchor: { readonly row: number; readonly column: number };
  readonly head: { readonly row: number; readonly column: number };
}

export const cellsMax = 100_000;

/** Holds the rectangle beside the grid, which reads it while it draws cells. */
export interface RangeHolder {
  readonly get: () => Range | null;
  readonly set: (range: Range | null) => void;
}

/** No rectangle at first. */
export function createRangeHolder(): RangeHolder {
  let current: Range | null = null;
  return {
    get: () => current,
    set: (range) => {
      current = range;
    },
  };
}

/** The rectangle's edges, both included. */
export function edgesOf({ anchor, head }: Range) {
  return {
    top: Math.min(anchor.row, head.row),
    bottom: Math.max(anchor.row, head.row),
    left: Math.min(anchor.column, head.column),
    right: Math.max(anchor.column, head.column),
  };
}

/** True when the cell lies in the rectangle; a single cell is not a range. */
export function inRange(range: Range | null, row: number, column: number): boolean {
  if (!range) return false;
  const { top, bottom, left, right } = edgesOf(range);
  if (top === bottom && left === right) return false;
  return row >= top && row <= bottom && column >= left && column <= right;
}

/** The moving end after an arrow key, kept inside the grid. */
export function moved(range: Range, key: string, rows: number, columns: number): Range {
  const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[key] ?? [0, 0];
  const row = Math.min(rows - 1, Math.max(0, range.head.row + (step[0] ?? 0)));
  const column = Math.min(columns - 1, Math.max(0, range.head.column + (step[1] ?? 0)));
  return { anchor: range.anchor, head: { row, column } };
}

/** Cells as tab separated lines, quoted where a value holds a tab, a quote or a line break, as spreadsheets expect. */
export function toTsv(rows: readonly (readonly (CellValue | undefined)[])[]): string {
  const quote = (text: string): string => (/[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return rows.map((row) => row.map((value) => quote(cellText(value))).join('\t')).join('\r\n');
}
