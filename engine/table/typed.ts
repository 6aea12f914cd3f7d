import type { ColumnType } from './batch-file.ts';

/**
 * What a text could be besides text. Profile, table and rules ask the same functions, so "a number" means the same everywhere.
 * Codes are text: digits with a leading zero, and sixteen or more of them, would lose something as numbers.
 */
export const valueClass = {
  text: 0,
  integer: 1,
  decimal: 2,
  boolean: 3,
  date: 4,
  datetime: 5,
  time: 6,
  blank: 7,
  /** Digits that must stay text. */
  code: 8,
  /** Eight digits that are a whole number and a date as well: 20240131. */
  integerDate: 9,
} as const;

export type ValueClass = (typeof valueClass)[keyof typeof valueClass];

/** Number of value classes. */
export const VALUE_CLASSES = 10;

const V = valueClass;
const ZERO = 48;
const isDigit = (unit: number): boolean => unit >= 48 && unit <= 57;

/** The classes of values that a type of column admits; a blank or a placeholder is never judged. */
const admitted: Readonly<Record<ColumnType, readonly ValueClass[] | null>> = {
  integer: [V.integer, V.integerDate],
  decimal: [V.integer, V.integerDate, V.decimal],
  boolean: [V.boolean],
  date: [V.date, V.integerDate],
  datetime: [V.date, V.integerDate, V.datetime],
  time: [V.time],
  text: null,
  empty: null,
};

/** True when values of the class belong into a column of the type; text takes everything. */
export function admits(type: ColumnType, of: ValueClass): boolean {
  return of !== V.blank && (admitted[type]?.includes(of) ?? true);
}

/** What a stored value could be. */
export function classOf(cell: string | number | bigint): ValueClass {
  if (typeof cell === 'string') return classify(cell);
  if (typeof cell === 'bigint') return V.integer;
  return Number.isInteger(cell) ? V.integer : V.decimal;
}

/** True for white space of any script, U+3000 and the byte order mark included. */
export function isSpace(unit: number): boolean {
  return (
    unit === 32 ||
    (unit >= 9 && unit <= 13) ||
    unit === 0xa0 ||
    unit === 0x3000 ||
    unit === 0xfeff ||
    (unit >= 0x2000 && unit <= 0x200b) ||
    unit === 0x2028 ||
    unit === 0x2029 ||
    unit === 0x202f ||
    unit === 0x205f ||
    unit === 0x1680 ||
    unit === 0x85
  );
}

/** True when a text is empty or holds nothing but white space. */
export function isBlank(value: string): boolean {
  for (let i = 0; i < value.length; i++) if (!isSpace(value.charCodeAt(i))) return false;
  return true;
}

const placeholders: ReadonlySet<string> = new Set([
  '无',
  '未知',
  '不详',
  '暂无',
  '不明',
  '未填',
  '未填写',
  '空',
  '待补',
  '待定',
  '待核实',
  '/',
  '\\',
  '-',
  '--',
  '---',
  '—',
  '——',
  '?',
  '？',
  '??',
  '.',
  '*',
  'null',
  'NULL',
  'Null',
  'none',
  'None',
  'NONE',
  'n/a',
  'N/A',
  'na',
  'NA',
  '#N/A',
  'nan',
  'NaN',
  'nil',
  'undefined',
  'unknown',
  'Unknown',
  'UNKNOWN',
  '0000-00-00',
  '9999-12-31',
  '9999/12/31',
  '99991231',
  '9999-12-31 00:00:00',
  '9999-12-31 23:59:59',
]);

/** True for a text that stands where a value is missing: 无, 未知, N/A, -, 9999-12-31 and the like. */
export function isPlaceholder(value: string): boolean {
  return value.length <= 19 && placeholders.has(value);
}

const booleans: ReadonlySet<string> = new Set([
  'true',
  'false',
  'True',
  'False',
  'TRUE',
  'FALSE',
  'yes',
  'no',
  'Yes',
  'No',
  'YES',
  'NO',
  '是',
  '否',
  'Y',
  'N',
  'y',
  'n',
]);

/** What a text could be. */
export function classify(value: string): ValueClass {
  const length = value.length;
  if (length === 0) return V.blank;
  const first = value.charCodeAt(0);
  if (isDigit(first) || first === 45 || first === 43 || first === 46) {
    const numeric = numberClass(value);
    if (numeric !== V.text) return numeric;
    return isDigit(first) ? temporalClass(value) : V.text;
  }
  if (isSpace(first)) return isBlank(value) ? V.blank : V.text;
  return length <= 5 && booleans.has(value) ? V.boolean : V.text;
}

function numberClass(value: string): ValueClass {
  const length = value.length;
  const first = value.charCodeAt(0);
  const start = first === 45 || first === 43 ? 1 : 0;
  let at = start;
  while (at < length && isDigit(value.charCodeAt(at))) at++;
  const digits = at - start;
  if (at === length) {
    if (digits === 0) return V.text;
    if (digits > 15 || (digits > 1 && value.charCodeAt(start) === ZERO)) return V.code;
    return digits === 8 && start === 0 && dayOfDigits(value) !== null ? V.integerDate : V.integer;
  }
  if (digits > 1 && value.charCodeAt(start) === ZERO) return V.text;
  const unit = value.charCodeAt(at);
  if (unit === 44 && digits >= 1 && digits <= 3) return grouped.test(value) ? (value.includes('.') ? V.decimal : V.integer) : V.text;
  if (unit === 46) {
    at++;
    const fraction = at;
    while (at < length && isDigit(value.charCodeAt(at))) at++;
    if (at === fraction) return V.text;
    if (at === length) return V.decimal;
  } else if (digits === 0) return V.text;
  const e = value.charCodeAt(at);
  return (e === 101 || e === 69) && exponent.test(value) ? V.decimal : V.text;
}

