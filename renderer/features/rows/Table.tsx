import { Button, Input, Modal, Watermark } from 'antd';
import { type FormEvent, type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Batch, Column, Filter } from '../../../contract/methods/datasets.ts';
import { useActions } from '../../app/actions.ts';
import { call } from '../../app/engine.ts';
import { EngineGrid } from '../../app/EngineGrid.tsx';
import { draftRule } from '../../app/rule-draft.ts';
import { RevealDialog } from '../../app/RevealDialog.tsx';
import { setReveal, useReveal } from '../../app/reveal.ts';
import { useSession } from '../../app/session.tsx';
import { useSticky } from '../../app/sticky.ts';
import { useWatermark } from '../../app/useWatermark.ts';
import { useT, useTDynamic } from '../../ui/appearance.tsx';
import { formatCount } from '../../ui/format.ts';
import type { DataGridHandle, GridCell, GridColumn, GridRequest, GridSort } from '../../ui/grid/DataGrid.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Field } from '../../ui/parts.tsx';
import { EmptyFiltered, EmptyState } from '../../ui/states.tsx';
import { FilterChips } from './Chips.tsx';
import { ColumnFilter } from './ColumnFilter.tsx';
import { Detail } from './Detail.tsx';
import { ExportDialog } from './ExportDialog.tsx';
import { Facets } from './Facets.tsx';
import { describeFilter } from './filters.ts';

interface Props {
  readonly batch: Batch;
  readonly name: string;
  readonly columns: readonly Column[];
  readonly filters: readonly Filter[];
  readonly onFilters: (filters: readonly Filter[]) => void;
  readonly startRow: number | null;
  /** The screen that led to a row here; a link goes back to it. */
  readonly from: string | null;
  readonly onProfile: (column: string) => void;
}

type Dialog = 'export' | 'reveal' | 'goTo' | null;

/** Columns of a batch as the grid wants them; keys are unique even where names are not. */
function useGridColumns(columns: readonly Column[]): readonly GridColumn[] {
  const dynamic = useTDynamic();
  return useMemo(
    () =>
      columns.map((column): GridColumn => ({
        key: column.name,
        title: column.name,
        masked: column.sensitive,
        align: column.type === 'integer' || column.type === 'decimal' ? 'right' : 'left',
        note: [dynamic(`type.${column.type}`), column.semantic === null ? '' : dynamic(`semantic.${column.semantic}`)]
          .filter((word) => word !== '')
          .join(' · '),
      })),
    [columns, dynamic],
  );
}

/** Pages of the batch under the filters; plain where a reveal covers them. */
function usePages(batch: string, filters: readonly Filter[], token: string | null) {
  return useCallback(
    ({ offset, limit, sort }: GridRequest) => call('rows.page', { batch, offset, limit, sort, filters: [...filters], reveal: token }),
    [batch, filters, token],
  );
}

/** The token of a reveal in this batch. When it begins or ends, rows are read again, and what was shown of a row is dropped at once. */
function useReveals(batch: string, grid: RefObject<DataGridHandle | null>, setCell: (cell: null) => void): string | null {
  const reveal = useReveal();
  const token = reveal?.batch === batch ? reveal.token : null;
  const before = useRef(token);
  useEffect(() => {
    if (before.current !== token) {
      setCell(null);
      grid.current?.reload();
    }
    before.current = token;
  }, [token, grid, setCell]);
  useEffect(() => {
    const stop = (): void => setReveal(null);
    window.addEventListener('blur', stop);
    return () => {
      window.removeEventListener('blur', stop);
      stop();
    };
  }, []);
  return token;
}

