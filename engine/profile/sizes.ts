/** How long the values of a column are, and which unusual characters are in them; every value is measured once, whatever its number. */
import { gb18030UnitBytes } from '../../base/text-size.ts';
import { characterKinds, pairBits, unitBits } from '../table/characters.ts';

/** Shortest and longest value in bytes of two encodings; both 0 without a value. */
export interface ByteLengths {
  readonly utf8: { readonly min: number; readonly max: number };
  readonly gb18030: { readonly min: number; readonly max: number };
}

const START = 1_024;

/** Measures the texts of one column. */
export class TextSizes {
  readonly #counts = new Float64Array(characterKinds.length);
  /** Kinds of characters by the place of a value; there only when a value had any. */
  #bits: Uint16Array | null = null;
  #values = 0;
  #chars = { min: Number.POSITIVE_INFINITY, max: 0 };
  #utf8 = { min: Number.POSITIVE_INFINITY, max: 0 };
  #gb18030 = { min: Number.POSITIVE_INFINITY, max: 0 };

  /** Measures a value and returns its surrogate pairs. At a place below 0 it counts as one occurrence, else `weigh` will say how many there are. */
  measure(text: string, place: number): number {
    const { length } = text;
    let [pairs, utf8, gb18030, bits] = [0, 0, 0, 0];
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= 0x20 && unit < 0x7f) {
        utf8++;
        gb18030++;
      } else if (unit >= 0x4e00 && unit <= 0x9fa5) {
        // the characters of GB 13000.1: all stand in the two-byte area
        utf8 += 3;
        gb18030 += 2;
      } else if ((unit & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
        bits |= pairBits(text.codePointAt(i) ?? 0);
        pairs++;
        utf8 += 4;
        gb18030 += 4;
        i++;
      } else {
        bits |= unitBits(unit);
        utf8 += unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
        gb18030 += unit < 0x80 ? 1 : gb18030UnitBytes(unit);
      }
    }
    this.#values++;
    widen(this.#chars, length - pairs);
    widen(this.#utf8, utf8);
    widen(this.#gb18030, gb18030);
    if (bits !== 0) {
      if (place < 0) this.#count(bits, 1);
      else this.#note(place, bits);
    }
    return pairs;
  }

  #note(place: number, bits: number): void {
    if (!this.#bits || place >= this.#bits.length) {
      const grown = new Uint16Array(Math.max(START, place * 2));
      if (this.#bits) grown.set(this.#bits);
      this.#bits = grown;
    }
    this.#bits[place] = bits;
  }

  /** Counts the occurrences of the value at a place. */
  weigh(place: number, count: number): void {
    const bits = this.#bits?.[place] ?? 0;
    if (bits !== 0) this.#count(bits, count);
  }

  #count(bits: number, count: number): void {
    for (let kind = 0; kind < characterKinds.length; kind++)
      if (bits & (1 << kind)) this.#counts[kind] = (this.#counts[kind] as number) + count;
  }

  data(): { readonly lengthMin: number; readonly lengthMax: number; readonly bytes: ByteLengths; readonly characters: readonly number[] } {
    const ends = ({ min, max }: { readonly min: number; readonly max: number }) => ({ min: this.#values === 0 ? 0 : min, max });
    const { min, max } = ends(this.#chars);
    return {
      lengthMin: min,
      lengthMax: max,
      bytes: { utf8: ends(this.#utf8), gb18030: ends(this.#gb18030) },
      characters: [...this.#counts],
    };
  }
}

function widen(range: { min: number; max: number }, value: number): void {
  if (value < range.min) range.min = value;
  if (value > range.max) range.max = value;
}

/** Surrogate pairs of a text: characters that take two UTF-16 units. */
export function surrogatePairs(text: string): number {
  let pairs = 0;
  for (let i = 0; i < text.length; i++)
    if ((text.charCodeAt(i) & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) pairs++;
  return pairs;
}
