import { Button, Select } from 'antd';
import { useMemo, useState } from 'react';
import type { QualityRun } from '../../../contract/methods/quality.ts';
import { useActions } from '../../app/actions.ts';
import { goToDataset, useDatasetPlace } from '../../app/dataset-place.tsx';
import { useJob, useQuery } from '../../app/engine.ts';
import { go, hrefOf } from '../../app/router.ts';
import type { ScreenProps } from '../../app/routes.tsx';
import { RunningJob } from '../../app/RunningJob.tsx';
import { useSession } from '../../app/session.tsx';
import { useSticky } from '../../app/sticky.ts';
import { useAppearance, useT } from '../../ui/appearance.tsx';
import { formatCount, formatDuration, formatScore, formatTime } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';
import { ListTable } from '../../ui/ListTable.tsx';
import { Chip, LevelChip } from '../../ui/parts.tsx';
import { EmptyState, Load } from '../../ui/states.tsx';
import { CountTabs, SearchBox, Toolbar } from '../../ui/Toolbar.tsx';
import { inOrder } from './model.ts';
import { RunView } from './RunView.tsx';
import { UnitsView } from './Units.tsx';
import { WholeCheck } from './WholeCheck.tsx';
import './quality.css';

/** A check of a batch: F5, progress, and then its result. */
function useCheck(batch: string | null, title: string) {
  const t = useT();
  const { can } = useSession();
  const job = useJob('quality.run', batch ?? '');
  const may = can('quality.run') && batch !== null;
  const run = async (): Promise<string | null> => {
    if (!may || batch === null || job.running) return null;
    const done = await job.run({ batch }, title);
    return done?.id ?? null;
  };
  return { job, may, run, word: t('quality.run') };
}

/** S09: the newest runs of all datasets. */
export function QualityPage() {
  const t = useT();
  const [view, setView] = useSticky<'runs' | 'units'>('quality.view', 'runs');
  return (
    <div className="ui-pane quality-home">
      <CountTabs
        label={t('screen.quality')}
        value={view}
        onChange={setView}
        tabs={[
          { value: 'runs', label: t('quality.viewRuns') },
          { value: 'units', label: t('quality.units') },
        ]}
      />
      {view === 'runs' ? <RecentRuns /> : <UnitsView />}
    </div>
  );
}

function RecentRuns() {
  const t = useT();
  const runs = useQuery('quality.recent', undefined);
  return (
    <Load of={runs}>
      {(list) =>
        list.length === 0 ? (
          <EmptyState
            icon={<Icon name="quality" size={36} />}
            title={t('quality.noRuns')}
            hint={t('quality.noRunsHint')}
            action={
              <Button type="primary" onClick={() => go('/datasets')}>
                {t('quality.toDatasets')}
              </Button>
            }
          />
        ) : (
          <Runs list={list} />
        )
      }
    </Load>
  );
}

function Runs({ list }: { readonly list: readonly QualityRun[] }) {
  const t = useT();
  const { language } = useAppearance();
  const [search, setSearch] = useSticky('quality.search', '');
  const shown = useMemo(
    () => list.filter((run) => `${run.datasetName} ${run.ruleSetName} ${run.by}`.toLowerCase().includes(search.trim().toLowerCase())),
    [list, search],
  );
  return (
    <>
      <Toolbar>
        <SearchBox label={t('quality.search')} value={search} onChange={setSearch} width={260} />
      </Toolbar>
      <div className="ui-box ui-pane-fill">
        <ListTable
          label={t('screen.quality')}
          rows={shown}
          rowKey={(run) => run.id}
          onOpen={(run) => go(`/quality/${encodeURIComponent(run.id)}`)}
          empty={<EmptyState small title={t('ui.noMatch', { search })} />}
          columns={[
            {
              key: 'dataset',
              title: t('rules.dataset'),
              width: '2fr',
              sortBy: (run) => run.datasetName,
              render: (run) => <a href={hrefOf(`/quality/${encodeURIComponent(run.id)}`)}>{run.datasetName}</a>,
            },
            {
              key: 'batch',
              title: t('quality.batch'),
              width: 64,
              align: 'right',
              sortBy: (run) => run.batchNumber,
              render: (run) => `#${run.batchNumber}`,
            },
            {
              key: 'score',
              title: t('quality.total'),
              width: 88,
              align: 'right',
              sortBy: (run) => run.score.total,
              render: (run) =>
                run.score.total === null ? (
                  <span className="ui-muted">{t('score.notEvaluated')}</span>
                ) : (
                  <strong>{formatScore(run.score.total)}</strong>
                ),
            },
            {
              key: 'state',
              title: t('quality.status'),
              width: 112,
              sortBy: (run) => Number(run.success),
              render: (run) => (
                <LevelChip level={run.success ? 'ok' : 'orange'}>{t(run.success ? 'ruleStatus.pass' : 'ruleStatus.fail')}</LevelChip>
              ),
            },
            {
              key: 'findings',
              title: t('quality.failingRows'),
              width: 110,
              align: 'right',
              sortBy: (run) => run.failingRows,
              render: (run) => formatCount(run.failingRows),
            },
            {
              key: 'rows',
              title: t('quality.rows'),
              width: 104,
              align: 'right',
              sortBy: (run) => run.rows,
              render: (run) => formatCount(run.rows),
            },
            {
              key: 'ruleSet',
              title: t('quality.ruleSet'),
              width: '1fr',
              sortBy: (run) => run.ruleSetName,
              render: (run) => `${run.ruleSetName} v${run.ruleSetVersion}`,
            },
            { key: 'at', title: t('quality.at'), width: 140, sortBy: (run) => run.startedAt, render: (run) => formatTime(run.startedAt) },
            {
              key: 'took',
              title: t('quality.took'),
              width: 84,
              align: 'right',
              sortBy: (run) => run.seconds,
              render: (run) => formatDuration(run.seconds, language),
            },
            { key: 'by', title: t('quality.by'), width: 88, sortBy: (run) => run.by, render: (run) => run.by },
            {
              key: 'review',
              title: t('screen.review'),
              width: 88,
              render: (run) =>
                run.review === null ? (
                  <span className="ui-muted">—</span>
                ) : (
                  <Chip tone={run.review.state === 'approved' ? 'good' : run.review.state === 'rejected' ? 'bad' : 'info'}>
                    {t(`review.state.${stateOf(run)}`)}
                  </Chip>
                ),
            },
          ]}
        />
      </div>
    </>
  );
}

