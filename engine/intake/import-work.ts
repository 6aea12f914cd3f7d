import { join } from 'node:path';
import { ensureFolder, moveDurably, remove } from '../../base/files.ts';
import type { RunOptions, TaskProgress, TaskRunner } from '../../base/jobs/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import {
  type ColumnProfile,
  ContentHash,
  type FinishedColumn,
  type MergeInput,
  type MergeOutput,
  removeSpill,
  type TableProfile,
  tableProfile,
} from '../profile/index.ts';
import type { BatchFile, BatchPart } from '../table/batch-file.ts';
import { type ImportPartOutput, MALFORMED_SAMPLE, type SealPartInput, type StretchSoFar } from './import-part.ts';
import type { ByteRange, MalformedRecord, SourceShape } from './reader.ts';

/** All tables of distinct values of one import together; beyond it the largest move to the disk. */
const COUNTER_BYTES = 192 * (1 << 20);
const COLUMNS_MAX = 2_000;

/** What every import is told, wherever its rows come from. */
export interface ImportTarget {
  /** Id of the batch: the part files are called `<id>-<number>.db`. */
  readonly id: string;
  readonly shape: SourceShape;
  /** Folder of the data files; parts are written in its `tmp` and renamed into it. */
  readonly dir: string;
  /** 32 bytes, or null for plain files. */
  readonly key: Uint8Array | null;
  /** Folder with the code tables; null: no semantic kinds are looked for. */
  readonly resources: string | null;
  /** YYYY-MM-DD in the user's time zone. */
  readonly today: string;
  readonly counterBytes?: number;
}

/** Takes the figures so far of all stretches, and then column after column as each is finished. */
export interface Growing {
  soFar(shape: SourceShape, stretches: readonly StretchSoFar[]): void;
  finished(column: FinishedColumn, rows: number): void;
}

export interface ImportRun {
  readonly tasks: TaskRunner;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TaskProgress) => void;
  /** Is told of the profile as it grows. */
  readonly growing?: Growing | undefined;
  /** Milliseconds of a clock that never goes back. */
  readonly monotonicMs: () => number;
}

export interface ImportResult {
  readonly file: BatchFile;
  readonly sourceSha256: string;
  /** Null where it was not asked for. */
  readonly sourceSm3: string | null;
  /** When the source was last written, in milliseconds since 1970; null for what has no such time. */
  readonly modifiedMs: number | null;
  readonly bytes: number;
  /** Hash of the stored rows in their order; the same however the file was cut. */
  readonly contentHash: string;
  /** Records in the file that are not among the rows. */
  readonly rejectedCount: number;
  /** The first malformed records and how many there are; among them, beyond the count, those set apart as no data. */
  readonly malformed: { readonly count: number; readonly apart: number; readonly sample: readonly MalformedRecord[] };
  readonly profile: TableProfile;
  readonly seconds: { readonly import: number; readonly profile: number };
}

/** What one worker read, and the part file that it wrote. */
export interface Stretch {
  readonly range: ByteRange | null;
  readonly partPath: string;
  readonly output: ImportPartOutput;
}

/** Refuses a shape that no table can have. */
export function requireColumns(shape: SourceShape, file: string): void {
  const count = shape.columns.length;
  if (count > COLUMNS_MAX) throw new JiadiError('too-many-columns', { file, count, limit: COLUMNS_MAX });
  if (count === 0) throw new JiadiError('file-empty', { file });
}

/** One import under way: its tasks, its files and how to be rid of both. */
export class ImportWork {
  readonly #target: ImportTarget;
  readonly #run: ImportRun;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #running = new Set<Promise<unknown>>();
  readonly #files = new Set<string>();
  readonly #soFar = new Map<string, StretchSoFar>();
  #parts = 0;

  constructor(target: ImportTarget, run: ImportRun) {
    this.#target = target;
    this.#run = run;
    this.#signal = run.signal ? AbortSignal.any([run.signal, this.#stop.signal]) : this.#stop.signal;
    ensureFolder(join(target.dir, 'tmp'));
    run.growing?.soFar(target.shape, []);
  }

