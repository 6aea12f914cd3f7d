import { id, join, sql, type Sql, type SqlValue } from '../../base/sqlite/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import {
  blankTextQuickly,
  compileExpression,
  dateOf,
  isBlank,
  type Learned,
  noKeySet,
  type Reference,
  type Scope,
} from '../rules/index.ts';
import type { Semantics } from '../semantics/index.ts';
import { type BatchColumn, storedName } from '../table/batch-file.ts';

/** The table that a scope reads, and how its parts come into the statement. */
export interface ScopeSource {
  readonly columns: readonly BatchColumn[];
  /** Words that the dataset counts as null; a blank word means that blanks are null. */
  readonly nullLike: readonly string[];
  /** The day of the check, in seconds since 1970-01-01. */
  day(): number;
  readonly strictTypes: boolean;
  readonly semantics: Semantics;
  /** A value derived from a column, computed once per row under this name. */
  derived(name: string, make: () => Sql): Sql;
  /** A function call of the rule. */
  call(impl: (...args: SqlValue[]) => SqlValue, args: readonly Sql[]): Sql;
}

/** What a rule may read of the table, of others and of what was learned. */
export function createScope(
  source: ScopeSource,
  byName: ReadonlyMap<string, BatchColumn>,
  known: { readonly references?: readonly Reference[]; readonly learned?: Learned | null },
): Scope {
  const column = (name: string): BatchColumn => {
    const found = byName.get(name);
    if (!found) throw new JiadiError('column-not-found', { column: name });
    return found;
  };
  const raw = (c: BatchColumn): Sql => rawCell(c, source.nullLike);
  const scope: Scope = {
    columns: source.columns,
    column,
    cell: (name) => {
      const c = column(name);
      return source.derived(`v${c.index}`, () => raw(c));
    },
    number: (name) => {
      const c = column(name);
      return source.derived(`n${c.index}`, () => {
        const value = raw(c);
        // against a REAL SQLite reads text as a number if all of it is one; text that is none stays text and sorts after infinity
        return sql`CASE WHEN ${value} <= CAST(9e999 AS REAL) THEN CAST(${value} AS NUMERIC) END`;
      });
    },
    date: (name) => {
      const c = column(name);
      return source.derived(`d${c.index}`, () => source.call(dateOf, [raw(c)]));
    },
    either: (here) => here(),
    expression: (text) => compileExpression(text, scope),
    fn: (impl, ...args) => source.call(impl, args),
    reference: (index) => known.references?.[index] ?? { columns: [], keys: noKeySet, values: null },
    learned: known.learned ?? null,
    get asOfSeconds() {
      return source.day();
    },
    semantics: source.semantics,
    strictTypes: source.strictTypes,
  };
  return scope;
}

/** The stored value, or null where it is one of the words that count as null. */
function rawCell(column: BatchColumn, nullLike: readonly string[]): Sql {
  const stored = id(storedName(column.index));
  if (nullLike.length === 0) return stored;
  const words = nullLike.filter((w) => !isBlank(w));
  const list =
    words.length > 0
      ? sql`${stored} IN (${join(
          words.map((w) => sql`${w}`),
          ', ',
        )})`
      : sql`0`;
  const blank = words.length < nullLike.length ? blankTextQuickly(stored) : sql`0`;
  return sql`CASE WHEN ${list} OR ${blank} THEN NULL ELSE ${stored} END`;
}
