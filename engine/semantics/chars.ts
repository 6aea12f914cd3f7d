/**
 * Character and calendar helpers of the checks. They work on char codes without allocating, because a check is called once for every
 * value of a column; only repairs, which are rare, build new strings.
 */

const ZERO = 48;

/** True when `value[from, to)` are all ASCII digits. */
export function digitsIn(value: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const c = value.charCodeAt(i) - ZERO;
    if (!(c >= 0 && c <= 9)) return false;
  }
  return true;
}

/** True when the whole value is ASCII digits, and there is at least one. */
export function allDigits(value: string): boolean {
  return value.length > 0 && digitsIn(value, 0, value.length);
}

/** The number in `value[from, to)`, which must be ASCII digits. */
export function numberIn(value: string, from: number, to: number): number {
  let n = 0;
  for (let i = from; i < to; i++) n = n * 10 + (value.charCodeAt(i) - ZERO);
  return n;
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** True when year, month (1..12) and day name a real day of the Gregorian calendar; year 0 is none. */
export function isRealDate(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  if (day <= 28) return true;
  if (month === 2 && day === 29) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return day <= (MONTH_DAYS[month - 1] ?? 0);
}

/** True for the characters people put between the groups of a number: blanks of all kinds, hyphens and dashes. */
function isSeparator(code: number): boolean {
  return (
    code === 32 ||
    code === 9 ||
    code === 10 ||
    code === 13 ||
    code === 0xa0 ||
    code === 0x3000 ||
    code === 0xfeff ||
    code === 0x200b ||
    code === 45 ||
    (code >= 0x2010 && code <= 0x2015) ||
    code === 0x2212 ||
    code === 0xff0d
  );
}

/** Full-width letters, digits and signs turned into their ASCII form; everything else unchanged. */
export function toHalfWidth(value: string): string {
  let out = '';
  for (let i = 0; i < value.length; i++) {
    const c = value.charCodeAt(i);
    out += c >= 0xff01 && c <= 0xff5e ? String.fromCharCode(c - 0xfee0) : c === 0x3000 ? ' ' : value.charAt(i);
  }
  return out;
}

/** True for ASCII without blanks, hyphens and small letters: nearly every number and code, and nothing is made anew for it. */
function isCompact(value: string): boolean {
  for (let i = 0; i < value.length; i++) {
    const c = value.charCodeAt(i);
    if (c <= 32 || c >= 97 || c === 45) return false;
  }
  return true;
}

/** Half width, upper case, without blanks and hyphens: the compact form of a number or code. */
export function compact(value: string): string {
  if (isCompact(value)) return value;
  let out = '';
  for (let i = 0; i < value.length; i++) if (!isSeparator(value.charCodeAt(i))) out += value.charAt(i);
  return toHalfWidth(out).toUpperCase();
}

/** True for what is left of a long number after a spreadsheet wrote it as 4.40305E+17. */
export function isScientific(value: string): boolean {
  const n = value.length;
  return n >= 5 && n <= 24 && /^[1-9](?:\.\d+)?[eE]\+?\d{1,2}$/.test(value);
}

/** True when the code point is a Han character, the extension planes and compatibility forms included. */
export function isHan(code: number): boolean {
  return (
    (code >= 0x4e00 && code <= 0x9fff) ||
    (code >= 0x3400 && code <= 0x4dbf) ||
    code === 0x3007 ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0x20000 && code <= 0x323af)
  );
}

/** True when the text holds at least one Han character. */
export function hasHan(value: string): boolean {
  for (const ch of value) if (isHan(ch.codePointAt(0) ?? 0)) return true;
  return false;
}

/** The check value of ISO 7064 MOD 11-2 as a char code (10 is X), for the first 17 digits; -1 when one of them is no digit. */
export function mod11Of17(value: string): number {
  let sum = 0;
  for (let i = 0; i < 17; i++) {
    const d = value.charCodeAt(i) - ZERO;
    if (!(d >= 0 && d <= 9)) return -1;
    sum += d * (WEIGHTS_17[i] ?? 0);
  }
  return CHECK_CODES.charCodeAt(sum % 11);
}

const WEIGHTS_17: readonly number[] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CODES = '10X98765432';

/** True when the digits satisfy the Luhn check (ISO/IEC 7812-1); the value must be all digits. */
export function luhn(value: string): boolean {
  let sum = 0;
  for (let i = value.length - 1, twice = false; i >= 0; i--, twice = !twice) {
    let d = value.charCodeAt(i) - ZERO;
    if (twice) d = d > 4 ? d * 2 - 9 : d * 2;
    sum += d;
  }
  return sum % 10 === 0;
}
