import type { ReactNode } from 'react';

export type CellValue = string | number | null;

export interface GridColumn {
  readonly key: string;
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Its values come masked. */
  readonly masked?: boolean;
  /** A word under the title's tooltip: type, meaning. */
  readonly note?: string;
  readonly width?: number;
  readonly pinned?: boolean;
  readonly sortable?: boolean;
  readonly format?: (value: CellValue, row: GridRow) => string;
  readonly render?: (value: CellValue, row: GridRow) => ReactNode;
}

export interface GridSort {
  readonly column: string;
  readonly descending: boolean;
}

export interface GridRequest {
  readonly offset: number;
  readonly limit: number;
  readonly sort: GridSort | null;
}

/** A page column by column, in the order of the grid's `columns`. */
export interface GridPage {
  readonly total: number;
  readonly rowNumbers: readonly number[];
  readonly columns: readonly (readonly CellValue[])[];
}

/** One row as the grid holds it. */
export interface GridRow {
  readonly number: number;
  readonly values: readonly CellValue[];
}

/** What is remembered of a column. */
export interface ColumnMemory {
  readonly key: string;
  readonly width: number;
  readonly hidden: boolean;
  readonly pinned: boolean;
}

/** Rows of a page. */
export const rowsOf = (page: GridPage): GridRow[] =>
  page.rowNumbers.map((number, r) => ({ number, values: page.columns.map((column) => column[r] ?? null) }));

/** The cell's text on screen and on the clipboard. */
export const cellText = (value: CellValue | undefined): string => (value === null || value === undefined ? '' : String(value));

const wide = /[\u2E80-\u9FFF\uF900-\uFAFF\uFF00-\uFF60\u{20000}-\u{3FFFF}]/u;

/** About how many half-width characters a text takes. */
export const textWidth = (text: string): number => [...text].reduce((sum, char) => sum + (wide.test(char) ? 2 : 1), 0);

/** A width in pixels that shows a column's title and most of its first values. */
export function fittingWidth(column: GridColumn, values: readonly CellValue[], fontSize: number): number {
  const longest = values
    .slice(0, 100)
    .map((value) => textWidth(cellText(value)))
    .sort((a, b) => a - b);
  const most = longest[Math.floor(longest.length * 0.95)] ?? 0;
  const chars = Math.max(most, textWidth(column.title) + 5);
  return Math.round(Math.min(360, Math.max(64, chars * fontSize * 0.56 + 22)));
}
