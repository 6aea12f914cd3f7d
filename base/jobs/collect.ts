import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Work of this length leaves something behind that is worth collecting once nothing follows. */
const WORK_MS = 250;
const PAUSE_MS = 1000;
/** After work of this length, or where so much is held, it is collected at once, even if more work waits: shared memory is in no figure that a thread has of itself. */
const LONG_WORK_MS = 2_000;
const MUCH_BYTES = 64 << 20;

/**
 * Collects the garbage of its thread when work has ended. A thread without work never does so by itself, and shared memory that one thread has not let go of
 * stays for all: after some imports that was a quarter of the whole process. Where there is little it waits for a pause: what a thread has learned of its code
 * is partly lost each time.
 */
export class Collector {
  #workedMs = 0;
  #before = 0;
  #pause: NodeJS.Timeout | undefined;

  /** Does work that is counted, one at a time; what it leaves behind is collected when nothing follows. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    clearTimeout(this.#pause);
    const beganMs = performance.now();
    try {
      return await work();
    } finally {
      this.#workedMs += performance.now() - beganMs;
      this.#ended();
    }
  }

  #ended(): void {
    if (this.#workedMs <= WORK_MS) return;
    // not before those who wait for the work have what they wanted
    if (this.#workedMs > LONG_WORK_MS || held() > this.#before + MUCH_BYTES) setImmediate(() => this.#collect());
    else this.#pause = setTimeout(() => this.#collect(), PAUSE_MS).unref();
  }

  #collect(): void {
    collectNow();
    this.#workedMs = 0;
    this.#before = held();
  }
}

/**
 * Collects the garbage of a thread that has others do its work, a little after work of some length has ended and whatever goes on by then: the thread waits
 * anyway. Results in shared memory count nothing for V8, which saw no reason to look for up to a minute: a second file had the first one's in its way.
 */
export class ResultCollector {
  #waiting = false;

  /** Waits for work that others do; what its result leaves behind is collected when those who asked for it have used it. */
  async after<T>(work: () => Promise<T>): Promise<T> {
    const beganMs = performance.now();
    try {
      return await work();
    } finally {
      if (performance.now() - beganMs > WORK_MS && !this.#waiting) {
        this.#waiting = true;
        setTimeout(() => this.#collect(), PAUSE_MS).unref();
      }
    }
  }

  #collect(): void {
    this.#waiting = false;
    collectNow();
  }
}

function collectNow(): void {
  collect ??= exposedCollector();
  collect?.();
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
