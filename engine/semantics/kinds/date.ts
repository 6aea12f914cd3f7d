import { digitsIn, isRealDate, numberIn, toHalfWidth } from '../chars.ts';
import { notPersonal } from '../kind.ts';
import type { SemanticKind, SemanticLevel, Verdict } from '../kind.ts';
import { isoDate, readLooseDate } from './date-text.ts';

/** Strict calendar date at the start of the text: 10 characters extended or 8 basic; -1 for another form, 0 for no such day. */
export function strictDateAt(value: string, extended: boolean): -1 | 0 | 1 {
  if (extended) {
    if (value.charCodeAt(4) !== 45 || value.charCodeAt(7) !== 45) return -1;
    if (!digitsIn(value, 0, 4) || !digitsIn(value, 5, 7) || !digitsIn(value, 8, 10)) return -1;
    return isRealDate(numberIn(value, 0, 4), numberIn(value, 5, 7), numberIn(value, 8, 10)) ? 1 : 0;
  }
  if (!digitsIn(value, 0, 8)) return -1;
  return isRealDate(numberIn(value, 0, 4), numberIn(value, 4, 6), numberIn(value, 6, 8)) ? 1 : 0;
}

function checkDate(value: string, level: SemanticLevel): Verdict {
  if (value.length === 10 || value.length === 8) {
    const strict = strictDateAt(value, value.length === 10);
    if (strict === 1) return 'ok';
    if (strict === 0) return level === 'shape' ? 'ok' : 'date';
  }
  const loose = readLooseDate(value);
  if (loose === null) return 'shape';
  return loose.state === 'date' ? 'shape' : loose.state;
}

const DATE_HINTS = ['日期', '出生', '生日', '年月日', '时间', 'rq', 'csrq', 'date', 'birthday', 'birth', 'dob', 'birthdate'];

/** 日期, GB/T 7408.1-2023: YYYY-MM-DD or YYYYMMDD naming a real day. */
export const date: SemanticKind = {
  id: 'date',
  levels: ['shape', 'checksum'],
  defaultLevel: 'checksum',
  text: { 'zh-CN': { title: '日期' }, en: { title: 'Date' } },
  standard: 'GB/T 7408.1-2023',
  sensitivity: notPersonal,
  mask: 'none',
  hintNames: DATE_HINTS,
  detect: {
    evidence: 'values',
    weight: 0.95,
    // Eight digits are only believed as a date in a century people keep records of; day numbers never without the column's name.
    looksLike: (value) => {
      if (value.length === 8 && digitsIn(value, 0, 8))
        return checkDate(value, 'checksum') === 'ok' && value >= '18000101' && value < '22000101';
      const verdict = checkDate(value, 'checksum');
      return verdict === 'ok' || verdict === 'form';
    },
  },
  check: checkDate,
  normalise: (value) => {
    const tidied = toHalfWidth(value).trim();
    if (tidied.length === 10 && strictDateAt(tidied, true) === 1) return tidied;
    return readLooseDate(value)?.iso ?? null;
  },
  examples: {
    valid: ['2019-04-01', '20190401', '2020-02-29'],
    invalid: [
      ['2019-02-29', 'date'],
      ['1900-02-29', 'date'],
      ['2019/4/1', 'form'],
      ['2019年4月1日', 'form'],
      ['二〇一九年四月一日', 'form'],
      ['民国108年4月1日', 'form'],
      ['01/04/2019', 'ambiguous'],
      ['25/04/2019', 'form'],
      ['43556', 'serial'],
      ['0000-00-00', 'date'],
      ['2019-04-01 00:00:00', 'form'],
      ['深圳', 'shape'],
    ],
  },
};

/** Judges a time of day from `at` to `end`: 0 no time, 1 wrong numbers, 2 right. Seconds may be left out; fractions need seconds. */
function timeIn(value: string, at: number, end: number, extended: boolean): 0 | 1 | 2 {
  const step = extended ? 3 : 2;
  const dot = value.indexOf('.', at);
  const whole = dot >= 0 && dot < end ? dot : end;
  if (whole < end && (whole === end - 1 || !digitsIn(value, whole + 1, end))) return 0;
  const groups = extended ? (whole - at + 1) / 3 : (whole - at) / 2;
  if (groups !== 2 && groups !== 3) return 0;
  if (whole < end && groups !== 3) return 0;
  for (let g = 0; g < groups; g++) {
    const p = at + g * step;
    if (!digitsIn(value, p, p + 2) || (extended && g > 0 && value.charCodeAt(p - 1) !== 58)) return 0;
    if (numberIn(value, p, p + 2) > (g === 0 ? 23 : 59)) return 1;
  }
  return 2;
}