/** The grid with its facets, chips and row detail. */
export function Table({ batch, name, columns, filters, onFilters, startRow, from, onProfile }: Props) {
  const t = useT();
  const { can } = useSession();
  const grid = useRef<DataGridHandle>(null);
  const [cell, setCell] = useState<GridCell | null>(null);
  const token = useReveals(batch.id, grid, setCell);
  const loadPage = usePages(batch.id, filters, token);
  const gridColumns = useGridColumns(columns);
  const [sort, setSort] = useSticky<GridSort | null>(`rows.sort.${batch.id}`, null);
  const [facetsOpen, setFacetsOpen] = useSticky('rows.facetsOpen', false);
  const [facets, setFacets] = useSticky<readonly string[]>(`rows.facets.${batch.dataset}`, []);
  const [detail, setDetail] = useState(false);
  const [total, setTotal] = useState(batch.rows);
  const [dialog, setDialog] = useState<Dialog>(null);
  const watermark = useWatermark();
  const addFacet = (column: string): void => {
    setFacets([...facets.filter((one) => one !== column), column]);
    setFacetsOpen(true);
  };
  const started = useRef(false);
  const onTotal = (rows: number): void => {
    setTotal(rows);
    if (startRow !== null && !started.current) {
      started.current = true;
      setTimeout(() => grid.current?.goTo(startRow - 1), 100);
    }
  };
  const close = (): void => {
    setDialog(null);
    setTimeout(() => grid.current?.focus(), 50);
  };
  useActions([
    { id: 'facets', title: t('rows.facetPanel'), keys: 'F4', run: () => setFacetsOpen(!facetsOpen) },
    { id: 'go-to-row', title: t('rows.goTo'), keys: 'Ctrl+G', menu: 'go-to-row', run: () => setDialog('goTo') },
    { id: 'row-detail', title: t('rows.openDetail'), keys: 'Alt+Enter', run: () => setDetail(!detail) },
    { id: 'refresh', title: t('ui.refresh'), keys: 'F5', menu: 'refresh', run: () => grid.current?.reload() },
    ...(can('data.reveal')
      ? [{ id: 'reveal', title: t('rows.reveal'), keys: 'F2', disabled: cell === null, run: () => setDialog('reveal') }]
      : []),
    ...(can('data.export')
      ? [{ id: 'export', title: t('rows.export'), keys: 'Ctrl+Shift+E', menu: 'export' as const, run: () => setDialog('export') }]
      : []),
  ]);
  const words = filters.map((filter) => describeFilter(t, filter));
  const step = (by: number): void => {
    if (cell) grid.current?.goTo(cell.position + by, cell.column ?? undefined);
  };
  return (
    <div className="rows">
      {facetsOpen && (
        <Facets
          batch={batch.id}
          columns={columns}
          facets={facets}
          filters={filters}
          onFacets={setFacets}
          onFilters={onFilters}
          onClose={() => setFacetsOpen(false)}
        />
      )}
      <div className="rows-main">
        <div className="rows-bar">
          {from !== null && <a href={`#${from}`}>{t('rows.backToFindings')}</a>}
          <Button
            size="small"
            icon={<Icon name="filter" size={14} />}
            aria-pressed={facetsOpen}
            type={facetsOpen ? 'primary' : 'default'}
            onClick={() => setFacetsOpen(!facetsOpen)}
          >
            {t('rows.facets')}
          </Button>
          <FilterChips
            filters={filters}
            onFilters={onFilters}
            onRule={can('rule.edit') ? (rule) => draftRule(batch.dataset, batch.id, rule) : undefined}
          />
          <span className="rows-count" role="status">
            {filters.length === 0
              ? t('rows.all', { total: formatCount(total) })
              : t('rows.match', { count: formatCount(total), total: formatCount(batch.rows) })}
          </span>
          {can('data.reveal') && columns.some((column) => column.sensitive) && (
            <Button size="small" icon={<Icon name="eye" size={14} />} disabled={cell === null} onClick={() => setDialog('reveal')}>
              {t('rows.reveal')}
            </Button>
          )}
          {can('data.export') && (
            <Button size="small" icon={<Icon name="export" size={14} />} onClick={() => setDialog('export')}>
              {t('rows.export')}
            </Button>
          )}
        </div>
        <Watermark className="rows-grid" content={watermark.words} font={watermark.font} gap={[180, 140]} rotate={-18}>
          <EngineGrid
            ref={grid}
            id={`rows.${batch.dataset}`}
            label={t('rows.label', { name, number: batch.number })}
            columns={gridColumns}
            loadPage={loadPage}
            version={`${batch.id} ${JSON.stringify(filters)}`}
            sort={sort}
            onSort={setSort}
            onTotal={onTotal}
            onFocus={setCell}
            onOpen={(opened) => {
              setCell(opened);
              setDetail(true);
            }}
            renderColumnMenu={(column, closeMenu) => {
              const own = columns.find((one) => one.name === column.key);
              if (!own) return null;
              return (
                <ColumnFilter
                  batch={batch.id}
                  column={own}
                  filters={filters}
                  onFilters={onFilters}
                  onFacet={() => {
                    addFacet(own.name);
                    closeMenu();
                  }}
                  onProfile={() => onProfile(own.name)}
                />
              );
            }}
            empty={
              filters.length > 0 ? (
                <EmptyFiltered filters={words} onClear={() => onFilters([])} />
              ) : (
                <EmptyState small title={t('rows.empty')} />
              )
            }
          />
        </Watermark>
      </div>
      {detail && cell && (
        <Detail
          cell={cell}
          columns={columns}
          total={total}
          onStep={step}
          onReveal={() => setDialog('reveal')}
          onClose={() => {
            setDetail(false);
            grid.current?.focus();
          }}
        />
      )}
      {dialog === 'reveal' && cell && (
        <RevealDialog
          batch={batch.id}
          row={cell.row.number}
          column={columns.find((one) => one.name === cell.column)?.sensitive ? cell.column : null}
          onClose={close}
        />
      )}
      {dialog === 'export' && (
        <ExportDialog
          batch={batch.id}
          name={`${name}-${batch.number}`}
          rows={total}
          columns={columns.length}
          filters={filters}
          sort={sort}
          onClose={close}
        />
      )}
      {dialog === 'goTo' && <GoTo total={total} onGo={(position) => grid.current?.goTo(position)} onClose={close} />}
    </div>
  );
}

function GoTo({
  total,
  onGo,
  onClose,
}: {
  readonly total: number;
  readonly onGo: (position: number) => void;
  readonly onClose: () => void;
}) {
  const t = useT();
  const [text, setText] = useState('');
  const row = Number(text.replaceAll(/[,,\s]/g, ''));
  const fits = Number.isInteger(row) && row >= 1 && row <= total;
  const submit = (event?: FormEvent): void => {
    event?.preventDefault();
    if (!fits) return;
    onClose();
    setTimeout(() => onGo(row - 1), 80);
  };
  return (
    <Modal
      open
      title={t('ui.grid.goTo')}
      okText={t('ui.grid.goTo')}
      cancelText={t('ui.cancel')}
      okButtonProps={{ disabled: !fits }}
      onOk={() => submit()}
      onCancel={onClose}
      width={320}
    >
      <form onSubmit={submit}>
        <Field label={t('ui.grid.goTo')} hint={t('ui.grid.goToHint', { total: formatCount(total) })}>
          {(id) => <Input id={id} autoFocus inputMode="numeric" value={text} onChange={(event) => setText(event.target.value)} />}
        </Field>
      </form>
    </Modal>
  );
}
