/** Characters that are worth a word: what is not a digit, a Latin letter, a common Chinese character or ordinary punctuation. */

import { type HanBlock, hanBlockOf, hanBlocks } from './han.ts';

/** Every kind, the one that does most harm first. The place of a kind is its bit. */
export const characterKinds = [
  'replacement',
  'privateUse',
  'unpaired',
  'control',
  'zeroWidth',
  'lineBreak',
  'otherSpace',
  'fullWidth',
  'rareHan',
  'symbol',
  'accented',
  'kana',
  'hangul',
  'otherScript',
] as const;
export type CharacterKind = (typeof characterKinds)[number];

const bit = Object.fromEntries(characterKinds.map((kind, i) => [kind, 1 << i])) as Readonly<Record<CharacterKind, number>>;

/** Ranges of the basic plane that have a kind; U+3400 to U+4DBF is Extension A, U+F900 to U+FAFF the compatibility ideographs. */
const ranges: readonly (readonly [from: number, to: number, kind: CharacterKind | null])[] = [
  [0x00, 0x08, 'control'],
  [0x09, 0x09, 'otherSpace'],
  [0x0a, 0x0d, 'lineBreak'],
  [0x0e, 0x1f, 'control'],
  [0x20, 0x7e, null],
  [0x7f, 0x84, 'control'],
  [0x85, 0x85, 'lineBreak'],
  [0x86, 0x9f, 'control'],
  [0xa0, 0xa0, 'otherSpace'],
  [0xad, 0xad, 'zeroWidth'],
  [0xb7, 0xb7, null],
  [0xc0, 0xd6, 'accented'],
  [0xd8, 0xf6, 'accented'],
  [0xf8, 0x24f, 'accented'],
  [0x1100, 0x11ff, 'hangul'],
  [0x1e00, 0x1eff, 'accented'],
  [0x1680, 0x1680, 'otherSpace'],
  [0x2000, 0x200a, 'otherSpace'],
  [0x200b, 0x200f, 'zeroWidth'],
  [0x2010, 0x2027, null],
  [0x2028, 0x2029, 'lineBreak'],
  [0x202a, 0x202e, 'zeroWidth'],
  [0x202f, 0x202f, 'otherSpace'],
  [0x205f, 0x205f, 'otherSpace'],
  [0x2060, 0x206f, 'zeroWidth'],
  [0x3000, 0x3000, 'otherSpace'],
  [0x3001, 0x3020, null],
  [0x3040, 0x30ff, 'kana'],
  [0x3130, 0x318f, 'hangul'],
  [0x31f0, 0x31ff, 'kana'],
  [0x3400, 0x4dbf, 'rareHan'],
  [0x4e00, 0x9fa5, null],
  [0x9fa6, 0x9fff, 'rareHan'],
  [0xac00, 0xd7ff, 'hangul'],
  [0xd800, 0xdfff, 'unpaired'],
  [0xe000, 0xf8ff, 'privateUse'],
  [0xf900, 0xfaff, 'rareHan'],
  [0xfeff, 0xfeff, 'zeroWidth'],
  [0xff10, 0xff19, 'fullWidth'],
  [0xff21, 0xff3a, 'fullWidth'],
  [0xff41, 0xff5a, 'fullWidth'],
  [0xff66, 0xff9f, 'kana'],
  [0xffa0, 0xffdc, 'hangul'],
  [0xfff9, 0xfffb, 'control'],
  [0xfffd, 0xfffd, 'replacement'],
];

const UNKNOWN = 0x8000;
const table = new Uint16Array(65_536).fill(UNKNOWN);
for (const [from, to, kind] of ranges) table.fill(kind === null ? 0 : bit[kind], from, to + 1);

/** Bits of the kind of a UTF-16 unit; a surrogate counts as unpaired here. */
export function unitBits(unit: number): number {
  const known = table[unit] as number;
  if (known !== UNKNOWN) return known;
  const found = bitsOf(String.fromCharCode(unit));
  table[unit] = found;
  return found;
}

/** Bits of a character of the supplementary planes; from U+20000 on these are ideographs of Extension B and later ones. */
export function pairBits(point: number): number {
  if (point >= 0x20000 && point <= 0x3ffff) return bit.rareHan;
  if (point >= 0xf0000) return bit.privateUse;
  return bitsOf(String.fromCodePoint(point));
}

function bitsOf(char: string): number {
  if (/\p{Script=Latin}/u.test(char)) return bit.accented;
  if (/[\p{L}\p{M}\p{N}]/u.test(char)) return /\p{Script=Han}/u.test(char) ? bit.rareHan : bit.otherScript;
  if (/\p{S}/u.test(char)) return bit.symbol;
  return /\p{C}/u.test(char) ? bit.control : 0;
}

/** The kinds of a text's characters together, as bits in the order of `characterKinds`. */
export function characterBits(text: string): number {
  let bits = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if ((unit & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      bits |= pairBits(text.codePointAt(i) ?? 0);
      i++;
    } else bits |= unitBits(unit);
  }
  return bits;
}

/** Calls `visit` with every rare Chinese character of a text. */
export function eachRareHan(text: string, visit: (point: number) => void): void {
  for (let i = 0; i < text.length; i++) {
    const point = text.codePointAt(i) ?? 0;
    if (point > 0xffff) i++;
    if ((point > 0xffff ? pairBits(point) : unitBits(point)) === bit.rareHan) visit(point);
  }
}

/** The bit of rare Chinese characters, of which `eachRareHan` tells more. */
export const RARE_HAN = bit.rareHan;

/** True when a text has a rare Chinese character of the block. */
export function hasHan(text: string, block: HanBlock): boolean {
  if ((characterBits(text) & bit.rareHan) === 0) return false;
  let found = false;
  eachRareHan(text, (point) => (found ||= hanBlocks[hanBlockOf(point)] === block));
  return found;
}

/** True when a text has a character of the kind. */
export function hasCharacter(text: string, kind: CharacterKind): boolean {
  return (characterBits(text) & bit[kind]) !== 0;
}
