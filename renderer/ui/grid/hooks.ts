import type {
  CellClickedEvent,
  CellDoubleClickedEvent,
  CellFocusedEvent,
  CellKeyDownEvent,
  FullWidthCellKeyDownEvent,
  GridApi,
  IDatasource,
  NavigateToNextCellParams,
} from 'ag-grid-community';
import { type KeyboardEvent as ReactKeyboardEvent, type RefObject, useCallback, useImperativeHandle, useMemo, useState } from 'react';
import { isJiadiError, JiadiError } from '../../../contract/errors.ts';
import { copyText } from '../clipboard.ts';
import { useLatest } from '../useLatest.ts';
import { rowNumberId } from './columns.ts';
import type { DataGridProps, GridCell } from './props.ts';
import { cellsMax, edgesOf, createRangeHolder, moved, type Range, type RangeHolder, toTsv } from './range.ts';
import { type CellValue, type ColumnMemory, type GridPage, type GridRow, rowsOf } from './types.ts';

export interface Inside {
  readonly api: GridApi<GridRow> | null;
  readonly range: RangeHolder;
}

/** Ids of the columns on screen, the row number left out. */
export const shown = (api: GridApi<GridRow>): string[] =>
  api
    .getAllDisplayedColumns()
    .map((c) => c.getColId())
    .filter((id) => id !== rowNumberId);

/** The chosen rectangle of cells. */
export function useRange(api: GridApi<GridRow> | null) {
  const [range] = useState(createRangeHolder);
  const set = useCallback(
    (next: Range | null) => {
      range.set(next);
      api?.refreshCells({ force: true, suppressFlash: true });
    },
    [api, range],
  );
  return { range, set };
}

/** Reads pages one at a time; a page that was overtaken is asked for again. `fit` prepares the grid for a page and says whether it did. */
export function useSource(props: DataGridProps, fit: (page: GridPage) => boolean, onPage: (page: GridPage) => void) {
  const [error, setError] = useState<JiadiError | null>(null);
  const [round, setRound] = useState(0);
  const latest = useLatest(props);
  const { version } = props;
  const source = useMemo<IDatasource & { readonly key: string }>(
    () => ({
      key: `${version} ${round}`,
      getRows: ({ startRow, endRow, sortModel, successCallback, failCallback }) => {
        const [first] = sortModel;
        const request = {
          offset: startRow,
          limit: endRow - startRow,
          sort: first ? { column: first.colId, descending: first.sort === 'desc' } : null,
        };
        const ask = async (tries: number): Promise<void> => {
          try {
            const page = await latest.current.loadPage(request);
            setError(null);
            // widths and rows in one task would block the thread for longer than a key press may wait
            if (fit(page)) await new Promise((done) => setTimeout(done, 0));
            successCallback(rowsOf(page), page.total);
            onPage(page);
          } catch (raw) {
            const problem = isJiadiError(raw) ? raw : new JiadiError('internal', { log: '' }, raw);
            if ((problem.code === 'superseded' || problem.code === 'engine-restarted') && tries > 0) return ask(tries - 1);
            setError(problem);
            failCallback();
          }
        };
        void ask(3);
      },
    }),
    [version, round, fit, onPage, latest],
  );
  return { source, error, retry: () => setRound((n) => n + 1) };
}

