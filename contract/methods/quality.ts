import { z } from 'zod';
import { job, query } from '../method.ts';
import { id, nothing, time } from './common.ts';
import { dimension, severity } from './rules.ts';

/** From which score on a grade is given. */
export const gradeBands = z.object({ A: z.number(), B: z.number(), C: z.number(), D: z.number() });

const ratio = z.number().nullable();

/** A value beside those of earlier batches, by which it was judged. */
export const compared = z.object({
  /** The id of the rule whose value it is, or `row-count`. */
  metric: z.string(),
  /** `previous`, `same-week`, `same-month`, `same-year`, `month-to-date`, `last-n`, `limits`, `deviation`, `online-normal`, `seasonal`. */
  how: z.string(),
  value: z.number(),
  mean: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** So many standard deviations wide is the band. */
  k: z.number().nullable(),
  points: z.array(z.object({ number: z.number(), at: time, value: z.number(), used: z.boolean() })).readonly(),
});
export type Compared = z.infer<typeof compared>;

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
  /** What of the past its value was measured against; absent for rules that look at no other batch. */
  compared: compared.optional(),
  /** The other dataset that it looked at, as it was then: the batches that it was made of and their rows; absent for rules that look at none. */
  looked: z.object({ dataset: z.string(), batches: z.array(z.number()), rows: z.number() }).optional(),
  /** Failures that do not count: of the whole rule (`failed` then tells how many), or rows counted apart; absent where all count. */
  waiver: z.object({ scope: z.enum(['rule', 'rows']), rows: z.number(), until: z.string().nullable() }).optional(),
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

/** The newest review of a run. */
export const runReview = z.object({ review: id, state: z.string() });

/** A critical rule that keeps a run from being approved, and the run in which it failed. */
export const blockingRule = z.object({ run: id, rule: z.string(), status: z.string() });

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
  review: runReview.nullable(),
});
export type QualityRun = z.infer<typeof qualityRun>;

/** What a check spent on a rule, in milliseconds of work: of all threads together, without waiting. */
export const ruleCost = z.object({
  /** Its own code in the scan, reckoned from the rows that are timed (one of 64). */
  sampledMs: z.number(),
  /** Its condition where SQLite answers it, reckoned from asking it alone over some rows; null where the rule has none. */
  aloneMs: z.number().nullable(),
  /** The pass in which it learned, and what it made of it. */
  learnMs: z.number(),
  /** Its part of reading other rows, timed. */
  referenceMs: z.number(),
  /** Its part of what was worked out after the scan, timed. */
  endMs: z.number(),
});
export type RuleCost = z.infer<typeof ruleCost>;

/** What a check cost: the statements of its scans as a whole, timed, and rule by rule. */
export const checkCosts = z.object({ scanMs: z.number(), learnMs: z.number(), rules: z.record(z.string(), ruleCost) });
export type CheckCosts = z.infer<typeof checkCosts>;

const otherRows = z.union([z.object({ dataset: z.string() }), z.object({ earlier: z.enum(['previous', 'first', 'all']) })]);
const planWay = z.enum(['scan', 'ordered', 'whole', 'query', 'none']);

const planRule = z.object({
  rule: z.string(),
  kind: z.string(),
  /** In the one scan, in a scan in file order, from the table as a whole, by a query of its own, or not at all. */
  way: planWay,
  /** A pass over rows comes before, in which the rule learns its limits. */
  learns: z.boolean(),
  /** Keys of all rows are gathered and compared after the scan. */
  groups: z.boolean(),
  /** Why it cannot run. */
  error: z.object({ code: z.string(), params: z.record(z.string(), z.json()) }).nullable(),
});

/** What a check would do, without doing it. */
export const checkPlan = z.object({
  rows: z.number(),
  /** As issued for a stretch of rows; the last two values are its first and last row. */
  statements: z.array(
    z.object({
      way: z.enum(['scan', 'ordered']),
      text: z.string(),
      values: z.array(z.union([z.string(), z.number(), z.null()])),
      rules: z.array(z.string()),
    }),
  ),
  /** Rows read besides the batch: once, however many rules need them. */
  references: z.array(
    z.object({ from: otherRows, columns: z.array(z.string()), where: z.string().nullable(), rules: z.array(z.string()) }),
  ),
  rules: z.array(planRule),
});
const wholeSubject = z.object({
  /** The dataset's. */
  name: z.string(),
  /** Why it cannot be; null where it can. */
  why: z.enum(['one-batch', 'no-rules', 'columns']).nullable(),
  /** `kept`: what its rows came to is known, only rules that cannot be carried over read them again. */
  batches: z.array(z.object({ batch: id, number: z.number(), rows: z.number(), kept: z.boolean() })),
});

