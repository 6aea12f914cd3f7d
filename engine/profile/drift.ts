import type { TaskContext } from '../../base/jobs/index.ts';
import type { BatchPart } from '../table/batch-file.ts';
import { type DriftWhere, whereChanged } from './drift-where.ts';
import { maskFigure, maskValue } from '../semantics/index.ts';
import { isHidden } from './masking.ts';
import { type DriftBar, numberBars, valueBars } from './drift-bars.ts';
import { type CodedColumn, type CodedSource, type CodedTable, readCoded } from './structure/coded.ts';

export interface DriftValue {
  readonly value: string;
  readonly count: number;
}

/** One column in two batches, measured but not judged: `judgeDrift` does that. Shares are of all rows; what only one batch has is null in the other. */
export interface ColumnDrift {
  readonly name: string;
  readonly type: { readonly before: string | null; readonly after: string | null };
  readonly nulls: { readonly before: number | null; readonly after: number | null };
  readonly distinct: { readonly before: number | null; readonly after: number | null };
  /** Population stability index over the values (few of them) or the tenths of the older batch (numbers); null where neither fits. */
  readonly psi: number | null;
  /** Largest gap between the two distribution functions (Kolmogorov and Smirnov), for numbers. */
  readonly ks: number | null;
  /** Values that only the newer batch has, the commonest first; empty for columns of many values. */
  readonly appeared: readonly DriftValue[];
  readonly vanished: readonly DriftValue[];
  /** The values of both batches side by side; empty where there are too many to compare. */
  readonly distribution: readonly DriftBar[];
  /** Where the rows without a value or with new values gather, if they do. */
  readonly where: DriftWhere | null;
}

export interface TableDrift {
  readonly rows: { readonly before: number; readonly after: number };
  /** True when evenly spaced rows stand for a batch. */
  readonly sampled: boolean;
  readonly columns: readonly ColumnDrift[];
}

/** A batch that is compared. */
export interface DriftSide {
  readonly parts: readonly BatchPart[];
  readonly columns: readonly CodedSource[];
}

/** Input of the task `profile.drift`. */
export interface DriftInput {
  readonly before: DriftSide;
  readonly after: DriftSide;
  /** Values as they are, for whoever asked for them; left out, only what may be told of them. */
  readonly inClear?: boolean;
}

/** So many more nulls are worth asking where they stand. */
const NULLS_TOLD = 0.02;
/** Columns of more different values are compared as numbers or not at all. */
const CATEGORIES_MAX = 1000;
const LISTED_MAX = 20;
const BINS = 10;

/** Compares a batch with an older one, column by column (by name); runs in a worker. */
export function tableDrift({ before, after, inClear = false }: DriftInput, context: TaskContext): TableDrift {
  const older = readCoded(before.parts, before.columns, context);
  const newer = readCoded(after.parts, after.columns, context);
  if (inClear) return compareTables(older, newer, typesOf(before), typesOf(after));
  // hidden in one of the batches is hidden in both: their values stand side by side
  const hidden = new Map([...before.columns, ...after.columns].filter(isHidden).map(({ name, semantic }) => [name, semantic]));
  const shown = new Set(after.columns.map(({ name }) => name).filter((name) => !hidden.has(name)));
  const found = compareTables(older, newer, typesOf(before), typesOf(after), shown);
  return { ...found, columns: found.columns.map((column) => toldDrift(column, hidden.get(column.name) ?? null)) };
}

/** A column as it may be told (see `masking.ts`), the meaning being that of either batch that hides it. */
function toldDrift(drift: ColumnDrift, semantic: string | null): ColumnDrift {
  if (!isHidden({ semantic })) return drift;
  const text = (value: string): string => maskValue(semantic, value);
  const bars = drift.distribution.map((bar): DriftBar | null => {
    const [from, to] = [bar.from, bar.to].map((limit) => (limit === null ? null : maskFigure(semantic, limit)));
    if (from === undefined || to === undefined || (bar.from !== null && from === null) || (bar.to !== null && to === null)) return null;
    return { ...bar, value: bar.value === null ? null : text(bar.value), from, to };
  });
  return {
    ...drift,
    appeared: drift.appeared.map((one) => ({ ...one, value: text(one.value) })),
    vanished: drift.vanished.map((one) => ({ ...one, value: text(one.value) })),
    distribution: bars.every((bar) => bar !== null) ? bars : [],
  };
}

const typesOf = ({ columns }: DriftSide): ReadonlyMap<string, string> => new Map(columns.map(({ name, type }) => [name, type]));

/** The comparison of two tables that have been read. */
export function compareTables(
  before: CodedTable,
  after: CodedTable,
  typesBefore: ReadonlyMap<string, string>,
  typesAfter: ReadonlyMap<string, string>,
  /** Columns whose values may be named for the rows of others; left out all of them. */
  shown?: ReadonlySet<string>,
): TableDrift {
  const others = after.columns.filter(({ name }) => shown?.has(name) ?? true);
  const names = [...new Set([...after.columns, ...before.columns].map(({ name }) => name))];
  return {
    rows: { before: before.rowsInAll, after: after.rowsInAll },
    sampled: before.rowCount < before.rowsInAll || after.rowCount < after.rowsInAll,
    columns: names.map((name) => {
      const [a, b] = [before.columns.find((c) => c.name === name) ?? null, after.columns.find((c) => c.name === name) ?? null];
      const type = { before: a ? (typesBefore.get(name) ?? null) : null, after: b ? (typesAfter.get(name) ?? null) : null };
      const [older, newer] = [a && { column: a, rows: before.rowCount }, b && { column: b, rows: after.rowCount }];
      const found = compareColumns(name, type, older, newer);
      return { ...found, where: older && newer ? whereOf(found, newer, others) : null };
    }),
  };
}

