import { type ErrorCode, type ErrorParams, JiadiError } from './errors.ts';
import type { Progress } from './method.ts';
import type { Noun } from './nouns.ts';

/** What goes to the engine. */
export type ToEngine =
  | { readonly type: 'call'; readonly id: number; readonly method: string; readonly input: unknown }
  | { readonly type: 'cancel'; readonly id: number };

/** What comes from the engine. */
export type FromEngine =
  | { readonly type: 'ok'; readonly id: number; readonly output: unknown }
  | { readonly type: 'fail'; readonly id: number; readonly code: ErrorCode; readonly params: ErrorParams }
  | { readonly type: 'progress'; readonly id: number; readonly progress: Progress }
  | { readonly type: 'told'; readonly id: number; readonly told: unknown }
  | { readonly type: 'changed'; readonly nouns: readonly Noun[] };

/** The little that is asked of a port: the window's MessagePort, Electron's, or a child process all fit. */
export interface Port {
  post(message: unknown): void;
  listen(onMessage: (message: unknown) => void): void;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** Takes what a job of `contract/told.ts` tells before it is done. */
  readonly onTold?: (told: unknown) => void;
}

/** The engine as its callers see it, in this process or behind a port. */
export interface EngineClient {
  call(method: string, input: unknown, options?: CallOptions): Promise<unknown>;
  /** Announces what was changed by anybody; returns the way to stop listening. */
  onChanged(listener: (nouns: readonly Noun[]) => void): () => void;
}

/** Answers a port from an engine client. Messages that are not of the protocol are ignored: a port carries strangers' data too. */
export function serve(port: Port, client: EngineClient): void {
  const running = new Map<number, AbortController>();
  client.onChanged((nouns) => port.post({ type: 'changed', nouns } satisfies FromEngine));
  port.listen((raw) => {
    const message = readRequest(raw);
    if (!message) return;
    if (message.type === 'cancel') {
      running.get(message.id)?.abort();
      return;
    }
    const { id, method, input } = message;
    if (running.has(id)) return;
    const abort = new AbortController();
    running.set(id, abort);
    const onProgress = (progress: Progress): void => port.post({ type: 'progress', id, progress } satisfies FromEngine);
    const onTold = (told: unknown): void => port.post({ type: 'told', id, told } satisfies FromEngine);
    client
      .call(method, input, { signal: abort.signal, onProgress, onTold })
      .then(
        (output) => port.post({ type: 'ok', id, output } satisfies FromEngine),
        (error: unknown) => {
          const known = error instanceof JiadiError ? error : new JiadiError('internal');
          port.post({ type: 'fail', id, code: known.code, params: known.params } satisfies FromEngine);
        },
      )
      .finally(() => running.delete(id));
  });
}

function readRequest(raw: unknown): ToEngine | null {
  if (typeof raw !== 'object' || raw === null || !('type' in raw) || !('id' in raw)) return null;
  if (typeof raw.id !== 'number' || !Number.isSafeInteger(raw.id)) return null;
  if (raw.type === 'cancel') return { type: 'cancel', id: raw.id };
  if (raw.type !== 'call' || !('method' in raw) || typeof raw.method !== 'string') return null;
  return { type: 'call', id: raw.id, method: raw.method, input: 'input' in raw ? raw.input : undefined };
}

/** The caller's end of a port. After `lost()` every open call fails with `engine-restarted`. */
export function connect(port: Port): EngineClient & { lost(): void } {
  let nextId = 1;
  const open = new Map<number, { resolve: (v: unknown) => void; reject: (e: unknown) => void; options: CallOptions }>();
  const listeners = new Set<(nouns: readonly Noun[]) => void>();
  port.listen((raw) => {
    const message = raw as FromEngine;
    if (message.type === 'changed') {
      for (const listener of listeners) listener(message.nouns);
      return;
    }
    const call = open.get(message.id);
    if (!call) return;
    if (message.type === 'progress') {
      call.options.onProgress?.(message.progress);
      return;
    }
    if (message.type === 'told') {
      call.options.onTold?.(message.told);
      return;
    }
    open.delete(message.id);
    if (message.type === 'ok') call.resolve(message.output);
    else call.reject(new JiadiError(message.code, message.params));
  });
  return {
    call: (method, input, options = {}) =>
      new Promise((resolve, reject) => {
        const id = nextId++;
        open.set(id, { resolve, reject, options });
        options.signal?.addEventListener('abort', () => port.post({ type: 'cancel', id } satisfies ToEngine), { once: true });
        port.post({ type: 'call', id, method, input } satisfies ToEngine);
      }),
    onChanged: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    lost: () => {
      for (const call of open.values()) call.reject(new JiadiError('engine-restarted'));
      open.clear();
    },
  };
}
