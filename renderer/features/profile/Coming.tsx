import { Button } from 'antd';
import { useEffect } from 'react';
import type { Batch } from '../../../contract/methods/datasets.ts';
import { useLiveJobs } from '../../app/engine.ts';
import { liveJobs } from '../../app/live-jobs.ts';
import { go, hrefOf } from '../../app/router.ts';
import type { ScreenProps } from '../../app/routes.tsx';
import { useT } from '../../ui/appearance.tsx';
import { EmptyState, ErrorPanel } from '../../ui/states.tsx';
import { GrowingProfile } from './Growing.tsx';
import { keepPinned, usePinned } from './pinned.ts';

/** The profile of an import that is running; when it is done, the profile of its batch takes its place. */
export function ComingProfilePage({ query }: ScreenProps) {
  const t = useT();
  const name = query['job'] ?? '';
  const job = useLiveJobs().find((one) => one.name === name);
  const into = (job?.input as { readonly into?: { readonly dataset?: string } } | undefined)?.into?.dataset ?? null;
  const [pinned, onPin] = usePinned(into);
  const batch = job?.state === 'done' ? (job.output as Batch) : undefined;
  useEffect(() => {
    if (!batch) return;
    if (into === null && pinned.size > 0) keepPinned(batch.dataset, [...pinned]);
    go(`/datasets/${encodeURIComponent(batch.dataset)}/profile`, { batch: batch.id }, true);
  }, [batch, into, pinned]);
  const back = (
    <Button type="primary" href={hrefOf('/intake')}>
      {t('growing.toIntake')}
    </Button>
  );
  if (!job) return <EmptyState heading title={t('growing.none')} hint={t('growing.noneHint')} action={back} />;
  if (job.state === 'cancelled') return <EmptyState heading title={t('intake.cancelled')} hint={job.title} action={back} />;
  if (job.state === 'failed' && job.error)
    return (
      <div className="profile">
        <ErrorPanel error={job.error} actions={back} />
      </div>
    );
  return (
    <div className="profile">
      <GrowingProfile
        job={job}
        onCancel={batch ? undefined : () => liveJobs.cancel(name)}
        pinned={pinned}
        onPin={onPin}
        place={batch?.id ?? name}
      />
    </div>
  );
}
