import { basename, dirname } from 'node:path';
import { asFileError, fsyncFile, remove } from '../../base/files.ts';
import { invariant } from '../../base/invariant.ts';
import type { TaskContext } from '../../base/jobs/index.ts';
import { cellOfUnits, type UnitRows } from '../../base/units.ts';
import { BulkRows, openDatabase, sql } from '../../base/sqlite/index.ts';
import { type PartCounts, PartCounter, type PartSoFar, removeSpill, type SemanticCheck, spillPath, tellSoFar } from '../profile/index.ts';
import { createSemantics, loadTables, passes, type Semantics } from '../semantics/index.ts';
import { storedName } from '../table/batch-file.ts';
import { type Candidate, candidatesOf, readSample, takeSample } from './import-sample.ts';
import { apartReasons } from '../../contract/methods/datasets.ts';
import type { ByteRange, Cell, MalformedRecord, ReaderKind, ReadResult, RowChunk, RowSink, SourceShape } from './reader.ts';

/** Malformed records kept in a part file and counted beyond that. */
export const MALFORMED_STORED = 10_000;
/** Malformed records that travel with the result of an import. */
export const MALFORMED_SAMPLE = 100;
/** Format number of a part file (`user_version`). */
export const PART_FORMAT = 1;

/** Where rows are stored, and what is counted on the way. */
export interface StoreRowsInput {
  /** What the rows come from, for people. */
  readonly name: string;
  readonly shape: SourceShape;
  /** The new part file. */
  readonly partPath: string;
  readonly key: Uint8Array | null;
  /** Bytes that tables of distinct values may take in this part. */
  readonly memoryBytes: number;
  /** Folder with the code tables; null: no semantic kinds are looked for. */
  readonly resources: string | null;
  /** YYYY-MM-DD in the user's time zone. */
  readonly today: string;
}

export interface ImportPartInput extends Omit<StoreRowsInput, 'name'> {
  readonly path: string;
  /** Of an archive under one. */
  readonly password?: string;
  /** The stretch to read; null reads the whole file. */
  readonly range: ByteRange | null;
}

export interface ImportPartOutput {
  readonly read: ReadResult;
  /** Rows stored. */
  readonly rowCount: number;
  readonly malformedCount: number;
  /** Records that are nothing wrong but no data: totals, remarks … They stand beside the malformed ones and are not counted as such. */
  readonly apartCount: number;
  /** Malformed records that are not among the rows. */
  readonly rejectedCount: number;
  /** The first of them; rows and lines counted from the beginning of the stretch. */
  readonly malformed: readonly MalformedRecord[];
  readonly counts: PartCounts;
  readonly candidates: readonly Candidate[];
}

/** What a stretch tells while it is read: its counts, and what its columns may turn out to hold. */
export interface StretchSoFar {
  readonly part: PartSoFar;
  readonly semantics: readonly (string | null)[];
}

const MALFORMED_TABLE = `CREATE TABLE malformed(row INTEGER, line INTEGER, reason TEXT, raw TEXT, kept INTEGER); PRAGMA user_version=${PART_FORMAT}`;

/** Takes the rows of a part. */
export interface StoreSink extends RowSink {
  /** Tells by a sample which semantic kinds to count; without it the first rows are the sample. */
  begin(sample: readonly (readonly Cell[])[]): void;
}

/** Takes the rows of one stretch: into the part file and into the counters, in the same loop. */
class PartSink implements StoreSink {
  readonly #bulk: BulkRows;
  readonly #input: StoreRowsInput;
  readonly #semantics: Semantics | null;
  readonly stored: MalformedRecord[] = [];
  malformedCount = 0;
  apartCount = 0;
  rejectedCount = 0;
  candidates: readonly Candidate[] = [];
  #held: Cell[][] | null = [];
  #counter: PartCounter | null = null;
  readonly #tell: (isLast?: boolean) => void;

  constructor(bulk: BulkRows, input: StoreRowsInput, semantics: Semantics | null, context: TaskContext) {
    this.#tell = tellSoFar(context, () => this.#soFar());
    this.#bulk = bulk;
    this.#input = input;
    this.#semantics = semantics;
  }

  /** Decides the semantic kinds to count; until then rows are held back. */
  begin(sample: readonly (readonly Cell[])[]): PartCounter {
    const { shape, memoryBytes, partPath } = this.#input;
    const semantics = this.#semantics;
    this.candidates = semantics ? candidatesOf(sample, shape, semantics) : shape.columns.map(() => ({ semantic: null, share: 1 }));
    const checks = this.candidates.map(({ semantic }): SemanticCheck | null => {
      if (!semantics || semantic === null) return null;
      const judge = semantics.checker(semantic);
      return (value) => passes(judge(value));
    });
    this.#counter = new PartCounter({ checks, memoryBytes, spillPath: spillPath(partPath) });
    const held = this.#held ?? [];
    this.#held = null;
    if (held.length > 0) this.#counter.rows({ width: shape.columns.length, rowCount: held.length, cells: held.flat() });
    return this.#counter;
  }

  #soFar(): StretchSoFar {
    return { part: this.#counter?.soFar() ?? { rows: 0, columns: [] }, semantics: this.candidates.map(({ semantic }) => semantic) };
  }

