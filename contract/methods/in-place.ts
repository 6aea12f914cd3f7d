import { z } from 'zod';
import { command, job, query, scan } from '../method.ts';
import { id, time } from './common.ts';
import { blockingRule, gradeBands, ruleResult, runReview, score } from './quality.ts';
import { serverFacts, sourceFrom, sourceProtocol } from './sources.ts';

/** How a rule is answered: the server counts, different values are judged here, columns are read, facts of the table suffice, or not at all. */
export const inPlaceWay = z.enum(['server', 'values', 'rows', 'facts', 'none']);
export type InPlaceWay = z.infer<typeof inPlaceWay>;

/** Why the server does not answer a rule by itself. */
export const inPlaceWhy = z.enum([
  'function',
  'construct',
  'mixed-types',
  'column-type',
  'long-numbers',
  'learns',
  'groups',
  'order',
  'references',
  'row-number',
  'own-sql',
]);

const how = {
  way: inPlaceWay,
  why: inPlaceWhy.nullable(),
  /** What is asked of the server; null where nothing is. In a check, counts of many rules are asked together. */
  sql: z.string().nullable(),
};

/** How a rule will be answered, said before the check. */
export const inPlaceRule = z.object({
  rule: z.string(),
  kind: z.string(),
  columns: z.array(z.string()),
  ...how,
  error: ruleResult.shape.error,
});
export type InPlaceRule = z.infer<typeof inPlaceRule>;

/** What came of a rule, and how it was answered. */
export const inPlaceResult = ruleResult.extend({
  ...how,
  /** True: its failing rows can be shown. */
  rows: z.boolean(),
});
export type InPlaceResult = z.infer<typeof inPlaceResult>;

/** A check of a table where it is; it stays readable when the connection is gone. */
export const inPlaceRun = z.object({
  id,
  /** Null when the connection was removed. */
  source: id.nullable(),
  /** What its issues are of: the table with the rules it is checked by. */
  table: id.nullable(),
  name: z.string(),
  protocol: sourceProtocol,
  address: z.string(),
  server: serverFacts,
  from: sourceFrom,
  /** The columns that name a row. */
  key: z.array(z.string()),
  /** The column that names the unit of each row. */
  unitColumn: z.string().nullable(),
  ruleSet: id,
  ruleSetName: z.string(),
  ruleSetVersion: z.number(),
  rows: z.number(),
  findings: z.number(),
  score,
  success: z.boolean(),
  /** True when the login could also write; null: it could not be told. */
  mayWrite: z.boolean().nullable(),
  /** Set when the connection was lost on the way: how many rules had been answered. */
  cut: z.object({ answered: z.number(), host: z.string() }).nullable(),
  /** True when every rule saw the same state of the table. */
  oneState: z.boolean(),
  startedAt: time,
  seconds: z.number(),
  by: z.string(),
  review: runReview.nullable(),
});
export type InPlaceRun = z.infer<typeof inPlaceRun>;

const wanted = z.object({
  source: id,
  from: sourceFrom,
  /** Columns that name a row; null: the primary key, if there is one. */
  key: z.array(z.string().min(1).max(200)).min(1).max(16).nullable().default(null),
  ruleSet: id,
});

export const inPlaceMethods = {
  /** How each rule would be answered; no row is judged. */
  'inPlace.plan': scan({
    access: 'data.import',
    reads: ['source', 'ruleSet', 'rule'],
    input: wanted,
    output: z.object({
      server: serverFacts,
      mayWrite: z.boolean().nullable(),
      key: z.array(z.string()),
      columns: z.array(z.string()),
      /** The column that names units, as the last check of the table by these rules knew it. */
      unitColumn: z.string().nullable(),
      rowsEstimate: z.number().nullable(),
      rules: z.array(inPlaceRule),
    }),
  }),
  /** Checks, and brings the issues of the table up to date. `unitColumn` names the unit of each row; left out, the one of the last check does. */
  'inPlace.run': job({
    access: 'quality.run',
    writes: ['qualityRun', 'issue'],
    input: wanted.extend({ unitColumn: z.string().min(1).max(200).nullable().optional() }),
    output: inPlaceRun,
  }),
  /** Newest first; of a table only where `from` is given. */
  'inPlace.list': query({
    access: 'data.read',
    reads: ['qualityRun', 'source', 'review'],
    input: z.object({ source: id.optional(), from: sourceFrom.optional() }),
    output: z.array(inPlaceRun),
  }),
  'inPlace.get': query({
    access: 'data.read',
    reads: ['qualityRun', 'source', 'setting', 'issue', 'review'],
    input: z.object({ run: id }),
    output: z.object({
      run: inPlaceRun,
      results: z.array(inPlaceResult),
      before: z.array(inPlaceRun),
      /** Critical rules that keep it from being approved. */
      blockedBy: z.array(blockingRule),
      bands: gradeBands,
      /** The unit that answered for issues of this table before; empty where there were none. */
      unit: z.string(),
    }),
  }),
  /** A page of the rows that fail a rule, asked of the server now. */
  'inPlace.findings': scan({
    access: 'data.import',
    reads: ['qualityRun'],
    input: z.object({
      run: id,
      rule: z.string(),
      /** Only the rows that name this unit (empty: those that name none); null: all. */
      share: z.string().max(1000).nullable().default(null),
      limit: z.int().min(1).max(500),
      /** Where the page before ended. */
      after: z.string().max(100_000).nullable().default(null),
      reveal: z.string().nullable().default(null),
    }),
    output: z.object({
      key: z.array(z.string()),
      columns: z.array(z.string()),
      sensitive: z.array(z.string()),
      rows: z.array(z.object({ key: z.array(z.string().nullable()), cells: z.array(z.string().nullable()) })),
      reason: z.object({ code: z.string(), params: z.record(z.string(), z.json()) }),
      /** Failing rows when the check was made. */
      total: z.number(),
      /** How many failing rows were waived then: they are among the rows that are asked for. */
      waived: z.number(),
      /** Where the next page begins; null at the end. */
      next: z.string().nullable(),
      /** True: the rows were kept when the check was made, as they cannot be asked for again; these are all that were kept. */
      kept: z.boolean(),
      /** True: no key tells rows apart, so pages may overlap when the table changes. */
      unsteady: z.boolean(),
      ms: z.number(),
    }),
  }),
  /** The token uncovers the values of a rule's findings until `until`. */
  'inPlace.reveal': command({
    access: 'data.reveal',
    writes: ['audit'],
    input: z.object({ run: id, rule: z.string(), reason: z.string().trim().min(2).max(200) }),
    output: z.object({ token: z.string(), until: time }),
  }),
};