function whereOf(found: Compared, { column, rows }: Side, others: readonly CodedColumn[]): DriftWhere | null {
  const { nulls, appeared } = found;
  if (nulls.before !== null && nulls.after !== null && nulls.after - nulls.before >= NULLS_TOLD) {
    const where = whereChanged(column, new Set([0]), rows, others);
    if (where) return { of: 'nulls', ...where };
  }
  if (appeared.length === 0 || !column.texts) return null;
  const names = new Set(appeared.map(({ value }) => value));
  const where = whereChanged(
    column,
    new Set([...column.texts.keys()].filter((i) => i > 0 && names.has(column.texts?.[i] ?? ''))),
    rows,
    others,
  );
  return where && { of: 'appeared', ...where };
}

type Compared = Omit<ColumnDrift, 'where'>;

interface Side {
  readonly column: CodedColumn;
  readonly rows: number;
}

function compareColumns(name: string, type: ColumnDrift['type'], a: Side | null, b: Side | null): Compared {
  const share = (side: Side | null): number | null => (side && side.rows > 0 ? side.column.nulls / side.rows : null);
  const nulls = { before: share(a), after: share(b) };
  const distinct = { before: a?.column.distinct ?? null, after: b?.column.distinct ?? null };
  const measured = !a || !b ? nothing : a.column.numeric && b.column.numeric ? ofNumbers(a, b) : ofValues(a, b);
  return { name, type, nulls, distinct, ...measured };
}

type Measured = Pick<ColumnDrift, 'psi' | 'ks' | 'appeared' | 'vanished' | 'distribution'>;
const nothing: Measured = { psi: null, ks: null, appeared: [], vanished: [], distribution: [] };

function ofValues(a: Side, b: Side): Measured {
  const [before, after] = [valuesOf(a), valuesOf(b)];
  if (!before || !after) return nothing;
  const names = [...new Set([...before.keys(), ...after.keys()])];
  const only = (from: ReadonlyMap<string, number>, not: ReadonlyMap<string, number>): readonly DriftValue[] =>
    [...from]
      .filter(([value]) => !not.has(value))
      .map(([value, count]) => ({ value, count }))
      .toSorted((x, y) => y.count - x.count)
      .slice(0, LISTED_MAX);
  return {
    psi: stability(
      names.map((value) => before.get(value) ?? 0),
      names.map((value) => after.get(value) ?? 0),
    ),
    ks: null,
    appeared: only(after, before),
    vanished: only(before, after),
    distribution: valueBars(before, after),
  };
}

/** Rows by value, or null where there are too many values to compare. */
function valuesOf({ column, rows }: Side): ReadonlyMap<string, number> | null {
  if (!column.texts || column.distinct > CATEGORIES_MAX) return null;
  const counts = new Int32Array(column.distinct + 1);
  for (let row = 0; row < rows; row++) {
    const code = column.codes[row] as number;
    counts[code] = (counts[code] as number) + 1;
  }
  return new Map(column.texts.slice(1).map((text, i) => [text, counts[i + 1] as number]));
}

/** Numbers in the order of their size; both the index over the older one's tenths and the largest gap need no more. */
function ofNumbers(a: Side, b: Side): Measured {
  const [before, after] = [numbersOf(a), numbersOf(b)];
  if (before.length === 0 || after.length === 0) return nothing;
  const edges = [...new Set(Array.from({ length: BINS - 1 }, (_, i) => before[Math.floor(((i + 1) * before.length) / BINS)] ?? 0))];
  const binned = (values: Float64Array): number[] => {
    const counts = Array.from({ length: edges.length + 1 }, () => 0);
    let bin = 0;
    for (const value of values) {
      while (bin < edges.length && value >= (edges[bin] as number)) bin++;
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    return counts;
  };
  return {
    ...nothing,
    psi: stability(binned(before), binned(after)),
    ks: largestGap(before, after),
    distribution: numberBars(before, after),
  };
}

function numbersOf({ column, rows }: Side): Float64Array {
  const values = new Float64Array(rows);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    const value = column.numbers[column.codes[row] as number] as number;
    if (!Number.isNaN(value)) values[count++] = value;
  }
  return values.subarray(0, count).sort();
}

function largestGap(a: Float64Array, b: Float64Array): number {
  let [i, j, gap] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i] as number, b[j] as number);
    while (i < a.length && (a[i] as number) <= value) i++;
    while (j < b.length && (b[j] as number) <= value) j++;
    gap = Math.max(gap, Math.abs(i / a.length - j / b.length));
  }
  return rounded(gap);
}

/** The population stability index; a half is added to every count, so that a value nobody had is finite. */
function stability(before: readonly number[], after: readonly number[]): number | null {
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count + 0.5, 0);
  const [a, b] = [sum(before), sum(after)];
  if (before.length === 0) return null;
  return rounded(
    before.reduce((total, count, i) => {
      const [p, q] = [(count + 0.5) / a, ((after[i] ?? 0) + 0.5) / b];
      return total + (q - p) * Math.log(q / p);
    }, 0),
  );
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
