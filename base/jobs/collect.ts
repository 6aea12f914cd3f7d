import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Work of this length leaves something behind that is worth collecting once nothing follows. */
const WORK_MS = 250;
const PAUSE_MS = 1000;
/** So much is collected at once, even if more work waits. */
const MUCH_BYTES = 64 << 20;

/**
 * Collects the garbage of its thread when work has ended. A thread without work never does so by itself, and shared memory that one thread has not let go of
 * stays for all: after some imports that was a quarter of the whole process. Where there is little it waits for a pause: what a thread has learned of its code
 * is partly lost each time.
 */
export class Collector {
  #running = 0;
  #workedMs = 0;
  #sinceMs = 0;
  #before = 0;
  #pause: NodeJS.Timeout | undefined;

  /** Does work that is counted; what it leaves behind is collected when nothing goes on beside it. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    clearTimeout(this.#pause);
    if (this.#running++ === 0) this.#sinceMs = performance.now();
    try {
      return await work();
    } finally {
      if (--this.#running === 0) this.#ended();
    }
  }

  #ended(): void {
    this.#workedMs += performance.now() - this.#sinceMs;
    if (this.#workedMs <= WORK_MS) return;
    // not before those who wait for the work have what they wanted
    if (held() > this.#before + MUCH_BYTES) setImmediate(() => this.#collect());
    else this.#pause = setTimeout(() => this.#collect(), PAUSE_MS).unref();
  }

  #collect(): void {
    collect ??= exposedCollector();
    collect?.();
    this.#workedMs = 0;
    this.#before = held();
  }
}

/** Bytes that this thread holds, garbage and all. */
function held(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

let collect: (() => void) | null = null;

/** V8's collector, which is known to contexts that are made while the flag is set. The flag is that of the process: null where another thread took it away at that moment. */
export function exposedCollector(): (() => void) | null {
  setFlagsFromString('--expose-gc');
  return runInNewContext('globalThis.gc ?? null') as (() => void) | null;
}
