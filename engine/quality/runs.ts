/**
 * Row numbers of findings, ascending, as (gap, length) pairs of variable-length integers: a lone row costs one to three bytes, a million
 * rows in a row cost five. A chunk holds at most `CHUNK_ROWS` rows, so that any page of a long list is found by its counts.
 */
export interface RunChunk {
  readonly first: number;
  readonly last: number;
  readonly count: number;
  readonly bytes: Uint8Array;
}

export const CHUNK_ROWS = 65_536;

/** Takes ascending row numbers and packs them into chunks. */
export class RunWriter {
  readonly #done: RunChunk[] = [];
  #bytes = new Uint8Array(256);
  #used = 0;
  #first = 0;
  #end = 0;
  #runStart = 0;
  #runLength = 0;
  #inChunk = 0;
  count = 0;

  push(row: number): void {
    if (this.#inChunk === 0) {
      this.#first = row;
      this.#end = row;
      this.#runStart = row;
      this.#runLength = 1;
    } else if (row === this.#runStart + this.#runLength) {
      this.#runLength++;
    } else {
      this.#closeRun();
      this.#runStart = row;
      this.#runLength = 1;
    }
    this.#inChunk++;
    this.count++;
    if (this.#inChunk === CHUNK_ROWS) this.#closeChunk();
  }

  /** The chunks written so far, the open one closed. */
  chunks(): readonly RunChunk[] {
    if (this.#inChunk > 0) this.#closeChunk();
    return this.#done;
  }

  #closeRun(): void {
    this.#varint(this.#runStart - this.#end);
    this.#varint(this.#runLength);
    this.#end = this.#runStart + this.#runLength;
  }

  #closeChunk(): void {
    this.#closeRun();
    this.#done.push({ first: this.#first, last: this.#end - 1, count: this.#inChunk, bytes: this.#bytes.slice(0, this.#used) });
    this.#used = 0;
    this.#inChunk = 0;
  }

  #varint(value: number): void {
    if (this.#used + 10 > this.#bytes.length) {
      const bigger = new Uint8Array(this.#bytes.length * 2);
      bigger.set(this.#bytes);
      this.#bytes = bigger;
    }
    let v = value;
    while (v >= 128) {
      this.#bytes[this.#used++] = (v % 128) + 128;
      v = Math.floor(v / 128);
    }
    this.#bytes[this.#used++] = v;
  }
}

/** The row numbers of a chunk, ascending. */
export function* rowsOf(chunk: Pick<RunChunk, 'first' | 'bytes'>): Generator<number> {
  const read = new VarintReader(chunk.bytes);
  let row = chunk.first;
  while (read.more) {
    row += read.next();
    for (let left = read.next(); left > 0; left--) yield row++;
  }
}

/** The runs of neighbouring rows of a chunk, ascending. */
export function eachRun(chunk: Pick<RunChunk, 'first' | 'bytes'>, take: (first: number, length: number) => void): void {
  const read = new VarintReader(chunk.bytes);
  let row = chunk.first;
  while (read.more) {
    row += read.next();
    const length = read.next();
    take(row, length);
    row += length;
  }
}

class VarintReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get more(): boolean {
    return this.#at < this.#bytes.length;
  }

  next(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#bytes[this.#at++] ?? 0;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }
}

/** The first `limit` row numbers of a list of chunks. */
export function firstRows(chunks: readonly RunChunk[], limit: number): readonly number[] {
  const out: number[] = [];
  for (const chunk of chunks) {
    for (const row of rowsOf(chunk)) {
      if (out.length >= limit) return out;
      out.push(row);
    }
  }
  return out;
}

/** How many rows a list of chunks holds. */
export function countRows(chunks: readonly RunChunk[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.count, 0);
}
