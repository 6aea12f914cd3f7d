import type { ColumnType } from '../../../table/batch-file.ts';
import { columnVerdict } from '../../detect-types.ts';
import type { Cell, ReadContext, SourceColumn, SourceShape, WantedSource } from '../../reader.ts';

/** A JSON object as it came; keys in the order of the text. */
export type JsonRecord = Readonly<Record<string, unknown>>;

const DEPTH_MAX = 64;
/** Columns that are named in a notice. */
const NAMED_MAX = 10;
const LONG_NUMBER = /[0-9]{16}/;

/** Parses one JSON value; whole numbers beyond 2^53 come as bigint. Null when the text is no JSON, or nested deeper than 64. */
export function parseJsonValue(text: string): { readonly value: unknown } | null {
  try {
    const value: unknown = LONG_NUMBER.test(text) ? JSON.parse(text, exactNumber) : JSON.parse(text);
    return depthOf(value, 0) > DEPTH_MAX ? null : { value };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** True for an object that can be a row. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Numbers and text keep their types, whole numbers are bigint, booleans are `true` and `false`, lists and objects are their JSON text. */
export function cellOfJson(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  switch (typeof value) {
    case 'string':
    case 'bigint':
      return value;
    case 'number':
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? BigInt(value) : value;
    case 'boolean':
      return value ? 'true' : 'false';
    default:
      return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner));
  }
}

/** Records as rows hold them, objects inside them as columns by their path (`person.name`), or as they stand. */
export function rowsOfRecords({ nested }: Pick<SourceShape, 'nested'>): (record: JsonRecord) => JsonRecord {
  return nested === 'columns' ? flattened : (record) => record;
}

/** Objects inside become fields by their path; an empty one, and one whose path another field has already, stays as it is. Lists stay what they are. */
function flattened(record: JsonRecord): JsonRecord {
  const flat = new Map<string, unknown>();
  const place = (fields: JsonRecord, before: string): void => {
    for (const key of Object.keys(fields)) {
      const value = fields[key];
      const path = before + key;
      if (
        isRecord(value) &&
        Object.keys(value).length > 0 &&
        !Object.keys(value).some((inner) => Object.hasOwn(record, `${path}.${inner}`))
      )
        place(value, `${path}.`);
      else flat.set(path, value);
    }
  };
  place(record, '');
  return Object.fromEntries(flat);
}

/** Tells, once, of columns whose values are objects, so that a person may have their fields as columns. */
export function noticeObjects(records: readonly JsonRecord[], { nested }: WantedSource, notice: ReadContext['notice']): void {
  if (nested === 'columns') return;
  const names = new Set<string>();
  for (const record of records) for (const name of Object.keys(record)) if (isRecord(record[name])) names.add(name);
  if (names.size > 0) notice?.({ code: 'nested-objects', count: names.size, sample: [...names].slice(0, NAMED_MAX).join(', ') });
}

/** The columns of records: every key in order of first appearance, with the type of its values. A column is `boolean` only when JSON says so. */
export function columnsOfRecords(records: readonly JsonRecord[]): SourceColumn[] {
  const names = new Set<string>();
  for (const record of records) for (const name of Object.keys(record)) names.add(name);
  return [...names].map((name) => {
    const values = records.map((record) => (Object.hasOwn(record, name) ? record[name] : null));
    const present = values.filter((value) => value !== null && value !== undefined);
    const { type, nullable } = columnVerdict(name, values.map(cellOfJson));
    return { name, type: typeOfValues(present, type), semantic: null, nullable };
  });
}

/** The type of a column of a source that tells numbers from text itself, from the values that are there and the type their text looks like. */
export function typeOfValues(present: readonly unknown[], byText: ColumnType): ColumnType {
  if (present.length === 0) return 'empty';
  if (present.every((value) => typeof value === 'boolean')) return 'boolean';
  // digits in quotes are text
  const allText = present.every((value) => typeof value === 'string');
  if (allText) return ['date', 'datetime', 'time'].includes(byText) ? byText : 'text';
  if (present.every((value) => typeof value === 'number' || typeof value === 'bigint')) {
    return present.every((value) => typeof value === 'bigint' || Number.isInteger(value)) ? 'integer' : 'decimal';
  }
  return 'text';
}

/** Fills a row by column name; true when the record has a key that is no column. */
export function fillRow(record: JsonRecord, columns: ReadonlyMap<string, number>, row: Cell[]): boolean {
  row.fill(null);
  let surplus = false;
  for (const key of Object.keys(record)) {
    const index = columns.get(key);
    if (index === undefined) surplus = true;
    else row[index] = cellOfJson(record[key]);
  }
  return surplus;
}

function exactNumber(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== 'number' || source === undefined || Number.isSafeInteger(value) || !/^-?\d+$/.test(source)) return value;
  const exact = BigInt(source);
  // What no 64-bit integer holds stays as its digits.
  return BigInt.asIntN(64, exact) === exact ? exact : source;
}

function depthOf(value: unknown, depth: number): number {
  if (typeof value !== 'object' || value === null || depth > DEPTH_MAX) return depth;
  let deepest = depth + 1;
  for (const inner of Object.values(value)) {
    if (typeof inner === 'object' && inner !== null) deepest = Math.max(deepest, depthOf(inner, depth + 1));
  }
  return deepest;
}
