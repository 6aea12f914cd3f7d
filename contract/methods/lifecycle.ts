import { z } from 'zod';
import { command, query } from '../method.ts';
import { id, nothing, time } from './common.ts';

/** The six stages 获取 存储 共享 维护 应用 消亡. */
export const stages = ['acquire', 'store', 'share', 'maintain', 'apply', 'dispose'] as const;
export const stage = z.enum(stages);
export type Stage = z.infer<typeof stage>;

export const alertLevel = z.enum(['red', 'orange', 'yellow', 'blue']);
export type AlertLevel = z.infer<typeof alertLevel>;

/** Something that happened to data, at its stage; every act of the main job writes one. */
export const lifecycleEvent = z.object({
  id,
  at: time,
  stage,
  kind: z.string(),
  dataset: id.nullable(),
  datasetName: z.string().nullable(),
  unit: z.string().nullable(),
  rows: z.number().nullable(),
  bytes: z.number().nullable(),
  by: z.string(),
  subject: z.string(),
});
export type LifecycleEvent = z.infer<typeof lifecycleEvent>;

/** A measured value with what stands behind it. */
export const metric = z.object({
  id: z.string(),
  stage,
  /** Null: not evaluated (nothing to measure yet). */
  value: z.number().nullable(),
  unit: z.enum(['count', 'rows', 'bytes', 'ratio', 'score', 'days']),
  target: z.number().nullable(),
  level: z.enum(['ok', 'blue', 'yellow', 'orange', 'red', 'none']),
  /** Value per day, oldest first, as many days as were asked for. */
  trend: z.array(z.object({ day: z.string(), value: z.number().nullable() })),
});
export type Metric = z.infer<typeof metric>;

/** One thing that crossed a line. One alert per cause with a counter; it closes itself. */
export const alert = z.object({
  id,
  level: alertLevel,
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  dataset: id.nullable(),
  datasetName: z.string().nullable(),
  since: time,
  state: z.enum(['new', 'known', 'closed']),
  note: z.string(),
});
export type Alert = z.infer<typeof alert>;

/** A dataset against its declared update cycle. */
export const timelinessRow = z.object({
  dataset: id,
  datasetName: z.string(),
  unit: z.string(),
  cycle: z.string(),
  lastAt: time.nullable(),
  dueAt: time.nullable(),
  latePeriods: z.number(),
  onTimeRate: z.number().nullable(),
  level: z.enum(['ok', 'blue', 'yellow', 'orange', 'red', 'none']),
});

/** Something on the home page that waits for the signed-in person. */
export const todo = z.object({
  code: z.string(),
  count: z.number(),
  level: z.enum(['red', 'orange', 'yellow', 'blue', 'ok']),
  route: z.string(),
});

export const lifecycleMethods = {
  'lifecycle.overview': query({
    access: 'lifecycle.read',
    reads: ['lifecycleEvent', 'metric', 'alert', 'dataset', 'batch', 'resource', 'outbox'],
    input: z.object({ days: z.int().min(7).max(400).default(30), unit: z.string().optional() }),
    output: z.object({ asOf: time, metrics: z.array(metric) }),
  }),
  /** The rows behind a number. */
  'lifecycle.behind': query({
    access: 'lifecycle.read',
    reads: ['lifecycleEvent', 'dataset', 'batch', 'resource'],
    input: z.object({ metric: z.string(), days: z.int().min(7).max(400).default(30), day: z.string().optional() }),
    output: z.object({
      columns: z.array(z.string()),
      rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
      routes: z.array(z.string().nullable()),
    }),
  }),
  'lifecycle.events': query({
    access: 'lifecycle.read',
    reads: ['lifecycleEvent'],
    input: z.object({ stage: stage.optional(), dataset: id.optional(), limit: z.int().min(1).max(1000).default(200) }),
    output: z.array(lifecycleEvent),
  }),
  'lifecycle.timeliness': query({ access: 'lifecycle.read', reads: ['dataset', 'batch'], input: nothing, output: z.array(timelinessRow) }),
  'alerts.list': query({
    access: 'session',
    reads: ['alert', 'dataset', 'batch', 'qualityRun'],
    input: z.object({ state: z.enum(['new', 'known', 'closed']).optional() }),
    output: z.array(alert),
  }),
  'alerts.acknowledge': command({
    access: 'session',
    writes: ['alert'],
    input: z.object({ alert: id, note: z.string().max(500).default('') }),
    output: alert,
  }),
  'home.get': query({
    access: 'session',
    reads: ['dataset', 'batch', 'qualityRun', 'review', 'issue', 'outbox', 'alert', 'resource', 'job', 'watch'],
    input: nothing,
    output: z.object({
      todos: z.array(todo),
      counts: z.object({ datasets: z.number(), rows: z.number(), resources: z.number(), published: z.number(), bytes: z.number() }),
      snapshotAt: time.nullable(),
      auditOk: z.boolean(),
    }),
  }),
};
