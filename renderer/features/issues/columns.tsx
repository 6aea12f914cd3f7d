import type { Issue } from '../../../contract/methods/issues.ts';
import { severities, SeverityChip } from '../../app/marks.tsx';
import { hrefOf } from '../../app/router.ts';
import { useT, useTDynamic } from '../../ui/appearance.tsx';
import { formatCount } from '../../ui/format.ts';
import type { ListColumn } from '../../ui/ListTable.tsx';
import { Chip } from '../../ui/parts.tsx';
import { DueChip } from './DueChip.tsx';
import { states } from './model.ts';

const stateTone = { open: 'warn', assigned: 'info', working: 'info', returned: 'bad', fixed: 'plain', closed: 'good' } as const;

/** The state of an issue, and whether a waiver of it waits for the checker. */
export function StateChip({ issue }: { readonly issue: Issue }) {
  const t = useT();
  return (
    <>
      <Chip tone={stateTone[issue.state]}>{t(`issues.state.${issue.state}`)}</Chip>
      {issue.waiver === 'pending' && <Chip tone="warn">{t('waivers.state.pending')}</Chip>}
    </>
  );
}

/** The columns of the list; fewer when a detail stands beside it. */
export function useIssueColumns(narrow: boolean): readonly ListColumn<Issue>[] {
  const t = useT();
  const dynamic = useTDynamic();
  const about = (issue: Issue): string => `${issue.subject} · ${dynamic(`ruleKind.${issue.kind}`)} ${issue.columns.join('、')}`;
  const wide: readonly ListColumn<Issue>[] = [
    {
      key: 'occurrences',
      title: t('issues.occurrences'),
      width: 72,
      align: 'right',
      sortBy: (issue) => issue.occurrences,
      render: (issue) => t(issue.table === null ? 'issues.times' : 'issues.timesInPlace', { count: issue.occurrences }),
    },
  ];
  return [
    {
      key: 'number',
      title: t('issues.number'),
      width: 116,
      sortBy: (issue) => issue.number,
      render: (issue) => (
        <a href={hrefOf(`/issues/${encodeURIComponent(issue.id)}`)} tabIndex={-1}>
          {issue.number}
        </a>
      ),
    },
    {
      key: 'severity',
      title: t('rules.severity'),
      width: 64,
      sortBy: (issue) => severities.indexOf(issue.severity),
      render: (issue) => <SeverityChip severity={issue.severity} />,
    },
    {
      key: 'about',
      title: t('issues.about'),
      width: '2fr',
      sortBy: (issue) => `${issue.subject} ${issue.rule}`,
      render: (issue) => (
        <span title={`${about(issue)} · ${issue.rule}`}>
          {issue.table !== null && !narrow && <Chip tone="info">{t('issues.inPlace')}</Chip>} {about(issue)}
        </span>
      ),
    },
    {
      key: 'failed',
      title: t('issues.failed'),
      width: 76,
      align: 'right',
      sortBy: (issue) => issue.failed,
      render: (issue) => formatCount(issue.failed),
    },
    {
      key: 'unit',
      title: t('issues.unit'),
      width: '1fr',
      sortBy: (issue) => issue.unit,
      render: (issue) => <span title={issue.unit}>{issue.unit}</span>,
    },
    { key: 'due', title: t('issues.due'), width: 138, sortBy: (issue) => issue.dueAt, render: (issue) => <DueChip issue={issue} /> },
    ...(narrow ? [] : wide),
    {
      key: 'state',
      title: t('issues.stateTitle'),
      width: narrow ? 84 : 150,
      sortBy: (issue) => states.indexOf(issue.state),
      render: (issue) => <StateChip issue={issue} />,
    },
  ];
}