  /** Runs a task that ends when the import does. */
  task<O>(name: string, input: unknown, options: Pick<RunOptions, 'onProgress' | 'onTold'> = {}): Promise<O> {
    // a runner that cannot even begin fails as the task would: nobody's promise is left alone
    const begin = async (): Promise<O> => await this.#run.tasks.run<O>(name, input, { signal: this.#signal, ...options, lane: 'job' });
    const promise = begin();
    this.#running.add(promise);
    void promise.catch(() => undefined).finally(() => this.#running.delete(promise));
    return promise;
  }

  /** Path of a new part file, and the bytes that its tables of distinct values may take when `share` parts are written at once. */
  newPart(share: number): { readonly partPath: string; readonly memoryBytes: number } {
    const partPath = join(this.#target.dir, 'tmp', `${this.#target.id}-${++this.#parts}.db`);
    this.#files.add(partPath);
    return { partPath, memoryBytes: Math.floor((this.#target.counterBytes ?? COUNTER_BYTES) / share) };
  }

  /** For the task that reads a part: passes on what all parts know so far. Left out where nobody listens. */
  listener(partPath: string): RunOptions['onTold'] {
    const { growing } = this.#run;
    return (
      growing &&
      ((told) => {
        this.#soFar.set(partPath, told as StretchSoFar);
        growing.soFar(this.#target.shape, [...this.#soFar.values()]);
      })
    );
  }

  /** Removes a part that is not needed. */
  dropPart(partPath: string): void {
    this.#soFar.delete(partPath);
    remove(partPath);
    removeSpill(partPath);
    this.#files.delete(partPath);
  }

  /** Puts the parts on the disk and merges their counts; `publish` then gives them their final names. */
  async finish(stretches: readonly Stretch[]): Promise<Pick<ImportResult, 'file' | 'profile' | keyof ReturnType<typeof summary>>> {
    const parts = await this.#seal(stretches);
    const profile = await this.#profile(parts, stretches);
    for (const { partPath } of stretches) removeSpill(partPath);
    return { file: batchFile(parts, profile), profile, ...summary(stretches) };
  }

  /** Numbers the parts and puts them on the disk. */
  async #seal(stretches: readonly Stretch[]): Promise<readonly BatchPart[]> {
    let rowsBefore = 0;
    let linesBefore = 0;
    const sealing: Promise<void>[] = [];
    const parts = stretches.map(({ partPath, output }): BatchPart => {
      const { key } = this.#target;
      sealing.push(this.task('intake.sealPart', { partPath, key, rowsBefore, linesBefore } satisfies SealPartInput));
      const part = { path: partPath, key, firstRow: rowsBefore + 1, rowCount: output.rowCount };
      rowsBefore += output.rowCount;
      linesBefore += output.read.lineCount;
      return part;
    });
    await Promise.all(sealing);
    return parts;
  }

  /** Merges the counts, half of the columns in each of two tasks. */
  async #profile(parts: readonly BatchPart[], stretches: readonly Stretch[]): Promise<TableProfile> {
    const counts = stretches.map(({ output }) => output.counts);
    const candidates = stretches[0]?.output.candidates ?? [];
    const columns = this.#target.shape.columns.map((column, index): MergeInput['columns'][number] => ({
      index,
      facts: {
        name: column.name,
        declared: column.type,
        candidate: candidates[index]?.semantic ?? null,
        candidateShare: candidates[index]?.share ?? 1,
      },
      counts: counts.map((part) => part.columns[index]).filter((part) => part !== undefined),
    }));
    this.#run.onProgress?.({ phase: 'profile', done: 0, total: columns.length, unit: 'items' });
    const { growing } = this.#run;
    const rowCount = parts.reduce((n, part) => n + part.rowCount, 0);
    const onTold = growing && ((column: unknown): void => growing.finished(column as FinishedColumn, rowCount));
    const groups = stretches.length > 1 ? [0, 1] : [0];
    const outputs = await Promise.all(
      groups.map((group) => {
        const mine = columns.filter(({ index }) => index % groups.length === group);
        const input: MergeInput = { parts, columns: mine, rows: group === 0 ? counts : null };
        return this.task<MergeOutput>('profile.merge', input, { onTold });
      }),
    );
    const merged: ColumnProfile[] = [];
    for (const { index, profile } of outputs.flatMap((output) => output.columns)) merged[index] = profile;
    return tableProfile(rowCount, merged, outputs[0]?.duplicateRows ?? null);
  }

  /** Gives the parts their final names. */
  publish(file: BatchFile): BatchFile {
    if (this.#signal.aborted) throw new JiadiError('cancelled');
    const parts = file.parts.map((part, index) => {
      const path = join(this.#target.dir, `${this.#target.id}-${index + 1}.db`);
      this.#files.add(path);
      moveDurably(part.path, path);
      return { ...part, path };
    });
    return { ...file, parts };
  }

  /** Stops what is running and removes every file of this import. */
  async abandon(): Promise<void> {
    this.#stop.abort();
    await Promise.allSettled(this.#running);
    for (const path of this.#files) {
      remove(path);
      remove(`${path}-journal`);
      removeSpill(path);
    }
  }
}

function batchFile(parts: readonly BatchPart[], profile: TableProfile): BatchFile {
  const columns = profile.columns.map(({ name, type, semantic }, index) => ({ index, name, type, semantic }));
  return { parts, columns, rowCount: profile.rowCount };
}

function summary(stretches: readonly Stretch[]): Pick<ImportResult, 'contentHash' | 'rejectedCount' | 'malformed'> {
  const hash = new ContentHash();
  const sample: MalformedRecord[] = [];
  let rows = 0;
  let lines = 0;
  let count = 0;
  let apart = 0;
  let rejectedCount = 0;
  for (const { output } of stretches) {
    hash.append(output.counts.content);
    for (const record of output.malformed) {
      if (sample.length < MALFORMED_SAMPLE) sample.push({ ...record, row: record.row + rows, line: record.line + lines });
    }
    rows += output.rowCount;
    lines += output.read.lineCount;
    count += output.malformedCount;
    apart += output.apartCount;
    rejectedCount += output.rejectedCount;
  }
  return { contentHash: hash.text(), rejectedCount, malformed: { count, apart, sample } };
}
