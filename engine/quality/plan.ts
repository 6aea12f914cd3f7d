import { invariant } from '../../base/invariant.ts';
import { type Database, id, join, sql, type Sql, type SqlValue } from '../../base/sqlite/index.ts';
import { type Bound, compileExpression, type RuleError, ruleError, type RuleSpec, type Scope } from '../rules/index.ts';
import type { Semantics } from '../semantics/index.ts';
import type { BatchColumn } from '../table/batch-file.ts';
import { bindRule } from './bind.ts';
import { onlyColumn, ValueGroup } from './by-value.ts';
import { fuse, type FusedCall, type FusedStep, fusedStep, liveSteps, nullsOf } from './fused.ts';
import {
  argumentAt,
  chain,
  countsOf,
  derivedRows,
  type Gate,
  guarded,
  keepingPays,
  type Origin,
  raw,
  type Registered,
  skippedOf,
  type PlannedStream,
  streamOf,
  textOf,
} from './plan-sql.ts';
import type { KeyLayout } from './key-records.ts';
import type { Plan, PlannedRule, PlanTable, RuleExtras } from './planned.ts';
import { RunWriter } from './runs.ts';
import { createScope } from './scope.ts';
import { Spending } from './spending.ts';
import { type SqlStep, SqlSteps, whereUnsure } from './sql-steps.ts';
import { accumulateStep, clockCostMs, type Current, hitStep, keyStep, type MakeStep, outStep, type Place } from './steps.ts';

export type { Plan, PlannedRule, PlanTable, RuleExtras } from './planned.ts';

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

