import { Button, Dropdown, Select } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import type { QualityRun } from '../../../contract/methods/quality.ts';
import { useActions } from '../../app/actions.ts';
import { type Output, useQuery } from '../../app/engine.ts';
import { PlanDrawer } from '../../app/PlanDrawer.tsx';
import { go, hrefOf } from '../../app/router.ts';
import { RunningJob } from '../../app/RunningJob.tsx';
import { OpenIssues } from '../../app/OpenIssues.tsx';
import { Blocked, maySubmitRun, ReviewChip, SubmitRun } from '../../app/RunReview.tsx';
import { useSession } from '../../app/session.tsx';
import { useSticky } from '../../app/sticky.ts';
import { useExport } from '../../app/useExport.ts';
import { useAppearance, useT } from '../../ui/appearance.tsx';
import { formatCount, formatDuration, formatTime } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';
import { type Level } from '../../ui/parts.tsx';
import { Load } from '../../ui/states.tsx';
import { Compare } from './Compare.tsx';
import { Explain } from './Explain.tsx';
import { inOrder, previousOf } from './model.ts';
import { Overview } from './Overview.tsx';
import { goToFindings, noFilters, type RuleFilters, RuleTable } from './RuleTable.tsx';
import './quality.css';

/** A quality run: score, dimensions, trend, and every rule with its numbers. `actions` stand before its own buttons. */
export function RunView({ run: id, actions }: { readonly run: string; readonly actions?: ReactNode }) {
  const found = useQuery('quality.get', { run: id });
  return <Load of={found}>{(data) => <Inside key={id} {...data} actions={actions} />}</Load>;
}

/** Every run of the dataset, as far as the person may see them. */
function useRuns(dataset: string): readonly QualityRun[] {
  const { can } = useSession();
  const all = can('data.read');
  const list = useQuery('quality.list', { dataset }, { skip: !all });
  const recent = useQuery('quality.recent', undefined, { skip: all });
  return useMemo(
    () => (all ? (list.data ?? []) : (recent.data ?? []).filter((one) => one.dataset === dataset)),
    [all, list.data, recent.data, dataset],
  );
}

interface InsideProps extends Output<'quality.get'> {
  readonly actions: ReactNode;
}

function Inside(props: InsideProps) {
  const { run, results, bands } = props;
  const { can } = useSession();
  const runs = useRuns(run.dataset);
  const [other, setOther] = useSticky<string | null>(`quality.compare.${run.id}`, null);
  const previous = runs.find((one) => one.id === other) ?? previousOf(run, runs);
  const before = useQuery('quality.get', { run: previous?.id ?? '' }, { skip: previous === null });
  const history = useQuery('quality.history', { run: run.id });
  const kinds = useQuery('ruleKinds.list', undefined);
  const units = useQuery('datasets.get', { dataset: run.dataset }, { skip: !can('data.read') });
  const [filters, setFilters] = useSticky<RuleFilters>(`quality.filters.${run.id}`, noFilters);
  const [issuing, setIssuing] = useState<readonly string[] | null>(null);
  return (
    <div className="quality-run">
      <Head {...props} runs={runs} previous={previous} onCompare={setOther} />
      <Overview
        run={run}
        results={results}
        previous={previous}
        runs={runs}
        bands={bands}
        onLevel={(level: Level | null) => setFilters({ ...noFilters, level })}
      />
      <RuleTable
        run={run}
        results={results}
        previous={before.data?.results ?? null}
        history={history.data ?? []}
        kinds={kinds.data ?? []}
        filters={filters}
        onFilters={setFilters}
        onIssue={setIssuing}
      />
      {issuing && <OpenIssues run={run.id} rules={issuing} unit={units.data?.unit ?? ''} onClose={() => setIssuing(null)} />}
    </div>
  );
}

