import { z } from 'zod';
import { command, job, query } from '../method.ts';
import { done, grant, id, time } from './common.ts';

const problem = z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])) });
const pattern = z.string().trim().min(1).max(200);

/** Files of a folder that go into a dataset as they arrive. */
export const watchRule = z.object({
  id,
  folder: z.string(),
  /** Names with `*` and `?`; several are separated by `;`. */
  pattern: z.string(),
  dataset: id,
  datasetName: z.string(),
  paused: z.boolean(),
  createdAt: time,
  by: z.string(),
  /** When the folder was last looked into since the workspace was opened; null: not yet. */
  lookedAt: time.nullable(),
  /** Files that are still being written, or whose turn has not come. */
  arriving: z.number(),
  /** Why the folder cannot be looked into, or nothing may be taken in. */
  problem: problem.nullable(),
});
export type WatchRule = z.infer<typeof watchRule>;

export const watchState = z.enum(['imported', 'known', 'skipped', 'failed', 'dismissed']);
export type WatchState = z.infer<typeof watchState>;

/** A version of a file that arrived, and what became of it. */
export const watchFile = z.object({
  id,
  rule: id,
  name: z.string(),
  bytes: z.number(),
  modifiedAt: time,
  state: watchState,
  dataset: id,
  datasetName: z.string(),
  batch: id.nullable(),
  problem: problem.nullable(),
  at: time,
});
export type WatchFile = z.infer<typeof watchFile>;

export const watchMethods = {
  'watch.list': query({
    access: 'data.read',
    reads: ['watch', 'dataset', 'batch'],
    input: z.object({ limit: z.int().min(1).max(1000).default(200) }),
    /** Files: those that failed first, then the newest. */
    output: z.object({ rules: z.array(watchRule), files: z.array(watchFile) }),
  }),
  'watch.add': command({
    access: 'data.import',
    writes: ['watch'],
    input: z.object({
      folder: grant,
      pattern,
      dataset: id,
      /** What is there already: left alone, or taken in like what comes. */
      existing: z.enum(['skip', 'take']).default('skip'),
    }),
    output: z.object({ rule: id, skipped: z.number() }),
  }),
  'watch.change': command({
    access: 'data.import',
    writes: ['watch'],
    input: z.object({ rule: id, pattern: pattern.optional(), dataset: id.optional(), paused: z.boolean().optional() }),
    output: done,
  }),
  'watch.remove': command({ access: 'data.import', writes: ['watch'], input: z.object({ rule: id }), output: done }),
  /** A file that failed is taken up again at the next look. */
  'watch.retry': command({ access: 'data.import', writes: ['watch'], input: z.object({ file: id }), output: done }),
  /** A file that failed needs no more attention. */
  'watch.dismiss': command({ access: 'data.import', writes: ['watch'], input: z.object({ file: id }), output: done }),
  /** A read grant for a file that failed, so that a person imports it by hand. */
  'watch.open': command({
    access: 'data.import',
    writes: [],
    audited: false,
    input: z.object({ file: id }),
    output: z.object({ grant, name: z.string() }),
  }),
  /** Looks into the folders now; ends when everything that is complete was taken in. */
  'watch.look': job({ access: 'data.import', writes: [], audited: false, input: z.object({}), output: done }),
};
