/**
 * Import of a source: the file is cut into stretches, one thread reads, stores and counts each, and the counts are merged. This coordinator only
 * waits and adds up; it may run on the engine thread. Nothing is visible under its final name before all of it is on the disk.
 */
import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { ensureFolder, moveDurably, remove, sizeOfInput, withFileErrors } from '../../base/files.ts';
import type { TaskProgress, TaskRunner } from '../../base/jobs/index.ts';
import { invariant } from '../../base/invariant.ts';
import { JiadiError } from '../../contract/errors.ts';
import { type ColumnProfile, ContentHash, type MergeInput, type MergeOutput, type TableProfile, tableProfile } from '../profile/index.ts';
import type { BatchFile, BatchPart } from '../table/batch-file.ts';
import type { HashFileInput, SourceDigest } from './import-hash.ts';
import { type ImportPartInput, type ImportPartOutput, MALFORMED_SAMPLE, type SealPartInput } from './import-part.ts';
import type { ByteRange, MalformedRecord, SourceShape } from './reader.ts';

const MIB = 1 << 20;
const SPLIT_FROM_BYTES = 16 * MIB;
const STRETCHES_MAX = 4;
const COLUMNS_MAX = 2_000;
/** All tables of distinct values of one import together; beyond it columns are estimated. */
const COUNTER_BYTES = 400 * MIB;
/** Formats whose reader can begin in the middle of a file. */
const splittable: ReadonlySet<string> = new Set(['csv']);

export interface ImportInput {
  /** Id of the batch: the part files are called `<id>-<number>.db`. */
  readonly id: string;
  readonly path: string;
  readonly shape: SourceShape;
  /** Folder of the data files; parts are written in its `tmp` and renamed into it. */
  readonly dir: string;
  /** 32 bytes, or null for plain files. */
  readonly key: Uint8Array | null;
  /** Folder with the code tables; null: no semantic kinds are looked for. */
  readonly resources: string | null;
  /** YYYY-MM-DD in the user's time zone. */
  readonly today: string;
  /** How many stretches to read at once; default by size and cores. */
  readonly stretches?: number;
  readonly counterBytes?: number;
  /** True: the source's SM3 is computed beside its SHA-256. */
  readonly sm3?: boolean;
}

export interface ImportRun {
  readonly tasks: TaskRunner;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TaskProgress) => void;
  /** Milliseconds of a clock that never goes back. */
  readonly monotonicMs: () => number;
}

export interface ImportResult {
  readonly file: BatchFile;
  readonly sourceSha256: string;
  /** Null where it was not asked for. */
  readonly sourceSm3: string | null;
  /** When the source was last written, in milliseconds since 1970. */
  readonly modifiedMs: number;
  readonly bytes: number;
  /** Hash of the stored rows in their order; the same however the file was cut. */
  readonly contentHash: string;
  /** Records in the file that are not among the rows. */
  readonly rejectedCount: number;
  /** The first malformed records and how many there are. */
  readonly malformed: { readonly count: number; readonly sample: readonly MalformedRecord[] };
  readonly profile: TableProfile;
  readonly seconds: { readonly import: number; readonly profile: number };
}

interface Stretch {
  readonly range: ByteRange | null;
  readonly partPath: string;
  readonly output: ImportPartOutput;
}

/**
 * Imports a source of a known shape as a batch and profiles it. Throws file errors, `file-changed` when the source changed meanwhile, `too-many-columns`,
 * `disk-full`, `cancelled` and the errors of the reader; nothing is left behind then.
 */
