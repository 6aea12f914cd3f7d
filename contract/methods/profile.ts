import { z } from 'zod';
import { driftLimits } from '../drift.ts';
import { command, job, query, scan } from '../method.ts';
import { columnType, filter } from './datasets.ts';
import { done, id, nothing } from './common.ts';

const number = z.number().nullable();

/** What is in one column; the shape of `jiadi profile --json` with what the window needs besides. */
const ends = z.object({ min: z.number(), max: z.number() });

export const columnProfile = z.looseObject({
  name: z.string(),
  type: columnType,
  semantic: z.string().nullable(),
  sensitivity: z.string().nullable(),
  nulls: z.number(),
  blanks: z.number(),
  distinct: z.object({ count: z.number(), exact: z.boolean() }),
  unique: z.boolean(),
  min: z.union([z.string(), z.number(), z.null()]),
  max: z.union([z.string(), z.number(), z.null()]),
  mean: number,
  stddev: number,
  quantiles: z.object({ p5: number, p25: number, p50: number, p75: number, p95: number }),
  length: z.object({ min: z.number(), max: z.number(), mean: z.number() }),
  top: z.array(z.object({ value: z.union([z.string(), z.number(), z.null()]), count: z.number() })),
  patterns: z.array(z.object({ pattern: z.string(), count: z.number() })),
  histogram: z.array(z.object({ from: z.union([z.number(), z.string()]), to: z.union([z.number(), z.string()]), count: z.number() })),
  invalid: z.object({ type: z.number(), semantic: z.number() }),
  placeholders: z.number(),
  shape: z
    .object({
      skewness: number,
      kurtosis: number,
      zeros: z.number(),
      negatives: z.number(),
      fences: z.object({ low: z.number(), high: z.number() }),
      below: z.number(),
      above: z.number(),
    })
    .nullable(),
  dates: z
    .object({
      weekdays: z.array(z.number()),
      days: z.number(),
      gap: z.object({ days: z.number(), after: z.string(), before: z.string() }).nullable(),
    })
    .nullable(),
  entropy: z.number().nullable(),
  bytes: z.object({ utf8: ends, gb18030: ends }).nullable(),
  characters: z.array(z.object({ kind: z.string(), count: z.number() })),
  /** What `rareHan` among the characters consists of; without examples where values are hidden. */
  rareHan: z.array(z.object({ block: z.string(), count: z.number(), examples: z.array(z.string()) })),
  order: z.object({ direction: z.enum(['rising', 'falling']), strict: z.boolean() }).nullable(),
  minority: z.array(z.object({ kind: z.string(), count: z.number(), examples: z.array(z.string()) })),
  counterExamples: z.array(z.string()),
});
export type ColumnProfile = z.infer<typeof columnProfile>;

