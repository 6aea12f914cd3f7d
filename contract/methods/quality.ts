import { z } from 'zod';
import { job, query, scan } from '../method.ts';
import { grant, id, nothing, time, writtenFile } from './common.ts';
import { dimension, severity } from './rules.ts';

const ratio = z.number().nullable();

/** One rule's outcome; the shape of `jiadi check --json`. */
export const ruleResult = z.object({
  rule: z.string(),
  kind: z.string(),
  columns: z.array(z.string()),
  dimension,
  severity,
  evaluated: z.number(),
  skipped: z.number(),
  failed: z.number(),
  ratio,
  threshold: z.number().nullable(),
  observed: z.json(),
  status: z.enum(['pass', 'warn', 'fail', 'error']),
  success: z.boolean(),
  note: z.string().nullable(),
  description: z.string().nullable(),
  error: z.object({ code: z.string(), params: z.record(z.string(), z.json()) }).nullable(),
});
export type RuleResult = z.infer<typeof ruleResult>;

export const score = z.object({
  total: ratio,
  dimensions: z.object({
    conformity: ratio,
    completeness: ratio,
    accuracy: ratio,
    consistency: ratio,
    timeliness: ratio,
    accessibility: ratio,
  }),
});

/** A quality run over one batch; scores are 0..100, null where nothing was evaluated. */
export const qualityRun = z.object({
  id,
  batch: id,
  dataset: id,
  datasetName: z.string(),
  batchNumber: z.number(),
  ruleSet: id,
  ruleSetName: z.string(),
  ruleSetVersion: z.number(),
  rows: z.number(),
  findings: z.number(),
  /** Rows with at least one finding. */
  failingRows: z.number(),
  score,
  success: z.boolean(),
  startedAt: time,
  seconds: z.number(),
  by: z.string(),
  review: z.object({ review: id, state: z.string() }).nullable(),
});
export type QualityRun = z.infer<typeof qualityRun>;

/** One failing cell or row. `value` is masked in sensitive columns. */
export const finding = z.object({
  rule: z.string(),
  kind: z.string(),
  severity,
  row: z.number(),
  column: z.string().nullable(),
  value: z.union([z.string(), z.number(), z.null()]),
  reason: z.object({ code: z.string(), params: z.record(z.string(), z.json()) }),
});
export type Finding = z.infer<typeof finding>;

const findingsRequest = z.object({ run: id, rule: z.string().optional(), column: z.string().optional(), severity: severity.optional() });

export const qualityMethods = {
  'quality.run': job({
    access: 'quality.run',
    writes: ['qualityRun', 'finding', 'issue', 'lifecycleEvent', 'metric', 'alert'],
    input: z.object({ batch: id, ruleSet: id.optional() }),
    output: qualityRun,
  }),
  'quality.list': query({
    access: 'data.read',
    reads: ['qualityRun', 'review'],
    input: z.object({ dataset: id.optional(), batch: id.optional() }),
    output: z.array(qualityRun),
  }),
  'quality.get': query({
    access: 'review.read',
    reads: ['qualityRun', 'review'],
    input: z.object({ run: id }),
    output: z.object({ run: qualityRun, results: z.array(ruleResult) }),
  }),
  /** How the score came about: every rule's share, by sub-indicator and dimension of GB/T 36344. */
  'quality.explain': query({
    access: 'review.read',
    reads: ['qualityRun'],
    input: z.object({ run: id }),
    output: z.array(
      z.object({
        dimension,
        indicator: z.string(),
        rule: z.string(),
        weight: z.number(),
        score: z.number().nullable(),
        counted: z.boolean(),
        why: z.string().nullable(),
      }),
    ),
  }),
  'findings.page': scan({
    access: 'data.read',
    reads: ['finding'],
    input: findingsRequest.extend({ offset: z.int().min(0), limit: z.int().min(1).max(1000), reveal: z.string().nullable().default(null) }),
    output: z.object({ total: z.number(), offset: z.number(), rows: z.array(finding) }),
  }),
  'findings.export': job({
    access: 'data.export',
    writes: ['lifecycleEvent'],
    input: findingsRequest.extend({ to: grant, format: z.enum(['csv', 'xlsx', 'jsonl']) }),
    output: writtenFile,
  }),
  'quality.recent': query({ access: 'review.read', reads: ['qualityRun'], input: nothing, output: z.array(qualityRun) }),
};
