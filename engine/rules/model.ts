import type { z } from 'zod';
import type { Sql, SqlValue } from '../../base/sqlite/index.ts';
import type { Semantics } from '../semantics/index.ts';
import type { BatchColumn } from '../table/batch-file.ts';
import type { TableFacts } from './facts.ts';
import type { KeySet } from './key-set.ts';
import type { KeyTable } from './key-table.ts';

/** What a rule counts: cells, rows, one value over a column, members of colliding groups, one yes/no, or rows found by user SQL. */
export type Grain = 'cell' | 'row' | 'aggregate' | 'group' | 'whole' | 'query';
/** `critical` blocks approval; `info` is shown and never scored. */
export type Severity = 'critical' | 'major' | 'minor' | 'info';
/** The six dimensions of GB/T 36344-2018. */
export type Dimension = 'conformity' | 'completeness' | 'accuracy' | 'consistency' | 'timeliness' | 'accessibility';
/** What a null does: leaves `evaluated`, fails, is left out of a statistic, is what the rule looks at, or the rule has no nulls. */
export type Nulls = 'skipped' | 'fails' | 'ignored' | 'tested' | 'none';
/** A cell as rules see it in plain data; booleans of typed sources are stored as 0 and 1. */
export type Plain = string | number | boolean | null;

/** Reads the columns of the table in a rule's condition. Every use of the same derived value is computed once per row. */
export interface Scope {
  /** All columns of the table, in order. */
  readonly columns: readonly BatchColumn[];
  /** The column's description; `column-not-found` when the table has none of that name. */
  column(name: string): BatchColumn;
  /** The stored value, null where the dataset's `nullLike` says so. */
  cell(name: string): Sql;
  /** The value as a number (also from text such as `12.50`), null where it is none. */
  number(name: string): Sql;
  /** The value as seconds since 1970-01-01 (local calendar, no zone), null where it is no real date. */
  date(name: string): Sql;
  /** The same condition in two forms: `here` where the rows are ours, quicker and free to call functions, and in plain SQL for where they lie in a database. */
  either(here: () => Sql, elsewhere: () => Sql): Sql;
  /** An SQL condition from an expression of the rule language. */
  expression(text: string): Sql;
  /** Makes a function callable in this rule's condition; an exception in it makes the rule an `error` and leaves the others alone. */
  fn(impl: (...args: SqlValue[]) => SqlValue, ...args: readonly Sql[]): Sql;
  /** What was read of another table, as asked for in `references`. */
  reference(index: number): Reference;
  /** What was learned in an earlier pass, as asked for in `learns`. */
  readonly learned: Learned | null;
  /** The batch's reference date in seconds since 1970-01-01. */
  readonly asOfSeconds: number;
  readonly semantics: Semantics;
  /** True for typed sources where "1" is not 1 (small checks of the command line). */
  readonly strictTypes: boolean;
}

/** Where rows besides those of the batch come from: another dataset by name, or earlier batches of the same dataset. */
export type OtherRows = { readonly dataset: string } | { readonly earlier: 'previous' | 'first' | 'all' };

/** Keys of other rows that a rule looks up, with values that hang on them where it compares those too. */
export interface ReferenceNeed {
  readonly from: OtherRows;
  /** The columns of the key; a row without one of them is left out. */
  readonly columns: readonly string[];
  /** Further columns of the key, which may be null. */
  readonly content?: readonly string[];
  readonly where: string | null;
  /** How texts of keys are made alike on both sides. */
  readonly fold?: FoldName;
  /** Columns that are read as numbers or dates on both sides, whatever they are stored as. */
  readonly as?: Readonly<Record<string, ReadAs>>;
  /** Columns whose values are kept beside the key; left out: only the keys are. */
  readonly values?: readonly string[];
}
export type ReadAs = 'text' | 'number' | 'date';
export type FoldName = 'none' | 'trim' | 'case' | 'width' | 'trim-case' | 'all';

export interface Reference {
  /** The columns of the other table. */
  readonly columns: readonly BatchColumn[];
  readonly keys: KeySet;
  readonly values: KeyTable | null;
}

