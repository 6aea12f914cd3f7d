import { randomBytes } from 'node:crypto';
import { JiadiError } from '../contract/errors.ts';

export type GrantUse = 'read' | 'write' | 'folder';

/**
 * Paths that a person chose, under tokens: the window holds tokens only, so a page that misbehaves can open nothing that nobody picked.
 */
export interface Grants {
  /** Issues a token for a path chosen in a dialog, dropped, or named on a command line. */
  add(path: string, use: GrantUse): string;
  /** The path behind a token of that use; `grant-expired` otherwise. */
  path(token: string, use: GrantUse): string;
}

const GRANTS_KEPT = 2_000;

/** Grants of one engine; the oldest are forgotten first. */
export function createGrants(): Grants {
  const known = new Map<string, { readonly path: string; readonly use: GrantUse }>();
  return {
    add: (path, use) => {
      const token = randomBytes(18).toString('base64url');
      known.set(token, { path, use });
      const oldest = known.size > GRANTS_KEPT ? known.keys().next().value : undefined;
      if (oldest !== undefined) known.delete(oldest);
      return token;
    },
    path: (token, use) => {
      const grant = known.get(token);
      if (!grant || grant.use !== use) throw new JiadiError('grant-expired');
      return grant.path;
    },
  };
}
