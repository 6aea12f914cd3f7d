/**
 * What rules over keys need of the rows, noted on the way through them: a record a row with the hash of its key, sorted into partitions by that hash, so that
 * the keys of one partition after the other are looked at in little memory, whatever the number of rows. Many records lie on the disk, encrypted
 * (`base/spill.ts`).
 */
import { remove } from '../../base/files.ts';
import type { TaskContext } from '../../base/jobs/index.ts';
import {
  type BlockSource,
  MemorySpill,
  partitionOf,
  partitionsFor,
  partitionsOfRecords,
  recordsIn,
  Spill,
  SpillReader,
  type SpillStream,
  SpillWriter,
} from '../../base/spill.ts';

/** How many columns make the key of a stream of records, what should be the same for all rows of a key (null: nothing is noted), and how many numbers go with it. */
export interface KeyLayout {
  readonly keys: number;
  readonly dependents: number | null;
  readonly numbers: number;
}

/** Words of a record: the hash of the key (two), the row, the hash of the dependents (two), each number (two). */
const wordsOf = ({ dependents, numbers }: KeyLayout): number => DEPENDENT_AT + (dependents === null ? 0 : 2) + numbers * 2;
/** Where a record has its row, and where what follows begins. */
const ROW_AT = 2;
export const DEPENDENT_AT = 3;

/** How the records of a scan are kept: in memory, or in files whose names begin like this. */
export interface RecordsHome {
  readonly partitions: number;
  readonly path: string | null;
}

/** Bytes of records that may stay in memory. */
const MEMORY_BYTES = 96 << 20;

/** How the records of so many rows are kept; `path` is where they would go. */
export function homeOfRecords(
  layouts: readonly KeyLayout[],
  rowCount: number,
  path: string,
  memoryBytes: number = MEMORY_BYTES,
): RecordsHome {
  const bytes = layouts.reduce((sum, layout) => sum + wordsOf(layout) * 4, 0) * rowCount;
  return {
    partitions: Math.min(partitionsOfRecords(rowCount), partitionsFor(layouts.length)),
    path: bytes > memoryBytes ? path : null,
  };
}

/** The records that one stretch of rows left behind, a stream for each layout; plain data and shared memory. */
export interface KeyRecords {
  readonly source: BlockSource;
  readonly partitions: number;
  readonly streams: readonly SpillStream[];
}

/** Takes the records of a stretch of rows. */
export class KeyRecorder {
  readonly writers: readonly SpillWriter[];
  readonly #sink: Spill | MemorySpill;
  readonly #path: string | null;

  constructor(layouts: readonly KeyLayout[], { partitions, path }: RecordsHome) {
    this.#path = path;
    this.#sink = path === null ? new MemorySpill(partitions) : new Spill(path, partitions);
    this.writers = layouts.map((layout) => new SpillWriter(this.#sink, wordsOf(layout)));
  }

  finish(): KeyRecords {
    const streams = this.writers.map((writer) => writer.finish());
    this.#sink.close();
    return { source: this.#sink.file, partitions: this.#sink.partitions, streams };
  }

  /** Leaves nothing behind. */
  discard(): void {
    this.#sink.close();
    if (this.#path !== null) remove(this.#path);
  }
}

/** The records of one layout from several stretches or batches, in the order of their rows. */
export type KeyStream = readonly KeyPiece[];

export interface KeyPiece {
  readonly source: BlockSource;
  readonly partitions: number;
  readonly stream: SpillStream;
  /** Added to the row of each record. */
  readonly rowsBefore: number;
}

/** The streams of several stretches together; records of a batch say which of its rows they are about, `rowsBefore` tells how many come before the batch. */
export function streamsOf(records: readonly (KeyRecords & { readonly rowsBefore?: number })[], count: number): readonly KeyStream[] {
  return Array.from({ length: count }, (_, i) =>
    records.flatMap(({ source, partitions, streams, rowsBefore = 0 }): KeyPiece[] => {
      const stream = streams[i];
      return stream ? [{ source, partitions, stream, rowsBefore }] : [];
    }),
  );
}

/** Called for each record: its words begin at `at`. */
export type KeyVisit = (block: Int32Array, at: number, row: number) => void;

/** Reads a stream partition by partition; all rows of a key are in the same one. */
export class KeyReader {
  /** A power of two. */
  readonly partitions: number;
  readonly #pieces: KeyStream;
  readonly #reader = new SpillReader();

  constructor(stream: KeyStream) {
    this.#pieces = stream;
    this.partitions = stream.reduce((most, { partitions }) => Math.max(most, partitions), 1);
  }

  /** Numbers of a record, where nothing depends on the key. */
  get numbers(): number {
    return ((this.#pieces[0]?.stream.words ?? DEPENDENT_AT) - DEPENDENT_AT) / 2;
  }

  /** Gives the records of a partition in the order of their rows. */
  each(partition: number, visit: KeyVisit): void {
    for (const { source, stream, partitions, rowsBefore } of this.#pieces) {
      const coarse = partitions < this.partitions;
      this.#reader.each(source, stream, this.#partitionIn(partitions, partition), (block, at) => {
        if (coarse && partitionOf(block[at] as number, this.partitions) !== partition) return;
        visit(block, at, rowsBefore + (block[at + ROW_AT] as number));
      });
    }
  }

  /** How many records a partition has at most. */
  most(partition: number): number {
    return this.#pieces.reduce((sum, { stream, partitions }) => sum + recordsIn(stream, this.#partitionIn(partitions, partition)), 0);
  }

  #partitionIn(own: number, partition: number): number {
    return Math.floor((partition * own) / this.partitions);
  }

  close(): void {
    this.#reader.close();
  }
}

/** Goes through the partitions of a stream, however many times `each` is asked for the records of one; looks at the cancel before each. */
export function eachPartition(
  stream: KeyStream,
  context: TaskContext,
  take: (each: (visit: KeyVisit) => void, partition: number, reader: KeyReader) => void,
): void {
  const reader = new KeyReader(stream);
  try {
    for (let partition = 0; partition < reader.partitions; partition++) {
      context.throwIfCancelled();
      take((visit) => reader.each(partition, visit), partition, reader);
    }
  } finally {
    reader.close();
  }
}
