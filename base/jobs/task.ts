/** How far a piece of long work has come; a state, not an event: the newest replaces older ones. */
export interface TaskProgress {
  /** Short code of the phase, shown in words by the window. */
  readonly phase: string;
  readonly done: number;
  /** Null while the end is not known. */
  readonly total: number | null;
  readonly unit: 'rows' | 'bytes' | 'items';
  /** Malformed lines, failures or other things a person will want to look at. */
  readonly problems?: number;
}

/** What a running task may ask of its surroundings. */
export interface TaskContext {
  /** Tells how far it is; cheap, may be called often. */
  report(progress: TaskProgress): void;
  /** Tells what is known of the result before all of it is; every message arrives. Left out where nobody listens. */
  readonly tell?: ((told: unknown) => void) | undefined;
  /** True when somebody wants it to stop: the task ends soon by `throwIfCancelled`. */
  cancelled(): boolean;
  /** Throws JiadiError `cancelled` when somebody wants the task to stop. */
  throwIfCancelled(): void;
  /** Milliseconds of a clock that never goes back. */
  nowMs(): number;
}

/** A piece of computing that may run in a worker thread: plain data in, plain data out. */
export type Task = (input: never, context: TaskContext) => unknown;

/** Every task of the program by name; worker threads and the inline runner share the one table. */
export type TaskTable = Readonly<Record<string, Task>>;

export interface RunOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TaskProgress) => void;
  /** Takes what the task tells before it is done. */
  readonly onTold?: ((told: unknown) => void) | undefined;
  /** `scan` tasks are short and wanted now (grid pages), `job` tasks are long. Default `job`. */
  readonly lane?: 'job' | 'scan';
  /** True for a task that writes nothing: where it does not end soon after it was called off, its thread is ended. */
  readonly pure?: true;
}

/** Runs tasks somewhere: in worker threads, or at once in this thread (tests, small command-line calls). */
export interface TaskRunner {
  run<O>(name: string, input: unknown, options?: RunOptions): Promise<O>;
  close(): Promise<void>;
}
