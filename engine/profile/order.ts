/** Whether the values of a column rise or fall in the order of the file. */
import { toNumber } from '../table/typed.ts';
import type { ColumnCells } from './cells.ts';
import type { ValueOrder } from './model.ts';

/** What one part of a file knows: its ends, and what may still be said of the way between them. */
export interface PartOrder {
  readonly first: string | number | null;
  readonly last: string | number | null;
  readonly up: boolean;
  readonly down: boolean;
  readonly repeats: boolean;
}

type Comparable = string | number;

/** Numbers by their size, texts by their characters (so do ISO dates and codes of one length); NaN when one is a number and the other is not. */
function compare(a: Comparable, b: Comparable): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'number' || typeof b === 'number') return Number.NaN;
  return a < b ? -1 : a > b ? 1 : 0;
}

const comparable = (cell: string | number | bigint): Comparable => (typeof cell === 'bigint' ? Number(cell) : (toNumber(cell) ?? cell));

/** Watches the values of a part go by, until they have gone both ways. */
export class OrderWatch {
  #first: Comparable | null = null;
  #last: Comparable | null = null;
  #up = true;
  #down = true;
  #repeats = false;

  /** Looks at `count` cells of a block; costs nothing once there is no order left. */
  block(cells: ColumnCells, count: number): void {
    if (this.#up || this.#down) cells.expect(count, count);
    for (let r = 0; r < count && (this.#up || this.#down); r++) {
      const cell = cells.cell(r);
      if (cell !== null && cell !== undefined) this.#add(comparable(cell));
    }
  }

  #add(value: Comparable): void {
    if (this.#last === null) this.#first = value;
    else {
      const way = compare(this.#last, value);
      if (!(way <= 0)) this.#up = false;
      if (!(way >= 0)) this.#down = false;
      if (way === 0) this.#repeats = true;
    }
    this.#last = value;
  }

  data(): PartOrder {
    return { first: this.#first, last: this.#last, up: this.#up, down: this.#down, repeats: this.#repeats };
  }
}

/** The order over all parts; null for none, and for a column with one value or none. */
export function orderOf(parts: readonly PartOrder[]): ValueOrder | null {
  let [up, down, repeats] = [true, true, false];
  let last: Comparable | null = null;
  let first: Comparable | null = null;
  for (const part of parts) {
    if (part.first === null || part.last === null) continue;
    const way = last === null ? null : compare(last, part.first);
    up &&= part.up && (way === null || way <= 0);
    down &&= part.down && (way === null || way >= 0);
    repeats ||= part.repeats || way === 0;
    first ??= part.first;
    last = part.last;
  }
  if (up === down || first === last) return null;
  return { direction: up ? 'rising' : 'falling', strict: !repeats };
}
