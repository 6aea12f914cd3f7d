import { type ErrorCode, type ErrorParams, JiadiError } from '../../contract/errors.ts';
import type { TaskProgress } from './task.ts';

/** An error as plain data: expected ones keep code and parameters, others their message and stack for the log. */
export type WireError =
  | { readonly expected: true; readonly code: ErrorCode; readonly params: ErrorParams }
  | { readonly expected: false; readonly message: string; readonly stack: string };

export interface ToWorker {
  readonly type: 'run';
  readonly name: string;
  readonly input: unknown;
  readonly flag: Int32Array;
  /** True where somebody wants to hear what the task tells before it is done. */
  readonly heard: boolean;
}

export type FromWorker =
  | { readonly type: 'progress'; readonly progress: TaskProgress }
  | { readonly type: 'told'; readonly told: unknown }
  | { readonly type: 'done'; readonly output: unknown }
  | { readonly type: 'failed'; readonly error: WireError };

/** Makes an error plain. */
export function errorToWire(error: unknown): WireError {
  if (error instanceof JiadiError) return { expected: true, code: error.code, params: error.params };
  const e = error instanceof Error ? error : new Error(String(error));
  return { expected: false, message: e.message, stack: e.stack ?? '' };
}

/** The reverse of `errorToWire`. */
export function errorFromWire(error: WireError): Error {
  if (error.expected) return new JiadiError(error.code, error.params);
  const e = new Error(error.message);
  e.stack = error.stack;
  return e;
}
