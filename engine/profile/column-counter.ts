/**
 * Counts the values of one column while they pass by. What depends only on the value (its type, pattern, number, validity) is worked out once per
 * distinct value and weighted by its count at the end, so a repeated value costs a hash and an increment.
 */
import { classOf, isPlaceholder, numberOf, toTime, VALUE_CLASSES, valueClass } from '../table/typed.ts';
import { PatternBook, PATTERNS_MAX } from '../table/pattern.ts';
import { BLOCK, type ColumnCells } from './cells.ts';
import { ColumnSpill, type SpilledColumn } from './column-spill.ts';
import { NULL_1, NULL_2 } from './hash.ts';
import { CLASS_SHIFT, noteClass } from './notes.ts';
import { OrderWatch, type PartOrder } from './order.ts';
import { type ByteLengths, type RareHan, surrogatePairs, TextSizes } from './sizes.ts';
import type { Spill } from '../../base/spill.ts';
import type { PartColumnSoFar } from './so-far.ts';
import { countAt, forEachValue, type TableData, ValueTable } from './value-table.ts';

/** True when a value is a valid one of the column's semantic kind. */
export type SemanticCheck = (value: string) => boolean;

/** What one part knows of one column; plain data that may cross threads (the tables lie in shared memory). */
export interface PartColumn {
  readonly nulls: number;
  /** Values that are not null. */
  readonly values: number;
  readonly lengthMin: number;
  readonly lengthMax: number;
  readonly lengthSum: number;
  readonly bytes: ByteLengths;
  /** Values by the kinds of characters in them, in the order of `characterKinds`. */
  readonly characters: readonly number[];
  /** Rare Chinese characters in the order of `hanBlocks`; states of before do not hold it. */
  readonly rareHan?: readonly RareHan[];
  /** First values of each class, and first values that fail the check of the semantic kind. */
  readonly examples: readonly (readonly string[])[];
  readonly invalidExamples: readonly string[];
  readonly order: PartOrder;
  /** Occurrences by `valueClass`, placeholders left out. */
  readonly classes: readonly number[];
  readonly placeholders: number;
  readonly semanticInvalid: number;
  readonly patterns: readonly (readonly [pattern: string, count: number])[];
  readonly patternsOther: number;
  /** Milliseconds since the epoch; null without a date. */
  readonly timeMin: number | null;
  readonly timeMax: number | null;
  /** All distinct values, or some frequent ones where the others are on disk. */
  readonly table: TableData;
  readonly spilled: SpilledColumn | null;
}

const HEAVY_VALUES = 8_192;
const PATTERN_BITS = 0xfff;
const INVALID = 1 << 16;
const PLACEHOLDER = 1 << 17;
/** Where a note keeps the number of surrogate pairs, for lengths in characters. */
const PAIRS_SHIFT = 18;
/** Texts of more UTF-16 units are measured every time they occur, because the number of their pairs need not fit into a note. */
const NOTED_UNITS = 8_191;
const EXAMPLES = 3;
const EXAMPLE_UNITS = 80;
const V = valueClass;

/** Counters of one column. */
export class ColumnCounter {
  readonly #check: SemanticCheck | null;
  readonly #book = new PatternBook();
  readonly #patternCounts = new Float64Array(PATTERNS_MAX + 1);
  readonly #classes: number[] = new Array<number>(VALUE_CLASSES).fill(0);
  #table = new ValueTable();
  #spilled: ColumnSpill | null = null;
  #number = Number.NaN;
  #nulls = 0;
  #values = 0;
  #lengthSum = 0;
  #placeholders = 0;
  #invalid = 0;
  #timeMin = Number.POSITIVE_INFINITY;
  #timeMax = Number.NEGATIVE_INFINITY;
  readonly #newRows = new Int32Array(BLOCK);
  readonly #order = new OrderWatch();
  readonly #sizes = new TextSizes();
  readonly #examples: string[][] = Array.from({ length: VALUE_CLASSES }, () => []);
  readonly #invalidExamples: string[] = [];
  /** Different values by class, and the places of the few that are blank or stand for nothing: what `soFar` needs without a walk over the table. */
  readonly #differentClasses: number[] = new Array<number>(VALUE_CLASSES).fill(0);
  readonly #blankPlaces: number[] = [];
  readonly #placeholderPlaces: number[] = [];
  #numberMin = Number.POSITIVE_INFINITY;
  #numberMax = Number.NEGATIVE_INFINITY;
  #differentBefore = 0;

