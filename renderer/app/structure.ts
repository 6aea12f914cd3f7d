import { useCallback, useEffect } from 'react';
import type { TableStructure } from '../../contract/methods/profile.ts';
import { type Input, type JobState, useJob, useQuery } from './engine.ts';

/** What is looked at as one table: a batch, or all batches of a dataset. */
export interface Subject {
  readonly of: Input<'profile.structure'>;
  /** Another one when it is about other rows. */
  readonly key: string;
  readonly title: string;
}

/** A batch as a subject. */
export const batchSubject = (batch: string, title: string): Subject => ({ of: { batch }, key: batch, title });

/** The structure of a subject; where nobody has looked for it yet, it is looked for now. */
export function useStructure(subject: Subject | null): {
  readonly data: TableStructure | null | undefined;
  readonly job: JobState<'profile.findStructure'>;
  readonly again: () => void;
} {
  const stored = useQuery('profile.structure', subject?.of ?? { batch: '' }, { skip: subject === null });
  const job = useJob('profile.findStructure', subject?.key ?? '');
  const { data } = stored;
  const { run, job: known } = job;
  const input = subject === null ? null : JSON.stringify(subject.of);
  const title = subject?.title;
  const again = useCallback(() => {
    if (input !== null) void run(JSON.parse(input) as Subject['of'], title);
  }, [input, run, title]);
  useEffect(() => {
    // one that failed or was cancelled is tried again only when a person asks
    if (data === null && known === undefined) again();
  }, [data, known, again]);
  return { data, job, again };
}
