import type { ColumnType } from '../table/batch-file.ts';

/** What one cell's text looks like: a column type, or a reason why digits are not a number. */
export type CellKind = Exclude<ColumnType, 'boolean' | 'empty'> | 'code' | 'flag';

const integer = /^[+-]?(?:0|[1-9]\d{0,14})$/;
const code = /^(?:0\d+|[+-]?\d{16,}|\d{17}[\dXx])$/;
const decimal = /^[+-]?(?:\d{1,15}\.\d*|\.\d+|\d{1,15})(?:[eE][+-]?\d{1,3})?$/;
const time = /^([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d|60)(?:[.,]\d{1,9})?)?(?: ?[AaPp][Mm])?$/;
const zone = /(?:Z|[+-]\d{2}(?::?\d{2})?| ?UTC| ?GMT)$/;
const flags = new Set(['true', 'false', 'yes', 'no', 't', 'f', 'y', 'n', '是', '否']);
const months = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec';
const monthName = new RegExp(`^(\\d{1,2})[- /](${months})[a-z]*[- /,]+(\\d{2}|\\d{4})$|^(${months})[a-z]* (\\d{1,2}),? (\\d{4})$`, 'i');
const yearFirst = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/;
const yearLast = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})$/;
const chinese = /^(\d{4})年(\d{1,2})月(?:(\d{1,2})日)?$/;
const compact = /^(19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/;

/** The kind of a cell that is not empty; blanks round it do not count. */
export function cellKind(value: string): CellKind {
  const text = value.trim();
  const first = text.charCodeAt(0);
  // Most cells are words: one look at the first character spares them the patterns.
  const mayBeNumber = (first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46;
  if (!mayBeNumber) {
    if (text.length <= 5 && flags.has(text.toLowerCase())) return 'flag';
    return first < 128 && text.length <= 40 && monthName.test(text) ? 'date' : 'text';
  }
  if (text.length > 40) return 'text';
  if (code.test(text)) return 'code';
  if (integer.test(text)) return 'integer';
  if (decimal.test(text)) return 'decimal';
  if (isDate(text)) return 'date';
  if (time.test(text)) return 'time';
  return isDateTime(text) ? 'datetime' : 'text';
}

/** True when eight digits are a day of the calendar between 1900 and 2099. */
export function isCompactDate(value: string): boolean {
  return compact.test(value);
}

function isDate(text: string): boolean {
  const first = yearFirst.exec(text);
  if (first) return inCalendar(Number(first[1]), Number(first[3]), Number(first[4]));
  const han = chinese.exec(text);
  if (han) return inCalendar(Number(han[1]), Number(han[2]), Number(han[3] ?? 1));
  const last = yearLast.exec(text);
  if (last) {
    const a = Number(last[1]);
    const b = Number(last[3]);
    return inCalendar(Number(last[4]), a, b) || inCalendar(Number(last[4]), b, a);
  }
  return monthName.test(text);
}

function isDateTime(text: string): boolean {
  const split = text.search(/[ T]\d{1,2}:/);
  if (split < 0) return false;
  return isDate(text.slice(0, split)) && time.test(text.slice(split + 1).replace(zone, ''));
}

function inCalendar(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  return day <= ([4, 6, 9, 11].includes(month) ? 30 : month === 2 ? (year % 4 === 0 ? 29 : 28) : 31);
}
