import type { z } from 'zod';
import { join, sql, type Sql, type SqlValue } from '../../base/sqlite/index.ts';
import type { BatchColumn } from '../table/batch-file.ts';
import type { KeySet } from './key-set.ts';
import type { SemanticTest } from './semantic.ts';

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
  /** The column's description; `column-not-found` when the table has none of that name. */
  column(name: string): BatchColumn;
  /** The stored value, null where the dataset's `nullLike` says so. */
  cell(name: string): Sql;
  /** The value as a number (also from text such as `12.50`), null where it is none. */
  number(name: string): Sql;
  /** The value as seconds since 1970-01-01 (local calendar, no zone), null where it is no real date. */
  date(name: string): Sql;
  /** An SQL condition from an expression of the rule language. */
  expression(text: string): Sql;
  /** Makes a function callable in this rule's condition; an exception in it makes the rule an `error` and leaves the others alone. */
  fn(impl: (...args: SqlValue[]) => SqlValue, ...args: readonly Sql[]): Sql;
  /** Keys of another dataset, as asked for in `references`. */
  keySet(index: number): KeySet;
  /** Numbers learned in an earlier pass, as asked for in `learns`. */
  readonly learned: Readonly<Record<string, number>> | null;
  /** The batch's reference date in seconds since 1970-01-01. */
  readonly asOfSeconds: number;
  readonly semantic: SemanticTest;
  /** True for typed sources where "1" is not 1 (small checks of the command line). */
  readonly strictTypes: boolean;
}

/** A condition over one row. `skips` takes a row out of `evaluated`; `fails` is true for a finding and may be null otherwise. */
export interface RowCondition {
  readonly skips: Sql | null;
  readonly fails: Sql;
}

/** One worker's running value; its state is plain data that `observe` merges. */
export interface Accumulator {
  step(...args: SqlValue[]): void;
  state(): unknown;
}

export interface Observed {
  readonly observed: unknown;
  readonly ok: boolean;
  /** True when there was nothing to measure. */
  readonly empty?: boolean;
}

/** What a group rule wants of each row. */
export interface GroupPlan {
  readonly skips: Sql | null;
  readonly fails: Sql | null;
  readonly keys: readonly Sql[];
  /** The value that should be the same for all rows of a key. */
  readonly dependent?: Sql;
}

/** What a whole-table rule may look at. */
export interface TableShape {
  readonly columns: readonly BatchColumn[];
  readonly rowCount: number;
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

/** A reference to another dataset whose keys the rule looks up. */
export interface ReferenceNeed {
  readonly dataset: string;
  readonly columns: readonly string[];
  readonly where: string | null;
}

interface BoundBase {
  /** The columns the rule speaks of, for the result and its findings. */
  readonly columns: readonly string[];
  /** The one of several columns whose cell is at fault in a finding. */
  readonly blames?: string;
  /** Plain values for the reason sentence. */
  readonly reason: Readonly<Record<string, Plain>>;
  readonly references?: readonly ReferenceNeed[];
}
/** A rule of a kind with its parameters read: what the planner works with. */
export type Bound =
  | (BoundBase & {
      readonly grain: 'cell' | 'row';
      /** True when a row's answer depends on the rows before it: such a rule runs over the parts in order. */
      readonly sequential?: boolean;
      /** Column whose mean and standard deviation must be known first. */
      readonly learns?: string;
      plan(scope: Scope): RowCondition;
    })
  | (BoundBase & {
      readonly grain: 'aggregate';
      plan(scope: Scope): { readonly skips: Sql | null; readonly args: readonly Sql[]; create(): Accumulator };
      observe(states: readonly unknown[], rows: number, skipped: number): Observed;
      /** The state of a stretch without rows. */
      empty(): unknown;
    })
  | (BoundBase & {
      readonly grain: 'group';
      /**
       * `members`: every row of a repeated key is a finding; `minority`: every row whose dependent value is not the commonest of its key, and where none
       * is, every row of the key; a function: one observed value.
       */
      readonly judge: 'members' | 'minority' | ((counts: GroupCounts) => Observed);
      plan(scope: Scope): GroupPlan;
    })
  | (BoundBase & { readonly grain: 'whole'; judge(table: TableShape): Observed })
  | (BoundBase & { readonly grain: 'query'; readonly query: string; readonly rowsTested: string | null });

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

export type KindWords = { readonly title: string; readonly reason: string };

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
  /** Reads parameters that `params` has accepted. */
  bind(raw: Readonly<Record<string, unknown>>): Bound;
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
}

/** Plain values of the parameters, for the reason sentence. */
export function plainOf(params: Readonly<Record<string, unknown>>): Readonly<Record<string, Plain>> {
  const out: Record<string, Plain> = {};
  for (const [key, value] of Object.entries(params)) {
    if (value === undefined) continue;
    out[key] =
      value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
        ? value
        : Array.isArray(value)
          ? value.slice(0, 10).join(', ')
          : JSON.stringify(value);
  }
  return out;
}

