import { isRecord, type JsonRecord } from './record.ts';

/** The record itself, where a file holds one record with lists of records inside. */
export const WHOLE = '$';
/** Lists below lists are part of a row; deeper ones than this are hardly a table. */
const DEPTH_MAX = 6;

/** Lists of records inside a record, by their path (`data.rows`), the outer ones first. */
export function listsIn(value: unknown): ReadonlyMap<string, readonly unknown[]> {
  const found = new Map<string, readonly unknown[]>();
  const look = (record: JsonRecord, before: string, depth: number): void => {
    const inner: (readonly [string, JsonRecord])[] = [];
    for (const key of Object.keys(record)) {
      const one = record[key];
      if (Array.isArray(one) && one.some(isRecord)) {
        if (!found.has(before + key)) found.set(before + key, one);
      } else if (isRecord(one) && depth < DEPTH_MAX) inner.push([`${before}${key}.`, one]);
    }
    for (const [path, one] of inner) look(one, path, depth + 1);
  };
  if (isRecord(value)) look(value, '', 1);
  return found;
}

/** What stands in the rows of a value: its list of that path, or the value itself. */
export function rowsIn(value: unknown, sheet: string | null | undefined): readonly unknown[] {
  return sheet === null || sheet === undefined || sheet === WHOLE ? [value] : (listsIn(value).get(sheet) ?? []);
}
