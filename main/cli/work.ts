import { existsSync, mkdtempSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { shanghaiDay, systemClock } from '../../base/clock.ts';
import { remove, sizeOfInput } from '../../base/files.ts';
import { systemRandom, uuidV7 } from '../../base/ids.ts';
import { inlineRunner, type TaskContext, type TaskRunner, workerPool } from '../../base/jobs/index.ts';
import { createTasks } from '../../engine/index.ts';
import { importBatch, type ImportResult, type SourceDetection, splitSourceName } from '../../engine/intake/index.ts';
import type { SourceShape } from '../../engine/intake/reader.ts';
import type { StructureInput, TableStructure } from '../../engine/profile/index.ts';
import { readSource } from '../../engine/sources/index.ts';
import { databaseNamed } from './database.ts';
import { type FilePassword, withFilePassword } from './password.ts';
import type { Terminal } from './terminal.ts';

const here = import.meta.dirname;
/** In a checkout the TypeScript next to this, in a build the bundles. */
const inCheckout = existsSync(join(here, '..', 'worker-entry.ts'));

/** Folder with code tables, rule packs and sample data. */
export const resources = inCheckout ? join(here, '..', '..', 'resources') : join(here, '..', '..', 'resources');

/** The worker threads' entry file. */
export const workerEntry = inCheckout ? join(here, '..', 'worker-entry.ts') : join(here, 'worker.cjs');

/** The entry of guest processes. */
export const guestEntry = inCheckout ? join(here, '..', '..', 'engine', 'rules', 'guest', 'entry.ts') : join(here, 'guest.cjs');

export const today = (): string => shanghaiDay(systemClock.nowMs());

/** Files below this size are worked on in this thread: starting threads would take longer. */
const INLINE_BYTES = 4 * 1024 * 1024;

/** Tasks in worker threads. */
export function threadRunner(): TaskRunner {
  return workerPool({
    entry: workerEntry,
    jobWorkers: Math.max(2, Math.min(4, availableParallelism())),
    scanWorkers: 1,
    data: { resources },
  });
}

/** Tasks in this thread. */
export function ownRunner(): TaskRunner {
  return inlineRunner(createTasks({ resources, today }));
}

/** What a task that runs here may ask. */
export function taskContext(terminal: Terminal): TaskContext {
  return {
    report: terminal.progress,
    cancelled: () => terminal.signal.aborted,
    throwIfCancelled: () => terminal.signal.throwIfAborted(),
    nowMs: () => systemClock.monotonicMs(),
  };
}

/** A file that was read into a temporary table, gone when `work` has ended. */
export interface Loaded {
  readonly result: ImportResult;
  readonly shape: SourceShape;
  readonly runner: TaskRunner;
}

/** How intake is told to read a file. */
export interface LoadOptions {
  readonly emptyAsText?: boolean;
  readonly sheet?: string;
  readonly encoding?: string;
  readonly nested?: 'columns';
}

/** What the columns of a loaded file have to do with each other. */
export function structureOf({ file }: ImportResult, runner: TaskRunner, terminal: Terminal): Promise<TableStructure> {
  const input: StructureInput = { parts: file.parts, columns: file.columns };
  return runner.run<TableStructure>('profile.structure', input, { signal: terminal.signal, onProgress: terminal.progress });
}

/** Says that a sheet holds more tables than the one that is read. */
export function sayTables(terminal: Terminal, given: string, count: number): void {
  terminal.say(terminal.t('cli.severalTables', { file: given, count }));
}

/** Reads a file, or the part of it that is named (`file.db::table`), or a table of a database, as intake would, lets `work` use it, and leaves nothing behind. */
export async function withLoaded<T>(
  given: string,
  options: LoadOptions,
  terminal: Terminal,
  work: (loaded: Loaded) => Promise<T>,
): Promise<T> {
  const database = databaseNamed(given);
  const { path, sheet } = splitSourceName(given);
  const runner = database === null && sizeOfInput(path) < INLINE_BYTES ? ownRunner() : threadRunner();
  const dir = mkdtempSync(join(tmpdir(), 'jiadi-'));
  const tidy = (): void => remove(dir);
  process.once('exit', tidy);
  try {
    const run = { tasks: runner, signal: terminal.signal, onProgress: terminal.progress, monotonicMs: () => systemClock.monotonicMs() };
    const target = { id: uuidV7(systemClock.nowMs(), systemRandom), dir, key: null, resources, today: today() };
    const load = async (own: FilePassword): Promise<Loaded> => {
      if (database !== null) return { ...(await readSource({ ...target, ...database, name: given }, run)), runner };
      const wanted = sheet === null ? options : { ...options, sheet };
      const { shape, warnings } = await runner.run<SourceDetection>('intake.shape', { path, wanted, ...own }, { signal: terminal.signal });
      for (const { code, count } of warnings)
        if (code === 'several-tables' && !/#\d+$/.test(sheet ?? options.sheet ?? '')) sayTables(terminal, given, count);
      return { result: await importBatch({ ...target, path, ...own, shape }, run), shape, runner };
    };
    return await work(await withFilePassword(terminal, load));
  } finally {
    terminal.settle();
    await runner.close();
    tidy();
    process.off('exit', tidy);
  }
}
