import { useCallback, useSyncExternalStore } from 'react';

const kept = new Map<string, unknown>();
const listeners = new Set<() => void>();

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Changes what `useSticky` keeps under a key, from outside of React. */
export function setSticky(key: string, value: unknown): void {
  kept.set(key, value);
  for (const listener of listeners) listener();
}

/** Reads what is kept under a key. */
export const getSticky = (key: string): unknown => kept.get(key);

/** Forgets everything, because somebody else is at the machine now. */
export function clearSticky(): void {
  kept.clear();
  for (const listener of listeners) listener();
}

/** Like `useState`, but kept when the screen is left and found again on return (not over a restart). */
export function useSticky<T>(key: string, initial: T): readonly [T, (value: T) => void] {
  const value = useSyncExternalStore(subscribe, () => (kept.has(key) ? (kept.get(key) as T) : initial));
  const set = useCallback((next: T) => setSticky(key, next), [key]);
  return [value, set];
}
