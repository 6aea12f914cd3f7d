/** Many texts in little memory: as UTF-8 in large blocks outside the heap, made into strings only when they are asked for. */
const BLOCK_BYTES = 4 << 20;
const OFFSETS = 1 << 16;

/** Texts by number, in the order in which they were added. */
export class StringPool {
  readonly #blocks: Buffer[] = [];
  /** Where each text begins, as block × BLOCK_BYTES + byte; a text never lies across two blocks, but may have a block of its own. */
  readonly #starts: Float64Array[] = [];
  readonly #lengths: Uint32Array[] = [];
  #room = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(text: string): void {
    const bytes = Buffer.byteLength(text);
    if (bytes > this.#room || this.#blocks.length === 0) {
      this.#blocks.push(Buffer.allocUnsafeSlow(Math.max(BLOCK_BYTES, bytes)));
      this.#room = Math.max(BLOCK_BYTES, bytes);
    }
    const block = this.#blocks.at(-1) as Buffer;
    const at = block.length - this.#room;
    // what is no character of its own becomes U+FFFD: no file can say it otherwise
    block.write(text, at, bytes, 'utf8');
    this.#note((this.#blocks.length - 1) * BLOCK_BYTES + at, bytes);
    // a long text fills a block of its own
    this.#room = block.length > BLOCK_BYTES ? 0 : this.#room - bytes;
  }

  #note(start: number, bytes: number): void {
    const slot = this.#size % OFFSETS;
    if (slot === 0) {
      this.#starts.push(new Float64Array(OFFSETS));
      this.#lengths.push(new Uint32Array(OFFSETS));
    }
    (this.#starts.at(-1) as Float64Array)[slot] = start;
    (this.#lengths.at(-1) as Uint32Array)[slot] = bytes;
    this.#size++;
  }

  /** The text of a number, or undefined where there is none. */
  at(index: number): string | undefined {
    if (!Number.isInteger(index) || index < 0 || index >= this.#size) return undefined;
    const page = Math.floor(index / OFFSETS);
    const slot = index % OFFSETS;
    const start = this.#starts[page]?.[slot] ?? 0;
    const length = this.#lengths[page]?.[slot] ?? 0;
    const from = start % BLOCK_BYTES;
    return this.#blocks[Math.floor(start / BLOCK_BYTES)]?.toString('utf8', from, from + length);
  }
}
