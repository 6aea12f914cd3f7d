import { z } from 'zod';
import { command, job, query } from '../method.ts';
import { done, id, time } from './common.ts';

const at = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/);

/** When a dataset is checked by itself, on the clock of China; a day that a month does not have is its last. */
export const runSchedule = z.discriminatedUnion('every', [
  z.object({ every: z.literal('day'), at }),
  /** Monday is 1. */
  z.object({ every: z.literal('week'), weekday: z.int().min(1).max(7), at }),
  z.object({ every: z.literal('month'), day: z.int().min(1).max(31), at }),
]);
export type RunSchedule = z.infer<typeof runSchedule>;

/** Which arrivals are checked by themselves: none, batches that were accepted, or each as soon as it is imported. */
export const runArrival = z.enum(['off', 'accepted', 'imported']);
export type RunArrival = z.infer<typeof runArrival>;

/** How a dataset is checked without anybody asking. Off unless somebody sets it. */
export const runPlan = z.object({
  dataset: id,
  datasetName: z.string(),
  /** Null: nothing to check by. */
  ruleSetName: z.string().nullable(),
  arrival: runArrival,
  schedule: runSchedule.nullable(),
  nextAt: time.nullable(),
  /** In whose name it runs; null while nobody has set anything. */
  by: z.string().nullable(),
  /** That person may not run checks any more. */
  nobody: z.boolean(),
});
export type RunPlan = z.infer<typeof runPlan>;

export const runReason = z.enum(['arrival', 'schedule', 'made-up']);
export const autoRunState = z.enum(['waiting', 'running', 'done', 'skipped', 'failed']);

/** A check that went (or will go) by itself, and what came of it. */
export const autoRun = z.object({
  id,
  dataset: id,
  datasetName: z.string(),
  batchNumber: z.number().nullable(),
  reason: runReason,
  /** When it should have run. */
  dueAt: time,
  state: autoRunState,
  attempts: z.number(),
  run: id.nullable(),
  total: z.number().nullable(),
  success: z.boolean().nullable(),
  /** Why it was left out or failed. */
  problem: z
    .object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])) })
    .nullable(),
  endedAt: time.nullable(),
});
export type AutoRun = z.infer<typeof autoRun>;

export const scheduleMethods = {
  /** Every dataset with its plan. */
  'schedule.plans': query({
    access: 'data.read',
    reads: ['schedule', 'dataset', 'ruleSet'],
    input: z.object({}),
    output: z.array(runPlan),
  }),
  /** What ran by itself, the newest first. */
  'schedule.log': query({
    access: 'data.read',
    reads: ['schedule', 'qualityRun'],
    input: z.object({ limit: z.int().min(1).max(1000).default(200) }),
    output: z.array(autoRun),
  }),
  /** Says when a dataset is checked by itself, from now on, in the name of who says it. */
  'schedule.set': command({
    access: 'quality.run',
    writes: ['schedule'],
    input: z.object({ dataset: id, arrival: runArrival, schedule: runSchedule.nullable() }),
    output: done,
  }),
  /** Tries a failed one again. */
  'schedule.retry': command({ access: 'quality.run', writes: ['schedule'], input: z.object({ entry: id }), output: done }),
  /** Does now what is due; ends when it is done. */
  'schedule.look': job({ access: 'quality.run', writes: [], audited: false, input: z.object({}), output: done }),
};