const stateOf = (run: QualityRun) =>
  (['pending', 'approved', 'rejected', 'withdrawn'] as const).find((one) => one === run.review?.state) ?? 'pending';

/** S09: one run by its address. */
export function RunPage({ params }: ScreenProps) {
  const t = useT();
  const { can } = useSession();
  const id = params['run'] ?? '';
  const found = useQuery('quality.get', { run: id });
  const run = found.data?.run;
  const check = useCheck(run?.batch ?? null, run ? `${run.datasetName} #${run.batchNumber}` : '');
  const again = async (): Promise<void> => {
    const next = await check.run();
    if (next !== null) go(`/quality/${encodeURIComponent(next)}`, {}, true);
  };
  useActions([
    {
      id: 'quality.run',
      title: t('quality.again'),
      keys: 'F5',
      menu: 'refresh',
      disabled: !check.may || check.job.running,
      run: () => void again(),
    },
  ]);
  return (
    <div className="ui-pane ui-scroll">
      <RunningJob of={check.job} onRetry={() => void again()} />
      <RunView
        run={id}
        actions={
          <>
            {run && can('data.read') && (
              <Button onClick={() => goToDataset(run.dataset, 'runs', { batch: run.batch })}>{t('quality.toDataset')}</Button>
            )}
            {check.may && (
              <Button loading={check.job.running} onClick={() => void again()} title="F5">
                {t('quality.again')}
              </Button>
            )}
          </>
        }
      />
    </div>
  );
}

/** The checks tab of a dataset: runs the check of this batch and shows its newest result. */
export function DatasetRunsPage({ query }: ScreenProps) {
  const t = useT();
  const { dataset, batch } = useDatasetPlace();
  const runs = useQuery('quality.list', { dataset: dataset.id });
  const [whole, setWhole] = useState(query['whole'] === '1');
  const check = useCheck(batch?.id ?? null, batch ? `${dataset.name} #${batch.number}` : '');
  const ready = check.may && dataset.ruleSet !== null;
  const start = async (): Promise<void> => {
    const next = await check.run();
    if (next !== null) goToDataset(dataset.id, 'runs', { batch: batch?.id, run: next });
  };
  useActions([
    {
      id: 'quality.run',
      title: t('quality.run'),
      keys: 'F5',
      menu: 'refresh',
      disabled: !ready || check.job.running,
      run: () => void start(),
    },
    { id: 'quality.whole', title: t('whole.title'), keys: 'Alt+W', disabled: dataset.content.length < 2, run: () => setWhole(true) },
  ]);
  if (!batch) return <EmptyState title={t('rules.noBatch')} />;
  const button = (
    <Button type="primary" loading={check.job.running} disabled={!ready} onClick={() => void start()} title="F5">
      {t('quality.run')} (F5)
    </Button>
  );
  const all = dataset.content.length > 1 && (
    <Button onClick={() => setWhole(true)} title="Alt+W">
      {t('whole.open')}
    </Button>
  );
  return (
    <div className="ui-pane ui-scroll">
      <RunningJob of={check.job} onRetry={() => void start()} />
      <WholeCheck dataset={dataset.id} name={dataset.name} open={whole} onClose={() => setWhole(false)} />
      <Load of={runs}>
        {(list) => {
          const mine = inOrder(list.filter((one) => one.batch === batch.id)).reverse();
          const shown = mine.find((one) => one.id === query['run']) ?? mine[0];
          if (!shown) {
            return dataset.ruleSet === null ? (
              <EmptyState
                icon={<Icon name="rules" size={36} />}
                title={t('quality.noRules')}
                hint={t('quality.noRulesHint')}
                action={
                  <Button type="primary" onClick={() => goToDataset(dataset.id, 'rules', { batch: batch.id })}>
                    {t('quality.toRules')}
                  </Button>
                }
              />
            ) : (
              <EmptyState
                icon={<Icon name="quality" size={36} />}
                title={t('quality.notRun', { number: batch.number })}
                hint={t('quality.notRunHint', { rows: formatCount(batch.rows) })}
                action={
                  <div className="ui-row">
                    {check.may && button}
                    {all}
                  </div>
                }
              />
            );
          }
          return (
            <RunView
              run={shown.id}
              actions={
                <>
                  {mine.length > 1 && (
                    <Select
                      aria-label={t('quality.runs')}
                      popupMatchSelectWidth={false}
                      value={shown.id}
                      onChange={(id: string) => goToDataset(dataset.id, 'runs', { batch: batch.id, run: id })}
                      options={mine.map((one) => ({
                        value: one.id,
                        label: t('quality.runOption', { time: formatTime(one.startedAt), version: one.ruleSetVersion }),
                      }))}
                    />
                  )}
                  {all}
                  {check.may && (
                    <Button loading={check.job.running} disabled={!ready} onClick={() => void start()} title="F5">
                      {t('quality.again')}
                    </Button>
                  )}
                </>
              }
            />
          );
        }}
      </Load>
    </div>
  );
}
