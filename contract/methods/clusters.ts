import { z } from 'zod';
import { command, job } from '../method.ts';
import { done, id } from './common.ts';

/** How spellings of one thing are found, the surest first; all but the last give every value a key, and values with the same key belong together. */
export const clusterMethods = ['form', 'fingerprint', 'note', 'sound', 'distance'] as const;
export const clusterMethod = z.enum(clusterMethods);
export type ClusterMethod = z.infer<typeof clusterMethod>;

/** How similar texts must at least be for the method `distance`. */
export const similarityLimits = { least: 0.7, usual: 0.85, most: 0.98 } as const;

/** Columns whose texts name things; numbers, codes, dates and everything else that one character makes another thing are none of them. */
const namingMeanings: ReadonlySet<string | null> = new Set([
  null,
  'cn-org-name',
  'cn-person-name',
  'cn-address',
  'cn-gender',
  'cn-ethnic',
  'cn-marriage',
  'cn-education',
  'country',
]);

/** True for a column in which spellings can be looked for. */
export function hasSpellings(column: { readonly type: string; readonly semantic: string | null }): boolean {
  return column.type === 'text' && namingMeanings.has(column.semantic);
}

/** One way in which something is written. */
export const spelling = z.object({
  /** As it may be shown: masked where the column is sensitive. */
  value: z.string(),
  count: z.number(),
  /** Number of the first row with it. */
  row: z.number(),
});
export type Spelling = z.infer<typeof spelling>;

/** Spellings of what seems to be one thing. */
export const cluster = z.object({
  /** Names these spellings of this column, whatever the method. */
  key: z.string(),
  sure: z.enum(['high', 'medium', 'low']),
  /** The least similarity of a spelling to the proposed one; only of the method `distance`. */
  similarity: z.number().nullable(),
  /** The proposed spelling stands first. */
  values: z.array(spelling),
  /** Spellings beyond those that are listed. */
  more: z.number(),
  /** Somebody said that these are different things. */
  rejected: z.boolean(),
});
export type Cluster = z.infer<typeof cluster>;

/** What a method finds in a column. */
export const clusters = z.object({
  column: z.string(),
  method: clusterMethod,
  similarity: z.number().nullable(),
  rows: z.number(),
  /** Different texts that were looked at. */
  distinct: z.number(),
  /** Different texts that the method is not for: without a letter, codes, too short; and rows with texts that are too long. */
  leftOut: z.object({ unfit: z.number(), longRows: z.number() }),
  /** Values are masked, so they cannot be put into a repair or a rule. */
  masked: z.boolean(),
  /** Clusters in all; the largest are listed. */
  total: z.number(),
  /** Rows that are not written as proposed, over all clusters. */
  rowsOtherwise: z.number(),
  clusters: z.array(cluster),
});
export type Clusters = z.infer<typeof clusters>;

export const clusterMethodTable = {
  /** Spellings of one thing among the different texts of a column. */
  'clusters.find': job({
    access: 'data.read',
    writes: [],
    audited: false,
    input: z.object({
      batch: id,
      column: z.string(),
      method: clusterMethod,
      similarity: z.number().min(similarityLimits.least).max(similarityLimits.most).default(similarityLimits.usual),
      limit: z.int().min(1).max(1_000).default(500),
    }),
    output: clusters,
  }),
  /** Says that spellings are different things, or takes that back; it holds for the dataset. */
  'clusters.decide': command({
    access: 'rule.edit',
    writes: ['profile'],
    input: z.object({
      batch: id,
      column: z.string(),
      keys: z
        .array(z.string().regex(/^#[0-9a-f]{16}$/))
        .min(1)
        .max(1_000),
      rejected: z.boolean(),
    }),
    output: done,
  }),
};
