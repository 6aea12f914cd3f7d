import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Work of this length leaves enough behind to be worth collecting, once nothing has come for a while. */
const LONG_MS = 250;
const IDLE_MS = 1000;

/**
 * Collects the garbage of its thread when long work has ended and nothing follows. A thread without work never does so by itself, and shared memory that one
 * thread has not let go of stays for all: after some imports that was a quarter of the whole process.
 */
export class IdleCollector {
  #running = 0;
  #long = false;
  #timer: NodeJS.Timeout | undefined;

  /** Does work that is counted; the collector waits until all of it has ended. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    clearTimeout(this.#timer);
    this.#running++;
    const fromMs = performance.now();
    try {
      return await work();
    } finally {
      this.#long ||= performance.now() - fromMs > LONG_MS;
      if (--this.#running === 0 && this.#long) this.#timer = setTimeout(() => this.#collect(), IDLE_MS).unref();
    }
  }

  #collect(): void {
    this.#long = false;
    collector ??= exposedCollector();
    collector();
  }
}

let collector: (() => void) | null = null;

/** V8's collector, which is known to contexts that are made while the flag is set. */
function exposedCollector(): () => void {
  setFlagsFromString('--expose-gc');
  try {
    return runInNewContext('gc') as () => void;
  } finally {
    setFlagsFromString('--no-expose-gc');
  }
}
