import { z } from 'zod';
import { job, query, scan } from '../method.ts';
import { grant, id, writtenFile } from './common.ts';
import { severity } from './rules.ts';

const cell = z.union([z.string(), z.number(), z.null()]);

/** A condition on failing rows: one of some values of a column, values written in a certain way, or the very value of one row, whatever it is. */
export const findingFilter = z.union([
  z.object({ column: z.string(), values: z.array(cell).min(1).max(200) }),
  z.object({ column: z.string(), pattern: z.string().max(200) }),
  z.object({ column: z.string(), sameAs: z.int().min(1) }),
]);
export type FindingFilter = z.infer<typeof findingFilter>;

/**
 * Which findings of a run; left out: all. `run` may name a check of all batches (`quality.whole`) too: its rows are numbered through, batch after batch,
 * and `batch` leaves those of one of them.
 */
export const findingsRequest = z.object({
  run: id,
  batch: id.optional(),
  rule: z.string().optional(),
  column: z.string().optional(),
  severity: severity.optional(),
  filters: z.array(findingFilter).max(20).default([]),
  search: z.string().trim().max(200).default(''),
});

/** One failing cell or row. `value` is masked in sensitive columns. */
export const finding = z.object({
  rule: z.string(),
  kind: z.string(),
  severity,
  row: z.number(),
  column: z.string().nullable(),
  value: cell,
  reason: z.object({ code: z.string(), params: z.record(z.string(), z.json()) }),
});
export type Finding = z.infer<typeof finding>;

/** What a rule says of each of its findings. */
export const findingRule = z.object({
  rule: z.string(),
  kind: z.string(),
  severity,
  column: z.string().nullable(),
  reason: finding.shape.reason,
});
export type FindingRule = z.infer<typeof findingRule>;

/** A value that holds more of the failures than of the rows. */
export const cause = z.object({
  column: z.string(),
  value: cell,
  rows: z.number(),
  failures: z.number(),
  /** Share of the failing rows, and of all rows, that have the value. */
  share: z.number(),
  base: z.number(),
  lift: z.number(),
  /** How likely so many are by chance, corrected for all values that were looked at. */
  p: z.number(),
});
export type Cause = z.infer<typeof cause>;

export const causes = z.object({
  /** Columns that were looked at: not sensitive, of few values. */
  columns: z.array(z.string()),
  /** By rule; rule null: all failing rows together. */
  rules: z.array(z.object({ rule: z.string().nullable(), failures: z.number(), causes: z.array(cause) })),
});
export type Causes = z.infer<typeof causes>;

export const findingsFacetBy = z.enum(['rule', 'column', 'severity', 'batch', 'value', 'pattern']);

export const findingsMethods = {
  'findings.page': scan({
    access: 'data.read',
    reads: ['finding'],
    input: findingsRequest.extend({ offset: z.int().min(0), limit: z.int().min(1).max(1000), reveal: z.string().nullable().default(null) }),
    output: z.object({ total: z.number(), offset: z.number(), rows: z.array(finding) }),
  }),
  /** Failing rows, each once with all the rules that it fails, and all its fields. */
  'findings.records': scan({
    access: 'data.read',
    reads: ['finding'],
    input: findingsRequest.extend({
      order: z.enum(['row', 'rules']).default('row'),
      offset: z.int().min(0),
      limit: z.int().min(1).max(1000),
      reveal: z.string().nullable().default(null),
    }),
    output: z.object({
      total: z.number(),
      offset: z.number(),
      rowNumbers: z.array(z.number()),
      /** Of each row, places in `rules`. */
      failed: z.array(z.array(z.number())),
      rules: z.array(findingRule),
      columns: z.array(z.array(cell)),
    }),
  }),
  /** Failing rows counted by rule, column, severity or batch, or by the values or patterns of a column (`of`); under all conditions but its own. */
  'findings.facet': scan({
    access: 'data.read',
    reads: ['finding'],
    input: findingsRequest.extend({ by: findingsFacetBy, of: z.string().optional(), limit: z.int().min(1).max(500).default(50) }),
    output: z.object({ rows: z.number(), distinct: z.number(), values: z.array(z.object({ value: cell, count: z.number() })) }),
  }),
  /** What became of a failing row in the other batches of its dataset, by the dataset's key; null where it has none. */
  'findings.history': scan({
    access: 'data.read',
    reads: ['finding', 'dataset'],
    input: z.object({ run: id, row: z.int().min(1) }),
    output: z.object({
      key: z.array(z.string()),
      batches: z.array(z.object({ run: id, batchNumber: z.number(), row: z.number().nullable(), rules: z.array(z.string()) })),
    }),
  }),
  /** Root causes as far as they were looked for; null while nobody has. */
  'findings.causes': query({ access: 'data.read', reads: ['finding'], input: z.object({ run: id }), output: causes.nullable() }),
  /** Looks for root causes in one scan; it changes no data, so it is no act of a person. */
  'findings.findCauses': job({ access: 'data.read', writes: ['finding'], audited: false, input: z.object({ run: id }), output: causes }),
  'findings.export': job({
    access: 'data.export',
    writes: ['lifecycleEvent'],
    input: findingsRequest.extend({
      to: grant,
      format: z.enum(['csv', 'xlsx', 'jsonl']),
      /** A line for each finding, or for each failing row with all its fields and reasons. */
      layout: z.enum(['findings', 'records']).default('findings'),
      /** Shows what a reveal uncovered; everything else that is sensitive is masked. */
      reveal: z.string().nullable().default(null),
    }),
    output: writtenFile,
  }),
};
