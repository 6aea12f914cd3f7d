import type { ReactNode, Ref } from 'react';
import type { ColumnMemory, GridColumn, GridPage, GridRequest, GridRow, GridSort } from './types.ts';

export interface GridCell {
  readonly row: GridRow;
  readonly position: number;
  readonly column: string | null;
}

export interface DataGridHandle {
  /** Brings the row at a position (0-based) into view and focuses it. */
  readonly goTo: (position: number, column?: string) => void;
  /** Starts over from the first row. */
  readonly refresh: () => void;
  /** Reads what is shown again, in place. */
  readonly reload: () => void;
  readonly focus: () => void;
}

export interface DataGridProps {
  readonly label: string;
  readonly columns: readonly GridColumn[];
  readonly loadPage: (request: GridRequest) => Promise<GridPage>;
  /** Changes when other rows are asked for (filters, batch): the grid starts over. */
  readonly version: string;
  readonly sort?: GridSort | null;
  readonly onSort?: (sort: GridSort | null) => void;
  readonly memory?: readonly ColumnMemory[] | undefined;
  readonly onMemory?: (memory: readonly ColumnMemory[]) => void;
  /** Enter or double click. */
  readonly onOpen?: (cell: GridCell) => void;
  readonly onFocus?: (cell: GridCell) => void;
  readonly onTotal?: (total: number) => void;
  readonly onCopy?: (rows: number, columns: number) => void;
  readonly onTooMuch?: () => void;
  /** What a screen adds to the menu of a column. */
  readonly renderColumnMenu?: (column: GridColumn, close: () => void) => ReactNode;
  readonly empty?: ReactNode;
  readonly startAt?: number;
  readonly ref?: Ref<DataGridHandle>;
}
