import { id, sql, type Sql } from '../../base/sqlite/index.ts';
import { type FusedCall, type FusedStep, fusedStep } from './fused.ts';
import { argumentAt, chain } from './plan-sql.ts';

/** A condition that SQLite answers. */
export interface SqlStep {
  readonly rule: number;
  /** What SQLite does with a row; null in any case. */
  readonly expr: Sql;
  /** The column whose remembered values answer instead. */
  readonly column: number | null;
  /** What is known of values that surely pass. */
  readonly look: { passes(text: string): boolean; readonly nullPasses: boolean } | undefined;
}

/** A condition that is asked where its look is not sure. */
export interface QuickRule {
  readonly step: SqlStep;
  /** The argument that is looked at, and who looks. */
  readonly at: number;
  readonly looks: FusedStep;
  /** False once too many rows were unsure: SQLite is asked about each row again. */
  pays: boolean;
  /** Rows of the window that were not surely fine. */
  unsure: number;
}

/** Share of unsure rows up to which looking first pays. */
const UNSURE_MAX = 0.02;

/**
 * The conditions that SQLite answers. To ask it takes some 80 ns for each rule and cell, a look at a text that is handed to JavaScript anyway a tenth of that: so
 * the call of a row says whether all rules that can be looked at surely pass, and where one may not, SQLite is asked about all of them. There is one meaning of
 * a rule and not two.
 */
export class SqlSteps {
  readonly #steps: SqlStep[] = [];
  readonly #quick = new Map<FusedCall, QuickRule[]>();
  readonly #looked = new Set<SqlStep>();
  readonly #byValue: (column: number | null) => boolean;

  /** `byValue`: true for a column whose remembered values answer now. */
  constructor(byValue: (column: number | null) => boolean) {
    this.#byValue = byValue;
  }

  add(step: SqlStep): void {
    this.#steps.push(step);
  }

  /** True for one that is asked of each row now. */
  isAsked(step: SqlStep): boolean {
    return !this.#byValue(step.column) && !this.#looked.has(step);
  }

  /** Finds out which can be looked at first; `callOf` gives the call that is handed a value. */
  lookFirst(callOf: (cell: Sql) => FusedCall, note: (rule: number, step: FusedStep) => void): void {
    for (const step of this.#steps) {
      const { look, column } = step;
      if (!look || column === null) continue;
      const cell = id(`v${column}`);
      const call = callOf(cell);
      const quick = quickRule(step, look, call, argumentAt(call, cell));
      const known = this.#quick.get(call);
      if (known) known.push(quick);
      else this.#quick.set(call, [quick]);
      note(step.rule, quick.looks);
    }
  }

  /** The looks of a call from now on; `read` are arguments that it is handed anyway: to hand a text over for one rule alone costs more than it saves. */
  looksOf(call: FusedCall, read: ReadonlySet<number>): readonly QuickRule[] {
    const rules = this.#quick.get(call) ?? [];
    const able = rules.filter(({ pays, step }) => pays && !this.#byValue(step.column));
    const once = new Set<number>();
    const twice = new Set<number>();
    for (const { at } of able) (once.has(at) ? twice : once).add(at);
    const chosen = able.filter(({ at }) => read.has(at) || twice.has(at));
    for (const { step } of rules) this.#looked.delete(step);
    for (const { step } of chosen) this.#looked.add(step);
    return chosen;
  }

  /** What SQLite is asked of each row. */
  asked(): readonly Sql[] {
    return this.#steps.filter((step) => this.isAsked(step)).map(({ expr }) => expr);
  }

  /** After a window of rows: true when looking first did not pay for a rule. */
  turned(rows: number): boolean {
    let turned = false;
    for (const rule of [...this.#quick.values()].flat()) {
      if (rule.pays && rule.unsure > rows * UNSURE_MAX) {
        rule.pays = false;
        turned = true;
      }
      rule.unsure = 0;
    }
    return turned;
  }
}

/** A call, and where it is unsure the conditions themselves; null in any case, as all steps. */
export const whereUnsure = (call: Sql, looks: readonly QuickRule[]): Sql =>
  looks.length === 0 ? call : sql`iif(${call} IS NULL, NULL, ${chain(looks.map(({ step }) => step.expr))})`;

function quickRule(step: SqlStep, { passes, nullPasses }: NonNullable<SqlStep['look']>, call: FusedCall, at: number): QuickRule {
  const run: FusedStep['run'] = (_row, values) => {
    const value = values[at];
    if (typeof value === 'string' && passes(value)) return;
    rule.unsure++;
    call.unsure = true;
  };
  const looks = fusedStep(run, { nullsAt: nullPasses ? [at] : [], look: { at, passes } });
  const rule: QuickRule = { step, at, looks, pays: true, unsure: 0 };
  return rule;
}
