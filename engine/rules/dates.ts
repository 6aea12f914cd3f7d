import { z } from 'zod';

/** Dates of the rule language: calendar seconds since 1970-01-01 without a zone, so that text is compared as it stands. */

const form =
  /^\s*(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日?|(\d{2})(\d{2}))(?:(?:[T ]\s*)?(\d{1,2}):(\d{2})(?::(\d{2})(\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?\s*$/;
const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const daySeconds = 86_400;

/** Days since 1970-01-01 of a real calendar day, or null. */
export function dayNumber(year: number, month: number, day: number): number | null {
  // written so that a NaN is refused too
  if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1)) return null;
  const leap = month === 2 && ((year % 4 === 0 && year % 100 !== 0) || year % 400 === 0) ? 1 : 0;
  if (!(day <= (monthDays[month - 1] ?? 0) + leap)) return null;
  const y = month <= 2 ? year - 1 : year;
  // whole numbers of four digits: `| 0` cuts as Math.floor does, and quicker
  const era = (y / 400) | 0;
  const yearOfEra = y - era * 400;
  const dayOfYear = (((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) | 0) + day - 1;
  return era * 146_097 + yearOfEra * 365 + ((yearOfEra / 4) | 0) - ((yearOfEra / 100) | 0) + dayOfYear - 719_468;
}

function two(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** Seconds since 1970-01-01 of a date or date-time in one of the usual Chinese and ISO forms; null when it is no real date. */
export function parseDate(text: string): number | null {
  if (text.length === 10 && text.charCodeAt(4) === 45 && text.charCodeAt(7) === 45) {
    const y = two(text, 0) * 100 + two(text, 2);
    const day = dayNumber(y, two(text, 5), two(text, 8));
    return day === null ? null : day * daySeconds;
  }
  if (
    text.length === 19 &&
    text.charCodeAt(4) === 45 &&
    text.charCodeAt(7) === 45 &&
    text.charCodeAt(13) === 58 &&
    text.charCodeAt(16) === 58 &&
    (text.charCodeAt(10) === 32 || text.charCodeAt(10) === 84)
  ) {
    const day = dayNumber(two(text, 0) * 100 + two(text, 2), two(text, 5), two(text, 8));
    const hour = two(text, 11);
    const minute = two(text, 14);
    const second = two(text, 17);
    return day === null || !(hour <= 23 && minute <= 59 && second <= 59) ? null : day * daySeconds + hour * 3600 + minute * 60 + second;
  }
  if (text.length < 8 || text.length > 48) return null;
  const m = form.exec(text);
  if (!m) return null;
  const day = dayNumber(Number(m[1]), Number(m[3] ?? m[5] ?? m[7]), Number(m[4] ?? m[6] ?? m[8]));
  if (day === null) return null;
  if (m[9] === undefined) return day * daySeconds;
  const [hour, minute, second] = [Number(m[9]), Number(m[10]), Number(m[11] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return null;
  return day * daySeconds + hour * 3600 + minute * 60 + second + Number(m[12] ?? 0);
}

/** The moment of a stored value, or null when it is no real date. */
export function dateOf(value: unknown): number | null {
  return typeof value === 'string' ? parseDate(value) : typeof value === 'number' ? parseDate(String(value)) : null;
}

/** True when the text carries a time of day. */
export function hasTime(text: string): boolean {
  return text.includes(':');
}

const relative = /^\s*today(?:\s*([+-])\s*(\d+)\s*([dmy]))?\s*$/i;

/** A limit of a rule: a date, or `today`, `today-150y`, `today+3d`, `today-6m` counted from the reference date. */
export function parseDateLimit(text: string, asOfSeconds: number): number | null {
  const m = relative.exec(text);
  if (!m) return parseDate(text);
  const today = Math.floor(asOfSeconds / daySeconds) * daySeconds;
  if (!m[2]) return today;
  return shift(today, (m[1] === '-' ? -1 : 1) * Number(m[2]), (m[3] ?? 'd').toLowerCase());
}

/** Moves calendar seconds by days, months or years; the 31st becomes the last day of a shorter month. */
export function shift(seconds: number, by: number, unit: string): number {
  if (unit === 'd') return seconds + by * daySeconds;
  const date = new Date(seconds * 1000);
  const months = date.getUTCFullYear() * 12 + date.getUTCMonth() + (unit === 'y' ? by * 12 : by);
  const last = new Date(Date.UTC(2000, 0, 1));
  last.setUTCFullYear(Math.floor(months / 12), (((months % 12) + 12) % 12) + 1, 0);
  const day = dayNumber(Math.floor(months / 12), (((months % 12) + 12) % 12) + 1, Math.min(date.getUTCDate(), last.getUTCDate())) ?? 0;
  return day * daySeconds + (seconds - Math.floor(seconds / daySeconds) * daySeconds);
}

/** A stretch of time as rules write it: hours, days, months or years, such as `12h`, `30d`, `1m`, `2y`. */
export const duration = z.string().regex(/^\d+[hdmy]$/);

/** A moment later (or with `sign` -1 earlier) by such a stretch. */
export function laterBy(seconds: number, by: string, sign: 1 | -1 = 1): number {
  const [, count = '0', unit = 'd'] = /^(\d+)([hdmy])$/.exec(by) ?? [];
  return unit === 'h' ? seconds + sign * Number(count) * 3600 : shift(seconds, sign * Number(count), unit);
}

/** Whole months from one moment to another, as ages are counted; negative when the second is the earlier. */
export function monthsBetween(from: number, to: number): number {
  if (to < from) return -monthsBetween(to, from);
  const [a, b] = [new Date(from * 1000), new Date(to * 1000)];
  const months = (b.getUTCFullYear() - a.getUTCFullYear()) * 12 + b.getUTCMonth() - a.getUTCMonth();
  return shift(from, months, 'm') > to || (b.getUTCDate() < a.getUTCDate() && shift(from, months, 'm') >= to) ? months - 1 : months;
}

/** The day of a moment as the number yyyymmdd. */
export function dayOf(seconds: number): number {
  const date = new Date(seconds * 1000);
  return (date.getUTCFullYear() * 100 + date.getUTCMonth() + 1) * 100 + date.getUTCDate();
}

/** ISO text of calendar seconds: a date, or a date-time when there is a time of day. */
export function formatDate(seconds: number): string {
  const iso = new Date(Math.round(seconds * 1000)).toISOString();
  return seconds % daySeconds === 0 ? iso.slice(0, 10) : iso.slice(0, 19);
}
