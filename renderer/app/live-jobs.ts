import { isJiadiError, JiadiError } from '../../contract/errors.ts';
import type { Progress } from '../../contract/method.ts';
import { nowMs } from './clock.ts';
import { link } from './engine-link.ts';

/** Work this window started: how far it is, how fast, and how it ended. */
export interface LiveJob {
  readonly name: string;
  readonly method: string;
  readonly title: string;
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  readonly progress: Progress | null;
  readonly startedMs: number;
  readonly elapsedMs: number;
  /** Moving average, of the progress unit per second. */
  readonly perSecond: number | null;
  /** Known from three seconds on. */
  readonly secondsLeft: number | null;
  readonly output: unknown;
  readonly error: JiadiError | null;
}

interface Sample {
  readonly atMs: number;
  readonly done: number;
  readonly phase: string;
}

const windowMs = 5000;
const etaFromMs = 3000;

/** Rate over the last seconds of the same phase. */
function rateOf(samples: readonly Sample[]): number | null {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || last.atMs - first.atMs < 400) return null;
  return ((last.done - first.done) * 1000) / (last.atMs - first.atMs);
}

function createLiveJobs() {
  const jobs = new Map<string, LiveJob>();
  const aborts = new Map<string, AbortController>();
  const listeners = new Set<() => void>();
  let list: readonly LiveJob[] = [];
  const set = (job: LiveJob): void => {
    jobs.set(job.name, job);
    tell();
  };
  const tell = (): void => {
    list = [...jobs.values()];
    for (const listener of listeners) listener();
  };
  const advance = (name: string, samples: Sample[], progress: Progress): void => {
    const job = jobs.get(name);
    if (!job || job.state !== 'running') return;
    const atMs = nowMs();
    if (samples.at(-1)?.phase !== progress.phase) samples.length = 0;
    samples.push({ atMs, done: progress.done, phase: progress.phase });
    while (samples.length > 2 && atMs - (samples[0]?.atMs ?? atMs) > windowMs) samples.shift();
    const perSecond = rateOf(samples);
    const elapsedMs = atMs - job.startedMs;
    const knows = perSecond !== null && perSecond > 0 && progress.total !== null && elapsedMs >= etaFromMs;
    set({ ...job, progress, elapsedMs, perSecond, secondsLeft: knows ? ((progress.total ?? 0) - progress.done) / perSecond : null });
  };
  return {
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    all: () => list,
    get: (name: string) => jobs.get(name),
    cancel: (name: string) => aborts.get(name)?.abort(),
    clear: (name: string) => {
      if (jobs.get(name)?.state === 'running') return;
      jobs.delete(name);
      tell();
    },
    /** Starts a job; a failure ends in its state, not in a rejection. */
    start: async (name: string, method: string, title: string, input: unknown): Promise<unknown> => {
      const abort = new AbortController();
      aborts.set(name, abort);
      const startedMs = nowMs();
      const samples: Sample[] = [];
      set({
        name,
        method,
        title,
        state: 'running',
        progress: null,
        startedMs,
        elapsedMs: 0,
        perSecond: null,
        secondsLeft: null,
        output: undefined,
        error: null,
      });
      const end = (state: LiveJob['state'], output: unknown, error: JiadiError | null): void => {
        const job = jobs.get(name);
        if (job) set({ ...job, state, output, error, elapsedMs: nowMs() - startedMs, secondsLeft: null });
      };
      try {
        const output = await link.call(method, input, { signal: abort.signal, onProgress: (progress) => advance(name, samples, progress) });
        end('done', output, null);
        return output;
      } catch (raw) {
        const error = isJiadiError(raw) ? raw : new JiadiError('internal', { log: '' }, raw);
        end(error.code === 'cancelled' ? 'cancelled' : 'failed', undefined, error);
        return undefined;
      }
    },
  };
}

/** Jobs outlive the screen that started them, so they are kept beside the screens. */
export const liveJobs = createLiveJobs();
