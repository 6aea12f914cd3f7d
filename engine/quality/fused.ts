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
  /** Asked of what is left: true takes the row out. */
  readonly out: ((values: readonly SqlValue[]) => boolean) | null;
  /** Rows taken out by a null or by `out`. */
  skipped: number;
  readonly run: (row: number, values: readonly SqlValue[]) => void;
}

/** The function of the steps of a call; `base` is added to the rowid to give the data row number. */
export function fuse(call: { readonly live: readonly FusedStep[] }, place: { readonly base: number }): (...values: SqlValue[]) => null {
  return (...values) => {
    const steps = call.live;
    const row = place.base + (values[0] as number);
    for (let i = 0; i < steps.length; i++) {
      const step = steps[i] as FusedStep;
      if (step.guardAt >= 0 && values[step.guardAt] !== 1) continue;
      if ((step.nullsAt.length > 0 && isOut(step, values)) || (step.out !== null && step.out(values))) {
        step.skipped++;
        continue;
      }
      step.run(row, values);
    }
    return null;
  };
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
