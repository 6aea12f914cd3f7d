import { Button } from 'antd';
import type { JobRow } from '../../../contract/methods/jobs.ts';
import { useAppearance, useT, useTDynamic } from '../../ui/appearance.tsx';
import { describeCode } from '../../ui/error-words.ts';
import { formatTime } from '../../ui/format.ts';
import { Chip } from '../../ui/parts.tsx';
import { JobCard } from '../../ui/Progress.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { EmptyState, Load } from '../../ui/states.tsx';
import { useCommand, useLiveJobs, useQuery } from '../engine.ts';
import { liveJobs } from '../live-jobs.ts';
import { SeeProfile } from '../SeeProfile.tsx';

const tones = { running: 'info', interrupted: 'warn', done: 'good', failed: 'bad', cancelled: 'plain' } as const;

/** Ctrl+J: what runs, what ended and how. */
export function Tasks({ onClose }: { readonly onClose: () => void }) {
  const t = useT();
  const dynamic = useTDynamic();
  const running = useLiveJobs().filter((job) => job.state === 'running');
  const rows = useQuery('jobs.list', undefined);
  const ended = { ...rows, data: rows.data?.filter((row) => row.state !== 'running') };
  return (
    <Sheet label={t('frame.tasks')} onClose={onClose}>
      <div className="tasks">
        {running.map((job) => (
          <JobCard
            key={job.name}
            onCancel={() => liveJobs.cancel(job.name)}
            extra={<SeeProfile job={job} />}
            work={{
              ...job,
              title: `${dynamic(`job.${job.method}`)} ${job.title}`,
              phase: job.progress ? dynamic(`phase.${job.progress.phase}`) : '',
            }}
          />
        ))}
        <Load of={ended}>
          {(list) =>
            list.length === 0 && running.length === 0 ? (
              <EmptyState small title={t('frame.tasks.none')} />
            ) : (
              <ul className="tasks-list">
                {list.map((row) => (
                  <Ended key={row.id} row={row} />
                ))}
              </ul>
            )
          }
        </Load>
      </div>
    </Sheet>
  );
}

function Ended({ row }: { readonly row: JobRow }) {
  const t = useT();
  const dynamic = useTDynamic();
  const { language } = useAppearance();
  const dismiss = useCommand('jobs.dismiss');
  return (
    <li className="tasks-row">
      <Chip tone={tones[row.state]}>{t(`ui.state.${row.state}`)}</Chip>
      <span className="tasks-title">
        {dynamic(`job.${row.method}`)} {row.title}
        {row.errorCode !== null && row.state === 'failed' && <small>{describeCode(language, row.errorCode, row.errorParams)}</small>}
      </span>
      <time className="ui-muted">{formatTime(row.endedAt ?? row.startedAt)}</time>
      <Button size="small" type="text" loading={dismiss.busy} onClick={() => void dismiss.run({ job: row.id })}>
        {t('frame.tasks.dismiss')}
      </Button>
    </li>
  );
}