export async function importBatch(input: ImportInput, run: ImportRun): Promise<ImportResult> {
  const file = basename(input.path);
  const bytes = sizeOfInput(input.path);
  const modified = modifiedAt(input.path);
  if (input.shape.columns.length > COLUMNS_MAX)
    throw new JiadiError('too-many-columns', { file, count: input.shape.columns.length, limit: COLUMNS_MAX });
  if (input.shape.columns.length === 0) throw new JiadiError('file-empty', { file });
  const work = new Work(input, run, bytes);
  try {
    const startedMs = run.monotonicMs();
    // reading first: the threads begin with what takes longest
    const reading = work.readAll();
    const hashing = work.task<SourceDigest>('intake.hashFile', { path: input.path, sm3: input.sm3 ?? false } satisfies HashFileInput);
    const stretches = await work.together([hashing, reading] as const).then(([, read]) => read);
    const importedMs = run.monotonicMs();
    const parts = await work.seal(stretches);
    const profile = await work.profile(parts, stretches);
    const hash = await hashing;
    if (hash.bytes !== bytes || sizeOfInput(input.path) !== bytes || modifiedAt(input.path) !== modified)
      throw new JiadiError('file-changed', { file });
    const published = work.publish(parts);
    return {
      file: batchFile(published, profile),
      sourceSha256: hash.sha256,
      sourceSm3: hash.sm3,
      modifiedMs: modified,
      bytes,
      profile,
      ...summary(stretches),
      seconds: { import: (importedMs - startedMs) / 1000, profile: (run.monotonicMs() - importedMs) / 1000 },
    };
  } catch (error) {
    await work.abandon();
    throw error;
  }
}

function modifiedAt(path: string): number {
  return withFileErrors(path, () => statSync(path).mtimeMs);
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
  let rejectedCount = 0;
  for (const { output } of stretches) {
    hash.append(output.counts.content);
    for (const record of output.malformed) {
      if (sample.length < MALFORMED_SAMPLE) sample.push({ ...record, row: record.row + rows, line: record.line + lines });
    }
    rows += output.rowCount;
    lines += output.read.lineCount;
    count += output.malformedCount;
    rejectedCount += output.rejectedCount;
  }
  return { contentHash: hash.text(), rejectedCount, malformed: { count, sample } };
}

/** One import under way: its tasks, its files and how to be rid of both. */
class Work {
  readonly #input: ImportInput;
  readonly #run: ImportRun;
  readonly #bytes: number;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #running = new Set<Promise<unknown>>();
  readonly #files = new Set<string>();
  readonly #progress = new Map<string, { done: number; problems: number }>();
  #parts = 0;

  constructor(input: ImportInput, run: ImportRun, bytes: number) {
    this.#input = input;
    this.#run = run;
    this.#bytes = bytes;
    this.#signal = run.signal ? AbortSignal.any([run.signal, this.#stop.signal]) : this.#stop.signal;
    ensureFolder(join(input.dir, 'tmp'));
  }

  /** Runs a task that ends when the import does. */
  task<O>(name: string, input: unknown, onProgress?: (progress: TaskProgress) => void): Promise<O> {
    // a runner that cannot even begin fails as the task would: nobody's promise is left alone
    const begin = async (): Promise<O> => await this.#run.tasks.run<O>(name, input, { signal: this.#signal, onProgress, lane: 'job' });
    const promise = begin();
    this.#running.add(promise);
    void promise.catch(() => undefined).finally(() => this.#running.delete(promise));
    return promise;
  }

  /** Waits for all; the first failure stops the others. */
  async together<T extends readonly Promise<unknown>[]>(promises: T): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
    return Promise.all(promises);
  }

