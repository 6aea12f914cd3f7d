/** The values of one column on disk. */
import { CLASS_SHIFT, noteClass } from './notes.ts';
import { type BlockSink, type BlockSource, type SpillStream, SpillWriter } from '../../base/spill.ts';
import type { ValueTable } from './value-table.ts';

/** Values of a column that are on disk: those that stand for a number or a moment, and the others. */
export interface SpilledColumn {
  readonly file: BlockSource;
  readonly partitions: number;
  readonly streams: readonly SpillStream[];
}

const PLAIN_WORDS = 4;
const NUMBER_WORDS = 6;
/** Where a record keeps the class of a value, beside a count of up to 28 bits. */
const COUNT_BITS = 28;

/** Writes the values of one column. A record: hash (two words), first row, class and count, and the number where there is one. */
export class ColumnSpill {
  readonly #spill: BlockSink;
  readonly #words = new Int32Array(2);
  readonly #double = new Float64Array(this.#words.buffer);
  #plain: SpillWriter | null = null;
  #numbers: SpillWriter | null = null;

  constructor(spill: BlockSink) {
    this.#spill = spill;
  }

  add(h1: number, h2: number, row: number, count: number, note: number, number: number): void {
    const withNumber = number === number;
    const writer = withNumber
      ? (this.#numbers ??= new SpillWriter(this.#spill, NUMBER_WORDS))
      : (this.#plain ??= new SpillWriter(this.#spill, PLAIN_WORDS));
    const at = writer.place(h1);
    const { buffer } = writer;
    buffer[at] = h1;
    buffer[at + 1] = h2;
    buffer[at + 2] = row;
    buffer[at + 3] = (noteClass(note) << COUNT_BITS) | count;
    if (!withNumber) return;
    this.#double[0] = number;
    buffer[at + 4] = this.#words[0] as number;
    buffer[at + 5] = this.#words[1] as number;
  }

  finish(): SpilledColumn {
    const streams = [this.#plain, this.#numbers].flatMap((writer) => (writer ? [writer.finish()] : []));
    return { file: this.#spill.file, partitions: this.#spill.partitions, streams };
  }
}

/** Adds a spilled record to a table of its partition. */
export function mergeRecord(
  table: ValueTable,
  rowsBefore: number,
  block: Int32Array,
  at: number,
  words: number,
  scratch: Float64Array,
): void {
  let number = Number.NaN;
  if (words === NUMBER_WORDS) {
    const pair = new Int32Array(scratch.buffer);
    pair[0] = block[at + 4] as number;
    pair[1] = block[at + 5] as number;
    number = scratch[0] as number;
  }
  const packed = block[at + 3] as number;
  table.merge(
    block[at] as number,
    block[at + 1] as number,
    rowsBefore + (block[at + 2] as number),
    packed & ((1 << COUNT_BITS) - 1),
    (packed >>> COUNT_BITS) << CLASS_SHIFT,
    number,
  );
}