/** A rule over one column, row by row. */
export function cellRule<S extends z.ZodObject>(
  def: KindHead<S> & {
    readonly nulls: Nulls;
    readonly sequential?: boolean;
    readonly learns?: true;
    fails(context: { readonly scope: Scope; readonly cell: Sql; readonly params: z.infer<S>; readonly name: string }): Sql;
    /** Overrides the null handling when a parameter decides it. */
    skips?(context: { readonly cell: Sql; readonly params: z.infer<S> }): Sql | null;
  },
): RuleKind {
  return {
    ...def,
    grain: 'cell',
    bind: (raw) => {
      const params = def.params.parse(raw);
      const name = String(raw['column']);
      return {
        grain: 'cell',
        columns: [name],
        reason: plainOf(params),
        sequential: def.sequential ?? false,
        ...(def.learns ? { learns: name } : {}),
        plan: (scope) => {
          const cell = scope.cell(name);
          const skips = def.skips ? def.skips({ cell, params }) : def.nulls === 'skipped' ? sql`${cell} IS NULL` : null;
          return { skips, fails: def.fails({ scope, cell, params, name }) };
        },
      };
    },
  };
}

/** A rule over several columns of one row. */
export function rowRule<S extends z.ZodObject>(
  def: KindHead<S> & {
    readonly nulls: Nulls;
    columns(params: z.infer<S>): readonly string[];
    plan(scope: Scope, params: z.infer<S>): RowCondition;
    references?(params: z.infer<S>): readonly ReferenceNeed[];
  },
): RuleKind {
  return {
    ...def,
    grain: 'row',
    bind: (raw) => {
      const params = def.params.parse(raw);
      return {
        grain: 'row',
        columns: def.columns(params),
        reason: plainOf(params),
        ...(def.references ? { references: def.references(params) } : {}),
        plan: (scope) => def.plan(scope, params),
      };
    },
  };
}

/** A rule over one value computed from a column. */
export function aggregateRule<S extends z.ZodObject, T>(
  def: KindHead<S> & {
    args(scope: Scope, params: z.infer<S>): { readonly skips: Sql | null; readonly args: readonly Sql[] };
    create(params: z.infer<S>): { step(...args: SqlValue[]): void; state(): T };
    observe(states: readonly T[], params: z.infer<S>, rows: number, skipped: number): Observed;
    columns?(params: z.infer<S>): readonly string[];
  },
): RuleKind {
  return {
    ...def,
    grain: 'aggregate',
    nulls: 'ignored',
    bind: (raw) => {
      const params = def.params.parse(raw);
      return {
        grain: 'aggregate',
        columns: def.columns ? def.columns(params) : typeof raw['column'] === 'string' ? [raw['column']] : [],
        reason: plainOf(params),
        plan: (scope) => ({ ...def.args(scope, params), create: () => def.create(params) }),
        observe: (states, rows, skipped) => def.observe(states as readonly T[], params, rows, skipped),
        empty: () => def.create(params).state(),
      };
    },
  };
}

/** A rule over rows that share a key. */
export function groupRule<S extends z.ZodObject>(
  def: KindHead<S> & {
    readonly nulls: Nulls;
    columns(params: z.infer<S>): readonly string[];
    keys(scope: Scope, params: z.infer<S>): Omit<GroupPlan, 'fails'> & { readonly fails?: Sql | null };
    /** Findings are the rows that differ from their key's commonest dependent value. */
    readonly minority?: true;
    blames?(params: z.infer<S>): string;
    /** Left out: every row of a repeated key is a finding. */
    observe?(counts: GroupCounts, params: z.infer<S>): Observed;
  },
): RuleKind {
  const { observe } = def;
  return {
    ...def,
    grain: observe ? 'aggregate' : 'group',
    bind: (raw) => {
      const params = def.params.parse(raw);
      return {
        grain: 'group',
        columns: def.columns(params),
        ...(def.blames ? { blames: def.blames(params) } : {}),
        reason: plainOf(params),
        judge: observe ? (counts) => observe(counts, params) : def.minority ? 'minority' : 'members',
        plan: (scope) => ({ fails: null, ...def.keys(scope, params) }),
      };
    },
  };
}

/** A rule with one answer for the table. */
export function wholeRule<S extends z.ZodObject>(
  def: KindHead<S> & { columns?(params: z.infer<S>): readonly string[]; judge(table: TableShape, params: z.infer<S>): Observed },
): RuleKind {
  return {
    ...def,
    grain: 'whole',
    nulls: 'none',
    bind: (raw) => {
      const params = def.params.parse(raw);
      return { grain: 'whole', columns: def.columns?.(params) ?? [], reason: plainOf(params), judge: (table) => def.judge(table, params) };
    },
  };
}

/** True when any of the values is null; false for none. */
export function anyNull(cells: readonly Sql[]): Sql {
  return sql`(${join(
    cells.map((c) => sql`${c} IS NULL`),
    ' OR ',
  )})`;
}

/** True when all of the values are null. */
export function allNull(cells: readonly Sql[]): Sql {
  return sql`(${join(
    cells.map((c) => sql`${c} IS NULL`),
    ' AND ',
  )})`;
}
