import type { Issue } from '../../../contract/methods/issues.ts';
import { useT } from '../../ui/appearance.tsx';
import { LevelChip } from '../../ui/parts.tsx';
import { dayOf } from './model.ts';

/** How many working days there are left, or how late it is. */
export function DueChip({ issue }: { readonly issue: Issue }) {
  const t = useT();
  const { dueAt, dueDays: days } = issue;
  if (issue.state === 'closed')
    return <span className="ui-muted">{issue.resolution === null ? '—' : t(`issues.resolution.${issue.resolution}`)}</span>;
  if (dueAt === null || days === null) return <span className="ui-muted">{t('issues.noDue')}</span>;
  const text = days < 0 ? t('issues.lateBy', { days: -days }) : t('issues.left', { days });
  const chip =
    days < 0 ? (
      <LevelChip level={days < -10 ? 'red' : 'orange'}>{text}</LevelChip>
    ) : days <= 2 ? (
      <LevelChip level="yellow">{text}</LevelChip>
    ) : (
      text
    );
  return <span title={dayOf(dueAt)}>{chip}</span>;
}
