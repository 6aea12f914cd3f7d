import type { Sql, SqlValue } from '../../base/sqlite/index.ts';
import { allNull, anyNull } from '../rules/index.ts';

/**
 * One registered function per row instead of one per rule: a call from SQLite into JavaScript and each text handed over cost more than most
 * checks do, so every rule that needs JavaScript gets its values from the same call, and a column's text is handed over once.
 */
export interface FusedStep {
  /** Position of a condition that must be 1, or -1. */
  readonly guardAt: number;
  /** Positions of values of which one null (`any`), or nothing but nulls, takes the row out; empty: nulls take nothing out. */
  readonly nullsAt: readonly number[];
  readonly any: boolean;
  /** The position where there is one only, or -1. */
  readonly nullAt: number;
  /** Asked of what is left: true takes the row out. */
  readonly out: ((values: readonly SqlValue[]) => boolean) | null;
  /** Rows taken out by a null or by `out`. */
  skipped: number;
  /** Milliseconds on the rows that are timed. */
  spentMs: number;
  readonly run: (row: number, values: readonly SqlValue[]) => void;
}

/** A call of the statement, and the arguments it hands over. */
export interface FusedCall {
  readonly name: string;
  readonly steps: FusedEntry[];
  readonly args: Map<string, { readonly at: number; readonly expr: Sql }>;
  /** The steps that run now; the rules of columns whose values are remembered are answered by one step a column. */
  live: readonly FusedStep[];
  /** Arguments whose nulls are counted on the way, the position of the count, and how many there were so far. */
  nulls: readonly { readonly at: number; readonly count: number; seen: number }[];
}
/** A step of a call, with the positions of the values it reads. */
export interface FusedEntry {
  readonly step: FusedStep;
  readonly uses: readonly number[];
  /** The column whose remembered values answer instead of this step. */
  readonly column: number | null;
}

/** Of so many rows one is timed: often enough to tell rules apart, too seldom to be felt. A power of two. */
export const TIMED_EVERY = 128;

/** Where a call stands: `base` is added to the rowid to give the data row number, `clockMs` is what to look at the clock costs. */
interface CallPlace {
  readonly base: number;
  readonly nowMs: () => number;
  readonly clockMs: number;
}

/** The function of the steps of a call. */
export function fuse(call: Pick<FusedCall, 'live' | 'nulls'>, place: CallPlace): (...values: SqlValue[]) => null {
  return (...values) => {
    const { live: steps, nulls } = call;
    for (let i = 0; i < nulls.length; i++) {
      const one = nulls[i] as FusedCall['nulls'][number];
      if (values[one.at] === null) one.seen++;
    }
    const rowid = values[0] as number;
    const row = place.base + rowid;
    if ((rowid & (TIMED_EVERY - 1)) === 0) timed(steps, row, values, place);
    else for (let i = 0; i < steps.length; i++) ask(steps[i] as FusedStep, row, values);
    return null;
  };
}

function ask(step: FusedStep, row: number, values: readonly SqlValue[]): void {
  if (step.guardAt >= 0 && values[step.guardAt] !== 1) return;
  const { nullAt } = step;
  const isNull = nullAt >= 0 ? values[nullAt] === null : step.nullsAt.length > 0 && isOut(step, values);
  if (isNull || (step.out !== null && step.out(values))) step.skipped++;
  else step.run(row, values);
}

function timed(steps: readonly FusedStep[], row: number, values: readonly SqlValue[], { nowMs, clockMs }: CallPlace): void {
  let before = nowMs();
  for (const step of steps) {
    ask(step, row, values);
    const now = nowMs();
    step.spentMs += now - before - clockMs;
    before = now;
  }
}

function isOut({ nullsAt, any }: FusedStep, values: readonly SqlValue[]): boolean {
  for (let i = 0; i < nullsAt.length; i++) {
    if ((values[nullsAt[i] as number] === null) === any) return any;
  }
  return !any;
}

/** Which arguments decide by their nulls alone whether a row is left out, or null when the condition asks for something else. */
export function nullsOf(skips: Sql | null, args: readonly Sql[]): { readonly of: readonly number[]; readonly any: boolean } | null {
  if (skips === null || args.some((a) => a.values.length > 0)) return null;
  const one = args.findIndex((a) => skips.text === `${a.text} IS NULL` || skips.text === anyNull([a]).text);
  if (one >= 0) return { of: [one], any: true };
  const all = args.map((_, i) => i);
  if (skips.text === anyNull(args).text) return { of: all, any: true };
  return skips.text === allNull(args).text ? { of: all, any: false } : null;
}
