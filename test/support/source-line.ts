import { setTimeout as sleep } from 'node:timers/promises';
import { isJiadiError } from '../../contract/errors.ts';
import type { Cell } from '../../engine/intake/index.ts';
import type { Line, Login, ResultColumn } from '../../engine/sources/line.ts';
import { withLine } from '../../engine/sources/open.ts';

/** What a SELECT gave. */
export interface TestResult {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly Cell[])[];
}

export const never = new AbortController().signal;

/** Reads a whole result over an open line. */
export async function readRows(line: Line, sql: string, rowsMax?: number): Promise<TestResult> {
  const rows: Cell[][] = [];
  let columns: readonly ResultColumn[] = [];
  const sink = { columns: (found: readonly ResultColumn[]) => (columns = found), row: (cells: Cell[]) => rows.push(cells) };
  await line.read(sql, sink, { signal: never, ...(rowsMax === undefined ? {} : { rowsMax }) });
  return { columns, rows };
}

/** Connects, reads and leaves. */
export function readOnce(login: Login, sql: string, rowsMax?: number): Promise<TestResult> {
  return withLine(login, never, (line) => readRows(line, sql, rowsMax));
}

/** The code of the error that some work ends with, or `done`. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (isJiadiError(error)) return error.code;
    throw error;
  }
}

/** Waits until something has come about; ten seconds are a failure. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 10_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error('it did not come about within ten seconds');
    await sleep(10);
  }
}
