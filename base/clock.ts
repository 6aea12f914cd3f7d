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

const SHANGHAI_MS = 8 * 3_600_000;

/** The day in China (UTC+8 all year) of an instant, as YYYY-MM-DD. */
export function shanghaiDay(ms: number): string {
  return new Date(ms + SHANGHAI_MS).toISOString().slice(0, 10);
}

/** An instant in China as people write it: YYYY-MM-DD HH:MM. */
export function shanghaiTime(ms: number): string {
  return new Date(ms + SHANGHAI_MS).toISOString().slice(0, 16).replace('T', ' ');
}
