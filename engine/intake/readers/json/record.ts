import type { ColumnType } from '../../../table/batch-file.ts';
import { columnVerdict } from '../../detect-types.ts';
import type { Cell, ReadContext, SourceColumn, SourceShape } from '../../reader.ts';

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

/** What was seen of the values of one key. */
interface KeyFacts {
  /** Text values as far as they may be looked at again, the first ones; long ones are no dates and stand for themselves by an `x`. */
  readonly texts: string[];
  present: number;
  filled: number;
  /** The only JSON type so far; `mixed` for several. */
  kind: 'boolean' | 'text' | 'integer' | 'decimal' | 'mixed' | null;
}

const TEXTS_MAX = 20_000;
const TEXT_CHARS_MAX = 64;

/** Learns the columns of records, one record after another; holds a bounded part of them. */
export class ColumnScout {
  readonly #keys = new Map<string, KeyFacts>();
  /** Keys whose values are objects in some record. */
  readonly #objects = new Set<string>();
  records = 0;

  add(record: JsonRecord): void {
    this.records++;
    for (const name of Object.keys(record)) {
      let facts = this.#keys.get(name);
      if (!facts) this.#keys.set(name, (facts = { texts: [], present: 0, filled: 0, kind: null }));
      const value = record[name];
      if (value === null || value === undefined) continue;
      facts.present++;
      if (value !== '') facts.filled++;
      facts.kind = joined(facts.kind, value);
      if (typeof value === 'string') {
        if (facts.texts.length < TEXTS_MAX) facts.texts.push(value.length > TEXT_CHARS_MAX ? 'x' : value);
      } else if (isRecord(value)) this.#objects.add(name);
    }
  }

  /** Every key in order of first appearance, with the type of its values. A column is `boolean` only when JSON says so. */
  columns(): SourceColumn[] {
    return [...this.#keys].map(([name, { texts, present, filled, kind }]) => {
      const type =
        present === 0 ? 'empty' : kind === 'text' ? typeOfTexts(columnVerdict(name, texts).type) : kind === 'mixed' ? 'text' : kind;
      return { name, type: type ?? 'empty', semantic: null, nullable: filled < this.records };
    });
  }

  /** Tells, once, of columns whose values are objects, so that a person may have their fields as columns. */
  noticeObjects(notice: ReadContext['notice']): void {
    const names = [...this.#objects];
    if (names.length > 0) notice?.({ code: 'nested-objects', count: names.length, sample: names.slice(0, NAMED_MAX).join(', ') });
  }
}

function joined(kind: KeyFacts['kind'], value: unknown): KeyFacts['kind'] {
  const own = kindOf(value);
  if (kind === null || kind === own) return own;
  const numbers = (kind === 'integer' || kind === 'decimal') && (own === 'integer' || own === 'decimal');
  return numbers ? 'decimal' : 'mixed';
}

function kindOf(value: unknown): Exclude<KeyFacts['kind'], null> {
  switch (typeof value) {
    case 'boolean':
      return 'boolean';
    case 'string':
      return 'text';
    case 'bigint':
      return 'integer';
    case 'number':
      return Number.isInteger(value) ? 'integer' : 'decimal';
    default:
      return 'mixed';
  }
}

/** Digits in quotes are text; moments are what they look like. */
const typeOfTexts = (byText: ColumnType): ColumnType => (['date', 'datetime', 'time'].includes(byText) ? byText : 'text');

/** The type of a column of a source that tells numbers from text itself, from the values that are there and the type their text looks like. */
export function typeOfValues(present: readonly unknown[], byText: ColumnType): ColumnType {
  if (present.length === 0) return 'empty';
  if (present.every((value) => typeof value === 'boolean')) return 'boolean';
  if (present.every((value) => typeof value === 'string')) return typeOfTexts(byText);
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
