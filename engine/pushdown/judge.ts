import type { TaskContext } from '../../base/jobs/index.ts';
import { type Database, openMemory, type Sql, sql, type SqlValue } from '../../base/sqlite/index.ts';
import type { Cell } from '../intake/index.ts';
import { bindRule, firstRows, makePassPlan, type PlanTable, resultsOf, scanOne } from '../quality/index.ts';
import type { Accumulator, Bound, RuleError, RuleSpec } from '../rules/index.ts';
import type { Semantics } from '../semantics/index.ts';
import type { BatchColumn } from '../table/index.ts';

/** Rows judged in one go. */
const LOT_ROWS = 20_000;

export interface JudgeInput {
  readonly specs: readonly RuleSpec[];
  /** The columns of the rows in their order; the next cell says how often a row stands in the table, what comes behind is handed through. */
  readonly columns: readonly Pick<BatchColumn, 'name' | 'type' | 'semantic'>[];
  readonly nullLike: readonly string[];
  readonly asOfSeconds: number;
  /** Rows judged in one go (default 20,000). */
  readonly lotRows?: number;
}

/** What was found of a rule. */
export interface Judged {
  readonly rows: number;
  readonly skipped: number;
  readonly failed: number;
  /** The running value of an aggregate. */
  readonly state: unknown;
  readonly error: RuleError | null;
}

/** Called with each row that fails a rule, by the rule's place. */
export type OnFailing = (rule: number, cells: readonly Cell[]) => void;

/** Judges rows by the very functions of a local check, in lots, each row weighing as often as it stands in the table. Nothing of them is kept. */
export class Judge {
  readonly #input: JudgeInput;
  readonly #table: PlanTable;
  readonly #semantics: Semantics;
  readonly #context: TaskContext;
  readonly #onFailing: OnFailing;
  readonly #db: Database;
  readonly #rules: Watched[];
  readonly #weight: string;
  #lot: Cell[][] = [];

  constructor(input: JudgeInput, semantics: Semantics, context: TaskContext, onFailing: OnFailing) {
    this.#input = input;
    this.#semantics = semantics;
    this.#context = context;
    this.#onFailing = onFailing;
    // a name that no column has
    this.#weight = `\u0001${input.columns.length}`;
    const columns = [...input.columns, { name: this.#weight, type: 'integer' as const, semantic: null }].map((c, index) => ({
      ...c,
      index,
    }));
    this.#table = { columns, nullLike: input.nullLike, asOfSeconds: input.asOfSeconds, strictTypes: false };
    this.#db = openMemory();
    this.#db.script(`CREATE TABLE rows(${columns.map((_, i) => `c${i + 1}`).join(', ')})`);
    this.#rules = input.specs.map((spec) => new Watched(spec, bindRule(spec), this.#weight));
  }

  add(cells: Cell[]): void {
    this.#lot.push(cells);
    if (this.#lot.length >= (this.#input.lotRows ?? LOT_ROWS)) this.#judge();
  }

  /** What was found, rule by rule. */
  finish(): readonly Judged[] {
    if (this.#lot.length > 0) this.#judge();
    return this.#rules.map((rule) => rule.judged());
  }

  close(): void {
    this.#db.close();
  }

  #judge(): void {
    const lot = this.#lot;
    this.#lot = [];
    const insert = this.#db.statement(`INSERT INTO rows VALUES (${this.#table.columns.map(() => '?').join(', ')})`);
    this.#db.transaction(() => {
      this.#db.script('DELETE FROM rows');
      for (const cells of lot) insert.run(...cells.slice(0, this.#table.columns.length).map(stored));
    });
    const weightOf = (row: number): number => Number(lot[row - 1]?.[this.#input.columns.length] ?? 0);
    const weigh = (rows: readonly number[]): number => rows.reduce((sum, row) => sum + weightOf(row), 0);
    const whole = lot.reduce((sum, _, i) => sum + weightOf(i + 1), 0);
    this.#rules.forEach((rule, at) => {
      if (rule.error) return;
      const { where } = rule.spec;
      rule.rows += where === null ? whole : weigh(this.#find(rule, rule.passing, where, lot.length));
      rule.skipped += rule.skips ? weigh(this.#find(rule, rule.skipping, where, lot.length)) : 0;
      const failing = this.#find(rule, rule.weighed, where, lot.length);
      rule.failed += weigh(failing);
      for (const row of failing) this.#onFailing(at, lot[row - 1] ?? []);
    });
  }

  #find(rule: Watched, bound: Bound, where: string | null, count: number): readonly number[] {
    const plan = makePassPlan(bound, where, this.#table, this.#semantics);
    scanOne(this.#db, plan, 1, count, 0, [], this.#context, () => undefined);
    const [found] = resultsOf(plan);
    rule.error ??= found?.error ?? null;
    return firstRows(found?.hits ?? [], count);
  }
}

/** As an import would have stored it. */
function stored(cell: Cell): SqlValue {
  return typeof cell === 'number' && Number.isSafeInteger(cell) ? BigInt(cell) : cell;
}

/** A rule with what was found so far, and the rules that tell which rows it takes and which it leaves out. */
class Watched {
  readonly spec: RuleSpec;
  readonly weighed: Bound;
  readonly passing: Bound = { grain: 'row', columns: [], reason: {}, plan: () => ({ skips: null, fails: sql`1` }) };
  readonly skipping: Bound;
  /** False once it is known that it leaves no row out. */
  skips = true;
  rows = 0;
  skipped = 0;
  failed = 0;
  error: RuleError | null = null;
  readonly #accumulator: { value: Accumulator | null } = { value: null };

  constructor(spec: RuleSpec, bound: Bound, weight: string) {
    this.spec = spec;
    this.weighed = bound.grain === 'aggregate' ? weighed(bound, weight, this.#accumulator) : bound;
    this.skipping = {
      grain: 'row',
      columns: [],
      reason: {},
      plan: (scope) => {
        const left = 'plan' in bound ? leftOut(bound.plan(scope)) : null;
        this.skips = left !== null;
        return { skips: null, fails: left ?? sql`0` };
      },
    };
  }

  judged(): Judged {
    const { rows, skipped, failed, error } = this;
    return { rows, skipped, failed, error, state: this.#accumulator.value?.state() ?? null };
  }
}

/** The condition of the rows that a rule leaves out, be it in SQL or by a function. */
function leftOut(plan: { readonly skips: Sql | null; readonly out?: Sql | null }): Sql | null {
  const { skips, out } = plan;
  if (!out) return skips;
  return skips === null ? sql`(${out} = 1)` : sql`((${skips}) IS TRUE OR ${out} = 1)`;
}

/** The aggregate over all lots; a value that stands in the table n times is given n times. */
function weighed(bound: Extract<Bound, { grain: 'aggregate' }>, weight: string, kept: { value: Accumulator | null }): Bound {
  return {
    ...bound,
    plan: (scope) => {
      const { skips, args, create } = bound.plan(scope);
      return {
        skips,
        args: [...args, scope.cell(weight)],
        create: () => {
          const all = (kept.value ??= create());
          return {
            step: (...values) => {
              const own = values.slice(0, -1);
              for (let left = Number(values.at(-1)); left > 0; left--) all.step(...own);
            },
            state: () => null,
          };
        },
      };
    },
  };
}
