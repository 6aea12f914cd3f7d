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

class OwnEngineLink implements EngineLink {
  readonly #options: EngineLinkOptions;
  readonly #policy = createRestartPolicy();
  readonly #asks = new Map<number, OpenAsk>();
  #nextAsk = 1;
  #state: EngineState = 'stopped';
  #child: EngineProcess | null = null;
  #stopping: (() => void) | null = null;

  constructor(options: EngineLinkOptions) {
    this.#options = options;
  }

  get state(): EngineState {
    return this.#state;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  start(): void {
    if (this.#child) return;
    this.#become('starting');
    this.#run();
  }

  openPort(): ReturnType<EngineLink['openPort']> {
    return this.#state === 'ready' && this.#child ? this.#child.openPort() : null;
  }

  ask<K extends EngineAsk>(name: K, input: EngineAsks[K]['ask']): Promise<EngineAsks[K]['answer']> {
    return new Promise<EngineAsks[K]['answer']>((resolve, reject) => {
      if (this.#state === 'failed' || this.#state === 'stopped' || this.#stopping) return reject(new JiadiError('engine-restarted'));
      const id = this.#nextAsk++;
      const message = { type: 'ask', id, name, input } as ToEngineProcess;
      this.#asks.set(id, { message, resolve: (value) => resolve(value as EngineAsks[K]['answer']), reject });
      if (this.#state === 'ready') this.#child?.send(message);
    });
  }

  stop(limitMs: number): Promise<void> {
    return new Promise((resolve) => {
      if (!this.#child) {
        this.#stopping = () => undefined;
        return resolve();
      }
      const timer = setTimeout(() => this.#child?.kill(), limitMs);
      this.#stopping = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#child.send({ type: 'stop' });
    });
  }

  #become(next: EngineState, exitCode: number | null = null): void {
    this.#state = next;
    this.#options.onState(next, exitCode);
  }

  #run(): void {
    this.#child = startEngineProcess(this.#options.files, this.#options.start, {
      onMessage: (m) => this.#onMessage(m),
      onExit: (code) => this.#onExit(code),
    });
  }

  #onMessage(message: FromEngineProcess): void {
    if (message.type === 'ready') {
      this.#become('ready');
      for (const ask of this.#asks.values()) this.#child?.send(ask.message);
    } else if (message.type === 'answer') {
      this.#asks.get(message.id)?.resolve(message.value);
      this.#asks.delete(message.id);
    }
  }

  #onExit(code: number | null): void {
    this.#child = null;
    for (const ask of this.#asks.values()) ask.reject(new JiadiError('engine-restarted'));
    this.#asks.clear();
    if (this.#stopping) {
      this.#become('stopped', code);
      this.#stopping();
      return;
    }
    const waitMs = this.#policy.next(this.#options.nowMs());
    if (waitMs === null) {
      this.#become('failed', code);
      return;
    }
    this.#become('restarting', code);
    setTimeout(() => {
      if (!this.#stopping && this.#state === 'restarting') this.#run();
    }, waitMs);
  }
}

/** Links main to an engine process; nothing runs until `start()`. */
export function createEngineLink(options: EngineLinkOptions): EngineLink {
  return new OwnEngineLink(options);
}
