import { useMemo, useState } from 'react';
import type { Growth } from '../../app/growth.ts';
import type { LiveJob } from '../../app/live-jobs.ts';
import { useSticky } from '../../app/sticky.ts';
import { useT, useTDynamic } from '../../ui/appearance.tsx';
import { formatCount } from '../../ui/format.ts';
import { Chip } from '../../ui/parts.tsx';
import { JobCard } from '../../ui/Progress.tsx';
import { Cards, type Looked } from './Cards.tsx';
import { ColumnDetail } from './Detail.tsx';
import { problemsOf } from './problems.ts';

interface Props {
  readonly job: LiveJob;
  /** Left out once it is done. */
  readonly onCancel: (() => void) | undefined;
  readonly pinned: ReadonlySet<string>;
  readonly onPin: (column: string) => void;
  readonly place: string;
}

/** A profile while it is made: cards at once with the figures so far, each finished as soon as all is known of it. */
export function GrowingProfile({ job, onCancel, pinned, onPin, place }: Props) {
  const t = useT();
  const dynamic = useTDynamic();
  const { growth } = job;
  const list = useList(growth, pinned);
  const [open, setOpen] = useState<string | null>(null);
  const opened = list.find(({ name, column }) => name === open && column);
  const finished = growth?.finished.size ?? 0;
  const rows = growth?.rows ?? 0;
  const expected = rowsExpected(job);
  return (
    <>
      <JobCard
        onCancel={onCancel}
        work={{
          ...job,
          title: `${dynamic(`job.${job.method}`)} ${job.title}`.trim(),
          phase: job.progress ? dynamic(`phase.${job.progress.phase}`) : '',
        }}
      />
      <div className="profile-summary">
        <b>
          {expected === null || expected <= rows
            ? t('growing.rows', { rows: formatCount(rows) })
            : t('growing.rowsOf', { rows: formatCount(rows), expected: formatCount(expected) })}
        </b>
        <Chip tone={finished === list.length ? 'good' : 'info'}>{t('growing.columns', { finished, columns: list.length })}</Chip>
        <span className="ui-muted" role="status" aria-live="polite">
          {t(finished > 0 ? 'growing.hint.columns' : 'growing.hint.rows')}
        </span>
      </div>
      <Cards list={list} rows={rows} onOpen={setOpen} pinned={pinned} onPin={onPin} place={place} />
      {opened?.column && <ColumnDetail column={opened.column} problems={opened.problems} rows={rows} onClose={() => setOpen(null)} />}
    </>
  );
}

/** In the order of the file or by name: what is wrong is known of the finished ones only, and cards must not jump. */
function useList(growth: Growth | null, pinned: ReadonlySet<string>): readonly Looked[] {
  const [order] = useSticky('profile.order', 'problems');
  return useMemo(() => {
    if (!growth) return [];
    const list = growth.soFar.map((soFar, i): Looked => {
      const finished = growth.finished.get(i);
      const { name } = soFar;
      return { name, soFar, column: finished?.column ?? null, problems: finished ? problemsOf(finished, name) : [], rule: undefined };
    });
    const sorted = order === 'name' ? list.toSorted((a, b) => a.name.localeCompare(b.name, 'zh-CN')) : list;
    return [...sorted.filter(({ name }) => pinned.has(name)), ...sorted.filter(({ name }) => !pinned.has(name))];
  }, [growth, order, pinned]);
}

/** How many rows there will be: known, or by the share of the file that was read, to two digits; null: nobody can tell. */
function rowsExpected({ growth }: LiveJob): number | null {
  const progress = growth?.progress;
  if (!progress || progress.total === null || growth.rows === 0) return null;
  if (progress.unit === 'rows') return progress.total;
  if (progress.unit === 'items' || progress.done === 0) return null;
  return Number(((growth.rows * progress.total) / progress.done).toPrecision(2));
}
