import type { LoopDelay } from '../../contract/shell.ts';

/*
 * What travels between Electron main and the engine process. Window traffic goes over ports of its own; where the engine is a plain
 * Node process, which cannot take a port, main relays it here (`port-data`). Asks are privileged: no window can send one.
 */

/** How main starts the engine: everything it must know about the machine. */
export interface EngineStart {
  readonly appVersion: string;
  /** Folder with code tables, rule packs and sample data. */
  readonly resources: string;
  /** Folder of the engine's log. */
  readonly logs: string;
  /** Entry file of worker threads. */
  readonly workerEntry: string;
  /** Entry of guest processes, which answer strangers' SQL. */
  readonly guestEntry: string;
  readonly jobWorkers: number;
  readonly scanWorkers: number;
}

/** What main asks of the engine, and what it gets. */
export interface EngineAsks {
  readonly grant: { readonly ask: { readonly path: string; readonly use: 'read' | 'write' | 'folder' }; readonly answer: string };
  /** A page that the engine made for printing, once. */
  readonly page: { readonly ask: { readonly token: string }; readonly answer: string | null };
  readonly delay: { readonly ask: { readonly reset: boolean }; readonly answer: LoopDelay };
}
export type EngineAsk = keyof EngineAsks;

export type ToEngineProcess =
  | { readonly type: 'port'; readonly port: number }
  | { readonly type: 'port-data'; readonly port: number; readonly message: unknown }
  | { readonly type: 'port-closed'; readonly port: number }
  | {
      readonly [K in EngineAsk]: { readonly type: 'ask'; readonly id: number; readonly name: K; readonly input: EngineAsks[K]['ask'] };
    }[EngineAsk]
  | { readonly type: 'stop' };

export type FromEngineProcess =
  | { readonly type: 'ready' }
  | { readonly type: 'port-data'; readonly port: number; readonly message: unknown }
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown };
