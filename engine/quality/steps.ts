import type { SqlValue } from '../../base/sqlite/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import { type Accumulator, hashed, hashAt, hashOne, type RuleError, ruleError } from '../rules/index.ts';
import type { FusedStep } from './fused.ts';
import type { RunWriter } from './runs.ts';

/** Shared arrays that a scan fills, an entry a data row of the whole batch: hashes of keys (two words), and numbers (NaN where a row has none). */
export interface Slots {
  readonly keys: readonly Uint32Array[];
  readonly numbers: readonly Float64Array[];
}

/** Where a scan stands: the data row number before rowid 1, and the arrays it fills. */
export interface Place {
  base: number;
  keys: readonly Uint32Array[];
  numbers: readonly Float64Array[];
  nowMs: () => number;
  /** What it takes to look at the clock. */
  clockMs: number;
}

/** What it takes to look at the clock. */
export function clockCostMs(nowMs: () => number): number {
  const LOOKS = 500;
  const fromMs = nowMs();
  let last = fromMs;
  for (let i = 0; i < LOOKS; i++) last = nowMs();
  return (last - fromMs) / LOOKS;
}

/** Empty arrays for the rows of a batch. */
export function makeSlots(keys: number, numbers: number, rowCount: number): Slots {
  return {
    keys: Array.from({ length: keys }, () => new Uint32Array(new SharedArrayBuffer(rowCount * 8))),
    numbers: Array.from({ length: numbers }, () => new Float64Array(new SharedArrayBuffer(rowCount * 8)).fill(Number.NaN)),
  };
}

/** The rule that a step works for, known once the rule is planned. */
export interface Current {
  rule: { error: RuleError | null } | null;
}

/** Makes a step whose values stand at these positions among the arguments of the call. */
export type MakeStep = (at: readonly number[]) => FusedStep['run'];

/** Calls a function with the values at these positions. One or two are handed over as they are: to gather them first is most of what a call costs. */
function caller<T>(impl: (...args: SqlValue[]) => T, at: readonly number[]): (values: readonly SqlValue[]) => T {
  const [first = 0, second = 0] = at;
  if (at.length === 1) return (values) => impl(values[first] as SqlValue);
  if (at.length === 2) return (values) => impl(values[first] as SqlValue, values[second] as SqlValue);
  return (values) => impl(...at.map((n) => values[n] as SqlValue));
}

/** Asks a rule's function about the row. */
export function hitStep(current: Current, impl: (...args: SqlValue[]) => SqlValue, hits: RunWriter): MakeStep {
  return (at) => {
    const asked = caller(impl, at);
    return (row, values) => {
      try {
        if (asked(values) === 1) hits.push(row);
      } catch (error) {
        noteError(current, error);
      }
    };
  };
}

/** Asks a function of the rule whether it leaves the row out. */
export function outStep(
  current: Current,
  impl: (...args: SqlValue[]) => SqlValue,
): (at: readonly number[]) => NonNullable<FusedStep['out']> {
  return (at) => {
    const asked = caller(impl, at);
    return (values) => {
      try {
        return asked(values) === 1;
      } catch (error) {
        noteError(current, error);
        return true;
      }
    };
  };
}

/** Gives the row's values to an accumulator. */
export function accumulateStep(current: Current, accumulator: Accumulator): MakeStep {
  return (at) => {
    const step = caller(accumulator.step.bind(accumulator), at);
    return (_row, values) => {
      try {
        step(values);
      } catch (error) {
        noteError(current, error);
      }
    };
  };
}

/** Writes the hash of the row's key into a shared array. */
export function keyStep(place: Place, slotAt: number, strict: boolean): MakeStep {
  return (at) => {
    const [first = 0] = at;
    return (row, values) => {
      if (at.length === 1) hashOne(values[first] ?? null, strict);
      else hashAt(values, at, strict);
      const slots = place.keys[slotAt];
      if (!slots) return;
      slots[(row - 1) * 2] = hashed.high;
      slots[(row - 1) * 2 + 1] = hashed.low;
    };
  };
}

/** Writes the row's number into a shared array. */
export function numberStep(place: Place, slotAt: number): MakeStep {
  return (at) => {
    const [first = 0] = at;
    return (row, values) => {
      const value = values[first];
      const slots = place.numbers[slotAt];
      if (slots && (typeof value === 'number' || typeof value === 'bigint')) slots[row - 1] = Number(value);
    };
  };
}

/** An exception inside a rule's own function belongs to that rule alone. */
export function noteError(current: Current, error: unknown): void {
  if (current.rule)
    current.rule.error ??= error instanceof JiadiError ? ruleError(error) : { code: 'internal', params: { message: String(error) } };
}
