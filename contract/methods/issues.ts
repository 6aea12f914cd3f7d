import { z } from 'zod';
import { command, job, query } from '../method.ts';
import { done, grant, id, label, nothing, time, writtenFile } from './common.ts';
import { batch } from './datasets.ts';
import { derivation } from './repair.ts';
import { severity } from './rules.ts';

export const issueState = z.enum(['open', 'assigned', 'working', 'returned', 'fixed', 'closed']);
export const issueResolution = z.enum(['fixed-at-source', 'accepted-exception', 'rule-wrong', 'false-alarm', 'passed-recheck']);
const day = z.iso.date();

/** What an issue is about: a dataset, or a table of a server with the rules by which it is checked in place. One of the two is null. */
const subject = {
  dataset: id.nullable(),
  table: id.nullable(),
  /** Its name: of a table that of the connection and of the table. */
  subject: z.string(),
};

/** Findings of one rule, assigned to a unit: one open issue per dataset or table, rule and unit, re-opened and never doubled. */
export const issue = z.object({
  id,
  number: z.string(),
  ...subject,
  rule: z.string(),
  /** The value of the unit column of the dataset or table that the issue is about (empty: rows that name nobody); null: all failing rows. */
  share: z.string().nullable(),
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
  /** Working days that are left; negative when the day has passed; null without a day. */
  dueDays: z.number().nullable(),
  resolution: issueResolution.nullable(),
  /** A waiver of it that waits for the checker, or counts. */
  waiver: z.enum(['pending', 'active']).nullable(),
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

export const waiverKind = z.enum(['accepted-exception', 'false-alarm']);
/** What a waiver is about: all failures of the rule, those of the issue's unit, or the rows that fail now (known again by key and value). */
export const waiverScope = z.enum(['rule', 'unit', 'rows']);

/** Failures that do not count until a day: asked for by one person, granted by another. */
export const waiver = z.object({
  id,
  issue: id,
  issueNumber: z.string(),
  ...subject,
  rule: z.string(),
  kind: waiverKind,
  scope: waiverScope,
  share: z.string().nullable(),
  rows: z.number(),
  /** The last day on which it counts; null: until somebody ends it. */
  until: day.nullable(),
  reason: z.string(),
  state: z.enum(['pending', 'active', 'declined', 'withdrawn', 'ended']),
  by: z.string(),
  byId: z.string(),
  at: time,
  checker: z.string().nullable(),
  decidedAt: time.nullable(),
  decision: z.string().nullable(),
  endedAt: time.nullable(),
});
export type Waiver = z.infer<typeof waiver>;

export const reworkOutcome = z.enum(['corrected', 'right', 'unknown', 'gone']);

/** A rework sheet that went out, and what came back. */
export const reworkSheet = z.object({
  id,
  number: z.string(),
  issue: id,
  run: id,
  clear: z.boolean(),
  rows: z.number(),
  at: time,
  by: z.string(),
  /** Answers taken so far, by outcome. */
  answers: z.object({ corrected: z.number(), right: z.number(), unknown: z.number(), gone: z.number() }),
  /** Corrected cells that failed the rule again, or could not be checked alone. */
  recheck: z.object({ pass: z.number(), fail: z.number(), none: z.number() }),
});
export type ReworkSheet = z.infer<typeof reworkSheet>;

/** Why a row of a returned sheet is not taken. */
export const reworkProblem = z.enum([
  'no-id',
  'unknown-id',
  'other-sheet',
  'locked-changed',
  'contradicts',
  'outcome-unknown',
  'no-value',
  'no-outcome',
  'same-value',
  'value-too-long',
]);

/** A row of a returned sheet as it would be taken, or why not. Values are masked in sensitive columns. */
export const reworkLine = z.object({
  /** Row in the returned workbook. */
  line: z.number(),
  row: z.number().nullable(),
  outcome: reworkOutcome.nullable(),
  note: z.string(),
  changes: z.array(z.object({ column: z.string(), old: z.string().nullable(), new: z.string().nullable() })),
  recheck: z.enum(['pass', 'fail', 'none']).nullable(),
  problem: z.object({ code: reworkProblem, what: z.string() }).nullable(),
});
export type ReworkLine = z.infer<typeof reworkLine>;

export const reworkDiff = z.object({
  sheet: reworkSheet,
  issue,
  /** Digest of the returned file; what is taken is what was looked at. */
  sha256: z.string(),
  counts: z.object({
    rows: z.number(),
    taken: z.number(),
    corrected: z.number(),
    right: z.number(),
    unknown: z.number(),
    gone: z.number(),
    unanswered: z.number(),
    missing: z.number(),
    problems: z.number(),
    failsAgain: z.number(),
  }),
  /** Rows with problems first; at most 500. */
  lines: z.array(reworkLine),
});
export type ReworkDiff = z.infer<typeof reworkDiff>;

/** What the corrections of a returned sheet would do in the batch that stands for the one that was checked. */
export const reworkCorrections = z.object({
  batch: id,
  batchNumber: z.number(),
  /** Cells that change, that hold the corrected value already, and that are others by now and stay. */
  counts: z.object({ change: z.number(), same: z.number(), moved: z.number() }),
  /** Corrections left out because the rule is not content with them. */
  failing: z.number(),
  /** Rows answered as gone: they stay, a repair removes none. */
  gone: z.number(),
  /** The first ones, masked in sensitive columns. */
  lines: z.array(
    z.object({
      row: z.number(),
      column: z.string(),
      before: z.string().nullable(),
      after: z.string().nullable(),
      state: z.enum(['change', 'same', 'moved']),
    }),
  ),
});
export type ReworkCorrections = z.infer<typeof reworkCorrections>;

const comment = z.string().max(2000).default('');
const said = z.string().trim().min(1).max(2000);
const many = z.array(id).min(1).max(1000);
/** Plain values in a file that leaves the house: needs the right to see them, and a reason. */
const clear = z.object({ reason: z.string().trim().min(2).max(200) }).nullable();
const listed = z.object({ dataset: id.optional(), table: id.optional(), state: z.union([issueState, z.literal('active')]).optional() });

export const issueMethods = {
  'issues.list': query({ access: 'catalog.read', reads: ['issue'], input: listed, output: z.array(issue) }),
  'issues.get': query({
    access: 'catalog.read',
    reads: ['issue'],
    input: z.object({ issue: id }),
    output: z.object({
      issue,
      /** True when the dataset is checked by rules among which the issue's is no more: no check will change the issue. */
      ruleGone: z.boolean(),
      events: z.array(issueEvent),
      waivers: z.array(waiver),
      sheets: z.array(reworkSheet),
    }),
  }),
  /**
   * Opens issues for failing rules of a run, one for each unit where the dataset's unit column names several; a rule that has an open issue gets
   * another occurrence instead. `unit` is for rows that name nobody. Without `dueAt` the default number of working days counts.
   */
  'issues.open': command({
    access: 'issue.edit',
    writes: ['issue', 'lifecycleEvent'],
    input: z.object({ run: id, rules: z.array(z.string()).min(1).max(500), unit: label, dueAt: time.nullable().optional() }),
    output: z.array(issue),
  }),
  /** Gives issues to a unit; without `unit` each stays with its own. */
  'issues.assign': command({
    access: 'issue.edit',
    writes: ['issue'],
    input: z.object({ issues: many, unit: label.optional(), dueAt: time.nullable(), comment }),
    output: z.array(issue),
  }),
  /** The unit has it in hand. */
  'issues.claim': command({ access: 'issue.edit', writes: ['issue'], input: z.object({ issue: id, comment }), output: issue }),
  /** The unit gives it back: not ours, or not wrong. */
  'issues.return': command({ access: 'issue.edit', writes: ['issue'], input: z.object({ issue: id, comment: said }), output: issue }),
  'issues.markFixed': command({ access: 'issue.edit', writes: ['issue'], input: z.object({ issue: id, comment }), output: issue }),
  /** Ends an issue by hand. An exception or a false alarm needs two people: `issues.waive`. */
  'issues.close': command({
    access: 'issue.edit',
    writes: ['issue', 'lifecycleEvent'],
    input: z.object({ issue: id, resolution: z.enum(['fixed-at-source', 'rule-wrong']), comment: said }),
    output: issue,
  }),
  'issues.reopen': command({ access: 'issue.edit', writes: ['issue'], input: z.object({ issue: id, comment }), output: issue }),
  'issues.comment': command({ access: 'issue.edit', writes: ['issue'], input: z.object({ issue: id, comment: said }), output: issue }),
  /** A list of issues as a file, in the order given. */
  'issues.export': job({
    access: 'data.export',
    writes: ['lifecycleEvent'],
    input: z.object({ issues: z.array(id).min(1).max(100_000), to: grant, format: z.enum(['csv', 'xlsx']) }),
    output: writtenFile,
  }),
  'issues.settings': query({
    access: 'catalog.read',
    reads: ['issue', 'dataset'],
    input: nothing,
    output: z.object({
      days: z.number(),
      /** The day on which a new issue is due. */
      dueDay: day,
      /** Years whose holidays are known; other years count by the weekday and the days below. */
      years: z.array(z.string()),
      calendar: z.array(z.object({ day, works: z.boolean() })),
      unitColumns: z.array(z.object({ ...subject, column: z.string().nullable(), columns: z.array(z.string()) })),
    }),
  }),
  'issues.configure': command({
    access: 'issue.edit',
    writes: ['issue'],
    input: z.object({ days: z.int().min(1).max(250), calendar: z.array(z.object({ day, works: z.boolean() })).max(2000) }),
    output: done,
  }),
  /** The column of a dataset or table that names the unit responsible for each row; null: one unit is responsible for all. */
  'issues.setUnitColumn': command({
    access: 'issue.edit',
    writes: ['issue'],
    input: z.union([z.object({ dataset: id, column: z.string().nullable() }), z.object({ table: id, column: z.string().nullable() })]),
    output: done,
  }),
  'waivers.list': query({ access: 'catalog.read', reads: ['issue'], input: nothing, output: z.array(waiver) }),
  /** Asks a checker to let failures of an issue pass. An exception must end on a day. */
  'waivers.ask': job({
    access: 'issue.edit',
    writes: ['issue'],
    input: z.object({
      issue: id,
      kind: waiverKind,
      scope: waiverScope,
      until: day.nullable(),
      reason: said,
      /** Only these rows of the issue's last run. */
      rows: z.array(z.int().min(1)).max(100_000).optional(),
      /** Only the rows that the unit answered as right on this sheet, in the batch that it was about. */
      sheet: id.optional(),
    }),
    output: waiver,
  }),
  'waivers.withdraw': command({ access: 'issue.edit', writes: ['issue'], input: z.object({ waiver: id }), output: waiver }),
  /** Never by the person who asked. Granted, the issue is closed if nothing else of it is left. */
  'waivers.decide': command({
    access: 'review.decide',
    writes: ['issue', 'lifecycleEvent'],
    input: z.object({ waiver: id, grant: z.boolean(), comment }),
    output: waiver,
  }),
  /** Ends a waiver before its day: failures count again from the next run on. */
  'waivers.end': command({ access: 'issue.edit', writes: ['issue'], input: z.object({ waiver: id, comment: said }), output: waiver }),
  /** Writes the sheet that the unit fills in. */
  'rework.export': job({
    access: 'data.export',
    writes: ['issue', 'lifecycleEvent'],
    input: z.object({ issue: id, to: grant, clear, columns: z.array(z.string()).max(20).optional() }),
    output: writtenFile.extend({ sheet: z.string() }),
  }),
  /** Reads a returned sheet and says what would be taken. */
  'rework.read': job({
    access: 'issue.edit',
    writes: [],
    audited: false,
    input: z.object({ file: grant, issue: id.optional() }),
    output: reworkDiff,
  }),
  /** Takes what was looked at; rows with problems stay out. */
  'rework.take': job({
    access: 'issue.edit',
    writes: ['issue', 'lifecycleEvent'],
    input: z.object({ file: grant, issue: id.optional(), sha256: z.string() }),
    output: z.object({ issue, taken: z.number() }),
  }),
  /** What the unit answered, row by row; values masked. */
  'rework.answers': query({
    access: 'data.read',
    reads: ['issue'],
    input: z.object({ sheet: id, offset: z.int().min(0).default(0), limit: z.int().min(1).max(1000).default(200) }),
    output: z.object({
      total: z.number(),
      rows: z.array(
        z.object({
          row: z.number(),
          outcome: reworkOutcome,
          note: z.string(),
          changes: z.array(z.object({ column: z.string(), old: z.string().nullable(), new: z.string().nullable() })),
          recheck: z.enum(['pass', 'fail', 'none']).nullable(),
        }),
      ),
    }),
  }),
  /** What the corrections of a sheet would change; `failing`: also those with which the rule is not content. */
  'rework.corrections': job({
    access: 'data.read',
    writes: [],
    audited: false,
    input: z.object({ sheet: id, failing: z.boolean().default(false) }),
    output: reworkCorrections,
  }),
  /** Writes a derived batch with the corrections of a sheet; `batch` is the one that was looked at. */
  'rework.apply': job({
    access: 'data.import',
    writes: ['issue', 'repair', 'batch', 'dataset', 'profile', 'lifecycleEvent', 'metric', 'alert'],
    input: z.object({ sheet: id, failing: z.boolean().default(false), batch: id }),
    output: z.object({ batch, derivation }),
  }),
  'rework.exportAnswers': job({
    access: 'data.export',
    writes: ['lifecycleEvent'],
    input: z.object({ sheet: id, to: grant, format: z.enum(['csv', 'xlsx']), clear }),
    output: writtenFile,
  }),
};
