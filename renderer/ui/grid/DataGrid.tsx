/**
 * A table over any number of rows: pages come from `loadPage`, nothing else is held in the window.
 * Sorting, filtering and counting are done by whoever answers `loadPage`.
 */
import { AG_GRID_LOCALE_CN } from '@ag-grid-community/locale';
import type { GridApi, GridReadyEvent } from 'ag-grid-community';
import { AgGridReact } from 'ag-grid-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useAppearance, useT } from '../appearance.tsx';
import { ErrorPanel, useLate } from '../states.tsx';
import { useLatest } from '../useLatest.ts';
import { ColumnMenu, type OpenMenu } from './ColumnMenu.tsx';
import { columnDefs, fittingWidths, rowNumberId } from './columns.ts';
import { copyRange, focusFirst, isCopy, shown, useGridEvents, useGridHandle, useRange, useSource } from './hooks.ts';
import type { DataGridProps } from './props.ts';
import { gridTheme } from './setup.ts';
import type { GridPage, GridRow } from './types.ts';

export type { DataGridHandle, DataGridProps, GridCell } from './props.ts';
export type { CellValue, ColumnMemory, GridColumn, GridPage, GridRequest, GridRow, GridSort } from './types.ts';

const blockRows = 200;

/** Options that never change; the grid wants them at its birth. */
const fixed = {
  rowModelType: 'infinite',
  cacheBlockSize: blockRows,
  maxBlocksInCache: 20,
  infiniteInitialRowCount: 1,
  maxConcurrentDatasourceRequests: 1,
  blockLoadDebounceMillis: 30,
  rowBuffer: 3,
  ensureDomOrder: true,
  suppressDragLeaveHidesColumns: true,
  suppressMultiSort: true,
  maintainColumnOrder: true,
  animateRows: false,
  suppressNoRowsOverlay: true,
  // a bar that appears with the first rows has the style of every cell computed twice more in that frame
  alwaysShowVerticalScroll: true,
  getRowId: (p: { readonly data: GridRow }) => String(p.data.number),
} as const;

/** The focused row was read again (its values may be masked or plain now), so whoever shows it must hear of it. */
function refocus(api: GridApi<GridRow>, props: DataGridProps): void {
  const at = api.getFocusedCell();
  const row = at ? api.getDisplayedRowAtIndex(at.rowIndex)?.data : undefined;
  const column = at?.column.getColId() ?? null;
  if (at && row) props.onFocus?.({ row, position: at.rowIndex, column: column === rowNumberId ? null : column });
}

/** Counts rows and gives columns widths that fit the first page when none are remembered. */
function usePages(props: DataGridProps, api: GridApi<GridRow> | null, fontSize: number) {
  const [total, setTotal] = useState<number | null>(null);
  const fitted = useRef<{ readonly api: GridApi<GridRow>; readonly names: string } | null>(null);
  const latest = useLatest(props);
  const onPage = useCallback(
    (page: GridPage) => {
      setTotal(page.total);
      latest.current.onTotal?.(page.total);
      if (api) refocus(api, latest.current);
    },
    [api, latest],
  );
  const fit = useCallback(
    (page: GridPage): boolean => {
      const { columns, memory } = latest.current;
      const names = columns.map((column) => column.key).join('\n');
      if (!api || memory || (fitted.current?.api === api && fitted.current.names === names) || page.rowNumbers.length === 0) return false;
      fitted.current = { api, names };
      api.setColumnWidths(fittingWidths(columns, page, fontSize).map(({ colId, width }) => ({ key: colId, newWidth: width })));
      return true;
    },
    [api, fontSize, latest],
  );
  return { total, onPage, fit, latest };
}

/** See the note at the top of the file. */
export function DataGrid({ ref, ...props }: DataGridProps) {
  const { columns, label, memory } = props;
  const t = useT();
  const { language, fontSize, dense, nonce } = useAppearance();
  const [api, setApi] = useState<GridApi<GridRow> | null>(null);
  const [menu, setMenu] = useState<OpenMenu | null>(null);
  const { range, set } = useRange(api);
  const { total, onPage, fit, latest } = usePages(props, api, fontSize);
  const { source, error, retry } = useSource(props, fit, onPage);
  const [firstMemory] = useState(memory);
  const rowNumber = t('ui.grid.rowNumber');
  const nullWord = t('ui.grid.null');
  const defs = useMemo(
    () =>
      columnDefs({
        columns,
        memory: firstMemory,
        words: { rowNumber, nullWord },
        range,
        placeOf: (id) => (api ? shown(api).indexOf(id) : -1),
      }),
    [columns, api, firstMemory, range, rowNumber, nullWord],
  );
  useEffect(() => {
    set(null);
    api?.setGridOption('datasource', source);
  }, [api, source, set]);
  useGridHandle(ref, api, retry);
  const openMenu = useCallback(
    (key: string, at: DOMRect) => {
      const column = latest.current.columns.find((c) => c.key === key);
      if (column) setMenu({ column, left: at.right, top: at.bottom });
    },
    [latest],
  );
  const context = useMemo(() => ({ openMenu }), [openMenu]);
  const waiting = useLate(total === null && error === null, 150);
  const events = useGridEvents({ props: latest, api, range: { range, set }, openMenu });
  const closeMenu = (): void => {
    setMenu(null);
    if (!api || !menu) return;
    if (shown(api).includes(menu.column.key)) api.setFocusedHeader(menu.column.key);
    else focusFirst(api);
  };
  const state = menu && api?.getColumnState().find((s) => s.colId === menu.column.key);
  const rowHeight = fontSize > 16 ? fontSize + 14 : dense ? 24 : 28;
  return (
    <div
      role="group"
      aria-label={label}
      className="ui-grid"
      onKeyDown={(event) => isCopy(event) && copyRange(event, { api, range }, props)}
    >
      {error && <ErrorPanel error={error} onRetry={retry} />}
      <div className={total === null && waiting ? 'ui-grid-box ui-skeleton' : 'ui-grid-box'} aria-busy={total === null}>
        <AgGridReact<GridRow>
          key={`${language} ${rowHeight}`}
          theme={gridTheme}
          styleNonce={nonce}
          localeText={language === 'zh-CN' ? AG_GRID_LOCALE_CN : {}}
          {...fixed}
          rowHeight={rowHeight}
          headerHeight={rowHeight + 4}
          columnDefs={defs}
          context={context}
          onGridReady={(event: GridReadyEvent<GridRow>) => setApi(event.api)}
          {...events}
        />
        {total === 0 && <div className="ui-grid-empty">{props.empty}</div>}
      </div>
      {menu && api && (
        <ColumnMenu
          menu={menu}
          sorted={state?.sort ?? null}
          pinned={state?.pinned === 'left'}
          extra={props.renderColumnMenu?.(menu.column, closeMenu)}
          onSort={(descending) =>
            api.applyColumnState({
              state: [{ colId: menu.column.key, sort: descending === null ? null : descending ? 'desc' : 'asc' }],
              defaultState: { sort: null },
            })
          }
          onPin={(pinned) => api.setColumnsPinned([menu.column.key], pinned ? 'left' : null)}
          hidden={api.getColumnState().some((s) => s.hide === true)}
          onShowAll={() =>
            api.setColumnsVisible(
              columns.map((column) => column.key),
              true,
            )
          }
          onHide={() => api.setColumnsVisible([menu.column.key], false)}
          onClose={closeMenu}
        />
      )}
    </div>
  );
}