  constructor(check: SemanticCheck | null) {
    this.#check = check;
  }

  get bytes(): number {
    return this.#table.bytes;
  }

  /** True when the table is on disk and grows no more. */
  get isSpilled(): boolean {
    return this.#spilled !== null;
  }

  /** Bytes by which the table may grow with a block of so many cells. */
  bytesFor(count: number): number {
    return this.#spilled ? 0 : this.#table.bytesFor(count);
  }

  /** Counts a block of at most BLOCK cells whose hashes are known. */
  block(cells: ColumnCells, count: number, h1: Int32Array, h2: Int32Array, firstRow: number): void {
    this.#lengths(cells, count);
    this.#order.block(cells, count);
    if (this.#spilled) {
      this.#blockOnDisk(this.#spilled, cells, count, h1, h2, firstRow);
      return;
    }
    this.#table.reserve(count);
    const fresh = this.#probe(count, h1, h2, firstRow);
    const firstPlace = this.#table.size - fresh;
    cells.expect(fresh, count);
    for (let i = 0; i < fresh; i++) {
      const cell = cells.cell(this.#newRows[i] as number) as string | number | bigint;
      this.#table.setNote(firstPlace + i, this.#note(cell, firstPlace + i));
    }
  }

  #lengths(cells: ColumnCells, count: number): void {
    let nulls = 0;
    let sum = 0;
    for (let r = 0; r < count; r++) {
      if (cells.isNull(r)) nulls++;
      else {
        const units = cells.units(r);
        sum += units;
        if (units > NOTED_UNITS) sum -= surrogatePairs(String(cells.cell(r)));
      }
    }
    this.#nulls += nulls;
    this.#values += count - nulls;
    this.#lengthSum += sum;
  }

