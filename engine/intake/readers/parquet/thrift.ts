/**
 * A look over a Thrift structure before the library takes it apart: it walks the bytes without building anything, so that a file of strangers cannot
 * have memory or hours of work allocated by a number it merely states.
 */

/** Deepest nesting of structures; real footers and page headers need 8. */
const DEPTH_MAX = 32;
/** A 64-bit number takes at most ten bytes. */
const VARINT_BYTES_MAX = 10;

/** The bytes end inside the structure: it is cut off, or more of them must be read. */
export class ThriftCut extends Error {}
/** The bytes are no Thrift structure that a parquet file may have. */
export class ThriftDamaged extends Error {}

/** Walks the structure at `from` and gives the offset behind it; `valuesMax` bounds how many values it may hold in all. */
export function skimThrift(bytes: Uint8Array, from: number, valuesMax: number): number {
  const skim = new Skim(bytes, from, valuesMax);
  skim.structure(0);
  return skim.at;
}

class Skim {
  at: number;
  readonly #bytes: Uint8Array;
  #left: number;

  constructor(bytes: Uint8Array, from: number, valuesMax: number) {
    this.#bytes = bytes;
    this.at = from;
    this.#left = valuesMax;
  }

  structure(depth: number): void {
    if (depth > DEPTH_MAX) throw new ThriftDamaged();
    for (;;) {
      const byte = this.#byte();
      if ((byte & 15) === 0) return;
      if (byte >> 4 === 0) this.#varint();
      this.#value(byte & 15, depth);
    }
  }

  #value(type: number, depth: number): void {
    if (this.#left-- <= 0) throw new ThriftDamaged();
    switch (type) {
      case 1:
      case 2:
        return;
      case 3:
        return this.#skip(1);
      case 4:
      case 5:
      case 6:
        this.#varint();
        return;
      case 7:
        return this.#skip(8);
      case 8:
        return this.#skip(this.#varint());
      case 9:
        return this.#list(depth);
      case 12:
        return this.structure(depth + 1);
      default:
        throw new ThriftDamaged();
    }
  }

  #list(depth: number): void {
    const byte = this.#byte();
    const size = byte >> 4 === 15 ? this.#varint() : byte >> 4;
    const type = byte & 15;
    // every element takes a byte at least: a longer list is a lie, and is found out before anything is made for it
    if (size > this.#bytes.length - this.at) throw new ThriftCut();
    // a truth value in a list is a byte of its own
    for (let i = 0; i < size; i++) this.#value(type === 1 || type === 2 ? 3 : type, depth);
  }

  #byte(): number {
    const byte = this.#bytes[this.at];
    if (byte === undefined) throw new ThriftCut();
    this.at++;
    return byte;
  }

  #skip(count: number): void {
    if (count > this.#bytes.length - this.at) throw new ThriftCut();
    this.at += count;
  }

  #varint(): number {
    let value = 0;
    for (let i = 0; i < VARINT_BYTES_MAX; i++) {
      const byte = this.#byte();
      value += (byte & 127) * 2 ** (7 * i);
      if (byte < 128) return value;
    }
    throw new ThriftDamaged();
  }
}
