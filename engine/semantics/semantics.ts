import { invariant } from '../../base/invariant.ts';
import { JiadiError } from '../../contract/errors.ts';
import { semanticKinds } from './kinds/index.ts';
import { passes, semanticLevels } from './kind.ts';
import type { SemanticEnv, SemanticKind, SemanticLevel, Verdict } from './kind.ts';
import type { SemanticTables } from './tables.ts';

/** The kinds together with today's date and the code tables: everything a check needs but the value. */
export interface Semantics {
  readonly kinds: readonly SemanticKind[];
  readonly env: SemanticEnv;
  /** The kind of this id, or `undefined`. */
  find(id: string): SemanticKind | undefined;
  /** The kind of this id; throws `unknown-kind` with the id. */
  get(id: string): SemanticKind;
  /** Judges one value; `level` defaults to the kind's own. Throws `unknown-kind`. */
  check(id: string, value: string, level?: SemanticLevel): Verdict;
  /** The check of one kind at one level as a plain function, for loops over many values. Throws `unknown-kind`. */
  checker(id: string, level?: SemanticLevel): (value: string) => Verdict;
  /** The standard's own form of a value, or `null` when it cannot be repaired safely or the kind has no repair. Throws `unknown-kind`. */
  normalise(id: string, value: string): string | null;
}

/** Puts the kinds to work. `today` is YYYY-MM-DD in the user's time zone; it decides only what counts as a birth date in the future. */
export function createSemantics(options: { readonly today: string; readonly tables: SemanticTables }): Semantics {
  invariant(/^\d{4}-\d{2}-\d{2}$/.test(options.today), 'today must be YYYY-MM-DD');
  const env: SemanticEnv = { today: Number(options.today.replaceAll('-', '')), tables: options.tables };
  const byId = new Map(semanticKinds.map((kind) => [kind.id, kind]));
  const get = (id: string): SemanticKind => {
    const kind = byId.get(id);
    if (kind === undefined) throw new JiadiError('unknown-kind', { kind: id, nearest: '' });
    return kind;
  };
  return {
    kinds: semanticKinds,
    env,
    find: (id) => byId.get(id),
    get,
    check: (id, value, level) => {
      const kind = get(id);
      return kind.check(value, level ?? kind.defaultLevel, env);
    },
    checker: (id, level) => {
      const kind = get(id);
      const depth = level ?? kind.defaultLevel;
      return (value) => kind.check(value, depth, env);
    },
    normalise: (id, value) => get(id).normalise?.(value, env) ?? null,
  };
}

/** The name under which a kind's check at a level is registered in SQLite. */
export function semanticFunctionName(id: string, level: SemanticLevel): string {
  return `sem_${id.replaceAll('-', '_')}_${level}`;
}

/** A function for SQLite: deterministic, one text argument, 1 passes, 0 fails, NULL for NULL. */
export interface SemanticFunction {
  readonly name: string;
  readonly fn: (value: string | null) => number | null;
}

/**
 * Every kind at every level as a SQLite function (a level that a kind has not is its deepest one below). Values that SQLite hands over as numbers are
 * judged by their decimal text; they may have lost leading zeros, so columns of codes should be stored as text.
 */
export function semanticFunctions(semantics: Semantics): readonly SemanticFunction[] {
  return semantics.kinds.flatMap((kind) =>
    semanticLevels.map((level) => ({
      name: semanticFunctionName(kind.id, level),
      fn: (value: string | null): number | null => {
        if (value === null) return null;
        return passes(kind.check(typeof value === 'string' ? value : String(value), level, semantics.env)) ? 1 : 0;
      },
    })),
  );
}
