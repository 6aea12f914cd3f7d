import { Button, Dropdown } from 'antd';
import { useRef, useState } from 'react';
import type { Issue } from '../../../contract/methods/issues.ts';
import { useActions } from '../../app/actions.ts';
import { goToDataset } from '../../app/dataset-place.tsx';
import { type Output, useQuery } from '../../app/engine.ts';
import { SeverityChip } from '../../app/marks.tsx';
import { go, hrefOf } from '../../app/router.ts';
import { useSession } from '../../app/session.tsx';
import { useT, useTDynamic } from '../../ui/appearance.tsx';
import { formatCount } from '../../ui/format.ts';
import { Facts, IconButton } from '../../ui/parts.tsx';
import { Load } from '../../ui/states.tsx';
import { Timeline, type TimelineStep } from '../../ui/Timeline.tsx';
import { ActDialog } from './ActDialog.tsx';
import { StateChip } from './columns.tsx';
import { DueChip } from './DueChip.tsx';
import { type Act, actsIn, dayOf } from './model.ts';
import { Sheets } from './Sheets.tsx';
import { Waivers } from './Waivers.tsx';

type Found = Output<'issues.get'>;
type Event = Found['events'][number];

const keyOf: Readonly<Record<Act, string>> = {
  assign: 'E',
  claim: 'L',
  return: 'U',
  markFixed: 'F',
  close: 'X',
  reopen: 'R',
  comment: 'C',
};

/** One issue: what is wrong, what happened so far, and what can be done. */
export function Detail({ id }: { readonly id: string }) {
  const found = useQuery('issues.get', { issue: id });
  return <Load of={found}>{(one) => <Inside found={one} />}</Load>;
}

/** Buttons of the likeliest acts, the others in a menu that S opens. */
function Acts({
  acts,
  onAct,
  opened,
  onOpen,
}: {
  readonly acts: readonly Act[];
  readonly onAct: (act: Act) => void;
  readonly opened: boolean;
  readonly onOpen: (opened: boolean) => void;
}) {
  const t = useT();
  const word = (act: Act): string => t(`issues.act.${act}`);
  const items = acts.map((key) => ({ key, label: `${word(key)}  (${keyOf[key]})` }));
  return (
    <div className="issue-acts">
      {acts.slice(0, 3).map((one, i) => (
        <Button key={one} type={i === 0 ? 'primary' : 'default'} size="small" title={keyOf[one]} onClick={() => onAct(one)}>
          {word(one)}
        </Button>
      ))}
      {acts.length > 0 && (
        <Dropdown
          trigger={['click']}
          autoFocus
          open={opened}
          onOpenChange={onOpen}
          menu={{
            items,
            onClick: ({ key }) => {
              onOpen(false);
              const act = acts.find((one) => one === key);
              if (act) onAct(act);
            },
          }}
        >
          <Button size="small" title="S">
            {t('issues.more')}
          </Button>
        </Dropdown>
      )}
    </div>
  );
}

function Inside({ found: { issue, ruleGone, events, waivers, sheets } }: { readonly found: Found }) {
  const t = useT();
  const dynamic = useTDynamic();
  const { can } = useSession();
  const [act, setAct] = useState<Act | null>(null);
  const [menu, setMenu] = useState(false);
  const timeline = useRef<HTMLHeadingElement>(null);
  const acts = can('issue.edit') ? actsIn(issue.state) : [];
  useActions([
    ...acts.map((one) => ({ id: `issues.${one}`, title: t(`issues.act.${one}`), keys: keyOf[one], run: () => setAct(one) })),
    { id: 'issues.menu', title: t('issues.more'), keys: 'S', disabled: acts.length === 0, run: () => setMenu(true) },
    {
      id: 'issues.timeline',
      title: t('issues.timeline'),
      keys: 'T',
      run: () => {
        timeline.current?.scrollIntoView({ block: 'start' });
        timeline.current?.focus();
      },
    },
    { id: 'issues.rows', title: t('issues.rows'), keys: 'G', disabled: !can('data.read'), run: () => toFindings(issue) },
  ]);
  return (
    <aside className="issue-detail ui-box" aria-label={issue.number}>
      <header>
        <div>
          <h2>{issue.number}</h2>
          <SeverityChip severity={issue.severity} /> <StateChip issue={issue} /> <DueChip issue={issue} />
        </div>
        <IconButton icon="close" label={t('ui.close')} onClick={() => go('/issues', {}, true)} />
      </header>
      <Acts acts={acts} onAct={setAct} opened={menu} onOpen={setMenu} />
      {ruleGone && (
        <p className="ui-note ui-note-warn" role="status">
          {t('issues.ruleGone', { rule: issue.rule })}
        </p>
      )}
      <About issue={issue} />
      <Waivers list={waivers} />
      {issue.dataset !== null && <Sheets issue={issue} list={sheets} />}
      <h3 className="ui-h3" ref={timeline} tabIndex={-1}>
        {t('issues.timeline')}
      </h3>
      <Timeline label={t('issues.timeline')} steps={events.toReversed().map((event, i) => stepOf(event, i, t, dynamic))} />
      {act && <ActDialog issue={issue} act={act} onClose={() => setAct(null)} />}
      {can('data.read') && (
        <Button size="small" onClick={() => (issue.dataset === null ? toRun(issue) : goToDataset(issue.dataset, 'runs'))}>
          {t(issue.dataset === null ? 'issues.recheckInPlace' : 'issues.recheck')}
        </Button>
      )}
    </aside>
  );
}

