import { cpus } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';

const SAMPLE_MS = 400;
/** Share of the processors that others may use while something is measured. */
const OTHERS_MAX = 0.15;

function ticks(): { readonly idle: number; readonly all: number } {
  let [idle, all] = [0, 0];
  for (const { times } of cpus()) {
    idle += times.idle;
    all += times.user + times.nice + times.sys + times.idle + times.irq;
  }
  return { idle, all };
}

/** How much of all processors is in use, measured over a moment. */
async function usage(): Promise<number> {
  const before = ticks();
  await wait(SAMPLE_MS);
  const after = ticks();
  return 1 - (after.idle - before.idle) / Math.max(1, after.all - before.all);
}

/** Waits, up to a limit, until the machine has nothing else to do; returns the share that others still use. */
export async function untilQuiet(limitMs: number): Promise<number> {
  const endMs = performance.now() + limitMs;
  for (;;) {
    const used = await usage();
    if (used <= OTHERS_MAX || performance.now() > endMs) return used;
  }
}
