import { Button, Checkbox, Watermark } from 'antd';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { Column } from '../../../contract/methods/datasets.ts';
import type { FindingRule } from '../../../contract/methods/findings.ts';
import type { RuleResult } from '../../../contract/methods/quality.ts';
import { useActions } from '../../app/actions.ts';
import { goToDataset } from '../../app/dataset-place.tsx';
import { useQuery } from '../../app/engine.ts';
import { RevealDialog } from '../../app/RevealDialog.tsx';
import { useReveal } from '../../app/reveal.ts';
import type { ScreenProps } from '../../app/routes.tsx';
import { RunningJob } from '../../app/RunningJob.tsx';
import { useSession } from '../../app/session.tsx';
import { useSticky } from '../../app/sticky.ts';
import { useExport } from '../../app/useExport.ts';
import { useWatermark } from '../../app/useWatermark.ts';
import { useT, useTDynamic } from '../../ui/appearance.tsx';
import { formatCount } from '../../ui/format.ts';
import type { DataGridHandle, GridCell } from '../../ui/grid/DataGrid.tsx';
import { Icon } from '../../ui/icons.tsx';
import { EmptyFiltered, EmptyState, Load } from '../../ui/states.tsx';
import { CountTabs, SearchBox, Toolbar } from '../../ui/Toolbar.tsx';
import { addressOf, type Checked, goToView, ofRun, ofWhole, placeOf } from './checked.ts';
import { Chips, wordsOf } from './Chips.tsx';
import { Detail } from './Detail.tsx';
import { ExportDialog } from './ExportDialog.tsx';
import { Facets } from './Facets.tsx';
import { Groups } from './Groups.tsx';
import { Hints } from './Hints.tsx';
import { Lines, Records } from './Records.tsx';
import { clear, queryOf, requestOf, type Show, shows, type View, viewOf } from './view.ts';
import './findings.css';

/** S10: every failing row or value of a run. */
export function FindingsPage({ params, query }: ScreenProps) {
  const t = useT();
  const id = params['run'] ?? '';
  const run = useQuery('quality.get', { run: id });
  const batch = useQuery('batches.get', { batch: run.data?.run.batch ?? '' }, { skip: !run.data });
  const checked = useMemo(() => run.data && ofRun(run.data.run, t), [run.data, t]);
  return (
    <Load of={run}>
      {({ results }) => (
        <Load of={batch}>
          {({ columns }) => checked && <Findings checked={checked} results={results} columns={columns} view={viewOf(query)} />}
        </Load>
      )}
    </Load>
  );
}

/** Every failing row of the check of all batches of a dataset. */
export function WholeFindingsPage({ params, query }: ScreenProps) {
  const t = useT();
  const id = params['dataset'] ?? '';
  const whole = useQuery('quality.whole', { dataset: id });
  const newest = whole.data?.batches.at(-1)?.batch ?? '';
  const batch = useQuery('batches.get', { batch: newest }, { skip: newest === '' });
  const checked = useMemo(() => (whole.data ? ofWhole(id, whole.data, t) : null), [id, whole.data, t]);
  return (
    <Load of={whole}>
      {({ last }) =>
        checked && last ? (
          <Load of={batch}>
            {({ columns }) => <Findings checked={checked} results={last.results} columns={columns} view={viewOf(query)} />}
          </Load>
        ) : (
          <EmptyState
            title={t('whole.noRows')}
            action={
              <Button type="primary" onClick={() => goToDataset(id, 'runs', { whole: '1' })}>
                {t('whole.open')}
              </Button>
            }
          />
        )
      }
    </Load>
  );
}

interface Props {
  readonly checked: Checked;
  readonly results: readonly RuleResult[];
  readonly columns: readonly Column[];
  readonly view: View;
}

/** The view as long as it means the same, so that the grid is not asked anew on every drawing. */
function useSame(view: View): View {
  const key = JSON.stringify(queryOf(view));
  return useMemo(() => viewOf(JSON.parse(key) as Record<string, string>), [key]);
}

/** Where the grid was left: the focused record, found again on the way back. */
function usePlace(run: string, view: View, onCell: (cell: GridCell) => void) {
  const grid = useRef<DataGridHandle>(null);
  const place = `${run} ${JSON.stringify(queryOf(view))}`;
  const [left, setLeft] = useSticky<{ readonly place: string; readonly position: number } | null>('findings.place', null);
  const returned = useRef(false);
  const onTotal = (total: number): void => {
    if (returned.current) return;
    returned.current = true;
    const { position = 0 } = left?.place === place ? left : {};
    if (position > 0 && position < total) setTimeout(() => grid.current?.goTo(position), 100);
  };
  const onFocus = (cell: GridCell): void => {
    onCell(cell);
    if (left?.place !== place || left.position !== cell.position) setLeft({ place, position: cell.position });
  };
  return { grid, onTotal, onFocus };
}