  /** Counts a block's values; returns how many are new, whose rows it leaves in #newRows in the order of their places. */
  #probe(count: number, h1: Int32Array, h2: Int32Array, firstRow: number): number {
    const table = this.#table;
    const newRows = this.#newRows;
    const known = table.size;
    table.warm(count, h1);
    let fresh = 0;
    for (let r = 0; r < count; r++) {
      const a = h1[r] as number;
      const b = h2[r] as number;
      if (a === NULL_1 && b === NULL_2) continue;
      if (table.add(a, b, firstRow + r) === known + fresh) newRows[fresh++] = r;
    }
    return fresh;
  }

  /** Works out what a value is; the answer fits into a note. A place below 0: the value is not in the table. */
  #note(cell: string | number | bigint, place: number): number {
    const text = typeof cell === 'string' ? cell : String(cell);
    const kind = classOf(cell);
    const pairs = this.#sizes.measure(text, place);
    let note = this.#book.idOf(text) | (kind << CLASS_SHIFT) | (text.length > NOTED_UNITS ? 0 : pairs << PAIRS_SHIFT);
    if (kind === V.blank) {
      if (place >= 0) this.#blankPlaces.push(place);
      return note;
    }
    if (kind === V.integer || kind === V.decimal || kind === V.integerDate) {
      const n = numberOf(text);
      if (Number.isFinite(n)) this.#keepNumber(n, place);
    }
    if (isPlaceholder(text)) {
      if (place >= 0) this.#placeholderPlaces.push(place);
      return note | PLACEHOLDER;
    }
    this.#differentClasses[kind] = (this.#differentClasses[kind] as number) + 1;
    if (kind === V.date || kind === V.datetime) this.#time(text, place);
    // eight digits are kept as the number they are too
    else if (kind === V.integerDate) this.#widen(toTime(text));
    keepExample(this.#examples[kind] as string[], text);
    if (this.#check && !this.#check(text)) {
      note |= INVALID;
      keepExample(this.#invalidExamples, text);
    }
    return note;
  }

  #keepNumber(n: number, place: number): void {
    this.#number = n;
    if (n < this.#numberMin) this.#numberMin = n;
    if (n > this.#numberMax) this.#numberMax = n;
    if (place >= 0) this.#table.setNumber(place, n);
  }

  #time(text: string, place: number): void {
    const ms = toTime(text);
    if (ms !== null) {
      this.#number = ms;
      if (place >= 0) this.#table.setNumber(place, ms);
    }
    this.#widen(ms);
  }

  #widen(ms: number | null): void {
    if (ms === null) return;
    if (ms < this.#timeMin) this.#timeMin = ms;
    if (ms > this.#timeMax) this.#timeMax = ms;
  }

  /** Adds `count` occurrences of a value with this note. */
  #weigh(note: number, count: number): void {
    const pattern = note & PATTERN_BITS;
    this.#patternCounts[pattern] = (this.#patternCounts[pattern] as number) + count;
    if (note & PLACEHOLDER) this.#placeholders += count;
    else {
      const kind = noteClass(note);
      this.#classes[kind] = (this.#classes[kind] as number) + count;
    }
    if (note & INVALID) this.#invalid += count;
    this.#lengthSum -= (note >>> PAIRS_SHIFT) * count;
  }

  #weighTable(): void {
    forEachValue(this.#table, (segment, at, place) => {
      const count = segment[at + 2] as number;
      this.#weigh(segment[at + 3] as number, count);
      this.#sizes.weigh(place, count);
    });
  }

  /** Moves all values but some frequent ones to the disk, and further ones as they come. */
  spillTo(spill: Spill): void {
    this.#weighTable();
    const spilled = new ColumnSpill(spill);
    const whole = this.#table;
    this.#differentBefore = whole.size;
    this.#table = whole.heaviest(HEAVY_VALUES, (segment, at, number) =>
      spilled.add(
        segment[at] as number,
        segment[at + 1] as number,
        segment[at + 4] as number,
        segment[at + 2] as number,
        segment[at + 3] as number,
        number,
      ),
    );
    whole.recycle();
    this.#spilled = spilled;
  }

  #blockOnDisk(spilled: ColumnSpill, cells: ColumnCells, count: number, h1: Int32Array, h2: Int32Array, firstRow: number): void {
    cells.expect(count, count);
    for (let r = 0; r < count; r++) {
      const cell = cells.cell(r);
      if (cell === null || cell === undefined) continue;
      const a = h1[r] as number;
      const b = h2[r] as number;
      this.#number = Number.NaN;
      const note = this.#note(cell, -1);
      this.#weigh(note, 1);
      if (!this.#table.countKnown(a, b)) spilled.add(a, b, firstRow + r, 1, note, this.#number);
    }
  }

  /** What is known while rows still come; costs a few words, whatever the table holds. */
  soFar(): PartColumnSoFar {
    const isExact = this.#spilled === null;
    const at = (places: readonly number[]): number => places.reduce((sum, place) => sum + countAt(this.#table, place), 0);
    const { lengthMin, lengthMax } = this.#sizes.data();
    return {
      nulls: this.#nulls,
      blanks: isExact ? at(this.#blankPlaces) : (this.#classes[V.blank] as number),
      placeholders: isExact ? at(this.#placeholderPlaces) : this.#placeholders,
      distinct: isExact ? this.#table.size : this.#differentBefore,
      isExact,
      classes: [...(isExact ? this.#differentClasses : this.#classes)],
      lengthMin,
      lengthMax,
      numbers: this.#numberMin <= this.#numberMax ? [this.#numberMin, this.#numberMax] : null,
      times: this.#timeMin <= this.#timeMax ? [this.#timeMin, this.#timeMax] : null,
    };
  }

  /** The counts as plain data; the counter is done with. */
  seal(): PartColumn {
    if (!this.#spilled) this.#weighTable();
    const patterns = this.#book.patterns.map((pattern, id) => [pattern, this.#patternCounts[id] as number] as const);
    return {
      nulls: this.#nulls,
      values: this.#values,
      ...this.#sizes.data(),
      lengthSum: this.#lengthSum,
      examples: this.#examples,
      invalidExamples: this.#invalidExamples,
      order: this.#order.data(),
      classes: this.#classes,
      placeholders: this.#placeholders,
      semanticInvalid: this.#invalid,
      patterns: patterns.slice(1),
      patternsOther: patterns[0]?.[1] ?? 0,
      timeMin: this.#timeMin === Number.POSITIVE_INFINITY ? null : this.#timeMin,
      timeMax: this.#timeMax === Number.NEGATIVE_INFINITY ? null : this.#timeMax,
      table: this.#table.data(),
      spilled: this.#spilled?.finish() ?? null,
    };
  }
}

function keepExample(examples: string[], text: string): void {
  if (examples.length >= EXAMPLES) return;
  const shown = text.length > EXAMPLE_UNITS ? `${text.slice(0, EXAMPLE_UNITS)}…` : text;
  if (!examples.includes(shown)) examples.push(shown);
}