/** Ctrl+C, but not while an input method composes. */
export const isCopy = (event: ReactKeyboardEvent): boolean =>
  (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'c' && !event.nativeEvent.isComposing;

/** Focuses the first cell on screen. */
export function focusFirst(api: GridApi<GridRow>): void {
  const first = shown(api)[0];
  if (first) api.setFocusedCell(api.getFirstDisplayedRowIndex(), first);
}

/** Puts the chosen cells on the clipboard as a spreadsheet takes them. */
export function copyRange(event: ReactKeyboardEvent, { api, range }: Inside, props: DataGridProps): void {
  if (!api || (event.target as HTMLElement).closest('input, textarea')) return;
  const focused = api.getFocusedCell();
  const ids = shown(api);
  const single = focused ? { row: focused.rowIndex, column: Math.max(0, ids.indexOf(focused.column.getColId())) } : null;
  const current = range.get() ?? (single ? { anchor: single, head: single } : null);
  if (!current) return;
  const { top, bottom, left, right } = edgesOf(current);
  if ((bottom - top + 1) * (right - left + 1) > cellsMax) {
    props.onTooMuch?.();
    return;
  }
  const indexes = ids.slice(left, right + 1).map((key) => props.columns.findIndex((column) => column.key === key));
  const rows: (CellValue | undefined)[][] = [];
  for (let r = top; r <= bottom; r += 1) {
    const data = api.getDisplayedRowAtIndex(r)?.data;
    if (data) rows.push(indexes.map((i) => data.values[i]));
  }
  event.preventDefault();
  if (!copyText(toTsv(rows))) return;
  props.onCopy?.(rows.length, indexes.length);
}

/** What is to be remembered of the columns. */
export function memoryOf(api: GridApi<GridRow>): ColumnMemory[] {
  return api
    .getColumnState()
    .filter((state) => state.colId !== rowNumberId)
    .map((state) => ({
      key: state.colId,
      width: Math.round(state.width ?? 140),
      hidden: state.hide === true,
      pinned: state.pinned === 'left' || state.pinned === true,
    }));
}

/** What a screen may do with its grid. */
export function useGridHandle(ref: DataGridProps['ref'], api: GridApi<GridRow> | null, refresh: () => void): void {
  useImperativeHandle(
    ref,
    () => ({
      refresh,
      reload: () => api?.refreshInfiniteCache(),
      focus: () => {
        if (!api) return;
        const at = api.getFocusedCell();
        if (at) api.setFocusedCell(at.rowIndex, at.column);
        else focusFirst(api);
      },
      goTo: (position, column) => {
        const key = column ?? shown(api as GridApi<GridRow>)[0];
        if (!api || key === undefined) return;
        api.ensureIndexVisible(position, 'middle');
        api.ensureColumnVisible(key);
        // the rows are drawn first: with the focus in the same task, which makes the page be laid out at once, a key would wait for both
        requestAnimationFrame(() => {
          if (!api.isDestroyed()) api.setFocusedCell(position, key);
        });
      },
    }),
    [api, refresh],
  );
}

interface EventSources {
  readonly props: RefObject<DataGridProps>;
  readonly api: GridApi<GridRow> | null;
  readonly range: { readonly range: RangeHolder; readonly set: (range: Range | null) => void };
  readonly openMenu: (key: string, at: DOMRect) => void;
}

type KeyEvent = CellKeyDownEvent<GridRow> | FullWidthCellKeyDownEvent<GridRow>;

/** The grid's events: focus, opening a row, the rectangle of cells, and what is remembered of the columns. */
export function useGridEvents({ props, api, range: { range, set }, openMenu }: EventSources) {
  return useMemo(() => {
    const cellOf = (position: number | null, colId: string | null): GridCell | null => {
      const row = position === null ? undefined : api?.getDisplayedRowAtIndex(position)?.data;
      return row && position !== null ? { row, position, column: colId === rowNumberId ? null : colId } : null;
    };
    const place = (colId: string): number => (api ? Math.max(0, shown(api).indexOf(colId)) : 0);
    const open = (position: number | null, colId: string): void => {
      const cell = cellOf(position, colId);
      if (cell) props.current.onOpen?.(cell);
    };
    const remember = (): void => {
      if (api) props.current.onMemory?.(memoryOf(api));
    };
    return {
      onCellFocused: (event: CellFocusedEvent<GridRow>) => {
        const colId = typeof event.column === 'string' ? event.column : (event.column?.getColId() ?? null);
        const cell = cellOf(event.rowIndex, colId);
        if (cell) props.current.onFocus?.(cell);
      },
      onCellClicked: (event: CellClickedEvent<GridRow>) => {
        const at = { row: event.rowIndex ?? 0, column: place(event.column.getColId()) };
        const shift = event.event instanceof MouseEvent && event.event.shiftKey;
        const before = range.get();
        if (shift && before) set({ anchor: before.anchor, head: at });
        else set({ anchor: at, head: at });
      },
      onCellDoubleClicked: (event: CellDoubleClickedEvent<GridRow>) => open(event.rowIndex, event.column.getColId()),
      onCellKeyDown: (event: KeyEvent) => {
        if (!('column' in event) || !(event.event instanceof KeyboardEvent) || event.event.isComposing) return;
        const { key, altKey } = event.event;
        const colId = event.column.getColId();
        if (key === 'Enter') open(event.rowIndex, colId);
        else if (key === 'ArrowDown' && altKey && colId !== rowNumberId) {
          const cell = event.event.target instanceof HTMLElement ? event.event.target.getBoundingClientRect() : new DOMRect();
          openMenu(colId, cell);
        }
      },
      navigateToNextCell: (step: NavigateToNextCellParams<GridRow>) => {
        const from = step.previousCellPosition;
        if (step.event?.altKey) return from;
        if (!step.event?.shiftKey || !api) {
          if (range.get()) set(null);
          return step.nextCellPosition;
        }
        const at = { row: from.rowIndex, column: place(from.column.getColId()) };
        const next = moved(range.get() ?? { anchor: at, head: at }, step.key, api.getDisplayedRowCount(), shown(api).length);
        set(next);
        api.ensureIndexVisible(next.head.row);
        return from;
      },
      onSortChanged: () => {
        const sorted = api?.getColumnState().find((state) => state.sort);
        props.current.onSort?.(sorted ? { column: sorted.colId, descending: sorted.sort === 'desc' } : null);
        set(null);
      },
      onColumnResized: (event: { readonly finished: boolean; readonly source: string }) => {
        if (event.finished && event.source === 'uiColumnResized') remember();
      },
      onColumnPinned: remember,
      onColumnVisible: remember,
      onDragStopped: remember,
    };
  }, [api, range, set, props, openMenu]);
}