/** How a check of all batches would run. */
export const wholePlan = wholeSubject.extend({
  /** Statements of rules that are carried over stand only for batches that are not kept; null where it cannot be checked. */
  plan: checkPlan
    .extend({
      ruleSetName: z.string(),
      ruleSetVersion: z.number(),
      rules: z.array(planRule.extend({ carried: z.boolean() })),
    })
    .nullable(),
  /** What it would cost: reckoned up, by the rows it would read, from the last check of a batch by these rules; null where there was none. */
  costs: z
    .object({ expected: checkCosts, batchNumber: z.number(), rows: z.number(), ruleSetVersion: z.number(), startedAt: time })
    .nullable(),
  /** The last check of all batches, also of other batches or by other rules. */
  last: z.object({ startedAt: time, seconds: z.number(), rows: z.number(), batches: z.array(z.number()) }).nullable(),
});

/** A check of all batches of a dataset as one table. */
export const wholeCheck = wholeSubject.extend({
  /** The last check, while nothing that it depends on has changed. */
  last: z
    .object({
      batches: z.array(z.number()),
      ruleSetName: z.string(),
      ruleSetVersion: z.number(),
      rows: z.number(),
      score,
      success: z.boolean(),
      /** By which its failing rows are asked for (`findings.…`); null for a check of before they were kept. */
      check: id.nullable(),
      findings: z.number(),
      /** Rows with at least one finding. */
      failingRows: z.number(),
      /** `carried`: put together from what was found in each batch; otherwise all rows were read. */
      results: z.array(ruleResult.extend({ carried: z.boolean() })),
      startedAt: time,
      seconds: z.number(),
      by: z.string(),
    })
    .nullable(),
});

export const qualityMethods = {
  'quality.run': job({
    access: 'quality.run',
    writes: ['qualityRun', 'finding', 'issue', 'lifecycleEvent', 'metric', 'alert'],
    input: z.object({ batch: id, ruleSet: id.optional() }),
    output: qualityRun,
  }),
  /** How a batch would be checked, and what that cost the last time these rules were run over it or an earlier batch. */
  'quality.plan': query({
    access: 'data.read',
    reads: ['batch', 'dataset', 'ruleSet', 'qualityRun'],
    input: z.object({ batch: id, ruleSet: id.optional() }),
    output: checkPlan.extend({
      batch: id,
      batchNumber: z.number(),
      datasetName: z.string(),
      ruleSetName: z.string(),
      ruleSetVersion: z.number(),
      last: z
        .object({ run: id, batchNumber: z.number(), ruleSetVersion: z.number(), rows: z.number(), startedAt: time, costs: checkCosts })
        .nullable(),
    }),
  }),
  /** The dataset checked as one table of all its batches: what is kept of the last time, and which batches would have to be read. */
  'quality.whole': query({
    access: 'data.read',
    reads: ['dataset', 'batch', 'ruleSet', 'qualityRun', 'codeList'],
    input: z.object({ dataset: id }),
    output: wholeCheck,
  }),
  'quality.wholePlan': query({
    access: 'data.read',
    reads: ['dataset', 'batch', 'ruleSet', 'qualityRun', 'codeList'],
    input: z.object({ dataset: id }),
    output: wholePlan,
  }),
  'quality.runWhole': job({ access: 'quality.run', writes: ['qualityRun'], input: z.object({ dataset: id }), output: wholeCheck }),
  'quality.list': query({
    access: 'data.read',
    reads: ['qualityRun', 'review'],
    input: z.object({ dataset: id.optional(), batch: id.optional() }),
    output: z.array(qualityRun),
  }),
  'quality.get': query({
    access: 'review.read',
    reads: ['qualityRun', 'review', 'setting'],
    input: z.object({ run: id }),
    output: z.object({
      run: qualityRun,
      results: z.array(ruleResult),
      /** Critical rules that keep the batch from being approved: of this run, or of the newest run of another rule set over the batch. */
      blockedBy: z.array(blockingRule),
      bands: gradeBands,
      /** The versions of the code lists that its rules name; 0 is the bundled one. */
      codes: z.array(z.object({ list: z.string(), version: z.number(), edition: z.string(), digest: z.string() })),
    }),
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
  'quality.recent': query({ access: 'review.read', reads: ['qualityRun'], input: nothing, output: z.array(qualityRun) }),
};
