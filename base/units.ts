/**
 * Text as UTF-16 units in an array that is used again and again. To make strings of a file costs more than everything that is done with most of them: here a
 * value is two positions, and a string is made only where somebody needs one.
 */

/** Rows of texts in a row-major block: cell (r, c) is `units[starts[i] .. ends[i])` with `i = r * width + c`; a start below 0 is no value. The arrays are used again. */
export interface UnitRows {
  readonly width: number;
  readonly rowCount: number;
  readonly units: Uint16Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** The string of some units. */
export function textOfUnits(units: Uint16Array, start: number, end: number): string {
  return viewOf(units).toString('utf16le', start * 2, end * 2);
}

let viewed: Uint16Array | null = null;
let view: Buffer = Buffer.alloc(0);

/** The bytes of an array; mostly it is the same as before. */
function viewOf(units: Uint16Array): Buffer {
  if (units !== viewed) {
    view = Buffer.from(units.buffer, units.byteOffset, units.byteLength);
    viewed = units;
  }
  return view;
}

/** A cell as a string; null for no value. */
export function cellOfUnits({ units, starts, ends }: UnitRows, index: number): string | null {
  const start = starts[index] as number;
  return start < 0 ? null : textOfUnits(units, start, ends[index] as number);
}

/** A growing text; what was read of it makes room for what comes. */
export class UnitBuffer {
  units: Uint16Array;
  length = 0;

  constructor(capacity: number) {
    this.units = new Uint16Array(capacity);
  }

  /** Drops everything before a position. */
  dropBefore(position: number): void {
    this.units.copyWithin(0, position, this.length);
    this.length -= position;
    this.#end();
  }

  /** Adds bytes that are known to be valid UTF-8. */
  appendUtf8(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    const { units } = this;
    const count = bytes.length;
    let at = this.length;
    for (let i = 0; i < count;) {
      const first = bytes[i] as number;
      if (first < 0x80) {
        units[at++] = first;
        i++;
      } else if (first < 0xe0) {
        units[at++] = ((first & 0x1f) << 6) | ((bytes[i + 1] as number) & 0x3f);
        i += 2;
      } else if (first < 0xf0) {
        units[at++] = ((first & 0x0f) << 12) | (((bytes[i + 1] as number) & 0x3f) << 6) | ((bytes[i + 2] as number) & 0x3f);
        i += 3;
      } else {
        const middle = (((bytes[i + 1] as number) & 0x3f) << 6) | ((bytes[i + 2] as number) & 0x3f);
        const point = ((first & 7) << 18) | (middle << 6) | ((bytes[i + 3] as number) & 0x3f);
        units[at++] = 0xd7c0 + (point >> 10);
        units[at++] = 0xdc00 | (point & 0x3ff);
        i += 4;
      }
    }
    this.length = at;
    this.#end();
  }

  /** Adds a text. */
  append(text: string): void {
    this.#reserve(text.length);
    this.length = this.#put(text, this.length);
    this.#end();
  }

  /** Puts a text behind the end, at `from` or later, where it is no part of the text; gives the position after it. */
  putBehind(text: string, from: number): number {
    this.#reserve(from - this.length + text.length);
    return this.#put(text, from);
  }

  #put(text: string, from: number): number {
    const { units } = this;
    for (let i = 0; i < text.length; i++) units[from + i] = text.charCodeAt(i);
    return from + text.length;
  }

  /** A look beyond the last unit finds nothing. */
  #end(): void {
    this.units[this.length] = 0;
  }

  #reserve(more: number): void {
    const needed = this.length + more + 1;
    if (needed <= this.units.length) return;
    const grown = new Uint16Array(Math.max(needed, this.units.length * 2));
    grown.set(this.units);
    this.units = grown;
  }
}

/** Number of line ends in a stretch of a text: CRLF is one. */
export function countUnitLineEnds(units: Uint16Array, from: number, to: number): number {
  const stretch = units.subarray(from, to);
  let count = 0;
  for (let at = stretch.indexOf(10); at >= 0; at = stretch.indexOf(10, at + 1)) count++;
  for (let at = stretch.indexOf(13); at >= 0; at = stretch.indexOf(13, at + 1)) if (stretch[at + 1] !== 10) count++;
  return count;
}
