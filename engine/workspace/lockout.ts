import { JiadiError } from '../../contract/errors.ts';

const TRIES = 5;
const LOCKED_MS = 15 * 60 * 1000;

interface Tries {
  failed: number;
  lockedUntilMs: number;
}

/** Counts wrong passwords per account on the monotonic clock, so that setting the wall clock helps nobody. */
export interface Lockout {
  /** Throws `locked-out` while the account rests. */
  check(account: string): void;
  /** Notes a wrong password and throws `wrong-password` with the tries left, or `locked-out`. */
  failed(account: string): never;
  succeeded(account: string): void;
}

/** A lockout of five tries and fifteen minutes. */
export function createLockout(nowMs: () => number): Lockout {
  const known = new Map<string, Tries>();
  const check = (account: string): void => {
    const tries = known.get(account);
    const restMs = (tries?.lockedUntilMs ?? 0) - nowMs();
    if (restMs > 0) throw new JiadiError('locked-out', { minutes: Math.ceil(restMs / 60_000) });
  };
  return {
    check,
    failed: (account) => {
      const tries = known.get(account) ?? { failed: 0, lockedUntilMs: 0 };
      tries.failed += 1;
      known.set(account, tries);
      if (tries.failed >= TRIES) {
        tries.failed = 0;
        tries.lockedUntilMs = nowMs() + LOCKED_MS;
        check(account);
      }
      throw new JiadiError('wrong-password', { left: TRIES - tries.failed });
    },
    succeeded: (account) => {
      known.delete(account);
    },
  };
}
