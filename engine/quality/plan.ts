import { invariant } from '../../base/invariant.ts';
import { type Database, id, join, sql, type Sql, type SqlValue } from '../../base/sqlite/index.ts';
import {
  type Accumulator,
  type Bound,
  compileExpression,
  groupColumns,
  kindOf,
  type Learned,
  type Reference,
  type RuleError,
  ruleError,
  type RuleSpec,
  type Scope,
} from '../rules/index.ts';
import type { Semantics } from '../semantics/index.ts';
import type { BatchColumn } from '../table/batch-file.ts';
import { fuse, type FusedStep, nullsOf } from './fused.ts';
import { RunWriter } from './runs.ts';
import { createScope } from './scope.ts';
import { accumulateStep, type Current, hitStep, keyStep, type MakeStep, noteError, numberStep, type Place, type Slots } from './steps.ts';

/** What a plan is made from, besides the rules and the meanings of values: plain data. */
export interface PlanTable {
  readonly columns: readonly BatchColumn[];
  /** Words that the dataset counts as null; a blank word means that blanks are null. */
  readonly nullLike: readonly string[];
  readonly asOfSeconds: number;
  readonly strictTypes: boolean;
}

/** What a rule needs besides its own words: rows of other datasets and what was learned before. */
export interface RuleExtras {
  readonly references?: readonly Reference[];
  readonly learned?: Learned;
  /** True for the pass in which the rule learns. */
  readonly learning?: true;
}

/** A rule within a plan. */
export interface PlannedRule {
  readonly spec: RuleSpec;
  readonly bound: Bound;
  readonly hits: RunWriter;
  readonly accumulator: Accumulator | null;
  /** Position of its counts in the scan's result: rows that pass the filter, rows skipped. */
  readonly rowsAt: number;
  readonly skippedAt: number | null;
  /** The step that counts skipped rows itself, instead of the statement. */
  readonly counting: FusedStep | null;
  /** Positions of the shared arrays of keys and of what depends on them, for group rules. */
  readonly slot: number | null;
  readonly dependentSlot: number | null;
  /** Positions of the shared arrays of the numbers that order a group rule's rows. */
  readonly numberSlots: readonly number[];
  /** Position of the shared array of the group a row is of, where the verdict is repeated for groups. */
  readonly groupSlot: number | null;
  /** Set when the condition itself failed at run time. */
  error: RuleError | null;
  rows: number;
  skipped: number;
}

/** All cell, row, aggregate and group rules of a run as one statement over a stretch of rows. */
export interface Plan {
  readonly rules: readonly PlannedRule[];
  /** Bound values end with the two rowids of the stretch. */
  statement(from: number, to: number): Sql;
  readonly slotCount: number;
  readonly numberCount: number;
  /** Makes the plan's functions known to a database; `base` is the data row number before rowid 1. */
  attach(db: Database, base: number, slots: Slots): void;
}

/** Reads a rule's parameters; in the pass in which it learns, what it does is collect. */
export function bindRule(spec: RuleSpec, learning: boolean = false): Bound {
  const kind = kindOf(spec.kind);
  invariant(kind, `unknown kind ${spec.kind} after reading`);
  const bound = kind.bind(spec.params);
  const groups = kind.repeats && hasFindings(bound) ? groupColumns(spec.params['groupBy']) : [];
  if (!learning) return groups.length === 0 ? bound : { ...bound, groups };
  invariant('learns' in bound && bound.learns, `${spec.kind} learns nothing`);
  const { plan } = bound.learns;
  return { grain: 'aggregate', columns: [], reason: {}, plan, observe: () => ({ observed: null, ok: true }), empty: () => null };
}

/** True for rules that name rows, so that a verdict can be told group by group. */
function hasFindings(bound: Bound): boolean {
  return bound.grain === 'cell' || bound.grain === 'row' || (bound.grain === 'group' && typeof bound.judge !== 'function');
}

/** The error a rule would have in this table (missing column, bad expression or pattern), or null. */
export function planError(spec: RuleSpec, table: PlanTable, semantics: Semantics, extras: RuleExtras): RuleError | null {
  try {
    const builder = new Builder(table, semantics);
    builder.add(spec, bindRule(spec, extras.learning), extras);
    return null;
  } catch (error) {
    return ruleError(error);
  }
}

