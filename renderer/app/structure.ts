import { useEffect } from 'react';
import type { TableStructure } from '../../contract/methods/profile.ts';
import { type JobState, useJob, useQuery } from './engine.ts';

/** The structure of a batch; where nobody has looked for it yet, it is looked for now. */
export function useStructure(
  batch: string | null,
  title: string,
): { readonly data: TableStructure | null | undefined; readonly job: JobState<'profile.findStructure'> } {
  const stored = useQuery('profile.structure', { batch: batch ?? '' }, { skip: batch === null });
  const job = useJob('profile.findStructure', batch ?? '');
  const { data } = stored;
  const { run, job: known } = job;
  useEffect(() => {
    // one that failed or was cancelled is tried again only when a person asks
    if (batch !== null && data === null && known === undefined) void run({ batch }, title);
  }, [batch, data, known, run, title]);
  return { data, job };
}
