import { appendFileSync } from 'node:fs';
import { JiadiError } from '../contract/errors.ts';

/** Only these named fields reach a log: no free text from data, no secrets, no paths of people. */
export interface LogFields {
  readonly method?: string;
  readonly task?: string;
  readonly job?: string;
  readonly code?: string;
  readonly ms?: number;
  readonly count?: number;
  readonly state?: string;
  readonly error?: unknown;
}

/** A log that people attach to a problem report. */
export interface Log {
  /** Where it is written, or null. */
  readonly path: string | null;
  write(event: string, fields?: LogFields): void;
}

/** A log that keeps nothing (tests, small command-line calls). */
export const silentLog: Log = { path: null, write: () => undefined };

/** A log file of JSON lines. A failing log never stops the work it reports on. */
export function fileLog(path: string, nowIso: () => string): Log {
  let broken = false;
  return {
    path,
    write: (event, fields = {}) => {
      if (broken) return;
      const { error, ...plain } = fields;
      const line = { at: nowIso(), event, ...plain, ...(error === undefined ? {} : { error: describe(error) }) };
      try {
        appendFileSync(path, `${JSON.stringify(line)}\n`, { mode: 0o600 });
      } catch {
        // nowhere to report a broken log; the work goes on without it
        broken = true;
      }
    },
  };
}

/** Code and own stack frames of an error; the message of an unexpected one may hold data and is left out. */
function describe(error: unknown): { readonly name: string; readonly stack: string } {
  if (error instanceof JiadiError) return { name: error.code, stack: '' };
  if (!(error instanceof Error)) return { name: typeof error, stack: '' };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const code = 'code' in error ? `:${String(error.code)}` : '';
  return { name: `${error.name}${code}`, stack: frames.slice(0, 12).join('\n') };
}