function Head({
  run,
  blockedBy,
  codes,
  runs,
  previous,
  onCompare,
  actions,
}: InsideProps & {
  readonly runs: readonly QualityRun[];
  readonly previous: QualityRun | null;
  readonly onCompare: (run: string | null) => void;
}) {
  const t = useT();
  const { can } = useSession();
  const [explaining, setExplaining] = useState(false);
  const [submitting, setSubmitting] = useState(false);
  const exporting = useExport('findings.export');
  const [comparing, setComparing] = useState(false);
  const [planning, setPlanning] = useState(false);
  const maySubmit = can('review.submit') && maySubmitRun(run);
  const write = (format: 'csv' | 'xlsx'): void =>
    void exporting.save(
      { kind: format, name: `${run.datasetName}-${run.batchNumber}-${t('screen.findings')}.${format}` },
      { run: run.id, format, layout: 'records' },
    );
  useActions([
    { id: 'quality.compare', title: t('quality.why'), keys: 'C', disabled: previous === null, run: () => setComparing(true) },
    { id: 'quality.explain', title: t('quality.explain'), keys: 'Alt+H', run: () => setExplaining(true) },
    { id: 'quality.plan', title: t('plan.title'), keys: 'Alt+P', disabled: !can('data.read'), run: () => setPlanning(true) },
    { id: 'quality.submit', title: t('quality.submit'), keys: 'Ctrl+Enter', disabled: !maySubmit, run: () => setSubmitting(true) },
    {
      id: 'quality.findings',
      title: t('quality.allFindings'),
      disabled: !can('data.read') || run.findings === 0,
      run: () => goToFindings(run.id),
    },
    {
      id: 'quality.export',
      title: t('findings.export'),
      keys: 'Ctrl+Shift+E',
      menu: 'export',
      disabled: !can('data.export') || run.findings === 0,
      run: () => write('xlsx'),
    },
  ]);
  return (
    <>
      <header className="quality-head">
        <Facts run={run} codes={codes} />
        <div className="ui-row">
          {actions}
          <BaseRun run={run} runs={runs} previous={previous} onCompare={onCompare} />
          {previous && (
            <Button onClick={() => setComparing(true)} title="C">
              {t('quality.why')}
            </Button>
          )}
          <Button onClick={() => setExplaining(true)}>{t('quality.explain')}</Button>
          {can('data.read') && (
            <Button onClick={() => setPlanning(true)} title="Alt+P">
              {t('plan.open')}
            </Button>
          )}
          {can('data.read') && run.findings > 0 && <Button onClick={() => goToFindings(run.id)}>{t('quality.allFindings')}</Button>}
          {can('data.export') && run.findings > 0 && (
            <Dropdown
              trigger={['click']}
              menu={{
                items: [
                  { key: 'xlsx', label: 'XLSX' },
                  { key: 'csv', label: 'CSV' },
                ],
                onClick: ({ key }) => write(key === 'csv' ? 'csv' : 'xlsx'),
              }}
            >
              <Button icon={<Icon name="export" />}>{t('findings.export')}</Button>
            </Dropdown>
          )}
          <Button icon={<Icon name="report" />} onClick={() => go('/report', { run: run.id })}>
            {t('report.makeReport')}
          </Button>
          {maySubmit && (
            <Button type="primary" onClick={() => setSubmitting(true)} title="Ctrl+Enter">
              {t('quality.submit')}
            </Button>
          )}
        </div>
      </header>
      <Blocked run={run.id} by={blockedBy} />
      <RunningJob of={exporting} />
      {previous && <Compare key={previous.id} run={run} before={previous} open={comparing} onClose={() => setComparing(false)} />}
      <Explain run={run.id} ruleSet={run.ruleSet} open={explaining} onClose={() => setExplaining(false)} />
      <PlanDrawer batch={run.batch} ruleSet={run.ruleSet} open={planning} onClose={() => setPlanning(false)} />
      {submitting && <SubmitRun run={run} blocked={blockedBy.length} onClose={() => setSubmitting(false)} />}
    </>
  );
}

/** Which run the result is held against. */
function BaseRun(props: {
  readonly run: QualityRun;
  readonly runs: readonly QualityRun[];
  readonly previous: QualityRun | null;
  readonly onCompare: (run: string | null) => void;
}) {
  const t = useT();
  const others = inOrder(props.runs)
    .reverse()
    .filter((one) => one.id !== props.run.id);
  if (others.length === 0) return null;
  return (
    <Select
      aria-label={t('quality.compare')}
      popupMatchSelectWidth={false}
      style={{ maxWidth: 260 }}
      value={props.previous?.id}
      placeholder={t('quality.compare')}
      onChange={(id: string) => props.onCompare(id)}
      options={others.map((one) => ({
        value: one.id,
        label: t('quality.compareWith', { number: one.batchNumber, time: formatTime(one.startedAt) }),
      }))}
    />
  );
}

/** Which batch was checked by which rules, when and by whom. */
function Facts({ run, codes }: { readonly run: QualityRun; readonly codes: InsideProps['codes'] }) {
  const t = useT();
  const { language } = useAppearance();
  return (
    <div className="quality-head-text">
      <strong>{run.datasetName}</strong>
      <span>{t('quality.batchNumber', { number: run.batchNumber })}</span>
      <a href={hrefOf(`/rules/${encodeURIComponent(run.ruleSet)}`)}>{`${run.ruleSetName} v${run.ruleSetVersion}`}</a>
      <span>{t('quality.allRows', { rows: formatCount(run.rows) })}</span>
      {codes.map(({ list, version, edition }) => (
        <a key={`${list}@${version}`} href={hrefOf(`/codes/${encodeURIComponent(list)}`)} title={`${t('codes.runUsed')}: ${edition}`}>
          {version === 0 ? list : `${list}@${version}`}
        </a>
      ))}
      <span className="ui-muted">
        {t('quality.when', { time: formatTime(run.startedAt), took: formatDuration(run.seconds, language), by: run.by })}
      </span>
      <ReviewChip run={run} />
    </div>
  );
}
