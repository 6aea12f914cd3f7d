import { eachRun, type RunChunk, RunWriter } from './runs.ts';

/** Rows of a batch by their 1-based numbers. One bit a row: a million findings of a hundred rules are united in milliseconds. */
export class RowSet {
  readonly #bits: Uint32Array;
  readonly rowCount: number;

  constructor(rowCount: number) {
    this.rowCount = rowCount;
    this.#bits = new Uint32Array((rowCount >>> 5) + 1);
  }

  has(row: number): boolean {
    return (((this.#bits[row >>> 5] ?? 0) >>> (row & 31)) & 1) === 1;
  }

  add(row: number): void {
    if (row <= this.rowCount) this.#bits[row >>> 5] = (this.#bits[row >>> 5] as number) | (1 << (row & 31));
  }

  /** Takes in `length` rows from `first` on. */
  addRun(first: number, length: number): void {
    const end = Math.min(first + length, this.rowCount + 1);
    for (let row = first; row < end; row++) this.#bits[row >>> 5] = (this.#bits[row >>> 5] as number) | (1 << (row & 31));
  }

  /** Takes in the rows of findings. */
  addAll(findings: readonly RunChunk[]): this {
    for (const chunk of findings) eachRun(chunk, (first, length) => this.addRun(first, length));
    return this;
  }

  /** The rows that stand in both. */
  and(other: RowSet): RowSet {
    const out = new RowSet(this.rowCount);
    for (let i = 0; i < out.#bits.length; i++) out.#bits[i] = (this.#bits[i] as number) & (other.#bits[i] ?? 0);
    return out;
  }

  get size(): number {
    let count = 0;
    for (const word of this.#bits) {
      let v = word - ((word >>> 1) & 0x55555555);
      v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
      count += Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
    }
    return count;
  }

  /** The row numbers, rising. */
  list(): Int32Array {
    const out = new Int32Array(this.size);
    let at = 0;
    this.#bits.forEach((word, i) => {
      for (let left = word; left !== 0; left &= left - 1) out[at++] = i * 32 + 31 - Math.clz32(left & -left);
    });
    return out;
  }

  /** The rows as findings. */
  findings(): readonly RunChunk[] {
    const writer = new RunWriter();
    this.#bits.forEach((word, i) => {
      for (let left = word; left !== 0; left &= left - 1) writer.push(i * 32 + 31 - Math.clz32(left & -left));
    });
    return writer.chunks();
  }
}
