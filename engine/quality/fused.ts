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
  /** A text at this position that passes needs no more than that. */
  readonly look: { readonly at: number; passes(text: string): boolean } | null;
}

/** A step that runs for each row, but for what is said of it; one null of `nullsAt` takes the row out unless `any` is false. */
export function fusedStep(run: FusedStep['run'], said: Partial<Omit<FusedStep, 'nullAt' | 'run'>> = {}): FusedStep {
  const nullsAt = said.nullsAt ?? [];
  const nullAt = nullsAt.length === 1 ? (nullsAt[0] as number) : -1;
  return { guardAt: -1, any: true, out: null, skipped: 0, spentMs: 0, look: null, ...said, nullsAt, nullAt, run };
}

/** The looks at one value of a row, one after the other: a look needs a tenth of what it takes to ask a step. */
interface Looks {
  readonly at: number;
  readonly steps: FusedStep[];
  readonly passes: ((text: string) => boolean)[];
}

/** The steps of a call as they are asked of a row. */
export interface LiveSteps {
  readonly all: readonly FusedStep[];
  readonly looks: readonly Looks[];
  /** Those that have no look. */
  readonly others: readonly FusedStep[];
}

/** Puts the looks at the same value together. */
export function liveSteps(all: readonly FusedStep[]): LiveSteps {
  const looks = new Map<number, Looks>();
  for (const step of all) {
    if (!step.look) continue;
    const { at, passes } = step.look;
    const known = looks.get(at) ?? { at, steps: [], passes: [] };
    looks.set(at, known);
    known.steps.push(step);
    known.passes.push(passes);
  }
  return { all, looks: [...looks.values()], others: all.filter(({ look }) => look === null) };
}

/** A call of the statement, and the arguments it hands over. */
export interface FusedCall {
  readonly name: string;
  readonly steps: FusedEntry[];
  readonly args: Map<string, { readonly at: number; readonly expr: Sql }>;
  /** The steps that run now; the rules of columns whose values are remembered are answered by one step a column. */
  live: LiveSteps;
  /** Arguments whose nulls are counted on the way, the position of the count, and how many there were so far. */
  nulls: readonly { readonly at: number; readonly count: number; seen: number }[];
  /** Set by a step that is not sure that its rule passes; the call then says 1. */
  unsure: boolean;
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
export function fuse(call: Pick<FusedCall, 'live' | 'nulls' | 'unsure'>, place: CallPlace): (...values: SqlValue[]) => 1 | null {
  return (...values) => {
    const { live, nulls } = call;
    call.unsure = false;
    for (let i = 0; i < nulls.length; i++) {
      const one = nulls[i] as FusedCall['nulls'][number];
      if (values[one.at] === null) one.seen++;
    }
    const rowid = values[0] as number;
    const row = place.base + rowid;
    if ((rowid & (TIMED_EVERY - 1)) === 0) timed(live.all, row, values, place);
    else {
      for (let i = 0; i < live.looks.length; i++) look(live.looks[i] as Looks, row, values);
      for (let i = 0; i < live.others.length; i++) ask(live.others[i] as FusedStep, row, values);
    }
    return call.unsure ? 1 : null;
  };
}

function look({ at, steps, passes }: Looks, row: number, values: readonly SqlValue[]): void {
  const value = values[at];
  const isText = typeof value === 'string';
  for (let i = 0; i < steps.length; i++) {
    if (!isText || !(passes[i] as Looks['passes'][number])(value)) ask(steps[i] as FusedStep, row, values);
  }
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
