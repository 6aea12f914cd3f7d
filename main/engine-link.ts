import type { MessagePortMain } from 'electron';
import { JiadiError } from '../contract/errors.ts';
import { type EngineFiles, type EngineProcess, startEngineProcess } from './shell/engine-process.ts';
import type { EngineAsk, EngineAsks, EngineStart, FromEngineProcess, ToEngineProcess } from './shell/engine-wire.ts';
import { createRestartPolicy } from './shell/restarts.ts';

export type EngineState = 'starting' | 'ready' | 'restarting' | 'failed' | 'stopped';

export interface EngineLinkOptions {
  readonly files: EngineFiles;
  readonly start: EngineStart;
  nowMs(): number;
  onState(state: EngineState, exitCode: number | null): void;
}

/** Main's end of the engine: starts it, restarts it after a crash, gives out ports and carries the privileged asks. */
export interface EngineLink {
  readonly state: EngineState;
  readonly pid: number | undefined;
  start(): void;
  /** A new port to the running engine; null while it is not ready (a `ready` state follows). */
  openPort(): MessagePortMain | null;
  /** Asks the engine; waits for it while it starts, fails with `engine-restarted` when it dies meanwhile. */
  ask<K extends EngineAsk>(name: K, input: EngineAsks[K]['ask']): Promise<EngineAsks[K]['answer']>;
  /** Ends the engine in order; after the limit its process is killed. */
  stop(limitMs: number): Promise<void>;
}

interface OpenAsk {
  readonly message: ToEngineProcess;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Links main to an engine process; nothing runs until `start()`. */
export function createEngineLink(options: EngineLinkOptions): EngineLink {
  const policy = createRestartPolicy();
  const asks = new Map<number, OpenAsk>();
  let nextAsk = 1;
  let state: EngineState = 'stopped';
  let child: EngineProcess | null = null;
  let stopping: (() => void) | null = null;

  const become = (next: EngineState, exitCode: number | null = null): void => {
    state = next;
    options.onState(next, exitCode);
  };

  const loseAsks = (): void => {
    for (const ask of asks.values()) ask.reject(new JiadiError('engine-restarted'));
    asks.clear();
  };

  const onMessage = (message: FromEngineProcess): void => {
    if (message.type === 'ready') {
      become('ready');
      for (const ask of asks.values()) child?.send(ask.message);
    } else if (message.type === 'answer') {
      asks.get(message.id)?.resolve(message.value);
      asks.delete(message.id);
    }
  };

  const onExit = (code: number | null): void => {
    child = null;
    loseAsks();
    if (stopping) {
      become('stopped', code);
      stopping();
      return;
    }
    const waitMs = policy.next(options.nowMs());
    if (waitMs === null) {
      become('failed', code);
      return;
    }
    become('restarting', code);
    setTimeout(() => {
      if (!stopping && state === 'restarting') run();
    }, waitMs);
  };

  const run = (): void => {
    child = startEngineProcess(options.files, options.start, { onMessage, onExit });
  };

  return {
    get state() {
      return state;
    },
    get pid() {
      return child?.pid;
    },
    start: () => {
      if (child) return;
      become('starting');
      run();
    },
    openPort: () => (state === 'ready' && child ? child.openPort() : null),
    ask: <K extends EngineAsk>(name: K, input: EngineAsks[K]['ask']) =>
      new Promise<EngineAsks[K]['answer']>((resolve, reject) => {
        if (state === 'failed' || state === 'stopped' || stopping) return reject(new JiadiError('engine-restarted'));
        const id = nextAsk++;
        const message = { type: 'ask', id, name, input } as ToEngineProcess;
        asks.set(id, { message, resolve: (value) => resolve(value as EngineAsks[K]['answer']), reject });
        if (state === 'ready') child?.send(message);
      }),
    stop: (limitMs) =>
      new Promise((resolve) => {
        if (!child) {
          stopping = () => undefined;
          return resolve();
        }
        const timer = setTimeout(() => child?.kill(), limitMs);
        stopping = () => {
          clearTimeout(timer);
          resolve();
        };
        child.send({ type: 'stop' });
      }),
  };
}
