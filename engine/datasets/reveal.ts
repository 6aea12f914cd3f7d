import { JiadiError } from '../../contract/errors.ts';
import type { Revealed } from './page.task.ts';

/** What a person was allowed to see in the clear, for how long. */
export interface RevealGrant {
  readonly userId: string;
  readonly batch: string;
  readonly scope: Scope;
  readonly untilMs: number;
}

export type Scope = { readonly row: number; readonly column: string | null } | { readonly column: string };

/** A cell for a minute, a row or column for ten. */
export function revealMs(scope: Scope): number {
  return 'row' in scope && scope.column !== null ? 60_000 : 600_000;
}

const KEPT = 500;

/** Reveal tokens of one engine; they live in memory only and end with it. */
export interface Reveals {
  add(token: string, grant: RevealGrant): void;
  /** What a token uncovers in a batch for a person now; an ended or foreign token is `grant-expired`. */
  of(token: string | null, userId: string, batch: string, nowMs: number): Scope | null;
  /** The batch that a token is about; null for one that is not known. */
  batchOf(token: string | null): string | null;
}

/** No token at first. */
export function createReveals(): Reveals {
  const known = new Map<string, RevealGrant>();
  return {
    add: (token, grant) => {
      known.set(token, grant);
      const oldest = known.size > KEPT ? known.keys().next().value : undefined;
      if (oldest !== undefined) known.delete(oldest);
    },
    of: (token, userId, batch, nowMs) => {
      if (token === null) return null;
      const grant = known.get(token);
      if (!grant || grant.userId !== userId || grant.batch !== batch || grant.untilMs <= nowMs) throw new JiadiError('grant-expired');
      return grant.scope;
    },
    batchOf: (token) => known.get(token ?? '')?.batch ?? null,
  };
}

/** A scope by column positions. */
export function revealedBy(scope: Scope | null, columnIndex: (name: string) => number): Revealed {
  if (scope === null) return { columns: [], cells: [] };
  if (!('row' in scope)) return { columns: [columnIndex(scope.column)], cells: [] };
  return { columns: [], cells: [{ row: scope.row, column: scope.column === null ? null : columnIndex(scope.column) }] };
}