/** Builds the one scan of a set of rules. All of them must be free of `planError`. */
export function makePlan(specs: readonly RuleSpec[], table: PlanTable, semantics: Semantics, extras: readonly RuleExtras[]): Plan {
  const builder = new Builder(table, semantics);
  specs.forEach((spec, i) => builder.add(spec, bindRule(spec, extras[i]?.learning), extras[i] ?? {}));
  return builder.finish();
}

/** The scan of one rule that belongs to no kind: a pass of our own over the rows that pass a filter. */
export function makePassPlan(bound: Bound, where: string | null, table: PlanTable, semantics: Semantics): Plan {
  const builder = new Builder(table, semantics);
  builder.add({ ...passSpec, where }, bound, {});
  return builder.finish();
}

const passSpec: RuleSpec = {
  id: 'pass',
  kind: 'pass',
  params: {},
  where: null,
  threshold: 1,
  maxFailures: null,
  warnAt: null,
  of: 'evaluated',
  severity: 'info',
  dimension: 'consistency',
  description: null,
};

interface Registered {
  readonly name: string;
  readonly impl: (...args: SqlValue[]) => SqlValue;
}
/** A function call of a rule before it became SQL. */
interface Origin {
  readonly impl: (...args: SqlValue[]) => SqlValue;
  readonly args: readonly Sql[];
}

/** Arguments of one fused call; SQLite allows 1,000. */
const ARGUMENTS_MAX = 120;

class Builder {
  readonly #table: PlanTable;
  readonly #semantics: Semantics;
  readonly #byName: ReadonlyMap<string, BatchColumn>;
  readonly #rules: PlannedRule[] = [];
  readonly #functions: Registered[] = [];
  readonly #inner = new Map<string, Sql>();
  readonly #wheres = new Map<string, Sql>();
  readonly #counts = new Map<string, { readonly at: number; readonly expr: Sql }>();
  readonly #slots = new Map<string, number>();
  readonly #numberSlots = new Map<string, number>();
  readonly #steps: Sql[] = [];
  readonly #groups: { readonly steps: FusedStep[]; readonly args: Map<string, { readonly at: number; readonly expr: Sql }> }[] = [];
  readonly #origins = new WeakMap<Sql, Origin>();
  readonly #place: Place = { base: 0, keys: [], numbers: [] };

  constructor(table: PlanTable, semantics: Semantics) {
    this.#table = table;
    this.#semantics = semantics;
    this.#byName = new Map(table.columns.map((c) => [c.name, c]));
  }