  rows(chunk: RowChunk): void {
    const { width, cells } = chunk;
    if (this.#held) this.#hold(this.#held, chunk);
    else this.#counter?.rows(chunk);
    if (this.#counter) this.#tell();
    for (let r = 0, from = 0; r < chunk.rowCount; r++, from += width) this.#bulk.add(cells, from);
  }

  units(chunk: UnitRows): void {
    const counter = this.#counter;
    if (!counter) {
      // held rows outlive the reader's arrays
      const { width, rowCount } = chunk;
      this.rows({ width, rowCount, cells: Array.from({ length: rowCount * width }, (_, index) => cellOfUnits(chunk, index)) });
      return;
    }
    counter.rows(chunk);
    this.#tell();
    for (let r = 0; r < chunk.rowCount; r++) this.#bulk.addUnits(chunk, r);
  }

  #hold(held: Cell[][], chunk: RowChunk): void {
    const before = held.length;
    if (!takeSample(held, chunk)) return;
    const taken = held.length - before;
    const counter = this.begin(held);
    if (taken === chunk.rowCount) return;
    counter.rows({
      width: chunk.width,
      rowCount: chunk.rowCount - taken,
      cells: chunk.cells.slice(taken * chunk.width, chunk.rowCount * chunk.width),
    });
  }

  malformed(record: MalformedRecord): void {
    if (apartReasons.has(record.reason)) this.apartCount++;
    else this.malformedCount++;
    if (!record.kept) this.rejectedCount++;
    if (this.stored.length < MALFORMED_STORED) this.stored.push({ ...record });
  }

  /** The counts; also of a source that ended before the sample was full. */
  counts(): PartCounts {
    const counter = this.#counter ?? this.begin(this.#held ?? []);
    this.#tell(true);
    return counter.seal();
  }
}

/**
 * Stores the rows that `read` gives in a new part file and counts its columns on the way. Whatever fails, the part file is removed. Throws file
 * errors (`disk-full` …), `cancelled` and the errors of `read`.
 */
export async function storeRows(
  input: StoreRowsInput,
  context: TaskContext,
  read: (sink: StoreSink) => Promise<ReadResult>,
): Promise<ImportPartOutput> {
  try {
    return await storeInto(input, context, read);
  } catch (error) {
    remove(input.partPath);
    remove(`${input.partPath}-journal`);
    removeSpill(input.partPath);
    throw asFileError(error, input.name);
  }
}

/** Reads one stretch of a file into a new part file. Throws `file-not-found` and the like besides what `storeRows` does. */
export function importPart(readerOf: (format: string) => ReaderKind) {
  return async ({ path, range, ...input }: ImportPartInput, context: TaskContext): Promise<ImportPartOutput> => {
    const { shape, partPath, resources } = input;
    const name = basename(path);
    return await storeRows({ ...input, name }, context, async (sink) => {
      const reader = readerOf(shape.format);
      if (range && resources !== null) sink.begin(await readSample(reader, path, shape, context));
      const secret = input.password === undefined ? {} : { password: input.password };
      return await reader.read(path, shape, range, sink, { ...context, ...secret, scratch: dirname(partPath) });
    });
  };
}

async function storeInto(
  input: StoreRowsInput,
  context: TaskContext,
  readFrom: (sink: StoreSink) => Promise<ReadResult>,
): Promise<ImportPartOutput> {
  const { shape } = input;
  const semantics = input.resources === null ? null : createSemantics({ today: input.today, tables: loadTables(input.resources) });
  const bulk = new BulkRows(
    input.partPath,
    input.key,
    shape.columns.map((_, index) => storedName(index)),
    MALFORMED_TABLE,
  );
  const sink = new PartSink(bulk, input, semantics, context);
  const read = await readFrom(sink);
  context.throwIfCancelled();
  bulk.flush();
  invariant(bulk.rowCount === read.rowCount, `the reader gave ${bulk.rowCount} rows and says ${read.rowCount}`);
  const counts = sink.counts();
  invariant(counts.rowCount === bulk.rowCount, 'every stored row is counted');
  bulk.finish((db) => {
    for (const { row, line, reason, raw, kept } of sink.stored)
      db.run(sql`INSERT INTO malformed VALUES (${row}, ${line}, ${reason}, ${raw}, ${kept})`);
  });
  return {
    read,
    rowCount: bulk.rowCount,
    malformedCount: sink.malformedCount,
    apartCount: sink.apartCount,
    rejectedCount: sink.rejectedCount,
    malformed: sink.stored.slice(0, MALFORMED_SAMPLE),
    counts,
    candidates: sink.candidates,
  };
}

export interface SealPartInput {
  readonly partPath: string;
  readonly key: Uint8Array | null;
  /** Added to the row numbers and line numbers of malformed records. */
  readonly rowsBefore: number;
  readonly linesBefore: number;
}

/** Gives the malformed records of a part their numbers in the whole file and puts the part on the disk for good. */
export function sealPart(input: SealPartInput): void {
  if (input.rowsBefore > 0 || input.linesBefore > 0) {
    const db = openDatabase({ path: input.partPath, mode: 'data-write', key: input.key });
    try {
      db.run(sql`UPDATE malformed SET row = row + ${input.rowsBefore}, line = line + ${input.linesBefore}`);
    } finally {
      db.close();
    }
  }
  fsyncFile(input.partPath);
}
