import type { Page } from '@playwright/test';

/** What was seen of the page's thread since the watch began, in milliseconds. */
export interface Seen {
  /** The longest task; the browser tells of those over 50 ms only, shorter ones count as 0. */
  readonly taskMs: number;
  /** The most that a timer came late: the thread was blocked, or the machine had no processor for it. */
  readonly lateMs: number;
}

const TICK_MS = 10;

/** Watches the thread of the page for what blocks it. */
export async function watchPage(page: Page): Promise<{ read(): Promise<Seen> }> {
  const handle = await page.evaluateHandle((tickMs) => {
    const seen = { taskMs: 0, lateMs: 0 };
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) seen.taskMs = Math.max(seen.taskMs, duration);
    }).observe({ type: 'longtask', buffered: false });
    let beforeMs = performance.now();
    setInterval(() => {
      const nowMs = performance.now();
      seen.lateMs = Math.max(seen.lateMs, nowMs - beforeMs - tickMs);
      beforeMs = nowMs;
    }, tickMs);
    return seen;
  }, TICK_MS);
  return { read: () => handle.jsonValue() };
}
