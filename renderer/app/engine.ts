/**
 * The whole data layer of the window: `useQuery`, `useCommand`, `useJob`, typed by the contract.
 * A query is asked again when somebody changed a noun it reads, and keeps its old data meanwhile.
 */
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { JiadiError, isJiadiError } from '../../contract/errors.ts';
import type { InputOf, OutputOf } from '../../contract/method.ts';
import { type MethodName, type Methods, methods } from '../../contract/methods/index.ts';
import type { CallOptions } from '../../contract/rpc.ts';
import { useLatest } from '../ui/useLatest.ts';
import { link } from './engine-link.ts';
import { type LiveJob, liveJobs } from './live-jobs.ts';

export type Input<N extends MethodName> = InputOf<Methods[N]>;
export type Output<N extends MethodName> = OutputOf<Methods[N]>;

/** One call to the engine, outside React. */
export function call<N extends MethodName>(method: N, input: Input<N>, options?: CallOptions): Promise<Output<N>> {
  return link.call(method, input, options) as Promise<Output<N>>;
}

/** What a failed call means for people; anything unexpected counts as a mistake of ours. */
export const asError = (error: unknown): JiadiError => (isJiadiError(error) ? error : new JiadiError('internal', { log: '' }, error));

export interface QueryState<T> {
  /** The newest answer; the one before stays while a fresh one is on its way. */
  readonly data: T | undefined;
  readonly error: JiadiError | null;
  readonly refreshing: boolean;
  readonly reload: () => void;
}

interface Answer<T> {
  /** Which question it answers: method, input and round. */
  readonly stamp: string;
  readonly key: string;
  readonly data: T | undefined;
  readonly error: JiadiError | null;
}

/** Asks the engine and keeps asking when what it reads changes. `skip` asks nothing yet; `keep` shows the old answer while a new input is asked for. */
export function useQuery<N extends MethodName>(
  method: N,
  input: Input<N>,
  options: { readonly skip?: boolean; readonly keep?: boolean } = {},
): QueryState<Output<N>> {
  const { skip = false, keep = false } = options;
  const key = `${method} ${JSON.stringify(input ?? null)}`;
  const [answer, setAnswer] = useState<Answer<Output<N>>>({ stamp: '', key: '', data: undefined, error: null });
  const [round, setRound] = useState(0);
  const reload = useCallback(() => setRound((n) => n + 1), []);
  const latest = useLatest(input);
  const stamp = `${key}#${round}`;
  useEffect(() => {
    if (skip) return undefined;
    const reads: readonly string[] = methods[method].reads;
    return link.onChanged((nouns) => {
      if (nouns === 'all' || nouns.some((noun) => reads.includes(noun))) reload();
    });
  }, [method, skip, reload]);
  useEffect(() => {
    if (skip) return undefined;
    const abort = new AbortController();
    const ask = async (): Promise<void> => {
      try {
        const data = await call(method, latest.current, { signal: abort.signal });
        if (!abort.signal.aborted) setAnswer({ stamp, key, data, error: null });
      } catch (raw) {
        const error = asError(raw);
        if (abort.signal.aborted || error.code === 'superseded' || error.code === 'engine-restarted') return;
        setAnswer((old) => ({ stamp, key, data: old.key === key ? old.data : undefined, error }));
      }
    };
    void ask();
    return () => abort.abort();
  }, [method, key, stamp, skip, latest]);
  const current = answer.key === key || keep;
  const refreshing = !skip && answer.stamp !== stamp;
  return useMemo(
    () => ({ data: current ? answer.data : undefined, error: current ? answer.error : null, refreshing, reload }),
    [current, answer, refreshing, reload],
  );
}

export interface CommandState<N extends MethodName> {
  /** Resolves with the answer, or with undefined when it failed; the failure is in `error`. */
  readonly run: (input: Input<N>) => Promise<Output<N> | undefined>;
  readonly busy: boolean;
  readonly error: JiadiError | null;
  readonly clear: () => void;
}

/** One command (or short scan) at the press of a button. */
export function useCommand<N extends MethodName>(method: N): CommandState<N> {
  const [state, setState] = useState<{ readonly busy: boolean; readonly error: JiadiError | null }>({ busy: false, error: null });
  const clear = useCallback(() => setState({ busy: false, error: null }), []);
  const run = useCallback(
    async (input: Input<N>) => {
      setState({ busy: true, error: null });
      try {
        const output = await call(method, input);
        setState({ busy: false, error: null });
        return output;
      } catch (raw) {
        setState({ busy: false, error: asError(raw) });
        return undefined;
      }
    },
    [method],
  );
  return useMemo(() => ({ run, clear, ...state }), [run, clear, state]);
}

export interface JobState<N extends MethodName> {
  readonly run: (input: Input<N>, title?: string) => Promise<Output<N> | undefined>;
  /** The newest job under this hook's key; it goes on when the screen is left and is found again on return. */
  readonly job: LiveJob | undefined;
  readonly running: boolean;
  readonly output: Output<N> | undefined;
  readonly error: JiadiError | null;
  readonly cancel: () => void;
  readonly clear: () => void;
}

/** Long work with progress. `key` tells apart several jobs of one method, e.g. two files being imported. */
export function useJob<N extends MethodName>(method: N, key: string = ''): JobState<N> {
  const name = `${method}#${key}`;
  const job = useSyncExternalStore(liveJobs.subscribe, () => liveJobs.get(name));
  const run = useCallback(
    (input: Input<N>, title = '') => liveJobs.start(name, method, title, input) as Promise<Output<N> | undefined>,
    [name, method],
  );
  const cancel = useCallback(() => liveJobs.cancel(name), [name]);
  const clear = useCallback(() => liveJobs.clear(name), [name]);
  return useMemo(
    () => ({
      run,
      cancel,
      clear,
      job,
      running: job?.state === 'running',
      output: job?.output as Output<N> | undefined,
      error: job?.error ?? null,
    }),
    [run, cancel, clear, job],
  );
}

/** Every job this window started and still remembers. */
export const useLiveJobs = (): readonly LiveJob[] => useSyncExternalStore(liveJobs.subscribe, liveJobs.all);