const grouped = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;
const exponent = /[eE][+-]?\d{1,3}$/;

/** The number a text stands for, or null; codes (leading zero, sixteen digits and more) are no numbers. */
export function toNumber(value: string | number | bigint | null): number | null {
  if (value === null) return null;
  if (typeof value !== 'string') return Number(value);
  const kind = classify(value);
  return kind === V.integer || kind === V.decimal || kind === V.integerDate ? numberOf(value) : null;
}

/** The number of a text that is known to be one. */
export function numberOf(value: string): number {
  const n = +value;
  return n === n ? n : +value.replaceAll(',', '');
}

const temporal =
  /^(\d{4})(?:-(\d{1,2})-(\d{1,2})|\/(\d{1,2})\/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|年(\d{1,2})月(\d{1,2})日)(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/;
const clock = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.\d{1,9})?)?$/;

function temporalClass(value: string): ValueClass {
  const length = value.length;
  if (length < 4 || length > 36) return V.text;
  // the commonest form of all by char codes: 2024-01-31
  if (length === 10 && value.charCodeAt(4) === 45 && value.charCodeAt(7) === 45) {
    return dayOfParts(four(value, 0), twoDigits(value, 5), twoDigits(value, 8)) === null ? V.text : V.date;
  }
  if (length <= 18 && clock.test(value)) return V.time;
  const ms = toTime(value);
  return ms === null ? V.text : length > 11 || value.includes(':') ? V.datetime : V.date;
}

const digitAt = (value: string, at: number): number => {
  const unit = value.charCodeAt(at);
  return isDigit(unit) ? unit - ZERO : Number.NaN;
};
const twoDigits = (value: string, at: number): number => digitAt(value, at) * 10 + digitAt(value, at + 1);
const four = (value: string, at: number): number => twoDigits(value, at) * 100 + twoDigits(value, at + 2);
const DAY_MS = 86_400_000;
const monthDays = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Days since 1970-01-01 of a calendar date of the years 1000–9999, or null when there is no such day. */
function dayOfParts(year: number, month: number, day: number): number | null {
  if (!(year >= 1000 && month >= 1 && month <= 12 && day >= 1 && day <= (monthDays[month - 1] ?? 0))) return null;
  if (month === 2 && day === 29 && !(year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0))) return null;
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}

/** Eight digits as a date: only years that a record of people or firms may hold, otherwise every number would be one. */
function dayOfDigits(value: string): number | null {
  const year = four(value, 0);
  return year >= 1850 && year <= 2150 ? dayOfParts(year, twoDigits(value, 4), twoDigits(value, 6)) : null;
}

/**
 * Milliseconds since the epoch of a text in a recognised date or date-time form (2024-01-31, 2024/1/31, 2024.1.31, 2024年1月31日, 20240131, each but
 * the last with an optional time), or null. A time without offset is read as UTC, so that the result does not depend on the machine.
 */
export function toTime(value: string): number | null {
  const length = value.length;
  if (length === 8 && isDigit(value.charCodeAt(4)) && isDigit(value.charCodeAt(7))) {
    const day = dayOfDigits(value);
    if (day !== null) return day * DAY_MS;
  }
  if ((length === 10 || length === 19) && value.charCodeAt(4) === 45 && value.charCodeAt(7) === 45) {
    const day = dayOfParts(four(value, 0), twoDigits(value, 5), twoDigits(value, 8));
    if (day === null) return null;
    if (length === 10) return day * DAY_MS;
    const separator = value.charCodeAt(10);
    if ((separator === 32 || separator === 84) && value.charCodeAt(13) === 58 && value.charCodeAt(16) === 58) {
      return withTime(day, twoDigits(value, 11), twoDigits(value, 14), twoDigits(value, 17), 0, 0);
    }
  }
  return slowTime(value);
}

function slowTime(value: string): number | null {
  const m = temporal.exec(value);
  if (!m) return null;
  const month = Number(m[2] ?? m[4] ?? m[6] ?? m[8]);
  const day = dayOfParts(Number(m[1]), month, Number(m[3] ?? m[5] ?? m[7] ?? m[9]));
  if (day === null) return null;
  if (m[10] === undefined) return day * DAY_MS;
  const zone = m[14];
  const offset = zone && zone !== 'Z' ? (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))) : 0;
  const fraction = m[13] === undefined ? 0 : Math.floor(Number(`0.${m[13]}`) * 1000);
  return withTime(day, Number(m[10]), Number(m[11]), Number(m[12] ?? 0), fraction, offset);
}

function withTime(day: number, hour: number, minute: number, second: number, ms: number, offsetMinutes: number): number | null {
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return null;
  return day * DAY_MS + ((hour * 60 + minute - offsetMinutes) * 60 + second) * 1000 + ms;
}

/** A date as ISO text (`2024-01-31`, or with time where there is one) from a text in a recognised form, or null. */
export function toDate(value: string | number | bigint | null): string | null {
  if (typeof value !== 'string') return null;
  const ms = toTime(value);
  return ms === null ? null : isoOf(ms, value.includes(':'));
}

/** ISO text of a point in time: the day, or day and time. */
export function isoOf(ms: number, withTimeOfDay: boolean): string {
  const text = new Date(ms).toISOString();
  return withTimeOfDay ? text.replace(/\.000Z$|Z$/, '') : text.slice(0, 10);
}
