import type { EngineHost } from '../context.ts';
import { guestQuery } from '../rules/index.ts';
import type { GuestQuery } from './check.ts';

/** How strangers' SQL is answered here: in a guest process, or not at all where the composition root can start none. */
export function guestOf(host: Pick<EngineHost, 'guestEntry'>): GuestQuery | null {
  return host.guestEntry === null ? null : guestQuery(host.guestEntry);
}
