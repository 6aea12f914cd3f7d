/**
 * Records that have outgrown the memory, on disk: sorted into partitions by the hash they begin with, so that each partition can be counted by itself
 * in little memory. They say something about values, so they are encrypted (`base/scratch-blocks.ts`).
 */
import { basename, dirname } from 'node:path';
import { remove, withFileErrors } from './files.ts';
import { unpackWords } from './packed-words.ts';
import { type ScratchFile, ScratchReader, ScratchWriter } from './scratch-blocks.ts';
import { type Database, openDatabase, sql } from './sqlite/index.ts';
import { JiadiError } from '../contract/errors.ts';

/** Where the records of one stream lie; plain data that may cross threads. */
export interface SpillStream {
  /** 32-bit words of a record; the first one decides its partition. */
  readonly words: number;
  /** Numbers of the blocks of each partition, in the order of writing. */
  readonly blocks: readonly (readonly number[])[];
  /** Words in the last block of each partition; the others are full. */
  readonly tails: readonly number[];
}

const BLOCK_WORDS = 4_096;
const BLOCK_BYTES = BLOCK_WORDS * 4;
/** Buffers of all streams of a part together, about. */
const BUFFER_BYTES = 32 << 20;
const PARTITIONS_MAX = 64;
/** Records of a partition that are few enough to be counted in the processor's cache. */
const CACHED_RECORDS = 1 << 14;
const noBlock = new Int32Array(0);

/** Into how many partitions (a power of two) records are sorted when there may be so many streams. */
export function partitionsFor(streams: number): number {
  let partitions = PARTITIONS_MAX;
  while (partitions > 1 && streams * partitions * BLOCK_BYTES > BUFFER_BYTES) partitions /= 2;
  return partitions;
}

/** Into how many partitions (a power of two) so many records are sorted: few enough for each to be counted in the processor's cache, where that is possible. */
export function partitionsOfRecords(records: number): number {
  let partitions = 1;
  while (partitions < PARTITIONS_MAX && partitions * CACHED_RECORDS < records) partitions *= 2;
  return partitions;
}

/** The partition of a hash. */
export function partitionOf(hash: number, partitions: number): number {
  return partitions === 1 ? 0 : hash >>> (Math.clz32(partitions) + 1);
}

/** How many records a partition of a stream has. */
export function recordsIn({ words, blocks, tails }: SpillStream, partition: number): number {
  const count = blocks[partition]?.length ?? 0;
  return count === 0 ? 0 : (count - 1) * Math.floor(BLOCK_WORDS / words) + (tails[partition] ?? 0) / words;
}

/** The same stream with its blocks elsewhere: `move` is given the number and the words of each, and gives its new number. */
export function mapBlocks(stream: SpillStream, move: (number: number, words: number) => number): SpillStream {
  const full = Math.floor(BLOCK_WORDS / stream.words) * stream.words;
  const blocks = stream.blocks.map((numbers, partition) =>
    numbers.map((number, i) => move(number, i === numbers.length - 1 ? (stream.tails[partition] ?? 0) : full)),
  );
  return { ...stream, blocks };
}

/** A data file of the workspace in which blocks are kept: table `blocks`, the number of a block is its rowid. */
export interface KeptBlocks {
  readonly path: string;
  readonly key: Uint8Array;
  readonly kept: true;
  /** True: blocks are packed (`base/packed-words.ts`); left out, they are not. */
  readonly packed?: boolean;
}

/** Blocks in shared memory, by their number. */
export interface MemoryBlocks {
  readonly memory: readonly Int32Array[];
}

/** Where blocks can be read. */
export type BlockSource = ScratchFile | KeptBlocks | MemoryBlocks;

/** Takes the blocks of sorted records. */
export interface BlockSink {
  readonly file: BlockSource;
  /** A power of two. */
  readonly partitions: number;
  /** Takes the first `words` of a block of records of `width` words and gives its number. */
  write(block: Int32Array, words: number, width: number): number;
}

/** Writes the spilled records of one part. */
export class Spill implements BlockSink {
  readonly partitions: number;
  readonly #blocks: ScratchWriter;

  constructor(path: string, partitions: number) {
    this.#blocks = new ScratchWriter(path, BLOCK_BYTES);
    this.partitions = partitions;
  }

  get file(): ScratchFile {
    return this.#blocks.file;
  }

  /** Writes the first `words` of a block and gives its number. */
  write(block: Int32Array, words: number): number {
    // the file is nobody's: its folder tells which disk is full
    return withFileErrors(dirname(this.#blocks.file.path), () =>
      this.#blocks.write(new Uint8Array(block.buffer, block.byteOffset, words * 4)),
    );
  }

  close(): void {
    this.#blocks.close();
  }
}

/** Keeps the records of one part in shared memory, sorted as on the disk. */
export class MemorySpill implements BlockSink {
  readonly partitions: number;
  readonly #blocks: Int32Array[] = [];

