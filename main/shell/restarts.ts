const WINDOW_MS = 60_000;
const RESTARTS_MAX = 3;
const waitsMs = [100, 1_000, 3_000] as const;

/** Decides what follows a crash: how long to wait before the restart, or null when there were too many within a minute. */
export function createRestartPolicy(): { next(nowMs: number): number | null } {
  let crashesMs: readonly number[] = [];
  return {
    next: (nowMs) => {
      crashesMs = [...crashesMs.filter((atMs) => nowMs - atMs < WINDOW_MS), nowMs];
      return crashesMs.length > RESTARTS_MAX ? null : (waitsMs[crashesMs.length - 1] ?? null);
    },
  };
}
