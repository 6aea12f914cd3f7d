import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { JiadiError } from '../../../contract/errors.ts';
import type { BatchFile } from '../../table/batch-file.ts';
import type { GuestAnswer, GuestRequest } from './protocol.ts';

export interface GuestLimits {
  /** Longest run in milliseconds (default 60,000). */
  readonly timeoutMs?: number;
  /** Most resident memory in bytes (default 1 GiB); watched where the system tells it (Linux). */
  readonly memoryBytes?: number;
}

/** A user's query over a batch. */
export interface GuestQuestion {
  readonly batch: BatchFile;
  readonly query: string;
  readonly rowsTested: string | null;
  /** True when the query is to return one number; its rows, if any, are those that `drill` returns. */
  readonly value?: boolean;
  readonly drill?: string | null;
}

export interface GuestFindings {
  /** 1-based data row numbers of the rows that the query returned with their `_row` column. */
  readonly rows: readonly number[];
  readonly failed: number;
  readonly tested: number;
  /** The number that was asked for; null when the query returned none. */
  readonly value: number | null;
}

const WATCH_EVERY_MS = 50;
const GIB = 1024 ** 3;

/**
 * Runs queries of strangers in a process of their own, started from `entry` and killed at its limits: a thread that SQLite keeps busy
 * cannot be stopped, a process can. Errors: `sql-refused`, `timeout`, `limit-reached`, `cancelled`.
 */
export function guestQuery(
  entry: string,
  limits: GuestLimits = {},
): (question: GuestQuestion, signal?: AbortSignal) => Promise<GuestFindings> {
  return ({ batch, query, rowsTested, value = false, drill = null }, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(new JiadiError('cancelled'));
      const child = fork(entry, [], {
        execArgv: [],
        serialization: 'advanced',
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
        env: { ELECTRON_RUN_AS_NODE: '1' },
      });
      const stop = watch(child, limits, signal, (error) => finish(() => reject(error)));
      const finish = (settle: () => void): void => {
        stop();
        child.removeAllListeners();
        child.on('error', () => child.kill('SIGKILL'));
        child.kill('SIGKILL');
        settle();
      };
      child.once('message', (message: GuestAnswer) =>
        finish(() =>
          message.ok
            ? resolve({ rows: message.rows, failed: message.failed, tested: message.tested, value: message.value })
            : reject(new JiadiError(message.code, message.params)),
        ),
      );
      child.once('error', (cause) => finish(() => reject(new JiadiError('sql-refused', { problem: 'guest process' }, cause))));
      child.once('exit', (code, killed) =>
        finish(() => reject(new JiadiError('sql-refused', { problem: `guest process ended (${killed ?? code ?? ''})` }))),
      );
      const request: GuestRequest = {
        parts: batch.parts,
        columns: batch.columns,
        rowCount: batch.rowCount,
        query,
        rowsTested,
        value,
        drill,
      };
      child.send(request);
    });
}

function watch(child: ChildProcess, limits: GuestLimits, signal: AbortSignal | undefined, fail: (error: JiadiError) => void): () => void {
  const timeoutMs = limits.timeoutMs ?? 60_000;
  const memoryBytes = limits.memoryBytes ?? GIB;
  const timer = setTimeout(() => fail(new JiadiError('timeout', { what: 'SQL', seconds: timeoutMs / 1000 })), timeoutMs);
  const memory = setInterval(() => {
    if (residentBytes(child.pid) > memoryBytes) fail(new JiadiError('limit-reached', { limit: 'memory', max: memoryBytes }));
  }, WATCH_EVERY_MS);
  const onAbort = (): void => fail(new JiadiError('cancelled'));
  signal?.addEventListener('abort', onAbort, { once: true });
  return () => {
    clearTimeout(timer);
    clearInterval(memory);
    signal?.removeEventListener('abort', onAbort);
  };
}

/** Resident memory of a process on Linux; 0 where the system does not tell (the time limit stands everywhere). */
function residentBytes(pid: number | undefined): number {
  if (pid === undefined || process.platform !== 'linux') return 0;
  try {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
    return pages * 4096;
  } catch {
    return 0; // it has just ended
  }
}
