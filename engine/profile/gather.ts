/** All values of a column over the parts of a batch: how many, how often, the most frequent, and the numbers they stand for. */
import { valueClass as V } from '../table/typed.ts';
import type { PartColumn } from './column-counter.ts';
import { mergeRecord } from './column-spill.ts';
import { TOP_VALUES } from './model.ts';
import { noteClass } from './notes.ts';
import { rounded, type Source } from './numbers.ts';
import { partitionOf, SpillReader } from '../../base/spill.ts';
import { ENTRY_WORDS, findPlace, forEachValue, numberAt, SEGMENT, type TableData, ValueTable } from './value-table.ts';

/** Where a value can be read: its first row in the batch (1-based). */
export interface FoundValue {
  readonly row: number;
  readonly count: number;
}

export interface Gathered {
  readonly distinct: number;
  /** Values that occur exactly once. */
  readonly once: number;
  /** Shannon's entropy in bits. */
  readonly entropy: number;
  /** The most frequent values, the earlier first among equals. */
  readonly top: readonly FoundValue[];
  readonly numbers: Source;
  /** Milliseconds since 1970 of dates and times; eight digits that are a date count as well. */
  readonly moments: Source;
}

/** Gathers one column; `wanted` says whether its numbers or moments will be asked for. Memory: that of a partition and the numbers, where values are on disk. */
export function gatherColumn(parts: readonly PartColumn[], rowsBefore: readonly number[], wanted: boolean): Gathered {
  const tally = new Tally();
  if (parts.every(({ spilled }) => spilled === null)) {
    tallyTables(parts, rowsBefore, tally);
    const tables = parts.map(({ table }) => table);
    return withNumbers(tally, (visit) => eachWithNumber(tables, visit));
  }
  const bag = new NumberBag();
  tallyPartitions(parts, rowsBefore, (table) => {
    forEachValue(table, (segment, at, place) => {
      const count = segment[at + 2] as number;
      tally.add(count, segment[at + 4] as number);
      const number = wanted ? numberAt(table, place) : Number.NaN;
      if (number === number) bag.add(number, count, noteClass(segment[at + 3] as number));
    });
  });
  return withNumbers(tally, (visit) => bag.each(visit));
}

function withNumbers(tally: Tally, each: EachKind): Gathered {
  return { ...tally.result(), numbers: numbersOf(each), moments: momentsOf(each) };
}

/** Values of tables in memory; one that an earlier part knows is counted there. */
function tallyTables(parts: readonly PartColumn[], rowsBefore: readonly number[], tally: Tally): void {
  const tables = parts.map(({ table }) => table);
  tables.forEach((table, p) => {
    const before = rowsBefore[p] ?? 0;
    forEachValue(table, (segment, at) => {
      const h1 = segment[at] as number;
      const h2 = segment[at + 1] as number;
      let count = segment[at + 2] as number;
      for (let o = 0; o < tables.length; o++) {
        if (o === p) continue;
        const { index, segments } = tables[o] as TableData;
        const place = findPlace(index, segments, h1, h2);
        if (place < 0) continue;
        if (o < p) return;
        count += (segments[Math.floor(place / SEGMENT)] as Int32Array)[(place % SEGMENT) * ENTRY_WORDS + 2] as number;
      }
      tally.add(count, before + (segment[at + 4] as number));
    });
  });
}

/** Puts what the parts have in memory and on disk together, partition by partition. */
function tallyPartitions(parts: readonly PartColumn[], rowsBefore: readonly number[], visit: (table: ValueTable) => void): void {
  const partitions = parts.find(({ spilled }) => spilled !== null)?.spilled?.partitions ?? 1;
  const reader = new SpillReader();
  const scratch = new Float64Array(1);
  try {
    for (let partition = 0; partition < partitions; partition++) {
      const table = new ValueTable();
      parts.forEach((part, p) => {
        const before = rowsBefore[p] ?? 0;
        forEachValue(part.table, (segment, at, place) => {
          const h1 = segment[at] as number;
          if (partitionOf(h1, partitions) !== partition) return;
          const row = before + (segment[at + 4] as number);
          table.merge(
            h1,
            segment[at + 1] as number,
            row,
            segment[at + 2] as number,
            segment[at + 3] as number,
            numberAt(part.table, place),
          );
        });
        for (const stream of part.spilled?.streams ?? [])
          if (part.spilled)
            reader.each(part.spilled.file, stream, partition, (block, at) => mergeRecord(table, before, block, at, stream.words, scratch));
      });
      visit(table);
    }
  } finally {
    reader.close();
  }
}

