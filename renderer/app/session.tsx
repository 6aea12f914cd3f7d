import { createContext, useContext } from 'react';
import type { WorkspaceStatus } from '../../contract/methods/workspace.ts';
import { type Right, rightsOf, type Role } from '../../contract/rights.ts';

/** Who is signed in where. */
export interface SessionInfo {
  readonly status: WorkspaceStatus;
  readonly lock: () => void;
  readonly signOut: () => void;
}

export const SessionContext = createContext<SessionInfo | null>(null);

/** The signed-in person and workspace; only below the sign-in screen. */
export function useSession() {
  const info = useContext(SessionContext);
  const user = info?.status.session?.user;
  if (!info || !user) throw new Error('useSession outside of a session');
  return { ...info, user, can: (right: Right) => rightsOf[user.role].includes(right) };
}

/** True when a role has one of the rights (or none is asked for). */
export const roleHas = (role: Role, rights: readonly Right[] | undefined): boolean =>
  rights === undefined || rights.some((right) => rightsOf[role].includes(right));