/** True for a rule that depends on the day of the check. It must be free of `planError`. */
export function readsDay(spec: RuleSpec, table: PlanTable, semantics: Semantics, extras: RuleExtras): boolean {
  const builder = new Builder(table, semantics);
  builder.add(spec, bindRule(spec, extras.learning), extras);
  return builder.dayRead;
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

// SQLite takes 2,000 columns and 32,766 values in a statement
const COLUMNS_MAX = 2_000;
const VALUES_MAX = 32_000;
// and 1,000 arguments
const ARGUMENTS_MAX = 120;

/** The column of a step that remembered values can answer instead, and what is known of values that surely pass. */
interface CellStep {
  readonly column: number | null;
  readonly passes?: ((text: string) => boolean) | undefined;
}

const noCell: CellStep = { column: null };

class Builder {
  readonly #table: PlanTable;
  readonly #semantics: Semantics;
  readonly #byName: ReadonlyMap<string, BatchColumn>;
  readonly #rules: PlannedRule[] = [];
  readonly #functions: Registered[] = [];
  readonly #inner = new Map<string, Sql>();
  readonly #wheres = new Map<string, Sql>();
  readonly #counts = new Map<string, { readonly at: number; readonly expr: Sql; readonly of: Sql | null }>();
  readonly #streams = new Map<string, KeyLayout>();
  readonly #sqlSteps = new SqlSteps((column) => this.#isByValue(column));
  readonly #calls: FusedCall[] = [];
  readonly #values = new Map<number, ValueGroup>();
  readonly #origins = new WeakMap<Sql, Origin>();
  readonly #place: Place = { base: 0, records: [], nowMs: () => 0, clockMs: 0 };
  readonly #spending = new Spending();
  /** True once a rule has asked for the day of the check. */
  dayRead = false;

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
    const guard = skips === null ? passing : where === null ? sql`NOT ${skips}` : sql`${passing} AND NOT ${skips}`;
    const hits = new RunWriter();
    const accumulator = 'create' in plan ? plan.create() : null;
    const groups = (bound.groups ?? []).map((name) => scope.cell(name));
    // the same key in two groups is two keys
    const { dependents = null, numbers = [] } = 'keys' in plan ? plan : {};
    const keyStream = 'keys' in plan ? streamOf(this.#streams, guard, { keys: [...plan.keys, ...groups], dependents, numbers }) : null;
    const groupStream = groups.length === 0 ? null : streamOf(this.#streams, guard, { keys: groups, dependents: null, numbers: [] });
    const origin = 'fails' in plan && plan.fails !== null ? this.#origins.get(plan.fails) : undefined;
    const gate = { where, skips: skips ?? null, out: 'out' in plan && plan.out ? this.#outOf(current, plan.out) : null };
    const steps: FusedStep[] = [];
    const at = this.#rules.length;
    const fails = 'fails' in plan ? plan.fails : null;
    const column = fails !== null && where === null ? this.#byValue(bound, { skips, fails, hits }) : null;
    if (column !== null) this.#spending.note(`v${column}`, { rule: at });
    const own = (args: readonly Sql[], make: MakeStep, of: CellStep): void => {
      steps.push(this.#fused(gate, args, make, of));
      this.#spending.note(`r${at}.${steps.length}`, { step: steps.at(-1) ?? null, rule: at });
    };
    const noted = (stream: PlannedStream | null): void => {
      if (!stream) return;
      const { at: place, fresh, layout, args } = stream;
      if (fresh) steps.push(this.#fused(gate, args, keyStep(this.#place, place, layout, this.#table.strictTypes)));
      this.#spending.note(`k${place}`, { step: fresh ? (steps.at(-1) ?? null) : null, rule: at });
    };
    const passes = column !== null && 'passes' in plan ? plan.passes : undefined;
    if (origin) own(origin.args, hitStep(current, origin.impl, hits), { column, passes });
    else if (fails !== null) {
      const condition = where === null && skips === null ? fails : sql`${guard} AND ${fails}`;
      this.#sqlStep(at, condition, hits, column, passes && { passes, nullPasses: skips !== null });
    }
    if ('args' in plan && accumulator && plan.args.length > 0) own(plan.args, accumulateStep(current, accumulator), noCell);
    noted(keyStream);
    noted(groupStream);
    const counting = column === null ? (steps.find((step) => step.nullsAt.length > 0 || step.out !== null) ?? null) : null;
    const rule: PlannedRule = {
      spec,
      bound,
      hits,
      accumulator,
      rowsAt: this.#count(where === null ? sql`count(*)` : sql`sum(${where} IS TRUE)`),
      skippedAt:
        skips === null || (counting && counting.nullsAt.length > 0)
          ? null
          : this.#count(...(where === null ? skippedOf(skips) : ([sql`sum(${passing} AND ${skips})`, null] as const))),
      counting,
      keyStream: keyStream?.at ?? null,
      groupStream: groupStream?.at ?? null,
      error: null,
      rows: 0,
      skipped: 0,
    };
    current.rule = rule;
    this.#rules.push(rule);
  }

  finish(): Plan {
    for (const [column, group] of this.#values) {
      const call = this.#call();
      const at = argumentAt(call, group.cell);
      const step = group.step(at);
      this.#spending.note(`v${column}`, { step });
      call.steps.push({ step, uses: [at], column });
    }
    this.#sqlSteps.lookFirst(
      (cell) => this.#calls.find(({ args }) => args.has(textOf(cell))) ?? this.#call(),
      (rule, step) => this.#spending.note(`q${rule}`, { step, rule }),
    );
    for (const call of this.#calls) this.#functions.push({ name: call.name, impl: fuse(call, this.#place) });
    const [functions, place] = [this.#functions, this.#place];
    let statement = this.#compose();
    return {
      rules: this.#rules,
      streams: [...this.#streams.values()],
      fits: statement(1, 1).values.length <= VALUES_MAX && this.#widest() <= COLUMNS_MAX,
      statement: (from, to) => statement(from, to),
      sampledMs: () => this.#spending.sampledMs(this.#rules.length),
      counts: (row) => countsOf(row, this.#calls),
      aloneMs: (db, from, to) => this.#aloneMs(db, from, to),
      attach: (db, base, records, nowMs) => {
        place.base = base;
        place.nowMs = nowMs;
        place.clockMs = clockCostMs(nowMs);
        place.records = records;
        for (const f of functions) db.register(f.name, f.impl, { varargs: true });
      },
      rememberValues: (lookup, from) => {
        for (const f of functions) if (f.name.startsWith('f')) lookup.register(f.name, f.impl, { varargs: true });
        for (const [column, group] of this.#values) {
          const derived = [...this.#inner]
            .filter(([name]) => onlyColumn(id(name)) === column)
            .map(([name, expr]) => sql`${expr} AS ${id(name)}`);
          group.begin(lookup, derived, { from, rulesMin: this.#handedOver(column) ? 1 : 2 });
        }
        statement = this.#compose();
      },
      afterWindow: (rows) => {
        const turned = [...this.#values.values()].filter((group) => group.turned(rows)).length > 0;
        if (this.#sqlSteps.turned(rows) || turned) statement = this.#compose();
      },
    };
  }

  /** Columns of the widest of the queries that stand in one another. */
  #widest(): number {
    return Math.max(this.#counts.size, this.#inner.size + this.#wheres.size) + 1;
  }

  /** The statement as the rules are asked now. */
  #compose(): Plan['statement'] {
    const calls: Sql[] = [];
    const remembering = new Set<FusedStep | null>([...this.#values.values()].map((group) => group.made));
    for (const call of this.#calls) {
      // a column's remembered values answer, or its rules' own steps do
      const live = call.steps.filter(({ step, column }) => remembering.has(step) === this.#isByValue(column));
      const read = new Set(live.flatMap(({ step, uses }) => [...uses, step.guardAt, ...step.nullsAt]));
      const looks = this.#sqlSteps.looksOf(call, read);
      const used = new Set([...read, ...looks.map(({ at }) => at)]);
      call.live = liveSteps([...live.map(({ step }) => step), ...looks.map((rule) => rule.looks)]);
      const args = [...call.args.values()].map(({ at, expr }) => (used.has(at) ? expr : sql`NULL`));
      call.nulls = call.live.all.length === 0 ? [] : this.#nullsIn(call, used);
      if (call.live.all.length > 0) calls.push(whereUnsure(sql`${raw(call.name)}(${join([sql`rid`, ...args], ', ')})`, looks));
    }
    const steps = [...this.#sqlSteps.asked(), ...calls];
    const handedOver = new Set(this.#calls.flatMap(({ nulls }) => nulls.map(({ count }) => count)));
    const counts = [...this.#counts.values()].map(({ at, expr }) => (handedOver.has(at) ? sql`0` : expr));
    const outer = join([...counts, steps.length === 0 ? sql`0` : sql`count(${chain(steps)})`], ', ');
    const filters = [...this.#wheres.values()].map((expr, i): readonly [string, Sql] => [`w${i}`, expr]);
    const once = keepingPays(outer, [...this.#inner, ...filters], this.#inner.size);
    return (from, to) => sql`SELECT ${outer} FROM (${derivedRows(this.#inner, filters, { from, to, once })})`;
  }

  /** The counts of nulls of columns that a call is given anyway: it looks at less than SQLite does to count. */
  #nullsIn(call: FusedCall, used: ReadonlySet<number>): FusedCall['nulls'] {
    const counted = new Set(this.#calls.flatMap((other) => (other === call ? [] : other.nulls.map(({ count }) => count))));
    return [...this.#counts.values()].flatMap(({ at: count, of }) => {
      const at = of === null ? undefined : call.args.get(textOf(of))?.at;
      return at !== undefined && used.has(at) && !counted.has(count) ? [{ at, count, seen: 0 }] : [];
    });
  }

  #aloneMs(db: Database, from: number, to: number): readonly (number | null)[] {
    const filters = [...this.#wheres.values()].map((expr, i): readonly [string, Sql] => [`w${i}`, expr]);
    return this.#spending.aloneMs(this.#rules.length, (condition) => {
      const asked = condition === null ? sql`rid` : sql`iif(${condition}, 1, NULL)`;
      const rows = derivedRows(this.#inner, filters, { from, to, once: true, read: asked });
      const fromMs = this.#place.nowMs();
      db.arrays(sql`SELECT count(${asked}) FROM (${rows})`);
      return this.#place.nowMs() - fromMs;
    });
  }

  /** The column of a rule over one cell that can be answered by value, once it is among the rules of that column. */
  #byValue(bound: Bound, rule: { readonly skips: Sql | null; readonly fails: Sql; readonly hits: RunWriter }): number | null {
    if (bound.grain !== 'cell' || bound.sequential) return null;
    if (rule.skips !== null && !/^"v\d+" IS NULL$/.test(rule.skips.text)) return null;
    const column = onlyColumn(rule.fails, rule.skips);
    if (column === null || !this.#inner.has(`v${column}`)) return null;
    const group = this.#values.get(column) ?? new ValueGroup(id(`v${column}`), this.#place);
    this.#values.set(column, group);
    group.rules.push(rule);
    return column;
  }

  /** True when a column's value is handed over for other rules than those that could be answered by value. */
  #handedOver(column: number): boolean {
    return this.#calls.some((call) => {
      const at = call.args.get(textOf(id(`v${column}`)))?.at;
      return at !== undefined && call.steps.some((entry) => entry.column !== column && entry.uses.includes(at));
    });
  }

  /** The call that takes further arguments. */
  #call(): FusedCall {
    const last = this.#calls.at(-1);
    if (last && last.args.size <= ARGUMENTS_MAX) return last;
    const call: FusedCall = { name: `g${this.#calls.length}`, steps: [], args: new Map(), live: liveSteps([]), nulls: [], unsure: false };
    this.#calls.push(call);
    return call;
  }

  /** Puts a step into the one call per row (or a further one, when that has too many arguments). */
  #fused(gate: Gate, args: readonly Sql[], step: MakeStep, { column, passes }: CellStep = noCell): FusedStep {
    const call = this.#call();
    const at = (expr: Sql): number => argumentAt(call, expr);
    const positions = args.map(at);
    // nulls among the arguments are seen in the call itself; other reasons to leave a row out are asked in SQL
    const nulls = nullsOf(gate.skips, args);
    const [single] = nulls === null && gate.skips !== null ? (/^"v\d+" IS NULL$/.exec(gate.skips.text) ?? []) : [];
    const nullsAt = nulls ? nulls.of.map((i) => positions[i] as number) : single ? [at(id(single.slice(1, single.indexOf('"', 1))))] : [];
    const asked = gate.skips !== null && nullsAt.length === 0;
    const conditions = [...(gate.where ? [sql`${gate.where} IS TRUE`] : []), ...(asked && gate.skips ? [sql`NOT ${gate.skips}`] : [])];
    const made = fusedStep(step(positions), {
      guardAt: conditions.length === 0 ? -1 : at(sql`(${join(conditions, ' AND ')})`),
      nullsAt,
      any: nulls?.any ?? true,
      out: gate.out === null ? null : gate.out.make(gate.out.args.map(at)),
      look: passes && conditions.length === 0 && positions.length === 1 ? { at: positions[0] as number, passes } : null,
    });
    call.steps.push({ step: made, uses: [...positions, ...(gate.out?.args.map(at) ?? [])], column });
    return made;
  }

  /** What leaves a row out by a function's word, asked in the call itself. */
  #outOf(current: Current, out: Sql): Gate['out'] {
    const origin = this.#origins.get(out);
    invariant(origin, 'a rule leaves rows out by a function of its own');
    return { args: origin.args, make: outStep(current, origin.impl) };
  }

  #sqlStep(rule: number, condition: Sql, hits: RunWriter, column: number | null, look: SqlStep['look']): void {
    const name = `h${this.#functions.length}`;
    const place = this.#place;
    this.#functions.push({ name, impl: (rid) => (hits.push(place.base + Number(rid)), null) });
    const step = { rule, expr: sql`iif(${condition}, ${raw(name)}(rid), NULL)`, column, look };
    this.#sqlSteps.add(step);
    this.#spending.condition(rule, condition, () => this.#sqlSteps.isAsked(step));
  }

  #isByValue(column: number | null): boolean {
    return column !== null && (this.#values.get(column)?.active ?? false);
  }

  /** The position of a count in the result; `of`: it counts where this is null. */
  #count(expr: Sql, of: Sql | null = null): number {
    const text = textOf(expr);
    const known = this.#counts.get(text);
    if (known) return known.at;
    this.#counts.set(text, { at: this.#counts.size, expr, of });
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
    const day = (): number => {
      this.dayRead = true;
      return this.#table.asOfSeconds;
    };
    return createScope({ ...this.#table, day, semantics: this.#semantics, derived, call }, this.#byName, extras);
  }
}
