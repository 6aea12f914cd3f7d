/**
 * Blocks of bytes that have outgrown the memory, in a file that nobody else can read: encrypted (AES-256-CTR) under a key that is never written down.
 */
import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { closeSync, openSync, readSync, writeSync } from 'node:fs';

/** Such a file; plain data that may cross threads. The key lives as long as the work that needs the file. */
export interface ScratchFile {
  readonly path: string;
  readonly key: Uint8Array;
  /** Every block has this size, or less; a multiple of 16. */
  readonly blockBytes: number;
}

function initial(block: number, blockBytes: number): Buffer {
  // as many counters apart as a block needs, so that no two blocks share one
  const iv = Buffer.alloc(16);
  iv.writeBigUInt64BE(BigInt(block) * BigInt(blockBytes / 16), 8);
  return iv;
}

/** Gives the memory of what a cipher made back at once: the collector lets many megabytes of it gather. */
function release(made: Buffer): void {
  if (made.buffer instanceof ArrayBuffer && made.byteLength === made.buffer.byteLength) made.buffer.transfer(0);
}

/** Writes blocks one after another; the file appears with the first one. */
export class ScratchWriter {
  readonly file: ScratchFile;
  /** Made once: to make it for every block takes longer than to encrypt one. */
  readonly #key: KeyObject;
  #fd: number | null = null;
  #blocks = 0;

  constructor(path: string, blockBytes: number) {
    const key = randomBytes(32);
    this.file = { path, key, blockBytes };
    this.#key = createSecretKey(key);
  }

  /** Writes a block and gives its number. */
  write(block: Uint8Array): number {
    const { path, blockBytes } = this.file;
    this.#fd ??= openSync(path, 'w', 0o600);
    const number = this.#blocks++;
    const bytes = createCipheriv('aes-256-ctr', this.#key, initial(number, blockBytes)).update(block);
    for (let done = 0; done < bytes.length;) done += writeSync(this.#fd, bytes, done, bytes.length - done, number * blockBytes + done);
    release(bytes);
    return number;
  }

  close(): void {
    if (this.#fd !== null) closeSync(this.#fd);
    this.#fd = null;
  }
}

/** Reads blocks back, from several files where it must. */
export class ScratchReader {
  readonly #files = new Map<string, { readonly fd: number; readonly key: KeyObject }>();
  #read = Buffer.alloc(0);

  /** Puts the first bytes of a block where they are wanted; as many as there is room for. */
  read(file: ScratchFile, number: number, into: Uint8Array): void {
    const { fd, key } = this.#open(file);
    const { blockBytes } = file;
    const { length } = into;
    if (this.#read.length < length) this.#read = Buffer.allocUnsafeSlow(length);
    const read = this.#read.subarray(0, length);
    for (let done = 0; done < length;) {
      const count = readSync(fd, read, done, length - done, number * blockBytes + done);
      if (count === 0) throw new RangeError('a block of a scratch file ends too soon');
      done += count;
    }
    const bytes = createDecipheriv('aes-256-ctr', key, initial(number, blockBytes)).update(read);
    into.set(bytes);
    release(bytes);
  }

  #open({ path, key }: ScratchFile): { readonly fd: number; readonly key: KeyObject } {
    let file = this.#files.get(path);
    if (!file) this.#files.set(path, (file = { fd: openSync(path, 'r'), key: createSecretKey(key) }));
    return file;
  }

  close(): void {
    for (const { fd } of this.#files.values()) closeSync(fd);
    this.#files.clear();
  }
}
