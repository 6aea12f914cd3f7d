import { csvOf, type DrawnCell, gridOf, isTableText, SPAN_MAX } from './clipboard-grid.ts';

/** The tables in a piece of HTML, as CSV; tables inside cells belong to their cell. */
export function tablesInHtml(html: string): string[] {
  const page = new DOMParser().parseFromString(html, 'text/html');
  const tables = [...page.querySelectorAll('table')].filter((table) => table.parentElement?.closest('table') === null);
  return tables
    .map((table) => [...table.rows].filter((row) => row.style.display !== 'none').map((row) => [...row.cells].map(drawn)))
    .filter((rows) => rows.some((row) => row.length > 1) || rows.length > 1)
    .map((rows) => csvOf(gridOf(rows)));
}

function drawn(cell: HTMLTableCellElement): DrawnCell {
  for (const br of cell.querySelectorAll('br')) br.replaceWith('\u0000');
  const text = (cell.textContent ?? '')
    .replace(/[ \t\r\n\u00a0]+/g, ' ')
    .replace(/ ?\u0000 ?/g, '\n')
    .trim();
  return { text, rowSpan: cell.rowSpan === 0 ? SPAN_MAX : cell.rowSpan, colSpan: cell.colSpan };
}

/** What the clipboard holds as tables: those of a page or a sheet, else its text with tabs or delimiters as it stands. */
export function tablesIn(data: Pick<DataTransfer, 'getData'>): string[] {
  const tables = tablesInHtml(data.getData('text/html'));
  if (tables.length > 0) return tables;
  const text = data.getData('text/plain').replace(/^\uFEFF/, '');
  return isTableText(text) ? [text] : [];
}
