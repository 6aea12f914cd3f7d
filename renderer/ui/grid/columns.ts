import type { CellClassParams, ColDef, ICellRendererParams, ValueFormatterParams } from 'ag-grid-community';
import type { ReactNode } from 'react';
import { formatCount } from '../format.ts';
import { Header } from './Header.tsx';
import { inRange, type RangeHolder } from './range.ts';
import { type CellValue, cellText, type ColumnMemory, fittingWidth, type GridColumn, type GridPage, type GridRow } from './types.ts';

/** The id of the row-number column. */
export const rowNumberId = '#';

export interface ColumnContext {
  readonly columns: readonly GridColumn[];
  readonly memory: readonly ColumnMemory[] | undefined;
  readonly words: { readonly rowNumber: string; readonly nullWord: string };
  readonly range: RangeHolder;
  /** The place of a column on screen, row number not counted. */
  readonly placeOf: (colId: string) => number;
}

function rowNumberColumn(word: string): ColDef<GridRow> {
  return {
    colId: rowNumberId,
    headerName: word,
    pinned: 'left',
    lockPosition: 'left',
    suppressMovable: true,
    sortable: false,
    resizable: false,
    width: 84,
    cellClass: 'ui-cell-number ui-cell-right',
    headerClass: 'ui-head-right',
    valueGetter: (p) => p.data?.number ?? '',
    valueFormatter: (p: ValueFormatterParams<GridRow, number | string>) => (typeof p.value === 'number' ? formatCount(p.value) : ''),
  };
}

/** Grid columns from ours, with what was remembered of each. */
export function columnDefs({ columns, memory, words, range, placeOf }: ColumnContext): ColDef<GridRow>[] {
  const known = new Map(memory?.map((column) => [column.key, column]));
  const order = new Map(memory?.map((column, i) => [column.key, i]));
  const defs = columns.map((column, index): ColDef<GridRow> => {
    const kept = known.get(column.key);
    return {
      colId: column.key,
      headerName: column.title,
      headerComponent: Header,
      headerComponentParams: { gridColumn: column },
      sortable: column.sortable !== false,
      width: kept?.width ?? column.width ?? 140,
      hide: kept?.hidden ?? false,
      pinned: (kept ? kept.pinned : column.pinned) ? 'left' : null,
      valueGetter: (p) => p.data?.values[index],
      valueFormatter: (p: ValueFormatterParams<GridRow, CellValue | undefined>) => {
        if (p.value === undefined) return '';
        if (column.format && p.data) return column.format(p.value, p.data);
        return p.value === null ? words.nullWord : cellText(p.value);
      },
      ...(column.render
        ? {
            cellRenderer: (p: ICellRendererParams<GridRow, CellValue>): ReactNode =>
              p.data ? column.render?.(p.value ?? null, p.data) : null,
          }
        : {}),
      cellClass: column.align === 'right' ? 'ui-cell-right' : '',
      cellClassRules: {
        'ui-cell-null': (p: CellClassParams<GridRow, CellValue>) => p.value === null && column.format === undefined,
        'ui-cell-masked': (p: CellClassParams<GridRow, CellValue>) =>
          column.masked === true && typeof p.value === 'string' && p.value.includes('*'),
        'ui-cell-loading': (p: CellClassParams<GridRow, CellValue>) => p.data === undefined,
        'ui-cell-range': (p: CellClassParams<GridRow, CellValue>) => inRange(range.get(), p.rowIndex, placeOf(column.key)),
      },
    };
  });
  if (memory) defs.sort((a, b) => (order.get(a.colId ?? '') ?? 1e6) - (order.get(b.colId ?? '') ?? 1e6));
  return [rowNumberColumn(words.rowNumber), ...defs];
}

/** Widths that fit a first page, for columns of which none is known. */
export const fittingWidths = (columns: readonly GridColumn[], page: GridPage, fontSize: number) =>
  columns.flatMap((column, i) =>
    column.width === undefined ? [{ colId: column.key, width: fittingWidth(column, page.columns[i] ?? [], fontSize) }] : [],
  );
