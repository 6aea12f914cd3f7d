import type { Clock } from '../base/clock.ts';
import type { Random } from '../base/ids.ts';
import type { RunOptions, TaskProgress, TaskRunner } from '../base/jobs/index.ts';
import type { Log } from '../base/log.ts';
import type { Database, Reader, Writer } from '../base/sqlite/index.ts';
import type { Signer } from '../base/trust/index.ts';
import type { ErrorParams } from '../contract/errors.ts';
import type { InputOf, Method, MethodTable, OutputOf, ParsedInputOf } from '../contract/method.ts';
import type { User, VerifyProblem } from '../contract/methods/workspace.ts';
import type { Noun } from '../contract/nouns.ts';
import type { Told } from '../contract/told.ts';
import type { EngineClient } from '../contract/rpc.ts';
import type { Grants } from './grants.ts';

/** What the composition root gives the engine: everything that touches the world. */
export interface EngineHost {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly tasks: TaskRunner;
  /** Folder with code tables, rule packs and sample data. */
  readonly resources: string;
  readonly appVersion: string;
  /** How a guest process for strangers' SQL and patterns is started; null where the root has none. */
  readonly guestEntry: string | null;
}

/** The signed-in person of one client; keys leave memory at sign-out and lock. */
export interface Session {
  readonly user: User;
  readonly signedInAt: string;
  /** Signs this person’s decisions. */
  readonly signer: Signer;
}

/** An open workspace; exists between sign-in and lock. */
export interface OpenWorkspace {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly folder: string;
  readonly sample: boolean;
  readonly db: Database;
  readonly masterKey: Uint8Array;
  /** Signs packages in the name of this workspace's device. */
  readonly device: Signer;
  /** Jobs that were running when the program last ended. */
  readonly interrupted: number;
}

interface BaseContext {
  readonly host: EngineHost;
  readonly grants: Grants;
  readonly session: Session | null;
  /** The signed-in user's id, or `system` for work that nobody started. */
  readonly actor: string;
  nowIso(): string;
  /** Only ever rises and says nothing about the day: for how long something takes. */
  nowMs(): number;
  newId(): string;
}

/** A query sees committed decisions and writes nothing. */
export interface QueryContext extends BaseContext {
  readonly background: Background;
  readonly reader: Reader;
  readonly workspace: OpenWorkspace;
}

/** A command runs inside one transaction together with its audit row. */
export interface CommandContext extends QueryContext {
  readonly writer: Writer;
  /** Names what the act was done to; the audit row is written with it. Never put personal values or secrets into details. */
  audit(object: string, details?: Readonly<Record<string, string | number | boolean | null>>): void;
  /** Announces more nouns than the method declares. */
  touch(...nouns: readonly Noun[]): void;
}

/** A scan reads data files in a worker. */
export interface ScanContext extends QueryContext {
  readonly signal: AbortSignal;
  task<O>(name: string, input: unknown): Promise<O>;
}

/** A new data file: written under `temporary`, then published by the job's final transaction. */
export interface NewDataFile {
  readonly id: string;
  readonly temporary: string;
  readonly final: string;
  readonly key: Uint8Array;
}

/** A job works for long, outside any transaction, and publishes by `commit`. */
export interface JobContext extends QueryContext {
  readonly signal: AbortSignal;
  /** Shows the work in the task centre and makes it resumable: `input` must describe it fully. */
  track(title: string): void;
  report(progress: TaskProgress): void;
  /** Tells what is known of the result before all of it is; for methods of `contract/told.ts`. Left out where nobody listens. */
  readonly tell: ((told: Told) => void) | undefined;
  task<O>(name: string, input: unknown, options?: RunOptions): Promise<O>;
  throwIfCancelled(): void;
  newDataFile(): NewDataFile;
  /** One transaction with its audit row; may be called several times (each is an act of its own). */
  commit<T>(work: (context: CommandContext) => T): T;
}

/** The context of `open` jobs and queries, which work on the engine itself. */
export interface CoreContext extends BaseContext {
  report(progress: TaskProgress): void;
  readonly signal: AbortSignal;
  readonly workspace: OpenWorkspace | null;
  readonly core: EngineCore;
  /** The client's own session slot. */
  readonly client: { session: Session | null };
}

/** A module's own part of `workspace verify`: reads, and names what does not fit together. */
export type VerifyCheck = (reader: Reader, folder: string) => { readonly checked: number; readonly problems: readonly VerifyProblem[] };

/** What goes on by itself; each part starts with the workspace and has ended before it is closed. */
export interface Background {
  start(workspace: OpenWorkspace): void;
  stop(): Promise<void>;
  changed(nouns: readonly Noun[]): void;
  readonly pusher: {
    /** Sends what waits, now; resolves when nothing is left or the platform cannot be reached. */
    push(signal: AbortSignal): Promise<void>;
    /** The line to the platform as it is now. */
    link(): LinkState;
  };
  readonly scheduler: {
    /** Runs the checks that are due now; resolves when they are done. */
    look(): Promise<void>;
  };
  readonly watcher: {
    /** Looks into the watched folders now; resolves when what is complete was taken in. */
    look(): Promise<void>;
    /** How a watched folder is doing; null before the first look. */
    status(rule: string): {
      readonly lookedAt: string;
      readonly arriving: number;
      readonly problem: { readonly code: string; readonly params: ErrorParams } | null;
    } | null;
  };
}

/** The line to the platform. */
export interface LinkState {
  readonly state: 'none' | 'offline' | 'connecting' | 'online' | 'refused';
  readonly lastError: { readonly code: string; readonly params: ErrorParams } | null;
  readonly nextTryAt: string | null;
  /** True after the platform's head was compared with ours and nothing was missing. */
  readonly headsEqual: boolean;
}

/** What the workspace module alone may do to the engine. */
export interface EngineCore {
  /** Chosen but not necessarily open. */
  folder: string | null;
  workspace: OpenWorkspace | null;
  /** Ends running work, drops every session and closes the workspace. */
  closeWorkspace(): Promise<void>;
  /** Work that goes on by itself while a workspace is open. */
  readonly background: Background;
  /** The modules' own parts of `workspace verify`, by name. */
  readonly verifyChecks: Readonly<Record<string, VerifyCheck>>;
  /** A caller of its own, for work that goes through the public methods. */
  connect(): EngineClient;
  /** True while another client is signed in. */
  othersSignedIn(client: { session: Session | null }): boolean;
  changed(nouns: readonly Noun[]): void;
}

type ContextOf<M extends Method> = M['access'] extends 'open'
  ? CoreContext
  : M['kind'] extends 'query'
    ? QueryContext
    : M['kind'] extends 'command'
      ? CommandContext
      : M['kind'] extends 'scan'
        ? ScanContext
        : JobContext & { readonly core: EngineCore; readonly client: { session: Session | null } };

type ResultOf<M extends Method> = M['kind'] extends 'query' | 'command' ? OutputOf<M> : OutputOf<M> | Promise<OutputOf<M>>;

/** A handler for every method of a module; leaving one out, or returning a wrong shape, does not compile. */
export type ModuleHandlers<T extends MethodTable> = {
  readonly [K in keyof T]: (input: ParsedInputOf<T[K]>, context: ContextOf<T[K]>) => ResultOf<T[K]>;
};

/** What a caller passes in. */
export type CallInput<M extends Method> = InputOf<M>;
