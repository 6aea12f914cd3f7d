import { letters } from './encoding-letters.ts';

/** A candidate encoding and how well a decoded text looks like what is written in it. */
export interface EncodingCandidate {
  readonly name: string;
  /** Mean worth of the text's non-ASCII characters: 1 and more = running text, 0 = noise, below = wrong. */
  readonly score: (text: string) => number;
}

const REPLACEMENT = 0xfffd;
const INVALID = -6;

type CharScore = (char: string, code: number, before: number, after: number) => number;

/** `prior` lifts what is likelier before any letter is seen: this program's files are mostly Chinese. */
function mean(score: CharScore, prior = 0): (text: string) => number {
  return (text) => {
    let sum = 0;
    let count = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code < 128) {
        // Control characters that no text holds.
        if ((code < 9 || (code > 13 && code < 27)) && code !== 0) sum -= 1;
        continue;
      }
      count++;
      if (code === REPLACEMENT) sum += INVALID;
      else if (code < 0xa0) sum -= 3;
      else sum += score(text[i] ?? '', code, i > 0 ? text.charCodeAt(i - 1) : 32, i + 1 < text.length ? text.charCodeAt(i + 1) : 32);
    }
    return count === 0 ? 0 : sum / count + prior;
  };
}

const isHan = (code: number) => code >= 0x4e00 && code <= 0x9fff;
const isKana = (code: number) => code >= 0x3041 && code <= 0x30fe;
const isHangul = (code: number) => code >= 0xac00 && code <= 0xd7a3;
const isFullWidth = (code: number) => code >= 0xff01 && code <= 0xff5e;
const isCjkMark = (code: number) =>
  (code >= 0x3000 && code <= 0x3017) || code === 0x2026 || code === 0x2014 || (code >= 0x2018 && code <= 0x201d) || code === 0x00b7;

function han(common: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>, rare: number): CharScore {
  return (char, code) => {
    const known = common.get(char);
    if (known !== undefined) return known;
    if (isHan(code)) return other.has(char) ? -0.1 : rare;
    if (isCjkMark(code) || isFullWidth(code)) return 0.7;
    if (isKana(code)) return -0.1;
    if (code >= 0x2460 && code <= 0x249b) return 0.4;
    return -0.6;
  };
}

const japanese: CharScore = (char, code) => {
  if (code >= 0xff61 && code <= 0xff9f) return -0.5;
  if (code >= 0x3041 && code <= 0x3093) return 1.3;
  if (isKana(code)) return 1.1;
  if (isHan(code)) return letters.hanTraditional.has(char) || letters.hanSimplified.has(char) ? 0.7 : -0.05;
  if (isCjkMark(code) || isFullWidth(code)) return 0.7;
  return -0.5;
};

const korean: CharScore = (char, code) => {
  if (isHangul(code)) return letters.hangul.get(char) ?? 0.35;
  if (isHan(code)) return -0.4;
  if (isCjkMark(code) || isFullWidth(code)) return 0.5;
  return -0.6;
};

const isAsciiLetter = (code: number) => (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
const isLetterCode = (code: number) => code >= 0xc0 && code < 0x2000 && code !== 0xd7 && code !== 0xf7;

/** Alphabets of their own (Cyrillic, Greek …): their letters stand beside each other, small ones after small ones. */
function alphabet(common: ReadonlyMap<string, number>, from: number, to: number, marks: string): CharScore {
  return (char, code, before, after) => {
    if (code < from || code > to) return marks.includes(char) ? 0.3 : -1.2;
    const lower = char.toLowerCase();
    const worth = common.get(lower) ?? common.get(char) ?? -0.3;
    if (char === lower) return isAsciiLetter(before) || isAsciiLetter(after) ? worth - 0.8 : worth;
    const beforeChar = String.fromCharCode(before);
    const afterSmall = beforeChar !== beforeChar.toUpperCase();
    const alone = !(after >= from && after <= to) && !(before >= from && before <= to);
    return afterSmall ? -1 : alone ? worth * 0.2 : worth * 0.75;
  };
}

/** Latin with accents: an accented letter stands among plain ones, and capitals begin words. */
function latin(common: ReadonlyMap<string, number>, base: number): CharScore {
  return (char, code, before, after) => {
    const known = common.get(char);
    if (!isLetterCode(code)) return (known ?? (code >= 0x2010 && code <= 0x2122 ? 0.2 : -0.3)) + base;
    const beside = isAsciiLetter(before) || isAsciiLetter(after);
    const crowd = isLetterCode(before) && isLetterCode(after) ? -1.2 : isLetterCode(before) || isLetterCode(after) ? -0.3 : 0;
    const beforeChar = String.fromCharCode(before);
    const innerCapital = char !== char.toLowerCase() && beforeChar !== beforeChar.toUpperCase() ? -1 : 0;
    return (known ?? -0.4) + (beside ? 0.1 : -0.3) + crowd + innerCapital + base;
  };
}

const cyrillicMarks = '№«»–—“”„…’ ©·';

/** Every encoding that is considered, the usual ones of a script first: the earlier wins a tie. */
export const encodingCandidates: readonly EncodingCandidate[] = [
  { name: 'gb18030', score: mean(han(letters.hanSimplified, letters.hanTraditional, 0.1), 0.25) },
  { name: 'big5', score: mean(han(letters.hanTraditional, letters.hanSimplified, 0.1)) },
  { name: 'shift_jis', score: mean(japanese) },
  { name: 'euc-jp', score: mean(japanese) },
  { name: 'euc-kr', score: mean(korean) },
  { name: 'windows-1252', score: mean(latin(letters.western, 0.06)) },
  { name: 'windows-1250', score: mean(latin(letters.central, 0)) },
  { name: 'iso-8859-2', score: mean(latin(letters.central, 0)) },
  { name: 'windows-1254', score: mean(latin(letters.turkish, 0)) },
  { name: 'windows-1257', score: mean(latin(letters.baltic, -0.1)) },
  { name: 'windows-1258', score: mean(latin(letters.vietnamese, -0.2)) },
  { name: 'windows-1251', score: mean(alphabet(letters.russian, 0x401, 0x45f, cyrillicMarks)) },
  { name: 'koi8-r', score: mean(alphabet(letters.russian, 0x401, 0x45f, cyrillicMarks)) },
  { name: 'iso-8859-5', score: mean(alphabet(letters.russian, 0x401, 0x45f, cyrillicMarks)) },
  { name: 'ibm866', score: mean(alphabet(letters.russian, 0x401, 0x45f, cyrillicMarks)) },
  { name: 'x-mac-cyrillic', score: mean(alphabet(letters.russian, 0x401, 0x45f, cyrillicMarks)) },
  { name: 'windows-1253', score: mean(alphabet(letters.greek, 0x384, 0x3ce, '«»–—“”’…΄·€')) },
  { name: 'iso-8859-7', score: mean(alphabet(letters.greek, 0x384, 0x3ce, '«»―“”‘’·')) },
  { name: 'windows-1255', score: mean(alphabet(letters.hebrew, 0x5b0, 0x5f4, '–—“”’…₪״׳')) },
  { name: 'iso-8859-8', score: mean(alphabet(letters.hebrew, 0x5b0, 0x5f4, '«»')) },
  { name: 'windows-1256', score: mean(alphabet(letters.arabic, 0x60c, 0x6d2, '«»–“”’…')) },
  { name: 'windows-874', score: mean(alphabet(letters.thai, 0xe01, 0xe5b, '“”‘’…–')) },
];