  add(spec: RuleSpec, bound: Bound, extras: RuleExtras): void {
    const current: Current = { rule: null };
    const scope = this.#scope(current, extras);
    for (const name of bound.columns) if (bound.grain !== 'whole') scope.column(name);
    if (bound.grain === 'whole' || bound.grain === 'query') return;
    const where = spec.where === null ? null : this.#where(spec.where, current);
    const plan = bound.plan(scope);
    const skips = plan.skips;
    const passing = where === null ? sql`1` : sql`${where} IS TRUE`;
    const guard = skips === null ? passing : sql`${passing} AND NOT ${skips}`;
    const hits = new RunWriter();
    const accumulator = 'create' in plan ? plan.create() : null;
    const groups = (bound.groups ?? []).map((name) => scope.cell(name));
    // the same key in two groups is two keys
    const keys = 'keys' in plan ? [...plan.keys, ...groups] : [];
    const slot = 'keys' in plan ? slotOf(this.#slots, sql`${guard} / ${join(keys, ', ')}`) : null;
    const groupSlot = groups.length === 0 ? null : slotOf(this.#slots, sql`${guard} / ${join(groups, ', ')}`);
    const dependents = 'dependents' in plan && plan.dependents ? plan.dependents : null;
    const dependentSlot = dependents ? slotOf(this.#slots, sql`${guard} / ${join(dependents, ', ')}`) : null;
    const numbers = 'numbers' in plan ? (plan.numbers ?? []) : [];
    const numberSlots = numbers.map((number) => slotOf(this.#numberSlots, sql`${guard} / ${number}`));
    const origin = 'fails' in plan && plan.fails !== null ? this.#origins.get(plan.fails) : undefined;
    const gate = { where, skips };
    const steps: FusedStep[] = [];
    if (origin) steps.push(this.#fused(gate, origin.args, hitStep(current, origin.impl, hits)));
    else if ('fails' in plan && plan.fails !== null) this.#sqlStep(sql`${guard} AND ${plan.fails}`, hits);
    if ('args' in plan && accumulator && plan.args.length > 0)
      steps.push(this.#fused(gate, plan.args, accumulateStep(current, accumulator)));
    if (slot?.fresh) steps.push(this.#fused(gate, keys, keyStep(this.#place, slot.at, this.#table.strictTypes)));
    if (groupSlot?.fresh) steps.push(this.#fused(gate, groups, keyStep(this.#place, groupSlot.at, this.#table.strictTypes)));
    if (dependents && dependentSlot?.fresh)
      steps.push(this.#fused(gate, dependents, keyStep(this.#place, dependentSlot.at, this.#table.strictTypes)));
    numberSlots.forEach((one, i) => {
      if (one.fresh) steps.push(this.#fused(gate, [numbers[i] as Sql], numberStep(this.#place, one.at)));
    });
    const counting = steps.find((step) => step.nullsAt.length > 0) ?? null;
    const rule: PlannedRule = {
      spec,
      bound,
      hits,
      accumulator,
      rowsAt: this.#count(where === null ? sql`count(*)` : sql`sum(${where} IS TRUE)`),
      skippedAt: skips === null || counting ? null : this.#count(where === null ? skippedOf(skips) : sql`sum(${passing} AND ${skips})`),
      counting,
      slot: slot?.at ?? null,
      dependentSlot: dependentSlot?.at ?? null,
      numberSlots: numberSlots.map(({ at }) => at),
      groupSlot: groupSlot?.at ?? null,
      error: null,
      rows: 0,
      skipped: 0,
    };
    current.rule = rule;
    this.#rules.push(rule);
  }

  finish(): Plan {
    const counts = [...this.#counts.values()].map((c) => c.expr);
    for (const group of this.#groups) {
      const name = `g${this.#functions.length}`;
      this.#functions.push({ name, impl: fuse(group.steps, this.#place) });
      this.#steps.push(sql`${raw(name)}(${join([sql`rid`, ...[...group.args.values()].map((a) => a.expr)], ', ')})`);
    }
    const last = this.#steps.length === 0 ? sql`0` : sql`count(${chain(this.#steps)})`;
    const names = [...this.#inner].map(([name, expr]) => sql`${expr} AS ${id(name)}`);
    const wheres = [...this.#wheres.values()].map((expr, i) => sql`${expr} AS ${id(`w${i}`)}`);
    const functions = this.#functions;
    const place = this.#place;
    const outer = join([...counts, last], ', ');
    const uses = (name: string): number => outer.text.split(`"${name}"`).length - 1;
    const once =
      wheres.length > 0 ||
      this.#table.nullLike.length > 0 ||
      [...this.#inner.keys()].some((name) => !name.startsWith('v') && uses(name) > 1);
    return {
      rules: this.#rules,
      slotCount: this.#slots.size,
      numberCount: this.#numberSlots.size,
      statement: (from, to) => {
        // LIMIT keeps a subquery from being merged into the outer query, so that each of its values is computed once per row; where nothing
        // would be computed twice, merging is quicker
        const limit = once ? sql`LIMIT -1` : sql``;
        const inner = sql`SELECT ${join([sql`rowid AS rid`, ...names], ', ')} FROM rows WHERE rowid BETWEEN ${from} AND ${to} ${limit}`;
        const filtered = wheres.length === 0 ? inner : sql`SELECT *, ${join(wheres, ', ')} FROM (${inner}) ${limit}`;
        return sql`SELECT ${outer} FROM (${filtered})`;
      },
      attach: (db, base, slots) => {
        place.base = base;
        place.keys = slots.keys;
        place.numbers = slots.numbers;
        for (const f of functions) db.register(f.name, f.impl, { varargs: true });
      },
    };
  }

  /** Puts a step into the one call per row (or a further one, when that has too many arguments). */
  #fused(gate: { readonly where: Sql | null; readonly skips: Sql | null }, args: readonly Sql[], step: MakeStep): FusedStep {
    let group = this.#groups.at(-1);
    if (!group || group.args.size > ARGUMENTS_MAX) {
      group = { steps: [], args: new Map() };
      this.#groups.push(group);
    }
    const { args: known, steps } = group;
    const at = (expr: Sql): number => {
      const text = JSON.stringify([expr.text, expr.values.map(String)]);
      const found = known.get(text) ?? { at: known.size + 1, expr };
      known.set(text, found);
      return found.at;
    };
    const positions = args.map(at);
    // nulls among the arguments are seen in the call itself; other reasons to leave a row out are asked in SQL
    const nulls = nullsOf(gate.skips, args);
    const conditions = [...(gate.where ? [sql`${gate.where} IS TRUE`] : []), ...(gate.skips && !nulls ? [sql`NOT ${gate.skips}`] : [])];
    const made: FusedStep = {
      guardAt: conditions.length === 0 ? -1 : at(sql`(${join(conditions, ' AND ')})`),
      nullsAt: nulls ? nulls.of.map((i) => positions[i] as number) : [],
      any: nulls?.any ?? true,
      skipped: 0,
      run: step(positions),
    };
    steps.push(made);
    return made;
  }

  #sqlStep(condition: Sql, hits: RunWriter): void {
    const name = `h${this.#functions.length}`;
    const place = this.#place;
    this.#functions.push({ name, impl: (rid) => (hits.push(place.base + Number(rid)), null) });
    this.#steps.push(sql`iif(${condition}, ${raw(name)}(rid), NULL)`);
  }

  #count(expr: Sql): number {
    const text = JSON.stringify([expr.text, expr.values.map(String)]);
    const known = this.#counts.get(text);
    if (known) return known.at;
    this.#counts.set(text, { at: this.#counts.size, expr });
    return this.#counts.size - 1;
  }

  #where(text: string, current: Current): Sql {
    if (!this.#wheres.has(text)) this.#wheres.set(text, compileExpression(text, this.#scope(current, {})));
    return id(`w${[...this.#wheres.keys()].indexOf(text)}`);
  }

  #derived(name: string, make: () => Sql): Sql {
    if (!this.#inner.has(name)) this.#inner.set(name, make());
    return id(name);
  }

  #scope(current: Current, extras: RuleExtras): Scope {
    const call = (impl: (...args: SqlValue[]) => SqlValue, args: readonly Sql[]): Sql => {
      const name = `f${this.#functions.length}`;
      this.#functions.push({ name, impl: guarded(current, impl) });
      const made = sql`${raw(name)}(${join(args, ', ')})`;
      this.#origins.set(made, { impl, args });
      return made;
    };
    const derived = (name: string, make: () => Sql): Sql => this.#derived(name, make);
    return createScope({ ...this.#table, semantics: this.#semantics, derived, call }, this.#byName, extras);
  }
}

/** The position of a shared array for an expression; the same expression shares one. */
function slotOf(slots: Map<string, number>, key: Sql): { readonly at: number; readonly fresh: boolean } {
  const text = JSON.stringify([key.text, key.values.map(String)]);
  const known = slots.get(text);
  if (known !== undefined) return { at: known, fresh: false };
  slots.set(text, slots.size);
  return { at: slots.size - 1, fresh: true };
}

/** How many rows a condition leaves out; counting the values that are there is quicker than adding up a condition. */
function skippedOf(skips: Sql): Sql {
  const [, value] = /^("v\d+") IS NULL$/.exec(skips.text) ?? [];
  return value === undefined ? sql`sum(${skips})` : { text: `count(*) - count(${value})`, values: [] };
}

function raw(name: string): Sql {
  invariant(/^[a-z]\d+$/.test(name), 'a made-up function name');
  return { text: name, values: [] };
}

/** An exception inside a rule's own function belongs to that rule alone. */
function guarded(current: Current, impl: (...args: SqlValue[]) => SqlValue): (...args: SqlValue[]) => SqlValue {
  return (...args) => {
    try {
      return impl(...args);
    } catch (error) {
      noteError(current, error);
      return null;
    }
  };
}

/** One expression that runs every step: each step answers null, so `coalesce` goes on to the next. */
function chain(steps: readonly Sql[]): Sql {
  const groups: Sql[] = [];
  for (let i = 0; i < steps.length; i += 200) groups.push(sql`coalesce(${join([...steps.slice(i, i + 200), sql`NULL`, sql`NULL`], ', ')})`);
  return groups.length === 1 ? (groups[0] as Sql) : sql`coalesce(${join([...groups, sql`NULL`], ', ')})`;
}
