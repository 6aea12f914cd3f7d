/** Where time comes from; tests pass a clock of their own. */
export interface Clock {
  /** Now, in milliseconds since the epoch (wall clock: shown and recorded, never used to order or decide). */
  nowMs(): number;
  /** Milliseconds of a clock that never goes back. */
  monotonicMs(): number;
}

/** The machine's clocks. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};

/** ISO 8601 in UTC with milliseconds, the form stored in `workspace.db`. */
export function isoUtc(ms: number): string {
  return new Date(ms).toISOString();
}