/** What a pass before the check found out: numbers that are stored with the result, values by their hashes, and what only `observe` needs. */
export interface Learned {
  readonly numbers: Readonly<Record<string, number>>;
  readonly keys?: KeySet;
  readonly state?: unknown;
}

/** A pass over rows before the check itself. */
export interface Learner {
  /** Left out: the rows of the batch. */
  readonly from?: OtherRows;
  /** The filter of the pass; left out: the rule's own. */
  readonly where?: string | null;
  plan(scope: Scope): AggregatePlan;
  learn(states: readonly unknown[], rows: number): Learned;
}

/** A condition over one row. `skips` takes a row out of `evaluated`; `fails` is true for a finding and may be null otherwise. */
export interface RowCondition {
  readonly skips: Sql | null;
  /** A function call (`scope.fn`) that says 1 for a row to be left out as well, asked only where `skips` leaves the row in. */
  readonly out?: Sql;
  readonly fails: Sql;
  /** True for texts of the one column that surely do not fail; all others, and all that is no text, are judged by `fails`. */
  passes?(text: string): boolean;
}

/** One worker's running value; its state is plain data that `observe` merges. */
export interface Accumulator {
  step(...args: SqlValue[]): void;
  state(): unknown;
}

export interface AggregatePlan {
  readonly skips: Sql | null;
  readonly args: readonly Sql[];
  create(): Accumulator;
}

export interface Observed {
  readonly observed: unknown;
  readonly ok: boolean;
  /** True when there was nothing to measure. */
  readonly empty?: boolean;
  /** What of the past it was measured against; absent for rules that look at no other batch. */
  readonly compared?: Compared;
}

/** A value beside those of earlier batches, as it is explained: plain data that is kept with the result. */
export interface Compared {
  /** The id of the rule whose value it is, or `row-count`. */
  readonly metric: string;
  readonly how: string;
  readonly value: number;
  /** The mean of the values that were compared with; null for fixed limits. */
  readonly mean: number | null;
  /** Between which the value had to lie; null: open on that side. */
  readonly low: number | null;
  readonly high: number | null;
  /** So many standard deviations wide is the band. */
  readonly k: number | null;
  /** Earlier batches, oldest first; `used` are those that were compared with. */
  readonly points: readonly { readonly number: number; readonly at: string; readonly value: number; readonly used: boolean }[];
}

/** What a group rule wants of each row. */
export interface GroupPlan {
  readonly skips: Sql | null;
  readonly fails: Sql | null;
  readonly keys: readonly Sql[];
  /** The values that should be the same for all rows of a key. */
  readonly dependents?: readonly Sql[];
  /** Numbers by which the rows of a key are put in order. */
  readonly numbers?: readonly Sql[];
}

/** Counts of a key over the table. */
export interface GroupCounts {
  /** Rows that carry a key. */
  readonly keyed: number;
  readonly distinct: number;
  /** Keys that occur once. */
  readonly single: number;
  /** Rows that pass the rule's filter. */
  readonly rows: number;
}

/** How the findings among the rows of a key are told; plain data for the worker that does it. */
export type GroupJudge =
  /** Every row of a repeated key. */
  | { readonly how: 'repeated' }
  /** Every row whose dependent value is not the commonest of its key, and where none is, every row of the key. */
  | { readonly how: 'minority' }
  /** Every row of a key with more than one dependent value. */
  | { readonly how: 'mixed' }
  /** The number of each row is the one before it in its key plus `step`; repeated numbers fail. */
  | { readonly how: 'sequence'; readonly step: number; readonly gaps: boolean }
  /** From the first number to the second is an interval; none overlaps another of its key, and gaps wider than `gap` fail (null: any may be). */
  | { readonly how: 'no-overlap'; readonly gap: number | null }
  /** In the order of the first number, the second rises (or falls). */
  | { readonly how: 'ordered'; readonly falling: boolean; readonly strict: boolean }
  /** Key and row against those of the first and second reference; what is only there counts as well. */
  | { readonly how: 'reconcile' };

