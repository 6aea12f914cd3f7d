/** How long the values of a column are, and which unusual characters are in them; every value is measured once, whatever its number. */
import { gb18030UnitBytes } from '../../base/text-size.ts';
import { characterKinds, eachRareHan, pairBits, RARE_HAN, unitBits } from '../table/characters.ts';
import { hanBlockOf, hanBlocks } from '../table/han.ts';

/** Shortest and longest value in bytes of two encodings; both 0 without a value. */
export interface ByteLengths {
  readonly utf8: { readonly min: number; readonly max: number };
  readonly gb18030: { readonly min: number; readonly max: number };
}

/** Values with rare Chinese characters of one block, and the first of these characters. */
export interface RareHan {
  readonly values: number;
  readonly examples: readonly string[];
}

const START = 1_024;
const EXAMPLES = 3;

/** Measures the texts of one column. */
export class TextSizes {
  readonly #counts = new Float64Array(characterKinds.length);
  /** Kinds of characters by the place of a value; there only when a value had any. */
  #bits: Uint16Array | null = null;
  /** The same for blocks of rare Chinese characters. */
  readonly #hanCounts = new Float64Array(hanBlocks.length);
  readonly #hanExamples: string[][] = hanBlocks.map(() => []);
  #hanBits: Uint16Array | null = null;
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
    if (bits !== 0) this.#take(text, bits, place);
    return pairs;
  }

  #take(text: string, bits: number, place: number): void {
    const han = bits & RARE_HAN ? this.#hanOf(text) : 0;
    if (place < 0) {
      count(this.#counts, bits, 1);
      count(this.#hanCounts, han, 1);
      return;
    }
    this.#bits = withRoom(this.#bits, place);
    this.#bits[place] = bits;
    if (han === 0) return;
    this.#hanBits = withRoom(this.#hanBits, place);
    this.#hanBits[place] = han;
  }

  /** Bits of the blocks of a text's rare characters, some of which are kept as examples. */
  #hanOf(text: string): number {
    let blocks = 0;
    eachRareHan(text, (point) => {
      const block = hanBlockOf(point);
      blocks |= 1 << block;
      const examples = this.#hanExamples[block] as string[];
      const char = String.fromCodePoint(point);
      if (examples.length < EXAMPLES && !examples.includes(char)) examples.push(char);
    });
    return blocks;
  }

  /** Counts the occurrences of the value at a place. */
  weigh(place: number, times: number): void {
    const bits = this.#bits?.[place] ?? 0;
    if (bits === 0) return;
    count(this.#counts, bits, times);
    count(this.#hanCounts, this.#hanBits?.[place] ?? 0, times);
  }

  data(): {
    readonly lengthMin: number;
    readonly lengthMax: number;
    readonly bytes: ByteLengths;
    readonly characters: readonly number[];
    readonly rareHan: readonly RareHan[];
  } {
    const ends = ({ min, max }: { readonly min: number; readonly max: number }) => ({ min: this.#values === 0 ? 0 : min, max });
    const { min, max } = ends(this.#chars);
    return {
      lengthMin: min,
      lengthMax: max,
      bytes: { utf8: ends(this.#utf8), gb18030: ends(this.#gb18030) },
      characters: [...this.#counts],
      rareHan: this.#hanExamples.map((examples, block) => ({ values: this.#hanCounts[block] as number, examples })),
    };
  }
}

function count(counts: Float64Array, bits: number, times: number): void {
  for (let rest = bits; rest !== 0; rest &= rest - 1) {
    const at = 31 - Math.clz32(rest & -rest);
    counts[at] = (counts[at] as number) + times;
  }
}

/** The bits by place, with room for this one. */
function withRoom(bits: Uint16Array | null, place: number): Uint16Array {
  if (bits && place < bits.length) return bits;
  const grown = new Uint16Array(Math.max(START, place * 2));
  if (bits) grown.set(bits);
  return grown;
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
