import { useTDynamic } from '../ui/appearance.tsx';
import { JobCard } from '../ui/Progress.tsx';
import { ErrorPanel } from '../ui/states.tsx';
import type { LiveJob } from './live-jobs.ts';
import { SeeProfile } from './SeeProfile.tsx';

interface Shown {
  readonly job: LiveJob | undefined;
  readonly running: boolean;
  readonly cancel: () => void;
  readonly clear: () => void;
}

/** The progress of work that a screen started, and why it failed if it did. */
export function RunningJob({ of: { job, running, cancel, clear }, onRetry }: { readonly of: Shown; readonly onRetry?: () => void }) {
  const dynamic = useTDynamic();
  if (!job) return null;
  const title = `${dynamic(`job.${job.method}`)} ${job.title}`.trim();
  if (running)
    return (
      <JobCard
        onCancel={cancel}
        extra={<SeeProfile job={job} />}
        work={{ ...job, title, phase: job.progress ? dynamic(`phase.${job.progress.phase}`) : '' }}
      />
    );
  if (job.state === 'failed' && job.error) return <ErrorPanel error={job.error} onRetry={onRetry} onClose={clear} />;
  return null;
}
