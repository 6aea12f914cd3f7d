import { useEffect, useState, useSyncExternalStore } from 'react';
import { wallMs } from './clock.ts';

/** Plain values being shown: where, and until when. */
export interface Reveal {
  readonly token: string;
  readonly untilMs: number;
  readonly batch: string;
}

let current: Reveal | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

/** Starts showing plain values, or (with null) masks them again at once. */
export function setReveal(next: Reveal | null): void {
  if (next === current) return;
  clearTimeout(timer);
  current = next;
  if (next) timer = setTimeout(() => setReveal(null), Math.max(0, next.untilMs - wallMs()));
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The reveal that is going on, if any. */
export const useReveal = (): Reveal | null => useSyncExternalStore(subscribe, () => current);

/** A number that rises every second while `on`, to redraw a countdown. */
export function useTick(on: boolean, everyMs = 1000): number {
  const [tick, setTick] = useState(0);
  useEffect(() => {
    if (!on) return undefined;
    const interval = setInterval(() => setTick((n) => n + 1), everyMs);
    return () => clearInterval(interval);
  }, [on, everyMs]);
  return tick;
}
