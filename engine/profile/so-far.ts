/** What a profile knows while its rows are still read: counts that the counters hold anyway, a few words a column. */
import type { TaskContext } from '../../base/jobs/index.ts';
import type { ColumnSoFar } from '../../contract/told.ts';
import type { ColumnType } from '../table/batch-file.ts';
import { isoOf, VALUE_CLASSES, valueClass as V } from '../table/typed.ts';
import { typeOf } from './column-type.ts';

/** One column of one part so far; plain data that may cross threads. */
export interface PartColumnSoFar {
  readonly nulls: number;
  readonly blanks: number;
  readonly placeholders: number;
  readonly distinct: number;
  /** False: values went to the disk, there are at least so many. */
  readonly isExact: boolean;
  /** Different values by `valueClass`, or all of them once they are on the disk; placeholders left out. */
  readonly classes: readonly number[];
  readonly lengthMin: number;
  readonly lengthMax: number;
  /** Null without a number, or without a date. */
  readonly numbers: readonly [min: number, max: number] | null;
  readonly times: readonly [min: number, max: number] | null;
}

/** One part so far. */
export interface PartSoFar {
  readonly rows: number;
  readonly columns: readonly PartColumnSoFar[];
}

/** What is known of a column before it is counted. */
export interface FactsSoFar {
  readonly name: string;
  readonly declared: ColumnType;
  /** True: none of its values may be told. */
  readonly isHidden: boolean;
}

/** Pause between two looks at the counters. */
const EVERY_MS = 1000;

/** Gives a function to call between rows, often: at most once a second it tells what `look` finds, the first time at once, and surely what is said to be the last. */
export function tellSoFar({ tell, nowMs }: Pick<TaskContext, 'tell' | 'nowMs'>, look: () => unknown): (isLast?: boolean) => void {
  if (!tell) return () => undefined;
  let next = Number.NEGATIVE_INFINITY;
  return (isLast = false) => {
    if (!isLast && nowMs() < next) return;
    tell(look());
    next = nowMs() + EVERY_MS;
  };
}

/** The columns over all parts that are being counted. */
export function soFarOf(
  parts: readonly PartSoFar[],
  facts: readonly FactsSoFar[],
): { readonly rows: number; readonly columns: ColumnSoFar[] } {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  return {
    rows,
    columns: facts.map((fact, c) =>
      columnOf(
        parts.flatMap((part) => part.columns[c] ?? []),
        fact,
      ),
    ),
  };
}

type Ends = readonly [min: number, max: number] | null;

function columnOf(parts: readonly PartColumnSoFar[], { name, declared, isHidden }: FactsSoFar): ColumnSoFar {
  const sum = (of: (part: PartColumnSoFar) => number): number => parts.reduce((total, part) => total + of(part), 0);
  const classes = Array.from({ length: VALUE_CLASSES }, (_, kind) => sum((part) => part.classes[kind] ?? 0));
  const judged = classes.reduce((total, count) => total + count, 0) - (classes[V.blank] ?? 0);
  const type = parts.length === 0 ? declared : typeOf(classes, judged, declared);
  const used = parts.filter((part) => part.distinct > 0);
  return {
    name,
    type,
    nulls: sum((part) => part.nulls),
    blanks: sum((part) => part.blanks),
    placeholders: sum((part) => part.placeholders),
    // parts may hold the same values
    distinct: { count: Math.max(0, ...parts.map((part) => part.distinct)), exact: used.length < 2 && parts.every((part) => part.isExact) },
    ...(isHidden ? { min: null, max: null } : endsOf(type, parts)),
    length:
      used.length === 0
        ? { min: 0, max: 0 }
        : { min: Math.min(...used.map((part) => part.lengthMin)), max: Math.max(...used.map((part) => part.lengthMax)) },
  };
}

function endsOf(type: ColumnType, parts: readonly PartColumnSoFar[]): Pick<ColumnSoFar, 'min' | 'max'> {
  const over = (of: (part: PartColumnSoFar) => Ends): Ends => {
    const all = parts.flatMap((part) => of(part) ?? []);
    return all.length === 0 ? null : [Math.min(...all), Math.max(...all)];
  };
  if (type === 'integer' || type === 'decimal') {
    const numbers = over((part) => part.numbers);
    return { min: numbers?.[0] ?? null, max: numbers?.[1] ?? null };
  }
  const times = type === 'date' || type === 'datetime' ? over((part) => part.times) : null;
  const iso = (ms: number): string | null => isoOf(ms, type === 'datetime');
  return times ? { min: iso(times[0]), max: iso(times[1]) } : { min: null, max: null };
}
