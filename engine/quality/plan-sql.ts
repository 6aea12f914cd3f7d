import { invariant } from '../../base/invariant.ts';
import { join, sql, type Sql, type SqlValue } from '../../base/sqlite/index.ts';
import type { FusedStep } from './fused.ts';
import { type Current, noteError } from './steps.ts';

/** The position of a shared array for an expression; the same expression shares one. */
export function slotOf(slots: Map<string, number>, key: Sql): { readonly at: number; readonly fresh: boolean } {
  const text = textOf(key);
  const known = slots.get(text);
  if (known !== undefined) return { at: known, fresh: false };
  slots.set(text, slots.size);
  return { at: slots.size - 1, fresh: true };
}

/** How many rows a condition leaves out; counting the values that are there is quicker than adding up a condition. */
export function skippedOf(skips: Sql): Sql {
  const [, value] = /^("v\d+") IS NULL$/.exec(skips.text) ?? [];
  return value === undefined ? sql`sum(${skips})` : { text: `count(*) - count(${value})`, values: [] };
}

/** A made-up name of a function, as SQL. */
export function raw(name: string): Sql {
  invariant(/^[a-z]\d+$/.test(name), 'a made-up function name');
  return { text: name, values: [] };
}

/** An exception inside a rule's own function belongs to that rule alone. */
export function guarded(current: Current, impl: (...args: SqlValue[]) => SqlValue): (...args: SqlValue[]) => SqlValue {
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
export function chain(steps: readonly Sql[]): Sql {
  const groups: Sql[] = [];
  for (let i = 0; i < steps.length; i += 200) groups.push(sql`coalesce(${join([...steps.slice(i, i + 200), sql`NULL`, sql`NULL`], ', ')})`);
  return groups.length === 1 ? (groups[0] as Sql) : sql`coalesce(${join([...groups, sql`NULL`], ', ')})`;
}

/** An expression as the key of a map: the same text with the same values. */
export function textOf(expr: Sql): string {
  return JSON.stringify([expr.text, expr.values.map(String)]);
}

/** A function that the statement calls, by its name there. */
export interface Registered {
  readonly name: string;
  readonly impl: (...args: SqlValue[]) => SqlValue;
}
/** A function call of a rule before it became SQL. */
export interface Origin {
  readonly impl: (...args: SqlValue[]) => SqlValue;
  readonly args: readonly Sql[];
}

/** A call of the statement, and the arguments it hands over. */
export interface FusedCall {
  readonly name: string;
  readonly steps: FusedEntry[];
  readonly args: Map<string, { readonly at: number; readonly expr: Sql }>;
  /** The steps that run now; the rules of columns whose values are remembered are answered by one step a column. */
  live: readonly FusedStep[];
}
/** A step of a call, with the positions of the values it reads. */
export interface FusedEntry {
  readonly step: FusedStep;
  readonly uses: readonly number[];
  /** The column whose remembered values answer instead of this step. */
  readonly column: number | null;
}

/** What keeps a row from a step. */
export interface Gate {
  readonly where: Sql | null;
  readonly skips: Sql | null;
  readonly out: { readonly args: readonly Sql[]; readonly make: (at: readonly number[]) => NonNullable<FusedStep['out']> } | null;
}

/** The position of an argument of a call; the same expression is handed over once. */
export function argumentAt(call: FusedCall, expr: Sql): number {
  const text = textOf(expr);
  const found = call.args.get(text) ?? { at: call.args.size + 1, expr };
  call.args.set(text, found);
  return found.at;
}

/** What it takes to keep a column of a row, in the unit of `workOf`: about a tenth of a microsecond. */
export const KEEPING_WORK = 2;

/** Roughly what it takes to compute an expression, where to read a column is nothing: calls into JavaScript, look-ups in lists, all else. */
export function workOf({ text }: Sql): number {
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  const column = /^"[a-z]+\d+"$/.test(text);
  return column ? 0 : 10 * count(/\bf\d+\(/g) + 3 * count(/ IN \(| CASE |^CASE |\btrim\(/g) + count(/[<>=]|\bLIKE\b|\bGLOB\b/g);
}
