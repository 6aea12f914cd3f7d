import { Button } from 'antd';
import { useState } from 'react';
import type { Issue } from '../../../contract/methods/issues.ts';
import { useActions } from '../../app/actions.ts';
import { goToDataset } from '../../app/dataset-place.tsx';
import { type Output, useQuery } from '../../app/engine.ts';
import { SeverityChip } from '../../app/marks.tsx';
import { go, hrefOf } from '../../app/router.ts';
import { useSession } from '../../app/session.tsx';
import { useT, useTDynamic } from '../../ui/appearance.tsx';
import { formatCount, formatTime } from '../../ui/format.ts';
import { Facts, IconButton } from '../../ui/parts.tsx';
import { Load } from '../../ui/states.tsx';
import { Timeline, type TimelineStep } from '../../ui/Timeline.tsx';
import { ActDialog } from './ActDialog.tsx';
import { DueChip } from './DueChip.tsx';
import { type Act, actsIn } from './model.ts';

type Event = Output<'issues.get'>['events'][number];

const keyOf: Readonly<Record<Act, string>> = { assign: 'E', markFixed: 'F', close: 'X', reopen: 'R', comment: 'C' };

/** One issue: what is wrong, what happened so far, and what can be done. */
export function Detail({ id }: { readonly id: string }) {
  const found = useQuery('issues.get', { issue: id });
  return <Load of={found}>{({ issue, events }) => <Inside issue={issue} events={events} />}</Load>;
}

function Inside({ issue, events }: { readonly issue: Issue; readonly events: readonly Event[] }) {
  const t = useT();
  const dynamic = useTDynamic();
  const { can } = useSession();
  const [act, setAct] = useState<Act | null>(null);
  const may = can('issue.edit');
  const acts = may ? actsIn(issue.state) : [];
  useActions([
    ...acts.map((one) => ({ id: `issues.${one}`, title: t(`issues.act.${one}`), keys: keyOf[one], run: () => setAct(one) })),
    { id: 'issues.rows', title: t('issues.rows'), keys: 'G', disabled: !can('data.read'), run: () => toFindings(issue) },
  ]);
  return (
    <aside className="issue-detail ui-box" aria-label={issue.number}>
      <header>
        <div>
          <h2>{issue.number}</h2>
          <SeverityChip severity={issue.severity} /> <DueChip issue={issue} />
        </div>
        <IconButton icon="close" label={t('ui.close')} onClick={() => go('/issues', {}, true)} />
      </header>
      <div className="issue-acts">
        {acts.map((one, i) => (
          <Button key={one} type={i === 0 ? 'primary' : 'default'} size="small" title={keyOf[one]} onClick={() => setAct(one)}>
            {t(`issues.act.${one}`)}
          </Button>
        ))}
      </div>
      <Facts
        rows={[
          [
            t('rules.dataset'),
            can('data.read') ? (
              <a key="d" href={hrefOf(`/datasets/${encodeURIComponent(issue.dataset)}/overview`)}>
                {issue.datasetName}
              </a>
            ) : (
              issue.datasetName
            ),
          ],
          [t('findings.rule'), `${dynamic(`ruleKind.${issue.kind}`)} ${issue.columns.join('、')}`],
          [t('rules.name'), issue.rule],
          [
            t('issues.failed'),
            can('data.read') ? (
              <Button key="f" type="link" size="small" className="issue-link" onClick={() => toFindings(issue)}>
                {t('issues.seeRows', { count: formatCount(issue.failed) })}
              </Button>
            ) : (
              formatCount(issue.failed)
            ),
          ],
          [t('issues.unit'), issue.unit || '—'],
          [t('issues.due'), issue.dueAt === null ? t('issues.noDue') : formatTime(issue.dueAt).slice(0, 10)],
          [t('issues.occurrences'), t('issues.times', { count: issue.occurrences })],
          ...(issue.resolution === null ? [] : [[t('issues.resolutionTitle'), t(`issues.resolution.${issue.resolution}`)] as const]),
        ]}
      />
      <h3 className="ui-h3">{t('issues.timeline')}</h3>
      <Timeline label={t('issues.timeline')} steps={events.toReversed().map((event, i) => stepOf(event, i, t, dynamic))} />
      {act && <ActDialog issue={issue} act={act} onClose={() => setAct(null)} />}
      {can('data.read') && (
        <Button size="small" onClick={() => goToDataset(issue.dataset, 'runs')}>
          {t('issues.recheck')}
        </Button>
      )}
    </aside>
  );
}

const toFindings = (issue: Issue): void => go(`/quality/${encodeURIComponent(issue.lastRun)}/findings`, { rule: issue.rule });

const tones: Readonly<Record<string, TimelineStep['tone']>> = {
  'pass-recheck': 'good',
  close: 'good',
  'mark-fixed': 'good',
  'fail-again': 'bad',
  reopen: 'warn',
  open: 'warn',
};

function stepOf(event: Event, index: number, t: ReturnType<typeof useT>, dynamic: ReturnType<typeof useTDynamic>): TimelineStep {
  const count = event.failed === null || event.failed === 0 ? '' : ` · ${t('issues.rowsFailed', { count: formatCount(event.failed) })}`;
  return {
    key: `${event.at} ${index}`,
    at: event.at,
    by: event.by === 'system' ? t('issues.bySystem') : event.by,
    title: `${dynamic(`issues.event.${event.what}`)}${count}`,
    body: event.comment,
    tone: tones[event.what] ?? 'plain',
  };
}
