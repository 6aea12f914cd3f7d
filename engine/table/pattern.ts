/** Longest value, in UTF-16 units, whose pattern is kept whole; longer ones end in `…`. */
export const PATTERN_LENGTH_MAX = 64;
/** Different patterns counted in a column; what comes after them is counted together as "other". */
export const PATTERNS_MAX = 4_095;

const ascii = new Uint16Array(128);
for (let unit = 0; unit < 128; unit++) {
  ascii[unit] = unit >= 48 && unit <= 57 ? 57 : unit >= 65 && unit <= 90 ? 65 : unit >= 97 && unit <= 122 ? 97 : unit;
}
const HAN = '汉'.charCodeAt(0);

/** The class of a UTF-16 unit in a pattern: digits 9, Latin letters A and a, Chinese characters 汉, everything else itself. */
export function patternUnit(unit: number): number {
  if (unit < 128) return ascii[unit] as number;
  if ((unit >= 0x4e00 && unit <= 0x9fff) || (unit >= 0x3400 && unit <= 0x4dbf) || unit === 0x3007 || (unit >= 0xf900 && unit <= 0xfaff))
    return HAN;
  return unit;
}

/** True for the first half of a character of the supplementary ideographic planes (U+20000 and above). */
const isHighHan = (unit: number): boolean => unit >= 0xd840 && unit <= 0xd8bf;

/** The pattern of a value, one sign a character: `粤B12345` is `汉A99999`. */
export function patternOf(value: string): string {
  const length = Math.min(value.length, PATTERN_LENGTH_MAX);
  let out = '';
  for (let i = 0; i < length; i++) {
    const unit = value.charCodeAt(i);
    if (isHighHan(unit)) {
      out += '汉';
      i++;
    } else out += String.fromCharCode(patternUnit(unit));
  }
  return value.length > PATTERN_LENGTH_MAX ? `${out}…` : out;
}

/** Gives every pattern of a column a small number; 0 stands for "other". */
export class PatternBook {
  readonly patterns: string[] = [''];
  readonly #ids = new Map<number, number>();

  /** The number of a value's pattern. */
  idOf(value: string): number {
    const length = Math.min(value.length, PATTERN_LENGTH_MAX);
    let a = 0;
    let b = 0;
    for (let i = 0; i < length; i++) {
      const unit = value.charCodeAt(i);
      const sign = unit < 128 ? (ascii[unit] as number) : isHighHan(unit) ? (i++, HAN) : patternUnit(unit);
      a = Math.imul(((a << 5) | (a >>> 27)) ^ sign, 0x27220a95);
      b = Math.imul(b ^ sign, 0x01000193) + 1;
    }
    if (value.length > PATTERN_LENGTH_MAX) a ^= 1;
    // 53 bits of the two halves: a number key is quicker to look up than the text of the pattern
    const key = (a >>> 0) * 2_097_152 + ((b >>> 11) ^ length);
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    if (this.patterns.length > PATTERNS_MAX) return 0;
    const id = this.patterns.length;
    this.patterns.push(patternOf(value));
    this.#ids.set(key, id);
    return id;
  }
}

/** A text as the regular expression that finds just it. */
export function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