/** Where the offset (Z, ±hh, ±hh:mm, ±hhmm) starts; the text's length when there is none; -1 when it is wrong. */
function offsetStart(value: string, from: number): number {
  const last = value.length - 1;
  if (value.charCodeAt(last) === 90) return last;
  for (let i = from; i < value.length; i++) {
    const c = value.charCodeAt(i);
    if (c !== 43 && c !== 45) continue;
    const rest = value.slice(i + 1);
    return /^(?:[01]\d|2[0-3])(?::?[0-5]\d)?$/.test(rest) ? i : -1;
  }
  return value.length;
}

function strictDatetime(value: string, level: SemanticLevel): Verdict {
  const extended = value.charCodeAt(4) === 45;
  const t = extended ? 10 : 8;
  if (value.length < t + 5 || value.length > 40 || value.charCodeAt(t) !== 84) return 'shape';
  const day = strictDateAt(value, extended);
  if (day === -1) return 'shape';
  const end = offsetStart(value, t + 1);
  if (end === -1) return 'shape';
  const time = timeIn(value, t + 1, end, extended);
  if (time === 0) return 'shape';
  return level !== 'shape' && (day === 0 || time === 1) ? 'date' : 'ok';
}

const LOOSE_DATETIME = /^(.{5,12}?)[T ]+(\d{1,2}):(\d{1,2})(?::(\d{1,2})(\.\d+)?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/;

function repairDatetime(value: string): string | null {
  if (value.length > 48) return null;
  const text = toHalfWidth(value)
    .trim()
    .replace('日', '日 ')
    .replace(/[时点]/, ':')
    .replace('分', ':')
    .replace(/:?秒$|:$/, '')
    .replace(/\s+/g, ' ');
  if (/^\d{14}$/.test(text)) return repaired(`${text.slice(0, 8)}T${text.slice(8)}`);
  const m = LOOSE_DATETIME.exec(text);
  if (m === null) return null;
  const day = readLooseDate((m[1] ?? '').trim());
  if (day === null || day.iso === null || day.state !== 'form') return null;
  const two = (part: string | undefined): string => (part ?? '0').padStart(2, '0');
  return repaired(`${day.iso}T${two(m[2])}:${two(m[3])}:${two(m[4])}${m[5] ?? ''}${m[6] ?? ''}`);
}

function repaired(text: string): string | null {
  return strictDatetime(text, 'checksum') === 'ok' ? text : null;
}

/** True for the commonest form of exports, 2019-04-01 09:30:00, told apart without building a string. */
function isBlankForm(value: string): boolean {
  return value.length === 19 && value.charCodeAt(10) === 32 && strictDateAt(value, true) === 1 && timeIn(value, 11, 19, true) === 2;
}

/** 日期时间, GB/T 7408.1-2023: date, T, time, optional offset; a blank instead of T is a matter of form. */
export const datetime: SemanticKind = {
  id: 'datetime',
  levels: ['shape', 'checksum'],
  defaultLevel: 'checksum',
  text: { 'zh-CN': { title: '日期时间' }, en: { title: 'Date and time' } },
  standard: 'GB/T 7408.1-2023',
  sensitivity: notPersonal,
  mask: 'none',
  hintNames: ['时间', '日期', '时刻', 'sj', 'time', 'datetime', 'timestamp', 'created_at', 'updated_at', 'create_time', 'update_time'],
  detect: { evidence: 'values', weight: 0.96 },
  check: (value, level) => {
    if (isBlankForm(value)) return 'form';
    const verdict = strictDatetime(value, level);
    return verdict === 'shape' && repairDatetime(value) !== null ? 'form' : verdict;
  },
  normalise: (value) => repaired(value) ?? repairDatetime(value),
  examples: {
    valid: [
      '2019-04-01T09:30:00',
      '20190401T093000',
      '2019-04-01T09:30:00+08:00',
      '2019-04-01T01:30:00Z',
      '2019-04-01T09:30',
      '2019-04-01T09:30:00.123Z',
    ],
    invalid: [
      ['2019-04-01 09:30:00', 'form'],
      ['2019-04-01T25:00:00', 'date'],
      ['2019-04-01T09:60:00', 'date'],
      ['2019-04-01T09:30:00+8', 'shape'],
      ['2019/4/1 9:30', 'form'],
      ['20190401093000', 'form'],
      ['2019年4月1日 9时30分', 'form'],
      ['2019-02-30T09:30:00', 'date'],
      ['2019-04-01', 'shape'],
    ],
  },
};

const checkTime = (value: string, level: SemanticLevel): Verdict => {
  const time = timeIn(value, 0, value.length, value.charCodeAt(2) === 58);
  if (time === 0) return /^\d:[0-5]\d(?::[0-5]\d)?$/.test(value) ? 'form' : 'shape';
  return time === 1 && level !== 'shape' ? 'range' : 'ok';
};

/** 时间, GB/T 7408.1-2023: hh:mm or hh:mm:ss, with fractions of a second; basic form without colons. */
export const time: SemanticKind = {
  id: 'time',
  levels: ['shape', 'checksum'],
  defaultLevel: 'checksum',
  text: { 'zh-CN': { title: '时间' }, en: { title: 'Time of day' } },
  standard: 'GB/T 7408.1-2023',
  sensitivity: notPersonal,
  mask: 'none',
  hintNames: ['时间', '时刻', 'sj', 'time'],
  detect: { evidence: 'values', weight: 0.9, looksLike: (value) => value.includes(':') && checkTime(value, 'checksum') === 'ok' },
  check: checkTime,
  normalise: (value) =>
    checkTime(value, 'checksum') === 'ok' ? value : checkTime(`0${value}`, 'checksum') === 'ok' && value.includes(':') ? `0${value}` : null,
  examples: {
    valid: ['09:30', '09:30:00', '09:30:00.5', '093000'],
    invalid: [
      ['24:00', 'range'],
      ['9:30', 'form'],
      ['09:60:00', 'range'],
      ['09.30', 'shape'],
      ['early', 'shape'],
    ],
  },
};

/** 年份: four digits, 1000 to 2999. */
export const year: SemanticKind = {
  id: 'year',
  levels: ['shape'],
  defaultLevel: 'shape',
  text: { 'zh-CN': { title: '年份' }, en: { title: 'Year' } },
  standard: 'GB/T 7408.1-2023',
  sensitivity: notPersonal,
  mask: 'none',
  hintNames: ['年份', '年度', '年', 'nf', 'nd', 'year'],
  notNames: ['年龄', '年限', '年级', '年月', '日期'],
  detect: { evidence: 'name', weight: 0.9 },
  check: (value) => {
    const c = value.charCodeAt(0);
    if (value.length === 4 && digitsIn(value, 0, 4) && (c === 49 || c === 50)) return 'ok';
    return /^[12]\d{3}年度?$/.test(value) ? 'form' : 'shape';
  },
  normalise: (value) => /^[12]\d{3}(?=(?:年度?)?$)/.exec(toHalfWidth(value).trim())?.[0] ?? null,
  examples: {
    valid: ['2019', '1949'],
    invalid: [
      ['2019年', 'form'],
      ['19', 'shape'],
      ['0000', 'shape'],
      ['20190', 'shape'],
    ],
  },
};

const PERIOD = /^(\d{4})[-/.年]?(0?[1-9]|1[0-2])月?$/;

/** 年月: YYYY-MM, YYYYMM or a quarter YYYY-Qn. */
export const period: SemanticKind = {
  id: 'period',
  levels: ['shape'],
  defaultLevel: 'shape',
  text: { 'zh-CN': { title: '年月' }, en: { title: 'Month or quarter' } },
  standard: 'GB/T 7408.1-2023',
  sensitivity: notPersonal,
  mask: 'none',
  hintNames: ['年月', '月份', '期间', '所属期', '季度', 'ny', 'period', 'month', 'quarter'],
  detect: { evidence: 'name', weight: 0.9 },
  check: (value) => {
    if (/^[12]\d{3}-?(?:0[1-9]|1[0-2])$|^[12]\d{3}-?Q[1-4]$/.test(value)) return 'ok';
    return PERIOD.test(value) && isoDate(Number(value.slice(0, 4)), 1, 1) !== null ? 'form' : 'shape';
  },
  normalise: (value) => {
    if (/^[12]\d{3}-?Q[1-4]$/.test(value)) return value;
    const m = PERIOD.exec(toHalfWidth(value).trim());
    return m === null || !/^[12]/.test(value) ? null : `${m[1]}-${(m[2] ?? '').padStart(2, '0')}`;
  },
  examples: {
    valid: ['2019-04', '201904', '2019-Q1', '2019Q4'],
    invalid: [
      ['2019年4月', 'form'],
      ['2019-13', 'shape'],
      ['2019', 'shape'],
    ],
  },
};
