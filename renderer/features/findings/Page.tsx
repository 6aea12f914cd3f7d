import { Button, Dropdown } from 'antd';
import { useMemo, useState } from 'react';
import type { Finding } from '../../../contract/methods/findings.ts';
import type { QualityRun, RuleResult } from '../../../contract/methods/quality.ts';
import type { Severity } from '../../../contract/methods/rules.ts';
import { useActions } from '../../app/actions.ts';
import { goToDataset } from '../../app/dataset-place.tsx';
import { call, useQuery } from '../../app/engine.ts';
import { EngineGrid } from '../../app/EngineGrid.tsx';
import { severities, SeverityChip } from '../../app/marks.tsx';
import { useReason } from '../../app/reason.ts';
import { go, hrefOf } from '../../app/router.ts';
import type { ScreenProps } from '../../app/routes.tsx';
import { RunningJob } from '../../app/RunningJob.tsx';
import { useSession } from '../../app/session.tsx';
import { useExport } from '../../app/useExport.ts';
import { useT, useTDynamic } from '../../ui/appearance.tsx';
import { formatCount } from '../../ui/format.ts';
import type { GridCell, GridColumn, GridPage, GridRequest } from '../../ui/grid/DataGrid.tsx';
import { Icon } from '../../ui/icons.tsx';
import { EmptyFiltered, EmptyState, Load } from '../../ui/states.tsx';
import { FilterSelect, Toolbar } from '../../ui/Toolbar.tsx';

/** S10: every failing row or value of a run. */
export function FindingsPage({ params, query }: ScreenProps) {
  const run = useQuery('quality.get', { run: params['run'] ?? '' });
  return <Load of={run}>{(data) => <Findings run={data.run} results={data.results} query={query} />}</Load>;
}

interface Props {
  readonly run: QualityRun;
  readonly results: readonly RuleResult[];
  readonly query: ScreenProps['query'];
}

interface Filters {
  readonly rule: string | undefined;
  readonly column: string | undefined;
  readonly severity: Severity | undefined;
}

const formats = ['xlsx', 'csv', 'jsonl'] as const;
type Format = (typeof formats)[number];

function useColumns(): readonly GridColumn[] {
  const t = useT();
  return useMemo(
    () => [
      {
        key: 'row',
        title: t('findings.row'),
        align: 'right',
        width: 100,
        sortable: false,
        pinned: true,
        format: (value) => (typeof value === 'number' ? formatCount(value) : ''),
      },
      {
        key: 'severity',
        title: t('rules.severity'),
        width: 84,
        sortable: false,
        format: (value) => t(`severity.${severities.find((one) => one === value) ?? 'info'}`),
        render: (value) => <SeverityChip severity={severities.find((one) => one === value) ?? 'info'} />,
      },
      { key: 'rule', title: t('findings.rule'), width: 220, sortable: false },
      { key: 'column', title: t('findings.column'), width: 150, sortable: false },
      { key: 'value', title: t('findings.value'), width: 220, sortable: false, note: t('findings.valueNote') },
      { key: 'reason', title: t('findings.reason'), width: 360, sortable: false },
    ],
    [t],
  );
}

