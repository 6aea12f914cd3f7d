import { invariant } from '../../base/invariant.ts';
import { id, join, sql, type Sql, type SqlValue } from '../../base/sqlite/index.ts';
import type { FusedCall, FusedStep } from './fused.ts';
import type { KeyLayout } from './key-records.ts';
import { type Current, noteError } from './steps.ts';

/** A stream of records of keys; rules with the same expressions share one. */
export interface PlannedStream {
  readonly at: number;
  readonly fresh: boolean;
  readonly layout: KeyLayout;
  /** The expressions of a record in their order. */
  readonly args: readonly Sql[];
}

/** The stream of these keys of the rows that pass a guard, with what depends on the keys and the numbers that go with them. */
export function streamOf(
  streams: Map<string, KeyLayout>,
  guard: Sql,
  of: { readonly keys: readonly Sql[]; readonly dependents: readonly Sql[] | null; readonly numbers: readonly Sql[] },
): PlannedStream {
  const { keys, dependents, numbers } = of;
  const args = [...keys, ...(dependents ?? []), ...numbers];
  const layout = { keys: keys.length, dependents: dependents?.length ?? null, numbers: numbers.length };
  const name = JSON.stringify([layout, [guard, ...args].map(textOf)]);
  const known = [...streams.keys()].indexOf(name);
  streams.set(name, layout);
  return { at: known < 0 ? streams.size - 1 : known, fresh: known < 0, layout, args };
}

/** How many rows a condition leaves out, and the value of whose nulls alone it speaks; counting the values that are there is quicker than adding up a condition. */
export function skippedOf(skips: Sql): readonly [count: Sql, of: Sql | null] {
  const [, value] = /^("v\d+") IS NULL$/.exec(skips.text) ?? [];
  return value === undefined
    ? [sql`sum(${skips})`, null]
    : [
        { text: `count(*) - count(${value})`, values: [] },
        { text: value, values: [] },
      ];
}

/** The counts of a stretch: those of the statement, and those that calls have made since they were asked last. */
export function countsOf(row: readonly SqlValue[], calls: readonly FusedCall[]): readonly number[] {
  const counts = row.map((value) => Number(value ?? 0));
  for (const one of calls.flatMap(({ nulls }) => nulls)) {
    counts[one.count] = one.seen;
    one.seen = 0;
  }
  return counts;
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
const KEEPING_WORK = 2;

/**
 * The rows of a stretch with what is derived from them, and with filters, which read that. `once`: each value is computed once per row, however
 * often it is read. `read`: only what this expression reads; a statement of a thousand columns takes longer to prepare than to run.
 */
export function derivedRows(
  derived: ReadonlyMap<string, Sql>,
  filters: readonly (readonly [name: string, expr: Sql])[],
  { from, to, once, read }: { readonly from: number; readonly to: number; readonly once: boolean; readonly read?: Sql },
): Sql {
  const isRead =
    (names: ReadonlySet<string> | null) =>
    ([name]: readonly [string, Sql]): boolean =>
      names === null || names.has(name);
  const kept = filters.filter(isRead(read ? namesIn([read]) : null));
  const columns = [...derived].filter(isRead(read ? namesIn([read, ...kept.map(([, expr]) => expr)]) : null));
  const named = (list: readonly (readonly [string, Sql])[]): readonly Sql[] => list.map(([name, expr]) => sql`${expr} AS ${id(name)}`);
  // LIMIT keeps a subquery from being merged into the outer query
  const limit = once ? sql`LIMIT -1` : sql``;
  const inner = sql`SELECT ${join([sql`rowid AS rid`, ...named(columns)], ', ')} FROM rows WHERE rowid BETWEEN ${from} AND ${to} ${limit}`;
  return kept.length === 0 ? inner : sql`SELECT *, ${join(named(kept), ', ')} FROM (${inner}) ${limit}`;
}

const namesIn = (expressions: readonly Sql[]): ReadonlySet<string> =>
  new Set(expressions.flatMap(({ text }) => [...text.matchAll(/"([a-z]+\d+)"/g)].map(([, name = '']) => name)));

/** True when it costs more to compute derived values anew wherever they are read than to keep all columns of the row, which copies every text. */
export function keepingPays({ text }: Sql, derived: readonly (readonly [name: string, expr: Sql])[], columns: number): boolean {
  const read = [text, ...derived.flatMap(([name, { text: own }]) => (name.startsWith('w') ? [own] : []))].join(' ');
  const again = (name: string): number => Math.max(0, read.split(`"${name}"`).length - 2);
  const saved = derived.reduce((sum, [name, expr]) => sum + again(name) * workOf(expr), 0);
  return saved > columns * KEEPING_WORK;
}

/** Roughly what it takes to compute an expression, where to read a column is nothing: calls into JavaScript, look-ups in lists, all else. */
function workOf({ text }: Sql): number {
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  const column = /^"[a-z]+\d+"$/.test(text);
  return column ? 0 : 10 * count(/\bf\d+\(/g) + 3 * count(/ IN \(| CASE |^CASE |\btrim\(/g) + count(/[<>=]|\bLIKE\b|\bGLOB\b/g);
}
