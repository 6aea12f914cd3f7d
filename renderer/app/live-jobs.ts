import { isJiadiError, JiadiError } from '../../contract/errors.ts';
import type { Progress } from '../../contract/method.ts';
import { Pace } from '../../contract/pace.ts';
import { nowMs } from './clock.ts';
import type { Told } from '../../contract/told.ts';
import { link } from './engine-link.ts';
import { type Growth, grown } from './growth.ts';

/** Work this window started: how far it is, how fast, and how it ended. */
export interface LiveJob {
  readonly name: string;
  readonly method: string;
  readonly title: string;
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  readonly progress: Progress | null;
  readonly startedMs: number;
  readonly elapsedMs: number;
  /** Of the progress unit per second. */
  readonly perSecond: number | null;
  readonly secondsLeft: number | null;
  /** The profile that it makes, as far as it has been told. */
  readonly growth: Growth | null;
  readonly input: unknown;
  readonly output: unknown;
  readonly error: JiadiError | null;
}

/** Columns may be finished much faster than a screen can follow. */
const SHOW_EVERY_MS = 100;

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
  const advance = (name: string, pace: Pace, progress: Progress): void => {
    const job = jobs.get(name);
    if (!job || job.state !== 'running') return;
    const atMs = nowMs();
    set({ ...job, progress, elapsedMs: atMs - job.startedMs, ...pace.at(atMs, progress) });
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
      const pace = new Pace();
      set({
        name,
        method,
        title,
        state: 'running',
        progress: null,
        growth: null,
        input,
        startedMs,
        elapsedMs: 0,
        perSecond: null,
        secondsLeft: null,
        output: undefined,
        error: null,
      });
      let growth: Growth | null = null;
      let showing: number | undefined;
      const show = (): void => {
        showing = undefined;
        const job = jobs.get(name);
        if (job?.state === 'running') set({ ...job, growth });
      };
      const onTold = (told: unknown): void => {
        growth = grown(growth, told as Told, jobs.get(name)?.progress ?? null);
        showing ??= window.setTimeout(show, SHOW_EVERY_MS);
      };
      const end = (state: LiveJob['state'], output: unknown, error: JiadiError | null): void => {
        window.clearTimeout(showing);
        const job = jobs.get(name);
        // of what was not made nothing is left
        if (job)
          set({
            ...job,
            growth: state === 'done' ? growth : null,
            state,
            output,
            error,
            elapsedMs: nowMs() - startedMs,
            secondsLeft: null,
          });
      };
      try {
        const output = await link.call(method, input, {
          signal: abort.signal,
          onProgress: (progress) => advance(name, pace, progress),
          onTold,
        });
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
