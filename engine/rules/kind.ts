import type { z } from 'zod';
import { join, sql, type Sql, type SqlValue } from '../../base/sqlite/index.ts';
import { groupColumns } from './by-group.ts';
import type { TableFacts } from './facts.ts';
import { grouped } from './grouped.ts';
import type {
  AggregatePlan,
  Bound,
  GroupCounts,
  GroupJudge,
  GroupPlan,
  KindHead,
  Learned,
  Learner,
  Nulls,
  Observed,
  Plain,
  RowCondition,
  RuleKind,
  Scope,
  Tolerance,
} from './model.ts';

export type * from './facts.ts';
export type * from './model.ts';

type References = NonNullable<Bound['references']>;
type RawParams = Readonly<Record<string, unknown>>;

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

/** The tolerance that a kind's parameters ask for, read by its schema. */
function toleranceOf<S extends z.ZodObject>(def: KindHead<S>): { tolerance?: (raw: RawParams) => Tolerance } {
  const { tolerance } = def;
  return tolerance ? { tolerance: (raw) => tolerance(def.params.parse(raw)) } : {};
}

/** A rule that names rows can be repeated for groups, unless it makes groups itself or looks at more than its rows. */
function repeatsOf<S extends z.ZodObject>(def: KindHead<S>, looksBeyond: boolean): { repeats?: true } {
  return looksBeyond || 'groupBy' in def.params.shape ? {} : { repeats: true };
}

/** A rule over one column, row by row. */
export function cellRule<S extends z.ZodObject>(
  def: KindHead<S> & {
    readonly nulls: Nulls;
    readonly sequential?: boolean;
    learns?(params: z.infer<S>, name: string): Learner | undefined;
    fails(context: { readonly scope: Scope; readonly cell: Sql; readonly params: z.infer<S>; readonly name: string }): Sql;
    /** Overrides the null handling when a parameter decides it. */
    skips?(context: { readonly cell: Sql; readonly params: z.infer<S> }): Sql | null;
    /** A cheap test that is true only for texts that do not fail; undefined where these parameters have none. `fails` stays the judge. */
    passes?(params: z.infer<S>): ((text: string) => boolean) | undefined;
    references?(params: z.infer<S>, name: string): ReturnType<References>;
  },
): RuleKind {
  return {
    ...def,
    ...toleranceOf(def),
    ...repeatsOf(def, def.learns !== undefined || def.sequential === true),
    grain: 'cell',
    bind: (raw) => {
      const params = def.params.parse(raw);
      const name = String(raw['column']);
      const learns = def.learns?.(params, name);
      const needs = def.references?.(params, name) ?? [];
      return {
        grain: 'cell',
        columns: [name],
        reason: plainOf(params),
        sequential: def.sequential ?? false,
        ...(learns ? { learns } : {}),
        ...(needs.length > 0 ? { references: () => needs } : {}),
        plan: (scope) => {
          const cell = scope.cell(name);
          const skips = def.skips ? def.skips({ cell, params }) : def.nulls === 'skipped' ? sql`${cell} IS NULL` : null;
          const fails = def.fails({ scope, cell, params, name });
          const passes = def.passes?.(params);
          return { skips, fails, ...(passes ? { passes } : {}) };
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
    blames?(params: z.infer<S>): string;
    plan(scope: Scope, params: z.infer<S>): RowCondition;
    references?(params: z.infer<S>, ...tables: Parameters<References>): ReturnType<References>;
    learns?(params: z.infer<S>): Learner | undefined;
  },
): RuleKind {
  return {
    ...def,
    ...toleranceOf(def),
    ...repeatsOf(def, def.learns !== undefined),
    grain: 'row',
    bind: (raw) => {
      const params = def.params.parse(raw);
      const learns = def.learns?.(params);
      return {
        grain: 'row',
        columns: def.columns(params),
        ...(def.blames ? { blames: def.blames(params) } : {}),
        reason: plainOf(params),
        ...(learns ? { learns } : {}),
        ...(def.references ? { references: (own, of) => def.references?.(params, own, of) ?? [] } : {}),
        plan: (scope) => def.plan(scope, params),
      };
    },
  };
}

/** A rule over one value computed from a column. */
export function aggregateRule<S extends z.ZodObject, T>(
  def: KindHead<S> & {
    args(scope: Scope, params: z.infer<S>): Omit<AggregatePlan, 'create'>;
    create(params: z.infer<S>): { step(...args: SqlValue[]): void; state(): T };
    observe(states: readonly T[], params: z.infer<S>, rows: number, skipped: number, learned: Learned | null): Observed;
    columns?(params: z.infer<S>): readonly string[];
    learns?(params: z.infer<S>): Learner | undefined;
  },
): RuleKind {
  return {
    ...def,
    ...toleranceOf(def),
    grain: 'aggregate',
    nulls: 'ignored',
    repeats: true,
    bind: (raw) => {
      const params = def.params.parse(raw);
      const learns = def.learns?.(params);
      const groups = groupColumns(raw['groupBy']);
      const bound: Extract<Bound, { grain: 'aggregate' }> = {
        grain: 'aggregate',
        columns: def.columns ? def.columns(params) : typeof raw['column'] === 'string' ? [raw['column']] : [],
        reason: plainOf(params),
        ...(learns ? { learns } : {}),
        plan: (scope) => ({ ...def.args(scope, params), create: () => def.create(params) }),
        observe: (states, rows, skipped, learned) => def.observe(states as readonly T[], params, rows, skipped, learned),
        empty: () => def.create(params).state(),
      };
      return groups.length === 0 ? bound : grouped(bound, groups);
    },
  };
}

/** A rule over rows that share a key. */
export function groupRule<S extends z.ZodObject>(
  def: KindHead<S> & {
    readonly nulls: Nulls;
    columns(params: z.infer<S>): readonly string[];
    keys(scope: Scope, params: z.infer<S>): Omit<GroupPlan, 'fails'> & { readonly fails?: Sql | null };
    /** How findings are told; left out: every row of a repeated key. */
    judge?(params: z.infer<S>): GroupJudge;
    blames?(params: z.infer<S>): string;
    /** Given for one observed value instead of findings. */
    observe?(counts: GroupCounts, params: z.infer<S>): Observed;
    references?(params: z.infer<S>, ...tables: Parameters<References>): ReturnType<References>;
  },
): RuleKind {
  const { observe } = def;
  return {
    ...def,
    ...toleranceOf(def),
    ...repeatsOf(def, observe !== undefined || def.references !== undefined),
    grain: observe ? 'aggregate' : 'group',
    bind: (raw) => {
      const params = def.params.parse(raw);
      return {
        grain: 'group',
        columns: def.columns(params),
        ...(def.blames ? { blames: def.blames(params) } : {}),
        reason: plainOf(params),
        judge: observe ? (counts) => observe(counts, params) : (def.judge?.(params) ?? { how: 'repeated' }),
        ...(def.references ? { references: (own, of) => def.references?.(params, own, of) ?? [] } : {}),
        plan: (scope) => ({ fails: null, ...def.keys(scope, params) }),
      };
    },
  };
}

/** A rule with one answer for the table. */
export function wholeRule<S extends z.ZodObject>(
  def: KindHead<S> & { columns?(params: z.infer<S>): readonly string[]; judge(table: TableFacts, params: z.infer<S>): Observed },
): RuleKind {
  return {
    ...def,
    ...toleranceOf(def),
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
  if (cells.length === 0) return sql`0`;
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
