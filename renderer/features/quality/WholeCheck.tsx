import { useLooked } from '../../app/looked.ts';
import { Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { useActions } from '../../app/actions.ts';
import { useJob, useQuery, type Output } from '../../app/engine.ts';
import { StatusChip } from '../../app/marks.tsx';
import { observedText } from '../../app/observed.ts';
import { go } from '../../app/router.ts';
import { RunningJob } from '../../app/RunningJob.tsx';
import { useSession } from '../../app/session.tsx';
import { useAppearance, useT, useTDynamic } from '../../ui/appearance.tsx';
import { formatCount, formatDuration, formatScore, formatShare, formatTime } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';
import { ListTable } from '../../ui/ListTable.tsx';
import { Chip } from '../../ui/parts.tsx';
import { SideDrawer } from '../../ui/SideDrawer.tsx';
import { EmptyState, Load } from '../../ui/states.tsx';
import { WholePlan } from './WholePlan.tsx';

type Whole = Output<'quality.whole'>;
type Last = NonNullable<Whole['last']>;
type Result = Last['results'][number];

/** A dataset of several batches checked as one table: kept as long as nothing that it depends on changes. */
export function WholeCheck(props: {
  readonly dataset: string;
  readonly name: string;
  readonly open: boolean;
  readonly onClose: () => void;
}) {
  const t = useT();
  const { dataset, name, open, onClose } = props;
  const found = useQuery('quality.whole', { dataset }, { skip: !open });
  const job = useJob('quality.runWhole', dataset);
  const [planning, setPlanning] = useState(false);
  const run = (): void => void job.run({ dataset }, name);
  return (
    <SideDrawer
      open={open}
      title={t(planning ? 'whole.plan' : 'whole.title')}
      onClose={onClose}
      width={960}
      extra={found.data?.why === null && <PlanSwitch planning={planning} onPlanning={setPlanning} />}
    >
      <RunningJob of={job} onRetry={run} />
      {planning ? (
        <WholePlan dataset={dataset} />
      ) : (
        <Load of={found}>{(whole) => <Inside dataset={dataset} whole={whole} running={job.running} onRun={run} />}</Load>
      )}
    </SideDrawer>
  );
}

/** Between what the check came to and how it would run. */
function PlanSwitch({ planning, onPlanning }: { readonly planning: boolean; readonly onPlanning: (planning: boolean) => void }) {
  const t = useT();
  // the plan of a batch has the same keys; above it, this one is meant
  useActions([{ id: 'quality.plan', title: t('whole.plan'), keys: 'Alt+P', run: () => onPlanning(!planning) }]);
  return (
    <Button onClick={() => onPlanning(!planning)} title="Alt+P">
      {t(planning ? 'whole.toResult' : 'plan.open')}
    </Button>
  );
}

interface InsideProps {
  readonly dataset: string;
  readonly whole: Whole;
  readonly running: boolean;
  readonly onRun: () => void;
}

function Inside({ dataset, whole, running, onRun }: InsideProps) {
  const t = useT();
  const { can } = useSession();
  const { why, batches, last } = whole;
  if (why !== null) return <EmptyState title={t(`whole.why.${why}`)} />;
  const run = can('quality.run') && (
    <Button type="primary" loading={running} onClick={onRun}>
      {t('whole.run')}
    </Button>
  );
  if (last !== null) return <Kept dataset={dataset} last={last} run={run} />;
  const fresh = batches.filter(({ kept }) => !kept);
  const rows = (list: typeof batches): string => formatCount(list.reduce((sum, one) => sum + one.rows, 0));
  return (
    <EmptyState
      title={t('whole.none', { count: batches.length, rows: rows(batches) })}
      hint={t('whole.hint', { fresh: fresh.length, rows: rows(fresh) })}
      action={run}
    />
  );
}

function Kept({ dataset, last, run }: { readonly dataset: string; readonly last: Last; readonly run: ReactNode }) {
  const t = useT();
  const toRows = (rule?: string): void => go(`/quality/whole/${encodeURIComponent(dataset)}/findings`, { rule });
  const { language } = useAppearance();
  return (
    <div className="plan">
      <p>
        <strong>
          {t('whole.of', {
            batches: last.batches.map((number) => `#${number}`).join(' '),
            rows: formatCount(last.rows),
            ruleSet: last.ruleSetName,
            version: last.ruleSetVersion,
          })}
        </strong>
      </p>
      <p>
        {t('quality.total')} {last.score.total === null ? t('score.notEvaluated') : formatScore(last.score.total)}{' '}
        <Chip tone={last.success ? 'good' : 'bad'}>{t(last.success ? 'ruleStatus.pass' : 'ruleStatus.fail')}</Chip>{' '}
        <span className="ui-muted">
          {t('quality.when', { time: formatTime(last.startedAt), took: formatDuration(last.seconds, language), by: last.by })}
        </span>
      </p>
      <p className="ui-muted">{t('whole.about')}</p>
      {last.check === null ? (
        <div className="ui-row">
          <span className="ui-muted">{t('whole.notKept')}</span>
          {run}
        </div>
      ) : (
        last.failingRows > 0 && (
          <div className="ui-row">
            <Button icon={<Icon name="table" />} onClick={() => toRows()}>
              {t('whole.rows', { count: formatCount(last.failingRows) })}
            </Button>
          </div>
        )
      )}
      <Rules last={last} toRows={toRows} />
    </div>
  );
}

function Rules({ last, toRows }: { readonly last: Last; readonly toRows: (rule: string) => void }) {
  const t = useT();
  const dynamic = useTDynamic();
  const { language } = useAppearance();
  const kinds = useQuery('ruleKinds.list', undefined);
  const hasRows = (one: Result): boolean => last.check !== null && one.failed > 0;
  const kindName = (one: Result): string => {
    const title = kinds.data?.find((kind) => kind.kind === one.kind)?.title;
    return title ? (language === 'zh-CN' ? title.zh : title.en) : one.kind;
  };
  const looked = useLooked();
  const observed = (one: Result): string => {
    const value =
      one.observed === null ? null : observedText(one.observed, (name) => dynamic(`observed.${name}`).replace(/^observed\./, ''));
    return [value, looked(one)].filter((text) => text !== null).join(' · ');
  };
  return (
    <div className="plan-table">
      <ListTable
        label={t('quality.rules', { count: last.results.length })}
        rows={last.results}
        rowKey={(one) => one.rule}
        onOpen={(one) => hasRows(one) && toRows(one.rule)}
        maxHeight={378}
        columns={[
          {
            key: 'status',
            title: t('quality.status'),
            width: 96,
            sortBy: (one) => ['error', 'fail', 'warn', 'pass'].indexOf(one.status),
            render: (one) => <StatusChip result={one} />,
          },
          { key: 'rule', title: t('rules.name'), width: '2fr', sortBy: (one) => one.rule, render: (one) => one.rule },
          { key: 'kind', title: t('rules.kind'), width: '1fr', sortBy: kindName, render: kindName },
          {
            key: 'evaluated',
            title: t('quality.evaluated'),
            width: 84,
            align: 'right',
            sortBy: (one) => one.evaluated,
            render: (one) => formatCount(one.evaluated),
          },
          {
            key: 'failed',
            title: t('quality.failed'),
            width: 84,
            align: 'right',
            sortBy: (one) => one.failed,
            render: (one) =>
              hasRows(one) ? (
                <button type="button" tabIndex={-1} className="quality-link" onClick={() => toRows(one.rule)}>
                  {formatCount(one.failed)}
                </button>
              ) : (
                formatCount(one.failed)
              ),
          },
          {
            key: 'ratio',
            title: t('quality.ratio'),
            width: 76,
            align: 'right',
            sortBy: (one) => one.ratio,
            render: (one) => (one.ratio === null ? '—' : formatShare(one.evaluated - one.failed, one.evaluated)),
          },
          {
            key: 'observed',
            title: t('quality.observed'),
            width: '1fr',
            render: (one) => <span title={observed(one)}>{observed(one)}</span>,
          },
          {
            key: 'how',
            title: t('plan.way'),
            width: 104,
            sortBy: (one) => Number(one.carried),
            render: (one) => t(one.carried ? 'whole.carried' : 'whole.anew'),
          },
        ]}
      />
    </div>
  );
}
