import { join, sql, type Sql, type SqlValue } from '../../base/sqlite/index.ts';
import { BLANKS } from './blanks.ts';
import type { Plain, Scope } from './kind.ts';

interface SetOptions {
  readonly values: readonly Plain[];
  readonly ignoreCase?: boolean | undefined;
  readonly trim?: boolean | undefined;
}

/** Longest list that stands in the statement itself; longer ones become a set in memory. */
const INLINE_MAX = 200;

/** True in SQL when the value is in the list; null values are the caller's to skip. */
export function inSet(
  { scope, cell, name }: { readonly scope: Scope; readonly cell: Sql; readonly name: string },
  options: SetOptions,
): Sql {
  const fold = (text: string): string => {
    const trimmed = options.trim ? trimBlanks(text) : text;
    return options.ignoreCase ? trimmed.toLowerCase() : trimmed;
  };
  const members = new Set<string | number>();
  for (const v of options.values) {
    if (v === null) continue;
    if (typeof v === 'string') members.add(fold(v));
    else members.add(Number(v));
    if (typeof v === 'number' && !scope.strictTypes) members.add(String(v));
    if (typeof v === 'boolean' && !scope.strictTypes) members.add(String(v));
  }
  const type = scope.column(name).type;
  const numeric = !scope.strictTypes && (type === 'integer' || type === 'decimal') && options.values.some((v) => typeof v === 'number');
  const value = numeric ? sql`coalesce(${scope.number(name)}, ${cell})` : cell;
  if (members.size === 0) return sql`0`;
  if (members.size <= INLINE_MAX && !options.ignoreCase && !options.trim)
    return sql`(${value} IN (${join(
      [...members].map((m) => sql`${m}`),
      ', ',
    )}))`;
  return scope.fn(
    (v: SqlValue | undefined) => (v === null || v === undefined ? null : members.has(typeof v === 'string' ? fold(v) : Number(v)) ? 1 : 0),
    value,
  );
}

/** The list as texts that are compared as they stand; undefined where it is about more than such texts. */
export function textsOf({ values, ignoreCase, trim }: SetOptions): { has(text: string): boolean } | undefined {
  const texts = new Set(values.filter((v) => typeof v === 'string').map((v) => v.toWellFormed()));
  if (ignoreCase || trim || !values.every((v) => typeof v === 'string')) return undefined;
  // to hash the text of a cell takes longer than to see that none of the list is as long
  const lengths = new Set([...texts].map((text) => text.length));
  const isAsLong = Uint8Array.from({ length: Math.max(0, ...lengths) + 1 }, (_, length) => Number(lengths.has(length)));
  return { has: (text) => isAsLong[text.length] === 1 && texts.has(text) };
}

/** A text without the blanks at its ends. */
export function trimBlanks(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && BLANKS.includes(text[from] ?? '')) from++;
  while (to > from && BLANKS.includes(text[to - 1] ?? '')) to--;
  return text.slice(from, to);
}