/** Gives every value of one part, wherever it stands: hash, first row, count, note, number. */
export function eachValueOf(
  part: PartColumn,
  visit: (h1: number, h2: number, row: number, count: number, note: number, number: number) => void,
): void {
  const give = (table: TableData): void =>
    forEachValue(table, (segment, at, place) =>
      visit(
        segment[at] as number,
        segment[at + 1] as number,
        segment[at + 4] as number,
        segment[at + 2] as number,
        segment[at + 3] as number,
        numberAt(table, place),
      ),
    );
  if (part.spilled === null) give(part.table);
  else tallyPartitions([part], [0], give);
}

/** Counts of values, put together one by one. */
class Tally {
  readonly #top: FoundValue[] = [];
  #values = 0;
  #logs = 0;
  #distinct = 0;
  #once = 0;

  add(count: number, row: number): void {
    this.#distinct++;
    this.#values += count;
    if (count === 1) this.#once++;
    else this.#logs += count * Math.log2(count);
    this.#keepTop(count, row);
  }

  #keepTop(count: number, row: number): void {
    const top = this.#top;
    const last = top[TOP_VALUES - 1];
    if (last && (count < last.count || (count === last.count && row > last.row))) return;
    let at = top.length;
    while (at > 0) {
      const before = top[at - 1] as FoundValue;
      if (before.count > count || (before.count === count && before.row < row)) break;
      at--;
    }
    top.splice(at, 0, { row, count });
    if (top.length > TOP_VALUES) top.pop();
  }

  result(): Pick<Gathered, 'distinct' | 'once' | 'entropy' | 'top'> {
    // the sum of p log p, put together from counts: log(n) minus the mean of log(count)
    const entropy = this.#values === 0 ? 0 : rounded(Math.max(0, Math.log2(this.#values) - this.#logs / this.#values));
    return { distinct: this.#distinct, once: this.#once, entropy, top: this.#top };
  }
}

const isMoment = (kind: number): boolean => kind === V.date || kind === V.datetime;

function ofDigits(value: number): number {
  return Date.UTC(Math.floor(value / 10_000), (Math.floor(value / 100) % 100) - 1, value % 100);
}

type VisitKind = (value: number, count: number, kind: number) => void;

function eachWithNumber(tables: readonly TableData[], visit: VisitKind): void {
  for (const { numbers, segments } of tables) {
    for (let s = 0; s < numbers.length; s++) {
      const values = numbers[s];
      const segment = segments[s] as Int32Array;
      for (let i = 0; values && i < SEGMENT; i++) {
        const value = values[i] as number;
        if (value === value) visit(value, segment[i * ENTRY_WORDS + 2] as number, noteClass(segment[i * ENTRY_WORDS + 3] as number));
      }
    }
  }
}

type EachKind = (visit: VisitKind) => void;

/** The numbers of what comes with classes. */
const numbersOf =
  (each: EachKind): Source =>
  (visit) =>
    each((value, count, kind) => {
      if (!isMoment(kind)) visit(value, count);
    });

/** The moments of what comes with classes. */
const momentsOf =
  (each: EachKind): Source =>
  (visit) =>
    each((value, count, kind) => {
      if (isMoment(kind)) visit(value, count);
      else if (kind === V.integerDate) visit(ofDigits(value), count);
    });

const CHUNK = 1 << 16;

/** Numbers with their counts and classes, in chunks that never move. */
class NumberBag {
  readonly #values: Float64Array[] = [];
  readonly #counts: Uint32Array[] = [];
  readonly #kinds: Uint8Array[] = [];
  #size = 0;

  add(value: number, count: number, kind: number): void {
    const at = this.#size % CHUNK;
    if (at === 0) {
      this.#values.push(new Float64Array(CHUNK));
      this.#counts.push(new Uint32Array(CHUNK));
      this.#kinds.push(new Uint8Array(CHUNK));
    }
    const chunk = this.#values.length - 1;
    (this.#values[chunk] as Float64Array)[at] = value;
    (this.#counts[chunk] as Uint32Array)[at] = count;
    (this.#kinds[chunk] as Uint8Array)[at] = kind;
    this.#size++;
  }

  each(visit: VisitKind): void {
    this.#values.forEach((values, c) => {
      const [counts, kinds] = [this.#counts[c] as Uint32Array, this.#kinds[c] as Uint8Array];
      const end = Math.min(CHUNK, this.#size - c * CHUNK);
      for (let i = 0; i < end; i++) visit(values[i] as number, counts[i] as number, kinds[i] as number);
    });
  }
}
