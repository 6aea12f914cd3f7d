/** A stretch of rowids, both ends included. */
export interface RowWindow {
  readonly from: number;
  readonly to: number;
}

export interface WindowOptions {
  readonly from: number;
  readonly to: number;
  /** First window's size in rows; adapted so that a window takes about `targetMs`. */
  readonly size?: number;
  readonly targetMs?: number;
  readonly nowMs: () => number;
  /** Looked at between windows; true stops the loop. */
  readonly shouldStop?: () => boolean;
}

const SIZE_MIN = 1_000;
const SIZE_MAX = 200_000;

/**
 * The only loop over long tables: calls `work` with stretches of rowids that take about 100 ms each, so that progress, cancel and
 * bounded memory come for free. Returns false when it was stopped before the end.
 */
export function forEachWindow(options: WindowOptions, work: (window: RowWindow) => void): boolean {
  const target = options.targetMs ?? 100;
  let size = options.size ?? 20_000;
  for (let from = options.from; from <= options.to;) {
    if (options.shouldStop?.()) return false;
    const to = Math.min(options.to, from + size - 1);
    const startedMs = options.nowMs();
    work({ from, to });
    const tookMs = options.nowMs() - startedMs;
    // one slow or quick stretch must not throw the size about
    const wanted = Math.round((size * target) / Math.max(tookMs, 1));
    size = Math.min(Math.max(wanted, Math.floor(size / 2), SIZE_MIN), size * 2, SIZE_MAX);
    from = to + 1;
  }
  return true;
}
