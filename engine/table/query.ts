import { invariant } from '../../base/invariant.ts';
import { empty, id, join, type Sql, sql, type SqlValue } from '../../base/sqlite/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import { type BatchColumn, type BatchFile, type ColumnType, storedName } from './batch-file.ts';
import { CellReader } from './parts.ts';

/** A condition on the rows of a batch; the closed set that the grid offers. Columns are named by their 0-based index. */
export type Filter =
  | { readonly op: 'equals'; readonly column: number; readonly value: NonNullable<SqlValue> }
  /** Part of the text; Latin letters of either case. */
  | { readonly op: 'contains'; readonly column: number; readonly text: string }
  /** Part of the text of one of `columns`, or the whole of one of `exact`. */
  | { readonly op: 'any-contains'; readonly columns: readonly number[]; readonly exact: readonly number[]; readonly text: string }
  /** The beginning of the text, to the letter. */
  | { readonly op: 'starts-with'; readonly column: number; readonly text: string }
  | { readonly op: 'is-null'; readonly column: number }
  | { readonly op: 'not-null'; readonly column: number }
  | { readonly op: 'in'; readonly column: number; readonly values: readonly (string | number)[] }
  /** Both ends belong to the range; a value that is no number is outside. */
  | { readonly op: 'number-range'; readonly column: number; readonly min: number | null; readonly max: number | null }
  /** ISO dates, both ends belong to the range (`to` with its whole day); a value that is no date is outside. */
  | { readonly op: 'date-range'; readonly column: number; readonly from: string | null; readonly to: string | null }
  /** Values of a certain make: see `traits.ts`. */
  | { readonly op: 'trait'; readonly column: number; readonly trait: string; readonly of: string }
  /** Rows that have the very values of one row in some columns; null is the same as null. */
  | { readonly op: 'same-as'; readonly columns: readonly number[]; readonly row: number }
  /** The same of a row of another batch, whose columns are `theirs`: null where a batch does not have one. Batches may differ in how they store a number. */
  | {
      readonly op: 'same-as-in';
      readonly batch: BatchFile;
      readonly theirs: readonly (number | null)[];
      readonly columns: readonly (number | null)[];
      readonly row: number;
    }
  /** The rows of findings, by row number. */
  | { readonly op: 'rows'; readonly rows: readonly number[] };

/** The order of a grid: nulls stand last in both directions, equal values in the order of the file. */
export interface Sort {
  readonly column: number;
  readonly direction: 'asc' | 'desc';
}

/** Name of the SQLite function that reads a number, and of the one that reads a time. */
export const numberFunction = 'jiadi_number';
export const timeFunction = 'jiadi_time';
/** Name of the SQLite function that tells whether a value has a trait. */
export const traitFunction = 'jiadi_trait';

/** The alias under which a part is open. */
export function partAlias(part: number): string {
  return part === 0 ? 'main' : `part${part + 1}`;
}

/** The column at an index; `column-not-found` when there is none. */
export function columnAt(file: BatchFile, index: number): BatchColumn {
  const column = file.columns[index];
  if (!column) throw new JiadiError('column-not-found', { column: index });
  return column;
}

/** A stored column by index. */
export function stored(index: number): Sql {
  return id(storedName(index));
}

/** Rows of all parts that meet the conditions, as `SELECT` over every part: `row` (number in the batch) and the wanted expressions. */
export function overParts(file: BatchFile, wanted: readonly Sql[], filters: readonly Filter[]): Sql {
  const parts = file.parts.map((part, index) => {
    const before = part.firstRow - 1;
    const conditions = filters.map((filter) => condition(file, filter, before));
    const where = conditions.length === 0 ? empty : sql` WHERE ${join(conditions, ' AND ')}`;
    return sql`SELECT ${join([sql`rowid + ${before} AS row`, ...wanted], ', ')} FROM ${id(partAlias(index))}.rows${where}`;
  });
  invariant(parts.length > 0, 'a batch has at least one part');
  return join(parts, ' UNION ALL ');
}