type Dialog = 'export' | 'reveal' | null;

function Findings({ checked, results, columns, view: given }: Props) {
  const t = useT();
  const { can } = useSession();
  const view = useSame(given);
  const [total, setTotal] = useState<number | null>(null);
  const [cell, setCell] = useState<GridCell | null>(null);
  const [detail, setDetail] = useSticky('findings.detail', false);
  const [facetsOpen, setFacetsOpen] = useSticky('findings.facetsOpen', true);
  const [dialog, setDialog] = useState<Dialog>(null);
  const [rules, setRules] = useState<ReadonlyMap<string, FindingRule>>(new Map());
  const exporting = useExport('findings.export');
  const watermark = useWatermark();
  const shownReveal = useReveal();
  const reveal = checked.batches.some(({ batch }) => batch === shownReveal?.batch) ? (shownReveal?.token ?? null) : null;
  const place = usePlace(checked.id, view, setCell);
  const setView = (next: View): void => {
    setCell(null);
    goToView(checked, next);
  };
  const onRules = useCallback((more: readonly FindingRule[]) => {
    setRules((known) =>
      more.every((one) => known.has(one.rule)) ? known : new Map([...known, ...more.map((one) => [one.rule, one] as const)]),
    );
  }, []);
  const inGrid = view.show === 'records' || view.show === 'findings';
  const rowOf = (at: GridCell | null): number | null => {
    if (!at) return null;
    const value = view.show === 'findings' ? at.row.values[0] : at.row.number;
    return typeof value === 'number' ? value : null;
  };
  const toRow = (at: GridCell | null): void => {
    const found = rowOf(at);
    if (found === null) return;
    const { batch, row } = placeOf(checked, found);
    goToDataset(checked.dataset, 'rows', { batch, filters: '[]', row: String(row), from: addressOf(checked, view) });
  };
  const toRows = (): void => {
    const { batch } = placeOf(checked, rowOf(cell) ?? checked.rows);
    const filter = { op: 'finding', run: checked.id, ...(view.rule === undefined ? {} : { rule: view.rule }) };
    goToDataset(checked.dataset, 'rows', { batch: view.batch ?? batch, filters: JSON.stringify([filter]) });
  };
  const step = (by: number): void => {
    if (cell) place.grid.current?.goTo(cell.position + by, cell.column ?? undefined);
  };
  const mayReveal = can('data.reveal') && columns.some((column) => column.sensitive);
  useActions([
    { id: 'findings.next', title: t('findings.next'), keys: 'J', disabled: !inGrid || cell === null, run: () => step(1) },
    { id: 'findings.previous', title: t('findings.previous'), keys: 'K', disabled: !inGrid || cell === null, run: () => step(-1) },
    { id: 'findings.source', title: t('findings.toRow'), keys: 'G', disabled: !inGrid || cell === null, run: () => toRow(cell) },
    { id: 'findings.rows', title: t('findings.toRows'), run: toRows },
    { id: 'facets', title: t('rows.facetPanel'), keys: 'F4', run: () => setFacetsOpen(!facetsOpen) },
    { id: 'row-detail', title: t('rows.openDetail'), keys: 'Alt+Enter', disabled: view.show !== 'records', run: () => setDetail(!detail) },
    ...(mayReveal
      ? [{ id: 'reveal', title: t('rows.reveal'), keys: 'F2', disabled: rowOf(cell) === null, run: () => setDialog('reveal') }]
      : []),
    {
      id: 'findings.export',
      title: t('findings.export'),
      keys: 'Ctrl+Shift+E',
      menu: 'export',
      disabled: !can('data.export') || checked.findings === 0,
      run: () => setDialog('export'),
    },
  ]);
  const words = wordsOf(t, view, checked);
  const empty =
    words.length > 0 ? (
      <EmptyFiltered filters={words} onClear={() => setView(clear(view))} />
    ) : (
      <EmptyState title={t('findings.none')} hint={t('findings.noneHint')} />
    );
  const gridProps = {
    checked,
    view,
    columns,
    reveal,
    handle: place.grid,
    empty,
    onRules,
    onFocus: place.onFocus,
    onTotal: (rows: number): void => {
      setTotal(rows);
      place.onTotal(rows);
    },
  };
  return (
    <div className="ui-pane findings">
      <Bar
        checked={checked}
        view={view}
        total={inGrid ? total : null}
        facetsOpen={facetsOpen}
        onFacets={() => setFacetsOpen(!facetsOpen)}
        onView={setView}
        onRows={toRows}
        onExport={() => setDialog('export')}
      />
      {words.length > 0 && <Chips view={view} checked={checked} onView={setView} />}
      <RunningJob of={exporting} />
      <RuleNote result={results.find((one) => one.rule === view.rule)} />
      {checked.findings > 0 && !checked.whole && <Hints run={checked} view={view} onView={setView} />}
      <div className="ui-box ui-pane-fill rows findings-body">
        {facetsOpen && <Facets checked={checked} view={view} columns={columns} onView={setView} onClose={() => setFacetsOpen(false)} />}
        <Watermark className="rows-main" content={watermark.words} font={watermark.font} gap={[180, 140]} rotate={-18}>
          {view.show === 'records' && (
            <Records
              {...gridProps}
              onOpen={(opened) => {
                setCell(opened);
                setDetail(true);
              }}
            />
          )}
          {view.show === 'findings' && <Lines {...gridProps} onOpen={toRow} />}
          {view.show !== 'records' && view.show !== 'findings' && (
            <Groups checked={checked} view={view} columns={columns} by={view.show} onView={setView} />
          )}
        </Watermark>
        {view.show === 'records' && detail && cell && (
          <Detail
            checked={checked}
            view={view}
            onView={setView}
            cell={cell}
            columns={columns}
            rules={rules}
            results={results}
            total={total ?? 0}
            onStep={step}
            onSource={() => toRow(cell)}
            onReveal={() => setDialog('reveal')}
            onClose={() => {
              setDetail(false);
              place.grid.current?.focus();
            }}
          />
        )}
      </div>
      <p className="ui-muted">{t('findings.keys')}</p>
      {dialog === 'reveal' && cell && rowOf(cell) !== null && (
        <RevealDialog
          batch={placeOf(checked, rowOf(cell) ?? 1).batch}
          row={placeOf(checked, rowOf(cell) ?? 1).row}
          column={columns.find((one) => one.name === cell.column)?.sensitive ? cell.column : null}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === 'export' && (
        <ExportDialog checked={checked} view={view} exporting={exporting} reveal={reveal} onClose={() => setDialog(null)} />
      )}
    </div>
  );
}

function Bar(props: {
  readonly checked: Checked;
  readonly view: View;
  readonly total: number | null;
  readonly facetsOpen: boolean;
  readonly onFacets: () => void;
  readonly onView: (view: View) => void;
  readonly onRows: () => void;
  readonly onExport: () => void;
}) {
  const { checked, view, total, facetsOpen, onView } = props;
  const t = useT();
  const { can } = useSession();
  const all = useQuery(
    'findings.facet',
    { ...requestOf(checked.id, view), by: 'rule', limit: 1 },
    { skip: view.show !== 'findings', keep: true },
  );
  return (
    <Toolbar
      label={t('quality.filters')}
      actions={
        <>
          <Button onClick={props.onRows}>{t('findings.toRows')}</Button>
          {can('data.export') && (
            <Button icon={<Icon name="export" />} disabled={checked.findings === 0} onClick={props.onExport}>
              {t('findings.export')}
            </Button>
          )}
        </>
      }
    >
      <Button
        size="small"
        icon={<Icon name="filter" size={14} />}
        aria-pressed={facetsOpen}
        type={facetsOpen ? 'primary' : 'default'}
        onClick={props.onFacets}
        title="F4"
      >
        {t('rows.facets')}
      </Button>
      <a href={checked.back.href}>{checked.back.words}</a>
      <CountTabs<Show>
        label={t('findings.show')}
        value={view.show}
        onChange={(show) => onView({ ...view, show })}
        tabs={shows.map((value) => ({ value, label: t(`findings.show.${value}`) }))}
      />
      <SearchBox label={t('findings.search')} value={view.search} onChange={(search) => onView({ ...view, search })} width={190} />
      {view.show === 'records' && (
        <Checkbox checked={view.worstFirst} onChange={(event) => onView({ ...view, worstFirst: event.target.checked })}>
          {t('findings.worstFirst')}
        </Checkbox>
      )}
      <span className="ui-muted" role="status">
        {total === null
          ? ''
          : view.show === 'records'
            ? t('findings.recordsTotal', { rows: formatCount(total), all: formatCount(checked.failingRows) })
            : t('findings.totalIn', { count: formatCount(total), rows: formatCount(all.data?.rows ?? checked.failingRows) })}
      </span>
    </Toolbar>
  );
}

/** What the filtered rule demands, in its author's words. */
function RuleNote({ result }: { readonly result: RuleResult | undefined }) {
  const t = useT();
  const dynamic = useTDynamic();
  if (!result) return null;
  return (
    <p className="ui-note">
      {t('findings.ruleNote', {
        kind: dynamic(`ruleKind.${result.kind}`),
        columns: result.columns.join('、'),
        failed: formatCount(result.failed),
        evaluated: formatCount(result.evaluated),
      })}
      {result.description !== null && ` — ${result.description}`}
    </p>
  );
}
