import type { Sql } from '../../base/sqlite/index.ts';
import { type FusedStep, TIMED_EVERY } from './fused.ts';

/** Which rules the steps of a plan work for, and so what each rule costs; rules are named by their place in the plan. */
export class Spending {
  readonly #work = new Map<string, { step: FusedStep | null; readonly rules: number[] }>();
  readonly #conditions: { readonly rule: number; readonly condition: Sql; readonly isAsked: () => boolean }[] = [];

  /** Notes that a step works for a rule; steps that several rules share go by one name. */
  note(name: string, { step, rule }: { readonly step?: FusedStep | null; readonly rule?: number }): void {
    const known = this.#work.get(name) ?? { step: null, rules: [] };
    known.step ??= step ?? null;
    if (rule !== undefined) known.rules.push(rule);
    this.#work.set(name, known);
  }

  /** Notes a condition that SQLite answers, which no clock of ours can look into; `isAsked` tells whether it is asked of each row now. */
  condition(rule: number, condition: Sql, isAsked: () => boolean): void {
    this.#conditions.push({ rule, condition, isAsked });
  }

  /** Milliseconds of the steps of each rule so far, reckoned from the rows that were timed. */
  sampledMs(rules: number): readonly number[] {
    const spent = Array.from({ length: rules }, () => 0);
    for (const { step, rules: sharing } of this.#work.values())
      for (const rule of sharing) spent[rule] = (spent[rule] ?? 0) + ((step?.spentMs ?? 0) * TIMED_EVERY) / sharing.length;
    return spent.map((ms) => Math.max(0, ms));
  }

  /** Milliseconds of each rule's conditions beyond those of asking nothing; `time` runs a statement. */
  aloneMs(rules: number, time: (condition: Sql | null) => number): readonly (number | null)[] {
    const out = Array.from({ length: rules }, (): number | null => null);
    const asked = this.#conditions.filter(({ isAsked }) => isAsked());
    if (asked.length === 0) return out;
    time(null);
    const nothing = Math.min(time(null), time(null));
    for (const { rule, condition } of asked) out[rule] = (out[rule] ?? 0) + Math.max(0, time(condition) - nothing);
    return out;
  }
}