  constructor(partitions: number) {
    this.partitions = partitions;
  }

  get file(): MemoryBlocks {
    return { memory: this.#blocks };
  }

  write(block: Int32Array, words: number): number {
    const kept = new Int32Array(new SharedArrayBuffer(words * 4));
    kept.set(words === block.length ? block : block.subarray(0, words));
    return this.#blocks.push(kept) - 1;
  }

  /** Nothing is open. */
  close(): void {}
}

/** Sorts the records of one kind into partitions. */
export class SpillWriter {
  /** Where the record goes for which `place` was asked last. */
  buffer: Int32Array = noBlock;
  readonly #spill: BlockSink;
  readonly #partitions: number;
  readonly #words: number;
  readonly #buffers: (Int32Array | null)[];
  readonly #filled: Int32Array;
  readonly #blocks: number[][];

  constructor(spill: BlockSink, words: number) {
    this.#spill = spill;
    this.#partitions = spill.partitions;
    this.#words = words;
    this.#buffers = new Array<null>(spill.partitions).fill(null);
    this.#filled = new Int32Array(spill.partitions);
    this.#blocks = Array.from({ length: spill.partitions }, () => []);
  }

  /** Room for a record that begins with this hash: the place in `buffer`. */
  place(hash: number): number {
    const partition = partitionOf(hash, this.#partitions);
    this.buffer = this.#buffers[partition] ??= new Int32Array(BLOCK_WORDS);
    let at = this.#filled[partition] as number;
    if (at + this.#words > BLOCK_WORDS) {
      this.#blocks[partition]?.push(this.#spill.write(this.buffer, at, this.#words));
      at = 0;
    }
    this.#filled[partition] = at + this.#words;
    return at;
  }

  /** Writes what is left. */
  finish(): SpillStream {
    const tails = this.#buffers.map((buffer, partition) => {
      const words = this.#filled[partition] as number;
      if (buffer && words > 0) this.#blocks[partition]?.push(this.#spill.write(buffer, words, this.#words));
      return words;
    });
    this.#buffers.fill(null);
    this.buffer = noBlock;
    return { words: this.#words, blocks: this.#blocks, tails };
  }
}

/** Reads spilled records back. */
export class SpillReader {
  readonly #blocks = new ScratchReader();
  readonly #kept = new Map<string, Database>();

  /** Gives every record of a partition: its words begin at `at`. The array is used again for the next block. */
  each(file: BlockSource, { words, blocks, tails }: SpillStream, partition: number, visit: (block: Int32Array, at: number) => void): void {
    const numbers = blocks[partition] ?? [];
    if ('memory' in file) {
      for (const block of numbers.map((number) => file.memory[number] ?? noBlock))
        for (let at = 0; at < block.length; at += words) visit(block, at);
      return;
    }
    const full = Math.floor(BLOCK_WORDS / words) * words;
    const block = new Int32Array(BLOCK_WORDS);
    const bytes = new Uint8Array(block.buffer);
    numbers.forEach((number, i) => {
      const length = i === numbers.length - 1 ? (tails[partition] ?? 0) : full;
      if ('kept' in file && file.packed) unpackWords(this.#keptBlock(file, number), words, block);
      else this.#read(file, number, bytes.subarray(0, length * 4));
      for (let at = 0; at < length; at += words) visit(block, at);
    });
  }

  /** The first `words` of a block. */
  bytes(file: BlockSource, number: number, words: number): Uint8Array {
    const bytes = new Uint8Array(words * 4);
    this.#read(file, number, bytes);
    return bytes;
  }

  #read(file: BlockSource, number: number, into: Uint8Array): void {
    if ('kept' in file) into.set(this.#keptBlock(file, number));
    else if ('memory' in file) into.set(new Uint8Array((file.memory[number] ?? noBlock).buffer));
    else this.#blocks.read(file, number, into);
  }

  #keptBlock({ path, key }: KeptBlocks, number: number): Uint8Array {
    let db = this.#kept.get(path);
    if (!db) this.#kept.set(path, (db = openDatabase({ path, mode: 'data-read', key })));
    const bytes = db.value<Uint8Array>(sql`SELECT bytes FROM blocks WHERE rowid = ${number}`);
    if (!bytes) throw new JiadiError('file-damaged', { file: basename(path) });
    return bytes;
  }

  close(): void {
    this.#blocks.close();
    for (const db of this.#kept.values()) db.close();
    this.#kept.clear();
  }
}

/** The file of spilled records beside a part. */
export const spillPath = (partPath: string): string => `${partPath}.spill`;

/** Takes the file of spilled records of a part away; nothing happens where there is none. */
export function removeSpill(partPath: string): void {
  remove(spillPath(partPath));
}
