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
  /** Keeps the password of a locked file with its token: in memory only, so that no call that is written down carries it. */
  unlock(token: string, password: string): void;
  password(token: string): string | undefined;
  /** Keeps a page until main takes it for printing. */
  addPage(html: string): string;
  /** The page behind a token, once; null otherwise. */
  takePage(token: string): string | null;
}

const GRANTS_KEPT = 2_000;
const PAGES_KEPT = 3;

/** Grants of one engine; the oldest are forgotten first. */
export function createGrants(): Grants {
  const known = new Map<string, { readonly path: string; readonly use: GrantUse; readonly password?: string }>();
  const pages = new Map<string, string>();
  return {
    add: (path, use) => keep(known, { path, use }, GRANTS_KEPT),
    path: (token, use) => {
      const grant = known.get(token);
      if (!grant || grant.use !== use) throw new JiadiError('grant-expired');
      return grant.path;
    },
    unlock: (token, password) => {
      const grant = known.get(token);
      if (grant) known.set(token, { ...grant, password });
    },
    password: (token) => known.get(token)?.password,
    addPage: (html) => keep(pages, html, PAGES_KEPT),
    takePage: (token) => {
      const html = pages.get(token) ?? null;
      pages.delete(token);
      return html;
    },
  };
}

function keep<T>(known: Map<string, T>, value: T, most: number): string {
  const token = randomBytes(18).toString('base64url');
  known.set(token, value);
  const oldest = known.size > most ? known.keys().next().value : undefined;
  if (oldest !== undefined) known.delete(oldest);
  return token;
}
