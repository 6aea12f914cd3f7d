import type { SpillWriter } from '../../base/spill.ts';
import type { SqlValue } from '../../base/sqlite/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import { type Accumulator, hashed, hashAt, hashOne, type RuleError, ruleError } from '../rules/index.ts';
import type { FusedStep } from './fused.ts';
import { DEPENDENT_AT, type KeyLayout } from './key-records.ts';
import type { RunWriter } from './runs.ts';

/** Where a scan stands: the data row number before rowid 1, and what takes the records of keys. */
export interface Place {
  base: number;
  records: readonly SpillWriter[];
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
    const [only = 0] = at;
    // the usual rule looks at one value: a call less for each rule and cell
    if (at.length === 1)
      return (row, values) => {
        try {
          if (impl(values[only] as SqlValue) === 1) hits.push(row);
        } catch (error) {
          noteError(current, error);
        }
      };
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

/** Writes a record of the row's key; its columns come first among the values, then what depends on the key, then the numbers. */
export function keyStep(place: Place, stream: number, layout: KeyLayout, strict: boolean): MakeStep {
  return (at) => {
    const dependents = layout.dependents ?? 0;
    const ofKey = at.slice(0, layout.keys);
    const ofDependents = at.slice(layout.keys, layout.keys + dependents);
    const ofNumbers = at.slice(layout.keys + dependents);
    const hash = (of: readonly number[], values: readonly SqlValue[]): void => {
      if (of.length === 1) hashOne(values[of[0] as number] ?? null, strict);
      else hashAt(values, of, strict);
    };
    return (row, values) => {
      const writer = place.records[stream];
      if (!writer) return;
      hash(ofKey, values);
      let to = writer.place(hashed.high);
      const { buffer } = writer;
      buffer[to] = hashed.high;
      buffer[to + 1] = hashed.low;
      buffer[to + 2] = row;
      to += DEPENDENT_AT;
      if (layout.dependents !== null) {
        hash(ofDependents, values);
        buffer[to] = hashed.high;
        buffer[to + 1] = hashed.low;
        to += 2;
      }
      for (let i = 0; i < ofNumbers.length; i++, to += 2) {
        const value = values[ofNumbers[i] as number];
        double[0] = typeof value === 'number' || typeof value === 'bigint' ? Number(value) : Number.NaN;
        buffer[to] = words[0] as number;
        buffer[to + 1] = words[1] as number;
      }
    };
  };
}

const double = new Float64Array(1);
const words = new Int32Array(double.buffer);

/** An exception inside a rule's own function belongs to that rule alone. */
export function noteError(current: Current, error: unknown): void {
  if (current.rule)
    current.rule.error ??= error instanceof JiadiError ? ruleError(error) : { code: 'internal', params: { message: String(error) } };
}