interface BoundBase {
  /** The columns the rule speaks of, for the result and its findings. */
  readonly columns: readonly string[];
  /** The one of several columns whose cell is at fault in a finding. */
  readonly blames?: string;
  /** Plain values for the reason sentence. */
  readonly reason: Readonly<Record<string, Plain>>;
  /** Columns whose values make groups for which the verdict is repeated; set by the planner. */
  readonly groups?: readonly string[];
  /** Other rows it looks up, given the columns of the batch and of those rows. */
  references?(own: readonly BatchColumn[], of: (from: OtherRows) => readonly BatchColumn[]): readonly ReferenceNeed[];
}
/** A rule of a kind with its parameters read: what the planner works with. */
export type Bound =
  | (BoundBase & {
      readonly grain: 'cell' | 'row';
      /** True when a row's answer depends on the rows before it: such a rule runs over the parts in order. */
      readonly sequential?: boolean;
      readonly learns?: Learner;
      plan(scope: Scope): RowCondition;
    })
  | (BoundBase & {
      readonly grain: 'aggregate';
      readonly learns?: Learner;
      plan(scope: Scope): AggregatePlan;
      observe(states: readonly unknown[], rows: number, skipped: number, learned: Learned | null): Observed;
      /** The state of a stretch without rows. */
      empty(): unknown;
    })
  | (BoundBase & {
      readonly grain: 'group';
      /** A function: one observed value instead of findings. */
      readonly judge: GroupJudge | ((counts: GroupCounts) => Observed);
      plan(scope: Scope): GroupPlan;
    })
  | (BoundBase & { readonly grain: 'whole'; judge(table: TableFacts): Observed })
  | (BoundBase & {
      readonly grain: 'query';
      readonly query: string;
      readonly rowsTested: string | null;
      /** Names the rows behind the number of a query that returns one. */
      readonly drill: string | null;
      /** Given when the query returns one number instead of rows. */
      judge?(value: number | null): Observed;
    });

/** An example that the conformance test runs. Rows are given by value for one column (named in `params`) or as tuples for `columns`. */
export interface Example {
  readonly params: Readonly<Record<string, unknown>>;
  readonly columns?: readonly string[];
  /** Column types other than text, by name. */
  readonly types?: Readonly<Record<string, BatchColumn['type']>>;
  readonly pass?: readonly unknown[];
  readonly fail?: readonly unknown[];
  readonly skip?: readonly unknown[];
  /** Rows in order, for rules whose answer depends on several rows. */
  readonly given?: readonly unknown[];
  /** 0-based failing rows of `given`. */
  readonly failed?: readonly number[];
  readonly observed?: unknown;
  readonly ok?: boolean;
}

/** What a kind is called, what it asks of the data, and the sentence of a finding. */
export interface KindWords {
  readonly title: string;
  readonly about: string;
  readonly reason: string;
}

/** One kind of rule: it describes itself, so nothing else needs to know it. */
export interface RuleKind {
  readonly kind: string;
  readonly grain: Grain;
  readonly severity: Severity;
  readonly dimension: Dimension;
  /** Sub-indicator of GB/T 36344-2018, such as `0302`. */
  readonly indicator: string;
  readonly nulls: Nulls;
  readonly params: z.ZodObject;
  readonly text: Readonly<Record<'zh-CN' | 'en', KindWords>>;
  readonly examples: readonly Example[];
  /** True when it can be repeated for each group of `groupBy`. */
  readonly repeats?: true;
  /** The tolerance that the kind's own parameters ask for, where the rule names none. */
  tolerance?(raw: Readonly<Record<string, unknown>>): Tolerance;
  /** Reads parameters that `params` has accepted. */
  bind(raw: Readonly<Record<string, unknown>>): Bound;
}

export interface Tolerance {
  readonly threshold?: number;
  readonly maxFailures?: number;
}

/** The part of a kind that is only description. */
export interface KindHead<S extends z.ZodObject> {
  readonly kind: string;
  readonly severity: Severity;
  readonly dimension: Dimension;
  readonly indicator: string;
  readonly params: S;
  readonly text: Readonly<Record<'zh-CN' | 'en', KindWords>>;
  readonly examples: readonly Example[];
  tolerance?(params: z.infer<S>): Tolerance;
}
