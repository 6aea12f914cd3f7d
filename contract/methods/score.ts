import { z } from 'zod';
import { command, job, query } from '../method.ts';
import { done, id, nothing, time } from './common.ts';
import { gradeBands, qualityRun, score } from './quality.ts';
import { dimension, severity } from './rules.ts';

const ratio = z.number().nullable();
const status = z.enum(['pass', 'warn', 'fail', 'error']);
const grade = z.enum(['A', 'B', 'C', 'D', 'E']);

export const weightLevel = z.enum(['unit', 'dataset', 'dimension', 'rule']);
export type WeightLevel = z.infer<typeof weightLevel>;

/** A run as a point of a trend. */
export const trendPoint = z.object({
  run: id,
  batch: id,
  batchNumber: z.number(),
  ruleSet: id,
  ruleSetVersion: z.number(),
  at: time,
  score,
  /** Share of passes and outcome by rule; a rule that was not evaluated has the share null. */
  rules: z.record(z.string(), z.object({ ratio, failed: z.number(), status })),
});
export type TrendPoint = z.infer<typeof trendPoint>;

const side = z.object({ status, ratio, failed: z.number(), evaluated: z.number(), score: ratio, weight: z.number() }).nullable();

/** A rule in two runs. */
export const comparedRule = z.object({
  rule: z.string(),
  kind: z.string(),
  columns: z.array(z.string()),
  dimension,
  severity,
  state: z.enum(['new', 'gone', 'changed', 'same']),
  /** What is written otherwise: parameters by name, and what all rules share. */
  changes: z.array(z.object({ field: z.string(), before: z.json(), after: z.json() })),
  before: side,
  after: side,
  /** Points of the total that its own result moved, and that its weight (being new, gone, not evaluated) moved. */
  byResult: z.number(),
  byWeight: z.number(),
});
export type ComparedRule = z.infer<typeof comparedRule>;

const rowChanges = z.object({
  newlyFailing: z.number(),
  newlyPassing: z.number(),
  stillFailing: z.number(),
  onlyAfter: z.number(),
  onlyBefore: z.number(),
});

export const comparedRows = z.object({
  /** How rows were told apart: by number in one batch, by the dataset's key in two; `none`: two batches without a key. */
  by: z.enum(['number', 'key', 'none']),
  key: z.array(z.string()),
  all: rowChanges.nullable(),
  rules: z.array(rowChanges.extend({ rule: z.string() })),
});
export type ComparedRows = z.infer<typeof comparedRows>;

const unitDataset = z.object({
  dataset: id,
  name: z.string(),
  unit: z.string(),
  weight: z.number(),
  grade: grade.nullable(),
  run: z.object({ run: id, batchNumber: z.number(), total: ratio, criticalFailed: z.number(), at: time, current: z.boolean() }).nullable(),
});

export const unitScore = z.object({
  unit: z.string(),
  weight: z.number(),
  score: ratio,
  grade: grade.nullable(),
  criticalFailed: z.number(),
  evaluated: z.number(),
  datasets: z.array(unitDataset),
});
export type UnitScore = z.infer<typeof unitScore>;

export const scoreMethods = {
  /** Scores from datasets to units: newest runs, weighted. */
  'quality.units': query({
    access: 'review.read',
    reads: ['qualityRun', 'dataset', 'setting'],
    input: nothing,
    output: z.object({ total: ratio, grade: grade.nullable(), units: z.array(unitScore), bands: gradeBands }),
  }),
  /** Weights that people set; what is not listed weighs 1. */
  'quality.weights': query({
    access: 'review.read',
    reads: ['setting'],
    input: nothing,
    output: z.object({
      weights: z.array(z.object({ level: weightLevel, ruleSet: id.nullable(), subject: z.string(), weight: z.number() })),
      bands: gradeBands,
    }),
  }),
  /** Sets one weight; a rule's counts in its rule set, from the next run on. */
  'quality.setWeight': command({
    access: 'rule.edit',
    writes: ['setting', 'qualityRun'],
    input: z.object({
      level: weightLevel,
      ruleSet: id.nullable().default(null),
      subject: z.string().min(1).max(200),
      weight: z.number().min(0).max(1000),
    }),
    output: done,
  }),
  /** Sets where the grades begin; each above the next. */
  'quality.setBands': command({
    access: 'rule.edit',
    writes: ['setting', 'qualityRun'],
    input: gradeBands,
    output: gradeBands,
  }),
  /** The newest runs of a dataset up to one of them, oldest first: one a batch. */
  'quality.history': query({
    access: 'review.read',
    reads: ['qualityRun'],
    input: z.object({ run: id, limit: z.int().min(1).max(24).default(12) }),
    output: z.array(trendPoint),
  }),
  /** Two runs rule by rule, and what each rule did to the difference of the totals: the parts add up to it. */
  'quality.compare': query({
    access: 'review.read',
    reads: ['qualityRun'],
    input: z.object({ before: id, after: id }),
    output: z.object({ before: qualityRun, after: qualityRun, difference: ratio, rules: z.array(comparedRule) }),
  }),
  'quality.compareRows': job({
    access: 'data.read',
    writes: [],
    audited: false,
    input: z.object({ before: id, after: id }),
    output: comparedRows,
  }),
};
