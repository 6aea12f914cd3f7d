import type { Issue } from '../../../contract/methods/issues.ts';
import { wallMs } from '../../app/clock.ts';
import { useT } from '../../ui/appearance.tsx';
import { formatTime } from '../../ui/format.ts';
import { LevelChip } from '../../ui/parts.tsx';
import { dueIn } from './model.ts';

/** How long there is left, or how late it is. */
export function DueChip({ issue }: { readonly issue: Issue }) {
  const t = useT();
  if (issue.state === 'closed')
    return <span className="ui-muted">{issue.resolution === null ? '—' : t(`issues.resolution.${issue.resolution}`)}</span>;
  if (issue.dueAt === null) return <span className="ui-muted">{t('issues.noDue')}</span>;
  const days = dueIn(issue.dueAt, wallMs());
  const title = formatTime(issue.dueAt);
  if (days < 0)
    return (
      <span title={title}>
        <LevelChip level={days < -10 ? 'red' : 'orange'}>{t('issues.lateBy', { days: -days })}</LevelChip>
      </span>
    );
  return (
    <span title={title}>{days <= 2 ? <LevelChip level="yellow">{t('issues.left', { days })}</LevelChip> : t('issues.left', { days })}</span>
  );
}
