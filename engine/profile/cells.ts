/** A block of cells of one column, wherever they come from: values as a reader gives them, or texts of which no string was made yet. */
import { textOfUnits, type UnitRows } from '../../base/units.ts';
import { hashCells, hashUnits } from './hash.ts';
import type { Cell } from './model.ts';

export interface ColumnCells {
  /** Writes the hashes of the cells. */
  hash(count: number, out1: Int32Array, out2: Int32Array): void;
  isNull(row: number): boolean;
  /** UTF-16 units of a value as text. */
  units(row: number): number;
  cell(row: number): Cell;
  /** Says that so many of the first `count` cells will be asked for. */
  expect(cells: number, count: number): void;
}

/** Most rows of a block. */
export const BLOCK = 1024;
/** So few strings are made one by one. */
const FEW = 32;
/** Where the cells of the block in hand begin in the string of all of them. */
const places = new Int32Array(BLOCK + 1);

/** Rows in a row-major block: cell (r, c) is `cells[r * width + c]`. */
export interface CountedRows {
  readonly width: number;
  readonly rowCount: number;
  readonly cells: readonly Cell[];
}

/** The cells of a column of some rows, from row `begin` on. */
export function columnOf(rows: CountedRows | UnitRows, begin: number, column: number): ColumnCells {
  const from = begin * rows.width + column;
  return 'units' in rows ? new UnitCells(rows, from) : new GivenCells(rows, from);
}

class GivenCells implements ColumnCells {
  readonly #cells: readonly Cell[];
  readonly #from: number;
  readonly #width: number;

  constructor({ cells, width }: CountedRows, from: number) {
    this.#cells = cells;
    this.#from = from;
    this.#width = width;
  }

  hash(count: number, out1: Int32Array, out2: Int32Array): void {
    hashCells(this.#cells, this.#from, this.#width, count, out1, out2);
  }

  isNull(row: number): boolean {
    const cell = this.cell(row);
    return cell === null || cell === undefined;
  }

  units(row: number): number {
    const cell = this.cell(row);
    return typeof cell === 'string' ? cell.length : String(cell).length;
  }

  cell(row: number): Cell {
    return this.#cells[this.#from + row * this.#width] as Cell;
  }

  /** They are all there. */
  expect(): void {}
}

class UnitCells implements ColumnCells {
  readonly #units: Uint16Array;
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  readonly #from: number;
  readonly #width: number;
  #text: string | null = null;

  constructor({ units, starts, ends, width }: UnitRows, from: number) {
    this.#units = units;
    this.#starts = starts;
    this.#ends = ends;
    this.#from = from;
    this.#width = width;
  }

  hash(count: number, out1: Int32Array, out2: Int32Array): void {
    hashUnits(this.#units, this.#starts, this.#ends, this.#from, this.#width, count, out1, out2);
  }

  isNull(row: number): boolean {
    return (this.#starts[this.#from + row * this.#width] as number) < 0;
  }

  units(row: number): number {
    const at = this.#from + row * this.#width;
    return (this.#ends[at] as number) - (this.#starts[at] as number);
  }

  cell(row: number): Cell {
    const at = this.#from + row * this.#width;
    const start = this.#starts[at] as number;
    if (start < 0) return null;
    if (this.#text === null) return textOfUnits(this.#units, start, this.#ends[at] as number);
    return this.#text.slice(places[row], places[row + 1]);
  }

  expect(cells: number, count: number): void {
    if (cells < FEW || this.#text !== null) return;
    joined.clear();
    let length = 0;
    for (let r = 0, at = this.#from; r < count; r++, at += this.#width) {
      places[r] = length;
      const start = this.#starts[at] as number;
      if (start < 0) continue;
      const end = this.#ends[at] as number;
      joined.add(this.#units, start, end);
      length += end - start;
    }
    places[count] = length;
    this.#text = joined.text();
  }
}

/** All cells of a block in one string, from which they are cut: a call to the platform for each would take several times as long. */
class JoinedText {
  #units = new Uint16Array(1 << 14);
  #bytes = Buffer.alloc(1 << 14);
  #length = 0;
  /** The units together: tells whether one byte is enough for each. */
  #seen = 0;

  clear(): void {
    this.#length = 0;
    this.#seen = 0;
  }

  add(units: Uint16Array, start: number, end: number): void {
    const needed = this.#length + end - start;
    if (needed > this.#units.length) {
      const grown = new Uint16Array(needed * 2);
      grown.set(this.#units);
      this.#units = grown;
      this.#bytes = Buffer.alloc(grown.length);
    }
    const into = this.#units;
    let at = this.#length;
    let seen = this.#seen;
    for (let i = start; i < end; i++) {
      const unit = units[i] as number;
      into[at++] = unit;
      seen |= unit;
    }
    this.#length = at;
    this.#seen = seen;
  }

  text(): string {
    if (this.#seen > 0xff) return textOfUnits(this.#units, 0, this.#length);
    this.#bytes.set(this.#units.subarray(0, this.#length));
    return this.#bytes.toString('latin1', 0, this.#length);
  }
}

/** One a thread is enough: it is emptied before each use. */
const joined = new JoinedText();