function About({ issue }: { readonly issue: Issue }) {
  const t = useT();
  const dynamic = useTDynamic();
  const { can } = useSession();
  const mayRead = can('data.read');
  const place =
    issue.dataset === null ? `/in-place/${encodeURIComponent(issue.lastRun)}` : `/datasets/${encodeURIComponent(issue.dataset)}/overview`;
  const subject = mayRead ? <a href={hrefOf(place)}>{issue.subject}</a> : issue.subject;
  const failed = mayRead ? (
    <Button type="link" size="small" className="issue-link" onClick={() => toFindings(issue)}>
      {t('issues.seeRows', { count: formatCount(issue.failed) })}
    </Button>
  ) : (
    formatCount(issue.failed)
  );
  return (
    <Facts
      rows={[
        [t(issue.dataset === null ? 'issues.table' : 'rules.dataset'), subject],
        [t('findings.rule'), `${dynamic(`ruleKind.${issue.kind}`)} ${issue.columns.join('、')}`],
        [t('rules.name'), issue.rule],
        [t('issues.failed'), failed],
        ...(issue.share === null ? [] : [[t('issues.share'), issue.share || t('issues.nobody')] as const]),
        [t('issues.unit'), issue.unit || '—'],
        [t('issues.due'), issue.dueAt === null ? t('issues.noDue') : dayOf(issue.dueAt)],
        [t('issues.occurrences'), t(issue.table === null ? 'issues.times' : 'issues.timesInPlace', { count: issue.occurrences })],
        ...(issue.resolution === null ? [] : [[t('issues.resolutionTitle'), t(`issues.resolution.${issue.resolution}`)] as const]),
      ]}
    />
  );
}

const toRun = ({ lastRun }: Issue, query: Readonly<Record<string, string | undefined>> = {}): void =>
  go(`/in-place/${encodeURIComponent(lastRun)}`, query);

function toFindings(issue: Issue): void {
  const { dataset, rule, share, lastRun } = issue;
  if (dataset === null) toRun(issue, { rule, share: share ?? undefined });
  else go(`/quality/${encodeURIComponent(lastRun)}/findings`, { rule });
}

const tones: Readonly<Record<string, TimelineStep['tone']>> = {
  'pass-recheck': 'good',
  'close': 'good',
  'mark-fixed': 'good',
  'waiver-granted': 'good',
  'sheet-in': 'good',
  'fail-again': 'bad',
  'return': 'bad',
  'waiver-declined': 'bad',
  'waiver-over': 'warn',
  'waiver-ended': 'warn',
  'reopen': 'warn',
  'open': 'warn',
};
/** Steps whose number counts rows that were sent or answered, not rows that failed. */
const countsRows = ['sheet-out', 'sheet-in', 'waiver-asked'];
/** Steps whose number counts cells. */
const countsCells = ['corrections-applied'];

function stepOf(event: Event, index: number, t: ReturnType<typeof useT>, dynamic: ReturnType<typeof useTDynamic>): TimelineStep {
  const word = countsCells.includes(event.what)
    ? 'issues.cellsCounted'
    : countsRows.includes(event.what)
      ? 'issues.rowsCounted'
      : 'issues.rowsFailed';
  const count = event.failed === null || event.failed === 0 ? '' : ` · ${t(word, { count: formatCount(event.failed) })}`;
  return {
    key: `${event.at} ${index}`,
    at: event.at,
    by: event.by === 'system' ? t('issues.bySystem') : event.by,
    title: `${dynamic(`issues.event.${event.what}`)}${count}`,
    body: event.comment,
    tone: tones[event.what] ?? 'plain',
  };
}
