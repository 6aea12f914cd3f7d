import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { LoopDelay } from '../../contract/shell.ts';

const RESOLUTION_MS = 10;
const NS_PER_MS = 1e6;

/** Watches how long this thread's event loop is blocked; it starts with the first `reset`, so that nobody pays who does not measure. */
export function createLoopWatch(): { read(reset: boolean): LoopDelay } {
  let histogram: ReturnType<typeof monitorEventLoopDelay> | null = null;
  return {
    read: (reset) => {
      const seen = histogram?.count ?? 0;
      // the histogram holds the time from tick to tick; what exceeds the tick itself is blockage
      const over = (ns: number): number => (seen === 0 ? 0 : Math.max(0, ns / NS_PER_MS - RESOLUTION_MS));
      const delay = { longestMs: over(histogram?.max ?? 0), p99Ms: over(histogram?.percentile(99) ?? 0), samples: seen };
      if (reset && !histogram) {
        histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
        histogram.enable();
      }
      if (reset) histogram?.reset();
      return delay;
    },
  };
}
