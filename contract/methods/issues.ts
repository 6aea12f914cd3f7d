import { z } from 'zod';
import { command, query } from '../method.ts';
import { id, label, time } from './common.ts';
import { severity } from './rules.ts';

export const issueState = z.enum(['open', 'assigned', 'fixed', 'closed']);
export const issueResolution = z.enum(['fixed-at-source', 'accepted-exception', 'rule-wrong', 'false-alarm', 'passed-recheck']);

/** Findings of one rule, assigned to a unit: one open issue per dataset and rule, re-opened and never doubled. */
export const issue = z.object({
  id,
  number: z.string(),
  dataset: id,
  datasetName: z.string(),
  rule: z.string(),
  kind: z.string(),
  columns: z.array(z.string()),
  severity,
  unit: z.string(),
  state: issueState,
  failed: z.number(),
  occurrences: z.number(),
  firstRun: id,
  lastRun: id,
  dueAt: time.nullable(),
  resolution: issueResolution.nullable(),
  updatedAt: time,
});
export type Issue = z.infer<typeof issue>;

/** A step in an issue's life. */
export const issueEvent = z.object({
  at: time,
  by: z.string(),
  what: z.string(),
  comment: z.string(),
  run: id.nullable(),
  failed: z.number().nullable(),
});

export const issueMethods = {
  'issues.list': query({
    access: 'catalog.read',
    reads: ['issue'],
    input: z.object({ dataset: id.optional(), state: z.union([issueState, z.literal('active')]).optional() }),
    output: z.array(issue),
  }),
  'issues.get': query({
    access: 'catalog.read',
    reads: ['issue'],
    input: z.object({ issue: id }),
    output: z.object({ issue, events: z.array(issueEvent) }),
  }),
  /** Opens issues for failing rules of a run; a rule that has an open issue gets another occurrence instead. */
  'issues.open': command({
    access: 'issue.edit',
    writes: ['issue', 'lifecycleEvent'],
    input: z.object({ run: id, rules: z.array(z.string()).min(1).max(500), unit: label, dueAt: time.nullable().default(null) }),
    output: z.array(issue),
  }),
  'issues.assign': command({
    access: 'issue.edit',
    writes: ['issue'],
    input: z.object({ issue: id, unit: label, dueAt: time.nullable(), comment: z.string().max(2000).default('') }),
    output: issue,
  }),
  'issues.markFixed': command({
    access: 'issue.edit',
    writes: ['issue'],
    input: z.object({ issue: id, comment: z.string().max(2000).default('') }),
    output: issue,
  }),
  'issues.close': command({
    access: 'issue.edit',
    writes: ['issue', 'lifecycleEvent'],
    input: z.object({ issue: id, resolution: issueResolution.exclude(['passed-recheck']), comment: z.string().trim().min(1).max(2000) }),
    output: issue,
  }),
  'issues.reopen': command({
    access: 'issue.edit',
    writes: ['issue'],
    input: z.object({ issue: id, comment: z.string().max(2000).default('') }),
    output: issue,
  }),
  'issues.comment': command({
    access: 'issue.edit',
    writes: ['issue'],
    input: z.object({ issue: id, comment: z.string().trim().min(1).max(2000) }),
    output: issue,
  }),
};
