import { Button } from 'antd';
import { useT } from '../ui/appearance.tsx';
import type { LiveJob } from './live-jobs.ts';
import { hrefOf } from './router.ts';

/** The way to the profile that an import makes, while it makes it. */
export function SeeProfile({ job }: { readonly job: LiveJob }) {
  const t = useT();
  if (!job.growth || !importing.has(job.method)) return null;
  return (
    <Button size="small" type="primary" href={hrefOf('/intake/profile', { job: job.name })}>
      {t('growing.see')}
    </Button>
  );
}

const importing: ReadonlySet<string> = new Set(['intake.import', 'sources.import']);

/** The import into a dataset that is running now. */
export const importInto = (jobs: readonly LiveJob[], dataset: string): LiveJob | undefined =>
  jobs.find(
    ({ state, method, input }) =>
      state === 'running' &&
      importing.has(method) &&
      (input as { readonly into?: { readonly dataset?: string } }).into?.dataset === dataset,
  );
