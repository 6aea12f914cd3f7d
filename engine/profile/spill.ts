/**
 * Records that have outgrown the memory, on disk: sorted into partitions by the hash they begin with, so that each partition can be counted by itself
 * in little memory. They say something about values, so they are encrypted (AES-256-CTR) under a key that is never written down.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { remove } from '../../base/files.ts';

/** Where the records of one stream lie; plain data that may cross threads. */
export interface SpillStream {
  /** 32-bit words of a record; the first one decides its partition. */
  readonly words: number;
  /** Numbers of the blocks of each partition, in the order of writing. */
  readonly blocks: readonly (readonly number[])[];
  /** Words in the last block of each partition; the others are full. */
  readonly tails: readonly number[];
}

/** A file of spilled records; the key lives as long as the import. */
export interface SpillFile {
  readonly path: string;
  readonly key: Uint8Array;
}

const BLOCK_WORDS = 4_096;
const BLOCK_BYTES = BLOCK_WORDS * 4;
/** Buffers of all streams of a part together, about. */
const BUFFER_BYTES = 32 << 20;
const PARTITIONS_MAX = 64;

/** Into how many partitions (a power of two) records are sorted when there may be so many streams. */
export function partitionsFor(streams: number): number {
  let partitions = PARTITIONS_MAX;
  while (partitions > 1 && streams * partitions * BLOCK_BYTES > BUFFER_BYTES) partitions /= 2;
  return partitions;
}

/** The partition of a hash. */
export function partitionOf(hash: number, partitions: number): number {
  return partitions === 1 ? 0 : hash >>> (Math.clz32(partitions) + 1);
}

function initial(block: number): Buffer {
  // blocks are a kilobyte of counters apart, so that no two of them share one
  const iv = Buffer.alloc(16);
  iv.writeBigUInt64BE(BigInt(block) * BigInt(BLOCK_BYTES / 16), 8);
  return iv;
}

/** Writes the spilled records of one part; the file appears with the first block. */
export class Spill {
  readonly partitions: number;
  readonly #path: string;
  readonly #key = randomBytes(32);
  #fd: number | null = null;
  #blocks = 0;

  constructor(path: string, streams: number) {
    this.#path = path;
    this.partitions = partitionsFor(streams);
  }

  get file(): SpillFile {
    return { path: this.#path, key: this.#key };
  }

  /** Writes the first `words` of a block and gives its number. */
  write(block: Int32Array, words: number): number {
    this.#fd ??= openSync(this.#path, 'w', 0o600);
    const number = this.#blocks++;
    const cipher = createCipheriv('aes-256-ctr', this.#key, initial(number));
    const bytes = cipher.update(new Uint8Array(block.buffer, block.byteOffset, words * 4));
    for (let done = 0; done < bytes.length;) done += writeSync(this.#fd, bytes, done, bytes.length - done, number * BLOCK_BYTES + done);
    return number;
  }

  close(): void {
    if (this.#fd !== null) closeSync(this.#fd);
    this.#fd = null;
  }
}

/** Sorts the records of one kind into partitions. */
export class SpillWriter {
  readonly #spill: Spill;
  readonly #words: number;
  readonly #buffers: (Int32Array | null)[];
  readonly #filled: Int32Array;
  readonly #blocks: number[][];

  constructor(spill: Spill, words: number) {
    this.#spill = spill;
    this.#words = words;
    this.#buffers = new Array<null>(spill.partitions).fill(null);
    this.#filled = new Int32Array(spill.partitions);
    this.#blocks = Array.from({ length: spill.partitions }, () => []);
  }

  /** Room for a record that begins with this hash: the buffer and the place in it. */
  place(hash: number): { readonly buffer: Int32Array; readonly at: number } {
    const partition = partitionOf(hash, this.#spill.partitions);
    const buffer = (this.#buffers[partition] ??= new Int32Array(BLOCK_WORDS));
    let at = this.#filled[partition] as number;
    if (at + this.#words > BLOCK_WORDS) {
      this.#blocks[partition]?.push(this.#spill.write(buffer, at));
      at = 0;
    }
    this.#filled[partition] = at + this.#words;
    return { buffer, at };
  }

  /** Writes what is left. */
  finish(): SpillStream {
    const tails = this.#buffers.map((buffer, partition) => {
      const words = this.#filled[partition] as number;
      if (buffer && words > 0) this.#blocks[partition]?.push(this.#spill.write(buffer, words));
      return words;
    });
    this.#buffers.fill(null);
    return { words: this.#words, blocks: this.#blocks, tails };
  }
}

/** Reads spilled records back. */
export class SpillReader {
  readonly #fds = new Map<string, number>();

  /** Gives every record of a partition: its words begin at `at`. The array is used again for the next block. */
  each(
    { path, key }: SpillFile,
    { words, blocks, tails }: SpillStream,
    partition: number,
    visit: (block: Int32Array, at: number) => void,
  ): void {
    const numbers = blocks[partition] ?? [];
    const full = Math.floor(BLOCK_WORDS / words) * words;
    const block = new Int32Array(BLOCK_WORDS);
    const bytes = new Uint8Array(block.buffer);
    numbers.forEach((number, i) => {
      const length = i === numbers.length - 1 ? (tails[partition] ?? 0) : full;
      const fd = this.#open(path);
      const read = Buffer.allocUnsafe(length * 4);
      for (let done = 0; done < read.length;) {
        const count = readSync(fd, read, done, read.length - done, number * BLOCK_BYTES + done);
        if (count === 0) throw new RangeError('a spilled block ends too soon');
        done += count;
      }
      bytes.set(createDecipheriv('aes-256-ctr', key, initial(number)).update(read));
      for (let at = 0; at < length; at += words) visit(block, at);
    });
  }

  #open(path: string): number {
    let fd = this.#fds.get(path);
    if (fd === undefined) this.#fds.set(path, (fd = openSync(path, 'r')));
    return fd;
  }

  close(): void {
    for (const fd of this.#fds.values()) closeSync(fd);
    this.#fds.clear();
  }
}

/** The file of spilled records beside a part. */
export const spillPath = (partPath: string): string => `${partPath}.spill`;

/** Takes the file of spilled records of a part away; nothing happens where there is none. */
export function removeSpill(partPath: string): void {
  remove(spillPath(partPath));
}