  /** Reads every stretch at once, then again those that began inside a quoted field. */
  async readAll(): Promise<readonly Stretch[]> {
    const ranges = this.#cut();
    const first = await Promise.all(ranges.map((range) => this.#read(range, ranges.length)));
    const fitting: Stretch[] = [];
    for (const stretch of first) {
      const end = fitting.at(-1)?.output.read.end;
      if (end === undefined || stretch.output.read.begin === end) {
        fitting.push(stretch);
        continue;
      }
      remove(stretch.partPath);
      this.#files.delete(stretch.partPath);
      const to = stretch.range?.to ?? this.#bytes;
      // a record of the stretch before reaches over this one: nothing of it is left
      if (end >= to) continue;
      const again = await this.#read({ from: end, to }, ranges.length);
      invariant(again.output.read.begin === end, 'a stretch that is read from the end of the one before begins there');
      fitting.push(again);
    }
    return fitting;
  }

  #cut(): readonly (ByteRange | null)[] {
    const wanted = this.#input.stretches ?? (this.#bytes > SPLIT_FROM_BYTES ? Math.min(availableParallelism(), STRETCHES_MAX) : 1);
    if (wanted <= 1 || !splittable.has(this.#input.shape.format)) return [null];
    const cuts = Array.from({ length: wanted + 1 }, (_, i) => Math.floor((this.#bytes * i) / wanted));
    return cuts.slice(1).map((to, i) => ({ from: cuts[i] ?? 0, to }));
  }

  async #read(range: ByteRange | null, share: number): Promise<Stretch> {
    const { id, path, shape, dir, key, resources, today } = this.#input;
    const partPath = join(dir, 'tmp', `${id}-${++this.#parts}.db`);
    this.#files.add(partPath);
    const memoryBytes = Math.floor((this.#input.counterBytes ?? COUNTER_BYTES) / share);
    const input: ImportPartInput = { path, shape, range, partPath, key, memoryBytes, resources, today };
    const output = await this.task<ImportPartOutput>('intake.importPart', input, (progress) => this.#report(partPath, progress));
    return { range, partPath, output };
  }

  #report(part: string, progress: TaskProgress): void {
    // formats that count rows and know how many there are tell their share of the file
    const { unit, total } = progress;
    const read = unit === 'bytes' ? progress.done : total ? Math.round((progress.done / total) * this.#bytes) : 0;
    this.#progress.set(part, { done: read, problems: progress.problems ?? 0 });
    let done = 0;
    let problems = 0;
    for (const each of this.#progress.values()) {
      done += each.done;
      problems += each.problems;
    }
    this.#run.onProgress?.({ phase: 'import', done: Math.min(done, this.#bytes), total: this.#bytes, unit: 'bytes', problems });
  }

  /** Numbers the parts and puts them on the disk. */
  async seal(stretches: readonly Stretch[]): Promise<readonly BatchPart[]> {
    let rowsBefore = 0;
    let linesBefore = 0;
    const sealing: Promise<void>[] = [];
    const parts = stretches.map(({ partPath, output }): BatchPart => {
      const { key } = this.#input;
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
  async profile(parts: readonly BatchPart[], stretches: readonly Stretch[]): Promise<TableProfile> {
    const counts = stretches.map(({ output }) => output.counts);
    const candidates = stretches[0]?.output.candidates ?? [];
    const columns = this.#input.shape.columns.map((column, index): MergeInput['columns'][number] => ({
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
    const groups = stretches.length > 1 ? [0, 1] : [0];
    const outputs = await Promise.all(
      groups.map((group) => {
        const mine = columns.filter(({ index }) => index % groups.length === group);
        return this.task<MergeOutput>('profile.merge', { parts, columns: mine, rows: group === 0 ? counts : null } satisfies MergeInput);
      }),
    );
    const merged: ColumnProfile[] = [];
    for (const { index, profile } of outputs.flatMap((output) => output.columns)) merged[index] = profile;
    return tableProfile(
      parts.reduce((n, part) => n + part.rowCount, 0),
      merged,
      outputs[0]?.duplicateRows ?? null,
    );
  }

  /** Gives the parts their final names. */
  publish(parts: readonly BatchPart[]): readonly BatchPart[] {
    if (this.#signal.aborted) throw new JiadiError('cancelled');
    return parts.map((part, index) => {
      const path = join(this.#input.dir, `${this.#input.id}-${index + 1}.db`);
      this.#files.add(path);
      moveDurably(part.path, path);
      return { ...part, path };
    });
  }

  /** Stops what is running and removes every file of this import. */
  async abandon(): Promise<void> {
    this.#stop.abort();
    await Promise.allSettled(this.#running);
    for (const path of this.#files) {
      remove(path);
      remove(`${path}-journal`);
    }
  }
}
