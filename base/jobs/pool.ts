import { Worker } from 'node:worker_threads';
import { JiadiError } from '../../contract/errors.ts';
import { ResultCollector } from './collect.ts';
import type { RunOptions, TaskRunner } from './task.ts';
import { type FromWorker, type ToWorker, errorFromWire } from './wire.ts';

export interface PoolOptions {
  /** The worker's entry file; the composition root knows where it lies. */
  readonly entry: string;
  readonly jobWorkers: number;
  readonly scanWorkers: number;
  /** Plain data that every worker starts with (`workerData`). */
  readonly data?: unknown;
  /** Longest wait of tasks in a lane before `limit-reached`. */
  readonly queueLimit?: number;
}

/**
 * The engine's default lets dead blocks of a file pile up to 48 MB and more in each thread; a worker makes much short-lived text and little else,
 * and importing a million rows takes about 150 MB less with this bound, in the same time.
 */
const YOUNG_GENERATION_MB = 12;
const QUEUE_LIMIT = 500;
/** How long a task that writes nothing may go on after it was called off. */
const GRACE_MS = 300;

interface Waiting {
  readonly name: string;
  readonly input: unknown;
  readonly options: RunOptions;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

interface Seat {
  worker: Worker | null;
  current: { readonly waiting: Waiting; readonly flag: Int32Array; readonly stopListening: () => void } | null;
}

/** Worker threads that run tasks; a thread is started when first needed and replaced when it dies. */
export function workerPool(options: PoolOptions): TaskRunner {
  const garbage = new ResultCollector();
  const lanes = { job: new Lane(options, options.jobWorkers), scan: new Lane(options, options.scanWorkers) };
  return {
    run: <O>(name: string, input: unknown, run: RunOptions = {}) =>
      garbage.after(() => lanes[run.lane ?? 'job'].run(name, input, run) as Promise<O>),
    close: async () => {
      await Promise.all([lanes.job.close(), lanes.scan.close()]);
    },
  };
}

/** Threads of one lane and the tasks that wait for them. */
class Lane {
  readonly #options: PoolOptions;
  readonly #seats: readonly Seat[];
  readonly #queue: Waiting[] = [];
  #closed = false;

  constructor(options: PoolOptions, size: number) {
    this.#options = options;
    this.#seats = Array.from({ length: Math.max(1, size) }, () => ({ worker: null, current: null }));
  }

  run(name: string, input: unknown, options: RunOptions): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(new JiadiError('cancelled'));
      if (this.#queue.length >= (this.#options.queueLimit ?? QUEUE_LIMIT))
        return reject(new JiadiError('limit-reached', { limit: 'queue' }));
      this.#queue.push({ name, input, options, resolve, reject });
      this.#next();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const waiting of this.#queue.splice(0)) waiting.reject(new JiadiError('cancelled'));
    for (const seat of this.#seats) if (seat.current) Atomics.store(seat.current.flag, 0, 1);
    await Promise.all(this.#seats.map(async (seat) => seat.worker?.terminate()));
  }

  #next(): void {
    for (const seat of this.#seats) {
      // what was called off while it waited leaves the seat free for the one behind it
      while (!seat.current) {
        const waiting = this.#closed ? undefined : this.#queue.shift();
        if (!waiting) return;
        if (waiting.options.signal?.aborted) waiting.reject(new JiadiError('cancelled'));
        else this.#begin(seat, waiting);
      }
    }
  }

  #begin(seat: Seat, waiting: Waiting): void {
    const flag = new Int32Array(new SharedArrayBuffer(4));
    let grace: NodeJS.Timeout | undefined;
    const onAbort = (): void => {
      Atomics.store(flag, 0, 1);
      if (waiting.options.pure) grace = setTimeout(() => this.#abandon(seat), GRACE_MS);
    };
    const { signal } = waiting.options;
    if (signal?.aborted) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    const stopListening = (): void => {
      signal?.removeEventListener('abort', onAbort);
      clearTimeout(grace);
    };
    seat.current = { waiting, flag, stopListening };
    const worker = seat.worker ?? this.#start(seat);
    // a busy thread keeps the process alive, an idle one does not
    worker.ref();
    const heard = waiting.options.onTold !== undefined;
    worker.postMessage({ type: 'run', name: waiting.name, input: waiting.input, flag, heard } satisfies ToWorker);
  }

  /** Ends the thread of a task that was called off and does not look up; the next task gets another. */
  #abandon(seat: Seat): void {
    const { worker } = seat;
    seat.worker = null;
    void worker?.terminate();
    this.#finish(seat, (w) => w.reject(new JiadiError('cancelled')));
  }

  #start(seat: Seat): Worker {
    const { entry, data } = this.#options;
    const worker = new Worker(entry, {
      stdout: false,
      stderr: false,
      workerData: data,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    // what a thread says after it was abandoned belongs to nobody
    const mine = (): boolean => seat.worker === worker;
    worker.on('message', (message: FromWorker) => {
      if (mine()) this.#onMessage(seat, message);
    });
    worker.on('error', (error) => {
      if (!mine()) return;
      seat.worker = null;
      this.#finish(seat, (w) => w.reject(error));
    });
    worker.on('exit', () => {
      if (!mine()) return;
      seat.worker = null;
      this.#finish(seat, (w) => w.reject(this.#closed ? new JiadiError('cancelled') : new Error('a worker thread ended')));
    });
    worker.unref();
    seat.worker = worker;
    return worker;
  }

  #onMessage(seat: Seat, message: FromWorker): void {
    switch (message.type) {
      case 'progress':
        seat.current?.waiting.options.onProgress?.(message.progress);
        return;
      case 'told':
        seat.current?.waiting.options.onTold?.(message.told);
        return;
      case 'done':
        this.#finish(seat, (w) => w.resolve(message.output));
        return;
      case 'failed':
        this.#finish(seat, (w) => w.reject(errorFromWire(message.error)));
    }
  }

  #finish(seat: Seat, settle: (waiting: Waiting) => void): void {
    const { current } = seat;
    if (!current) return;
    seat.current = null;
    seat.worker?.unref();
    current.stopListening();
    settle(current.waiting);
    this.#next();
  }
}
