import { isRealDate, toHalfWidth } from '../chars.ts';

const HAN_DIGITS: ReadonlyMap<string, number> = new Map(
  [...'〇一二三四五六七八九']
    .map((c, i): [string, number] => [c, i])
    .concat([
      ['零', 0],
      ['○', 0],
      ['Ｏ', 0],
    ]),
);

/** A number of up to 99 in Han numerals (十二, 二十, 卅一 excluded), or -1. */
function hanNumber(text: string): number {
  const ten = text.indexOf('十');
  if (ten < 0) return text.length === 1 ? (HAN_DIGITS.get(text) ?? -1) : -1;
  const tens = ten === 0 ? 1 : (HAN_DIGITS.get(text.slice(0, ten)) ?? -1);
  const ones = ten === text.length - 1 ? 0 : (HAN_DIGITS.get(text.slice(ten + 1)) ?? -1);
  return tens < 0 || ones < 0 ? -1 : tens * 10 + ones;
}

function hanYear(text: string): number {
  let year = 0;
  for (const ch of text) {
    const d = HAN_DIGITS.get(ch);
    if (d === undefined) return -1;
    year = year * 10 + d;
  }
  return year;
}

/** Writes year, month and day as YYYY-MM-DD, or `null` when there is no such day. */
export function isoDate(year: number, month: number, day: number): string | null {
  if (!isRealDate(year, month, day)) return null;
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** What was read out of a date that is not in the standard's form. */
export interface LooseDate {
  readonly iso: string | null;
  /** `form`: certain. `ambiguous`: day and month, or the century, could be either. `serial`: a spreadsheet's day number. `date`: no such day. */
  readonly state: 'form' | 'ambiguous' | 'serial' | 'date';
}

const YMD = /^(\d{4})\s*([-/.年])\s*(\d{1,2})\s*([-/.月])\s*(\d{1,2})\s*日?(?:[T ]\s*0{1,2}:00(?::00(?:\.0+)?)?)?$/;
const HAN = /^([〇一二三四五六七八九零○]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日?$/;
const ROC = /^(?:中华民国|民国)\s*(\d{1,3})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?$/;
const DAY_FIRST = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/;
const SHORT_YEAR = /^\d{2}[-/.]\d{1,2}[-/.]\d{1,2}$/;
/** 1954-10-03 to 2064-04-08 in the 1900 date system: whole numbers outside are taken for numbers. */
const SERIAL_MIN = 20000;
const SERIAL_MAX = 60000;
const SERIAL_EPOCH_MS = Date.UTC(1899, 11, 30);
const DAY_MS = 86_400_000;

function found(year: number, month: number, day: number): LooseDate {
  const iso = isoDate(year, month, day);
  return { iso, state: iso === null ? 'date' : 'form' };
}

/** Reads a date in one of the forms people write, or `null` when the text is none of them. */
export function readLooseDate(value: string): LooseDate | null {
  if (value.length < 5 || value.length > 40) return null;
  const text = toHalfWidth(value).trim();
  const ymd = YMD.exec(text);
  if (ymd !== null) return found(Number(ymd[1]), Number(ymd[3]), Number(ymd[5]));
  const han = HAN.exec(text);
  if (han !== null) return found(hanYear(han[1] ?? ''), hanNumber(han[2] ?? ''), hanNumber(han[3] ?? ''));
  const roc = ROC.exec(text);
  if (roc !== null) return found(Number(roc[1]) + 1911, Number(roc[2]), Number(roc[3]));
  const dayFirst = DAY_FIRST.exec(text);
  if (dayFirst !== null) {
    const [a, b, year] = [Number(dayFirst[1]), Number(dayFirst[2]), Number(dayFirst[3])];
    if (a <= 12 && b <= 12 && a !== b) return { iso: null, state: 'ambiguous' };
    return a > 12 ? found(year, b, a) : found(year, a, b);
  }
  if (SHORT_YEAR.test(text)) return { iso: null, state: 'ambiguous' };
  if (/^\d{5}$/.test(text)) {
    const serial = Number(text);
    if (serial < SERIAL_MIN || serial > SERIAL_MAX) return null;
    return { iso: new Date(SERIAL_EPOCH_MS + serial * DAY_MS).toISOString().slice(0, 10), state: 'serial' };
  }
  if (/^\d{8}$/.test(text)) return found(Number(text.slice(0, 4)), Number(text.slice(4, 6)), Number(text.slice(6)));
  return null;
}
