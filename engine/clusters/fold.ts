import { toSimplified } from '../semantics/traditional.ts';

/** Signs that tell things apart (C and C#, over and under) or stand for a character that nobody knows, and stay; others only part or adorn. */
const SIGNS = String.raw`+#%&@°*□■\ufffd\p{Co}\p{Sm}\p{Sc}`;
const GAP = new RegExp(String.raw`[^\p{L}\p{N}\p{M}${SIGNS}]+`, 'gu');
const DIGIT = /\p{Nd}/u;
const LETTER = /\p{L}/u;
const INVISIBLE = /[\p{Cc}\p{Cf}]/gu;

/** Half width, lower case, simplified, without what cannot be seen; blanks and signs stand as they are. */
export function plain(value: string): string {
  return toSimplified(value.normalize('NFKC').replace(/\s+/gu, ' ').replace(INVISIBLE, '')).toLowerCase();
}

/** What is left of a gap: a parting between digits and a minus before the first stay, so that no number turns into another; a question mark within is a lost character. */
function keptOf(gap: string, at: number, text: string): string {
  const next = text.charAt(at + gap.length);
  if (LETTER.test(next) && gap.endsWith('?')) return '?';
  if (!DIGIT.test(next)) return '';
  if (at === 0) return /[-−]$/.test(gap) ? '-' : '';
  if (!DIGIT.test(text.charAt(at - 1))) return '';
  return gap === '.' ? '.' : '-';
}

/** What stays of a text when width, case, blanks, punctuation, invisible and traditional characters do not count. Null without a letter: numbers are never spellings of each other. */
export function formOf(value: string): string | null {
  const form = plain(value).replace(GAP, keptOf);
  return LETTER.test(form) ? form : null;
}

/** What makes a spelling look unclean: the fewer, the better it stands for the others. */
export function flaws(value: string): number {
  let count = value.trim() === value ? 0 : 1;
  count +=
    value.match(/[\p{Cc}\p{Cf}]|[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u3000]|\s{2,}|(?<=\p{Script=Han})\s+(?=\p{Script=Han})/gu)
      ?.length ?? 0;
  for (const char of value) if (toSimplified(char) !== char) count++;
  return count;
}