/** What a person should look at: the words are `alert.<code>`, the next step `alertStep.<step>`. */
export const alert = z.object({
  code: z.string(),
  column: z.string().nullable(),
  count: z.number(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  filter: filter.nullable(),
  step: z.enum(['rule', 'map', 'mask', 'ask', 'know']),
  /** A rule that would find it in every batch, without an id; null where there is none. */
  rule: z.record(z.string(), z.json()).nullable(),
  weight: z.number(),
});
export type Alert = z.infer<typeof alert>;

/** A batch's profile, sensitive values masked. */
export const tableProfile = z.object({
  batch: id,
  rows: z.number(),
  columns: z.array(columnProfile),
  alerts: z.array(alert),
  duplicateRows: z.number().nullable(),
  keys: z.array(z.array(z.string())),
  seconds: z.object({ import: z.number(), profile: z.number() }),
});
export type TableProfile = z.infer<typeof tableProfile>;

/** The profile of all batches that make up a dataset now, and which those are. Alerts, whose rows stand in one batch or another, have no filter. */
export const wholeProfile = tableProfile.extend({ batches: z.array(id) });
export type WholeProfile = z.infer<typeof wholeProfile>;

/** What is looked at as one table: a batch, or all batches that make up a dataset of several. */
const subjects = <S extends z.ZodRawShape>(more: S) => z.union([z.object({ batch: id, ...more }), z.object({ dataset: id, ...more })]);
/** The batches whose rows the table has, and the row of the table at which each begins. */
const stretches = z.array(z.object({ batch: id, number: z.number(), first: z.number() }));
export type Stretches = z.infer<typeof stretches>;

const candidateKey = z.object({ columns: z.array(z.string()), shared: z.number(), repeated: z.number() });

/** What columns have to do with each other, over all rows or evenly spaced ones. */
export const tableStructure = z.object({
  batches: stretches,
  rows: z.number(),
  rowsInAll: z.number(),
  keys: z.array(candidateKey),
  nearKeys: z.array(candidateKey),
  dependencies: z.array(
    z.object({ from: z.array(z.string()), to: z.string(), strength: z.number(), rows: z.number(), violations: z.number() }),
  ),
  correlations: z.array(z.object({ a: z.string(), b: z.string(), kind: z.enum(['pearson', 'spearman', 'cramers-v']), value: z.number() })),
  /** Columns that are empty in the same rows. */
  missing: z.array(z.object({ columns: z.array(z.string()), rows: z.number(), broken: z.number() })),
  /** Shares of empty cells along the file, column by column. */
  missingBands: z.object({
    rowsPerBand: z.number(),
    columns: z.array(z.object({ name: z.string(), nulls: z.number(), shares: z.array(z.number()) })),
  }),
  /** Addresses by the levels they name. */
  addresses: z.array(
    z.object({ column: z.string(), rows: z.number(), levels: z.array(z.object({ level: z.string(), rows: z.number() })) }),
  ),
  coordinates: z.array(
    z.object({
      x: z.string(),
      y: z.string(),
      system: z.string(),
      stated: z.boolean(),
      rows: z.number(),
      outside: z.number(),
      swapped: z.number(),
      decimals: z.number(),
    }),
  ),
  /** Columns that say what the citizen number beside them says. */
  agreements: z.array(
    z.object({ from: z.string(), column: z.string(), what: z.enum(['birth-date', 'gender']), rows: z.number(), violations: z.number() }),
  ),
});
export type TableStructure = z.infer<typeof tableStructure>;

const both = <T extends z.ZodType>(of: T) => z.object({ before: of, after: of });
const driftValues = z.array(z.object({ value: z.string(), count: z.number() }));

/** How a batch differs from an older one, column by column, not judged yet; values of sensitive columns are masked. */
export const tableDrift = z.object({
  rows: both(z.number()),
  sampled: z.boolean(),
  columns: z.array(
    z.object({
      name: z.string(),
      type: both(z.string().nullable()),
      nulls: both(number),
      distinct: both(number),
      psi: number,
      ks: number,
      appeared: driftValues,
      vanished: driftValues,
      /** Shares of the rows that have a value: of one value, of numbers in `[from, to)` (null: open), or with neither of all other values. */
      distribution: z.array(z.object({ value: z.string().nullable(), from: number, to: number, before: z.number(), after: z.number() })),
      /** Most of the rows without a value or with new values stand at one value of another column. */
      where: z
        .object({ of: z.enum(['nulls', 'appeared']), column: z.string(), value: z.string(), share: z.number(), ofAll: z.number() })
        .nullable(),
    }),
  ),
});
export type TableDrift = z.infer<typeof tableDrift>;

/** A column whose values stand in a column of another dataset, and how far. */
export const inclusion = z.object({
  column: z.string(),
  dataset: z.string(),
  otherColumn: z.string(),
  values: z.number(),
  missing: z.number(),
  rows: z.number(),
  examples: z.array(z.string()),
});
export type Inclusion = z.infer<typeof inclusion>;

/** Rows that are the same in a set of columns; rows of several batches are numbered through. */
export const duplicates = z.object({
  batches: stretches,
  columns: z.array(z.string()),
  rows: z.number(),
  /** Rows without any value in these columns. */
  empty: z.number(),
  groups: z.number(),
  /** Rows in the groups. */
  rowsInGroups: z.number(),
  largest: z.array(z.object({ values: z.array(z.string().nullable()), count: z.number(), rows: z.array(z.number()) })),
  /** A rule that finds them in every batch, without an id. */
  rule: z.record(z.string(), z.json()),
});
export type Duplicates = z.infer<typeof duplicates>;

/** One batch in the history of a dataset: shares are of its rows. */
export const profileOfBatch = z.object({
  batch: id,
  number: z.number(),
  at: z.string(),
  rows: z.number(),
  duplicateRows: z.number().nullable(),
  columns: z.array(
    z.object({ name: z.string(), nulls: z.number(), distinct: z.number(), invalid: z.number(), mean: number, lengthMean: z.number() }),
  ),
});
export type ProfileOfBatch = z.infer<typeof profileOfBatch>;

export const profileMethods = {
  'profile.drift': scan({
    access: 'data.read',
    reads: ['batch'],
    input: z.object({ batch: id, base: id }),
    output: tableDrift,
  }),
  /** By which limits comparisons of this workspace are judged, and whether somebody set them. */
  'profile.driftLimits': query({
    access: 'data.read',
    reads: ['setting'],
    input: nothing,
    output: z.object({ limits: driftLimits, own: z.boolean() }),
  }),
  /** Sets them for everybody; null goes back to those of the program. */
  'profile.setDriftLimits': command({
    access: 'rule.edit',
    writes: ['setting'],
    input: z.object({ limits: driftLimits.nullable() }),
    output: done,
  }),
  /** Null while nobody has looked for it. */
  'profile.structure': query({
    access: 'data.read',
    reads: ['profile', 'batch'],
    input: subjects({}),
    output: tableStructure.nullable(),
  }),
  /** Looks for the structure and keeps it; finding it changes no data, so it is no act of a person. */
  'profile.findStructure': job({
    access: 'data.read',
    writes: ['profile'],
    audited: false,
    input: subjects({}),
    output: tableStructure,
  }),
  /** Columns of other datasets in which the values of these columns stand: candidates for a rule that demands it. */
  'profile.findInclusions': job({
    access: 'data.read',
    writes: [],
    audited: false,
    input: subjects({}),
    output: z.array(inclusion),
  }),
  /** Rows that repeat in a set of columns; without columns in all of them. */
  'profile.duplicates': job({
    access: 'data.read',
    writes: [],
    audited: false,
    input: subjects({ columns: z.array(z.string()).max(2000).default([]), limit: z.int().min(1).max(200).default(50) }),
    output: duplicates,
  }),
  /** The figures of a dataset's batches side by side, oldest first. */
  'profile.history': query({
    access: 'data.read',
    reads: ['profile', 'batch'],
    input: z.object({ dataset: id, limit: z.int().min(2).max(200).default(60) }),
    output: z.array(profileOfBatch),
  }),
  /** Of a dataset of several batches; null while it was not put together for the batches that make it up now. */
  'profile.whole': query({
    access: 'data.read',
    reads: ['profile', 'batch'],
    input: z.object({ dataset: id }),
    output: wholeProfile.nullable(),
  }),
  /** Puts it together: rows of a batch are read once and never again. */
  'profile.makeWhole': job({
    access: 'data.read',
    writes: ['profile'],
    audited: false,
    input: z.object({ dataset: id }),
    output: wholeProfile,
  }),
  'profile.get': query({ access: 'data.read', reads: ['profile'], input: z.object({ batch: id }), output: tableProfile }),
};