function Findings({ run, results, query }: Props) {
  const t = useT();
  const reason = useReason();
  const { can } = useSession();
  const [total, setTotal] = useState<number | null>(null);
  const [focused, setFocused] = useState<number | null>(null);
  const filters: Filters = { rule: query['rule'], column: query['column'], severity: severities.find((one) => one === query['severity']) };
  const setFilters = (next: Filters): void => go(`/quality/${encodeURIComponent(run.id)}/findings`, { ...next }, true);
  const exporting = useExport('findings.export');
  const columns = useColumns();
  const loadPage = async ({ offset, limit }: GridRequest): Promise<GridPage> => {
    const page = await call('findings.page', { run: run.id, ...filters, offset, limit });
    return asPage(page, reason);
  };
  const toRow = (row: number | null): void => {
    if (row !== null) goToDataset(run.dataset, 'rows', { batch: run.batch, filters: '[]', row: String(row) });
  };
  const toRows = (): void =>
    goToDataset(run.dataset, 'rows', {
      batch: run.batch,
      filters: JSON.stringify([{ op: 'finding', run: run.id, ...(filters.rule === undefined ? {} : { rule: filters.rule }) }]),
    });
  const write = (format: Format): void =>
    void exporting.save(
      { kind: format === 'jsonl' ? 'any' : format, name: `${run.datasetName}-${run.batchNumber}-${t('screen.findings')}.${format}` },
      { run: run.id, ...filters, format },
    );
  useActions([
    { id: 'findings.source', title: t('findings.toRow'), keys: 'G', disabled: focused === null, run: () => toRow(focused) },
    { id: 'findings.rows', title: t('findings.toRows'), run: toRows },
    {
      id: 'findings.export',
      title: t('findings.export'),
      keys: 'Ctrl+Shift+E',
      menu: 'export',
      disabled: !can('data.export'),
      run: () => write('xlsx'),
    },
  ]);
  const failing = results.filter((one) => one.failed > 0);
  const active = [filters.rule, filters.column, filters.severity && t(`severity.${filters.severity}`)].filter((one) => one !== undefined);
  const rowAt = (cell: GridCell): number | null => (typeof cell.row.values[0] === 'number' ? cell.row.values[0] : null);
  return (
    <div className="ui-pane">
      <Toolbar
        label={t('quality.filters')}
        actions={
          <>
            <Button onClick={toRows}>{t('findings.toRows')}</Button>
            {can('data.export') && (
              <Dropdown
                trigger={['click']}
                menu={{
                  items: formats.map((key) => ({ key, label: key === 'jsonl' ? 'JSON Lines' : key.toUpperCase() })),
                  onClick: ({ key }) => write(formats.find((one) => one === key) ?? 'xlsx'),
                }}
              >
                <Button icon={<Icon name="export" />}>{t('findings.export')}</Button>
              </Dropdown>
            )}
          </>
        }
      >
        <a href={hrefOf(`/quality/${encodeURIComponent(run.id)}`)}>
          {t('findings.back', { name: run.datasetName, number: run.batchNumber })}
        </a>
        <FilterSelect
          label={t('findings.rule')}
          width={260}
          value={filters.rule ?? null}
          onChange={(rule) => setFilters({ ...filters, rule: rule ?? undefined })}
          options={failing.map((one) => ({ value: one.rule, label: `${one.rule} (${formatCount(one.failed)})` }))}
        />
        <FilterSelect
          label={t('findings.column')}
          width={160}
          value={filters.column ?? null}
          onChange={(column) => setFilters({ ...filters, column: column ?? undefined })}
          options={[...new Set(failing.flatMap((one) => one.columns))].map((column) => ({ value: column, label: column }))}
        />
        <FilterSelect
          label={t('rules.severity')}
          value={filters.severity ?? null}
          onChange={(severity) => setFilters({ ...filters, severity: severity ?? undefined })}
          options={severities.map((value) => ({ value, label: t(`severity.${value}`) }))}
        />
        <span className="ui-muted" role="status">
          {total === null ? '' : t('findings.total', { count: formatCount(total) })}
        </span>
      </Toolbar>
      <RunningJob of={exporting} />
      <RuleNote result={results.find((one) => one.rule === filters.rule)} />
      <div className="ui-box ui-pane-fill">
        <EngineGrid
          id="findings"
          label={t('screen.findings')}
          columns={columns}
          loadPage={loadPage}
          version={JSON.stringify([run.id, filters])}
          onTotal={setTotal}
          onOpen={(cell) => toRow(rowAt(cell))}
          onFocus={(cell) => setFocused(rowAt(cell))}
          empty={
            active.length > 0 ? (
              <EmptyFiltered filters={active} onClear={() => setFilters({ rule: undefined, column: undefined, severity: undefined })} />
            ) : (
              <EmptyState title={t('findings.none')} hint={t('findings.noneHint')} />
            )
          }
        />
      </div>
      <p className="ui-muted">{t('findings.keys')}</p>
    </div>
  );
}

/** A page as the grid wants it: positions as row ids, because one row can be a finding of several rules. */
function asPage(
  page: { readonly total: number; readonly offset: number; readonly rows: readonly Finding[] },
  reason: ReturnType<typeof useReason>,
): GridPage {
  const { rows } = page;
  return {
    total: page.total,
    rowNumbers: rows.map((_, i) => page.offset + i + 1),
    columns: [
      rows.map((one) => one.row),
      rows.map((one) => one.severity),
      rows.map((one) => one.rule),
      rows.map((one) => one.column),
      rows.map((one) => one.value),
      rows.map((one) => reason(one.reason)),
    ],
  };
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
