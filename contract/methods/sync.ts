import { z } from 'zod';
import { command, job, query } from '../method.ts';
import { done, id, nothing, time } from './common.ts';

export const outboxState = z.enum(['queued', 'received', 'applied', 'held', 'rejected', 'superseded', 'withdrawn']);

/** A result package on its way; it ends only with a verified receipt. */
export const outboxRow = z.object({
  digest: z.string(),
  kind: z.string(),
  title: z.string(),
  seq: z.number(),
  bytes: z.number(),
  state: outboxState,
  code: z.string().nullable(),
  queuedAt: time,
  sentAt: time.nullable(),
  endedAt: time.nullable(),
  review: id,
});
export type OutboxRow = z.infer<typeof outboxRow>;

/** The line to the platform. */
export const syncStatus = z.object({
  configured: z.boolean(),
  url: z.string().nullable(),
  platformName: z.string().nullable(),
  link: z.enum(['none', 'offline', 'connecting', 'online', 'refused']),
  lastContactAt: time.nullable(),
  lastError: z
    .object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])) })
    .nullable(),
  /** When the next try comes by itself. */
  nextTryAt: time.nullable(),
  counts: z.object({ queued: z.number(), applied: z.number(), held: z.number(), rejected: z.number(), other: z.number() }),
  /** True only after heads were compared with the platform. */
  allSynced: z.boolean(),
});
export type SyncStatus = z.infer<typeof syncStatus>;

export const syncMethods = {
  'sync.status': query({ access: 'session', reads: ['outbox', 'receipt'], input: nothing, output: syncStatus }),
  'sync.outbox': query({ access: 'sync.read', reads: ['outbox', 'receipt'], input: nothing, output: z.array(outboxRow) }),
  'sync.package': query({
    access: 'sync.read',
    reads: ['resultPackage'],
    input: z.object({ digest: z.string() }),
    output: z.object({ envelope: z.json(), payload: z.json(), receipt: z.json() }),
  }),
  /** Connects to a platform: fetches its key, shows the fingerprint, enrols with the token that the operator gave. */
  'sync.connect': job({
    access: 'sync.setup',
    writes: ['outbox'],
    input: z.object({ url: z.url().max(500), token: z.string().trim().min(8).max(500) }),
    output: syncStatus,
  }),
  'sync.disconnect': command({ access: 'sync.setup', writes: ['outbox'], input: nothing, output: done }),
  /** Sends what waits, now; also happens by itself. */
  'sync.push': job({ access: 'sync.push', writes: ['outbox', 'receipt', 'lifecycleEvent'], input: nothing, output: syncStatus }),
};
