import { z } from 'zod';
import { command, query } from '../method.ts';
import { done, id, nothing, time } from './common.ts';

export const jobState = z.enum(['running', 'interrupted', 'done', 'failed', 'cancelled']);

/** A piece of long work as the task centre shows it. */
export const jobRow = z.object({
  id,
  method: z.string(),
  /** What it works on, for people. */
  title: z.string(),
  state: jobState,
  progress: z
    .object({
      phase: z.string(),
      done: z.number(),
      total: z.number().nullable(),
      unit: z.enum(['rows', 'bytes', 'items']),
      problems: z.number().optional(),
    })
    .nullable(),
  startedAt: time,
  endedAt: time.nullable(),
  errorCode: z.string().nullable(),
  errorParams: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  by: z.string(),
});
export type JobRow = z.infer<typeof jobRow>;

export const jobMethods = {
  'jobs.list': query({ access: 'session', reads: ['job'], input: nothing, output: z.array(jobRow) }),
  'jobs.cancel': query({ access: 'session', reads: ['job'], input: z.object({ job: id }), output: done }),
  'jobs.dismiss': command({ access: 'session', writes: ['job'], input: z.object({ job: id }), output: done }),
};