function condition(file: BatchFile, filter: Filter, rowsBefore: number): Sql {
  if (filter.op === 'rows') return sql`rowid + ${rowsBefore} IN (SELECT value FROM json_each(${JSON.stringify(filter.rows)}))`;
  if (filter.op === 'same-as') return sameAs(file, filter);
  if (filter.op === 'same-as-in') return sameAsIn(filter);
  if (filter.op === 'any-contains') return anyContains(file, filter);
  columnAt(file, filter.column);
  const column = stored(filter.column);
  switch (filter.op) {
    case 'equals':
      return sql`${column} = ${filter.value}`;
    case 'contains':
      return sql`instr(lower(${column}), lower(${filter.text})) > 0`;
    case 'starts-with':
      return sql`substr(${column}, 1, ${[...filter.text].length}) = ${filter.text}`;
    case 'is-null':
      return sql`${column} IS NULL`;
    case 'not-null':
      return sql`${column} IS NOT NULL`;
    case 'in':
      return sql`${column} IN (SELECT value FROM json_each(${JSON.stringify(filter.values)}))`;
    case 'trait':
      return sql`jiadi_trait(${column}, ${filter.trait}, ${filter.of}) = 1`;
    case 'number-range':
      return between(sql`jiadi_number(${column})`, filter.min, filter.max);
    case 'date-range':
      return between(sql`jiadi_time(${column})`, timeOf(filter.from), endOfDay(filter.to));
  }
}

function sameAs(file: BatchFile, { columns, row }: Extract<Filter, { op: 'same-as' }>): Sql {
  const index = file.parts.findLastIndex((part) => part.firstRow <= row);
  const part = file.parts[index];
  if (!part || row >= part.firstRow + part.rowCount) throw new JiadiError('not-found', { what: 'row', name: row });
  const conditions = columns.map((column) => {
    columnAt(file, column);
    return sql`${stored(column)} IS (SELECT ${stored(column)} FROM ${id(partAlias(index))}.rows WHERE rowid = ${row - part.firstRow + 1})`;
  });
  return conditions.length === 0 ? sql`1` : join(conditions, ' AND ');
}

function sameAsIn({ batch, theirs, columns, row }: Extract<Filter, { op: 'same-as-in' }>): Sql {
  const there = new CellReader(batch.parts);
  try {
    const known = theirs.flatMap((column) => (column === null ? [] : [column]));
    const cells = [...there.row(known, row)];
    const conditions = columns.map((column, i) => {
      const value = theirs[i] === null ? null : (cells.shift() ?? null);
      if (column === null) return value === null ? sql`1` : sql`0`;
      if (value === null) return sql`${stored(column)} IS NULL`;
      return sql`${stored(column)} IN (${join(waysToStore(value), ', ')})`;
    });
    return conditions.length === 0 ? sql`1` : join(conditions, ' AND ');
  } finally {
    there.close();
  }
}

/** A value and, where there is one, the number or text that reads the same. */
function waysToStore(value: NonNullable<SqlValue>): readonly Sql[] {
  if (typeof value === 'number' || typeof value === 'bigint') return [sql`${value}`, sql`${String(value)}`];
  if (typeof value !== 'string') return [sql`${value}`];
  const whole = /^-?(?:0|[1-9][0-9]{0,18})$/.test(value) ? BigInt.asIntN(64, BigInt(value)) : null;
  if (whole !== null && String(whole) === value) return [sql`${value}`, sql`${whole}`];
  return String(Number(value)) === value && Number.isFinite(Number(value)) ? [sql`${value}`, sql`${Number(value)}`] : [sql`${value}`];
}

function anyContains(file: BatchFile, { columns, exact, text }: Extract<Filter, { op: 'any-contains' }>): Sql {
  for (const column of [...columns, ...exact]) columnAt(file, column);
  const parts = [
    ...columns.map((column) => sql`instr(lower(${stored(column)}), lower(${text})) > 0`),
    ...exact.map((column) => sql`${stored(column)} = ${text}`),
  ];
  return parts.length === 0 ? sql`0` : sql`(${join(parts, ' OR ')})`;
}

function between(value: Sql, min: number | null, max: number | null): Sql {
  const ends = [sql`${value} IS NOT NULL`];
  if (min !== null) ends.push(sql`${value} >= ${min}`);
  if (max !== null) ends.push(sql`${value} <= ${max}`);
  return join(ends, ' AND ');
}

const DAY_MS = 86_400_000;

function timeOf(iso: string | null): number | null {
  if (iso === null) return null;
  const ms = Date.parse(iso.length === 10 ? `${iso}T00:00:00Z` : iso.replace(' ', 'T').replace(/Z?$/, 'Z'));
  if (Number.isNaN(ms)) throw new JiadiError('invalid-input', { problem: `date: ${iso}` });
  return ms;
}

function endOfDay(iso: string | null): number | null {
  const ms = timeOf(iso);
  return ms === null || iso?.length !== 10 ? ms : ms + DAY_MS - 1;
}

/** What a column is ordered by: its number, its time, or the text itself. */
export function sortKey(index: number, type: ColumnType): Sql {
  const column = stored(index);
  switch (type) {
    case 'integer':
    case 'decimal':
      return sql`jiadi_number(${column})`;
    case 'date':
    case 'datetime':
      return sql`jiadi_time(${column})`;
    case 'boolean':
    case 'time':
    case 'text':
    case 'empty':
      return column;
  }
}
