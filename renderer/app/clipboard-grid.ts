/** A cell of a table as a page draws it. */
export interface DrawnCell {
  readonly text: string;
  readonly rowSpan: number;
  readonly colSpan: number;
}

/** Rows or columns that one cell may reach over. */
export const SPAN_MAX = 1000;
const CELLS_MAX = 2_000_000;

/**
 * The cells of a drawn table by row and column. A merged cell of the header keeps its text at its first place, so that names of several rows can be
 * joined; below the header it stands in every row that it reaches over, because it says something of each.
 */
export function gridOf(rows: readonly (readonly DrawnCell[])[]): string[][] {
  const grid: string[][] = rows.map(() => []);
  const taken: boolean[][] = rows.map(() => []);
  const headerEnd = headerRows(rows);
  let cells = 0;
  for (const [r, row] of rows.entries()) {
    let column = 0;
    for (const cell of row) {
      while (taken[r]?.[column]) column++;
      const height = Math.min(cell.rowSpan, rows.length - r, SPAN_MAX);
      const width = Math.min(cell.colSpan, SPAN_MAX);
      for (let y = r; y < r + height; y++) {
        const line = grid[y] ?? [];
        for (let x = column; x < column + width; x++) {
          if (++cells > CELLS_MAX) return grid;
          (taken[y] ??= [])[x] = true;
          line[x] = x === column && (y === r || r >= headerEnd) ? cell.text : '';
        }
      }
      column += width;
    }
  }
  const width = grid.reduce((most, line) => Math.max(most, line.length), 0);
  return grid.map((line) => Array.from({ length: width }, (_, x) => line[x] ?? ''));
}

/** Rows at the top that merged cells join: titles of one cell, and the rows of a header. */
function headerRows(rows: readonly (readonly DrawnCell[])[]): number {
  let top = 0;
  while (top < rows.length && rows[top]?.length === 1) top++;
  const first = rows[top] ?? [];
  const tallest = first.reduce((most, { rowSpan }) => Math.max(most, rowSpan), 1);
  const grouped = first.some(({ colSpan }) => colSpan > 1) ? 2 : 1;
  return top + Math.max(tallest, grouped);
}

/** A grid as CSV. */
export function csvOf(grid: readonly (readonly string[])[]): string {
  const field = (text: string): string => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return grid.map((line) => line.map(field).join(',')).join('\r\n');
}

/** True for text with rows or columns: a word is no table, it was meant for a field. */
export function isTableText(text: string): boolean {
  return /\S[\t\n]+\S/.test(text.replaceAll('\r', ''));
}
