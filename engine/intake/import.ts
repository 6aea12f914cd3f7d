/**
 * Import of a source: the file is cut into stretches, one thread reads, stores and counts each, and the counts are merged. This coordinator only
 * waits and adds up; it may run on the engine thread. Nothing is visible under its final name before all of it is on the disk.
 */
import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { sizeOfInput, withFileErrors } from '../../base/files.ts';
import type { TaskProgress } from '../../base/jobs/index.ts';
import { invariant } from '../../base/invariant.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { HashFileInput, SourceDigest } from './import-hash.ts';
import type { ImportPartInput, ImportPartOutput } from './import-part.ts';
import { type ImportResult, type ImportRun, type ImportTarget, ImportWork, requireColumns, type Stretch } from './import-work.ts';
import type { ByteRange } from './reader.ts';

export type { ImportResult, ImportRun } from './import-work.ts';

const MIB = 1 << 20;
const SPLIT_FROM_BYTES = 16 * MIB;
const STRETCHES_MAX = 4;
/** Formats whose reader can begin in the middle of a file. */
const splittable: ReadonlySet<string> = new Set(['csv', 'fixed']);

export interface ImportInput extends ImportTarget {
  readonly path: string;
  /** Of an archive under one. */
  readonly password?: string;
  /** How many stretches to read at once; default by size and cores. */
  readonly stretches?: number;
  /** True: the source's SM3 is computed beside its SHA-256. */
  readonly sm3?: boolean;
}

/**
 * Imports a source of a known shape as a batch and profiles it. Throws file errors, `file-changed` when the source changed meanwhile, `too-many-columns`,
 * `disk-full`, `cancelled` and the errors of the reader; nothing is left behind then.
 */
export async function importBatch(input: ImportInput, run: ImportRun): Promise<ImportResult> {
  const file = basename(input.path);
  const bytes = sizeOfInput(input.path);
  const modified = modifiedAt(input.path);
  requireColumns(input.shape, file);
  const work = new ImportWork(input, run);
  try {
    const startedMs = run.monotonicMs();
    // reading first: the threads begin with what takes longest
    const reading = new FileReading(input, run, work, bytes).readAll();
    const hashing = work.task<SourceDigest>('intake.hashFile', { path: input.path, sm3: input.sm3 ?? false } satisfies HashFileInput);
    // the first failure of either ends both
    const [, stretches] = await Promise.all([hashing, reading] as const);
    const importedMs = run.monotonicMs();
    const read = await work.finish(stretches);
    const hash = await hashing;
    if (hash.bytes !== bytes || sizeOfInput(input.path) !== bytes || modifiedAt(input.path) !== modified)
      throw new JiadiError('file-changed', { file });
    return {
      ...read,
      file: work.publish(read.file),
      sourceSha256: hash.sha256,
      sourceSm3: hash.sm3,
      modifiedMs: modified,
      bytes,
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

/** A file being read in stretches. */
class FileReading {
  readonly #input: ImportInput;
  readonly #run: ImportRun;
  readonly #work: ImportWork;
  readonly #bytes: number;
  readonly #progress = new Map<string, { done: number; problems: number }>();

  constructor(input: ImportInput, run: ImportRun, work: ImportWork, bytes: number) {
    this.#input = input;
    this.#run = run;
    this.#work = work;
    this.#bytes = bytes;
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
      this.#work.dropPart(stretch.partPath);
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
    const { format, dialect } = this.#input.shape;
    // lines that a person named are counted from the beginning of the file
    if (wanted <= 1 || !splittable.has(format) || dialect?.lines?.length) return [null];
    const cuts = Array.from({ length: wanted + 1 }, (_, i) => Math.floor((this.#bytes * i) / wanted));
    return cuts.slice(1).map((to, i) => ({ from: cuts[i] ?? 0, to }));
  }

  async #read(range: ByteRange | null, share: number): Promise<Stretch> {
    const { path, password, shape, key, resources, today } = this.#input;
    const part = this.#work.newPart(share);
    const input: ImportPartInput = { path, ...(password === undefined ? {} : { password }), shape, range, ...part, key, resources, today };
    const output = await this.#work.task<ImportPartOutput>('intake.importPart', input, {
      onProgress: (progress) => this.#report(part.partPath, progress),
      onTold: this.#work.listener(part.partPath),
    });
    return { range, partPath: part.partPath, output };
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
}
