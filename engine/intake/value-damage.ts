/**
 * What a spreadsheet program, or the way through one, did to the values of a column. Nothing here changes a value: it is told, with a number and an
 * example, and a person decides.
 */
import type { ColumnType } from '../table/batch-file.ts';
import { cellKind, isCompactDate } from './cell-type.ts';
import { codeNames, dateNames } from './detect-types.ts';
import type { Cell } from './reader.ts';
import { serialText } from './readers/sheets/xlsx-format.ts';

/** What can have happened to values. */
export type DamageCode =
  | 'digits-lost'
  | 'digits-zeroed'
  | 'zeros-lost'
  | 'date-serials'
  | 'dates-mixed'
  | 'full-width'
  | 'invisible'
  | 'line-breaks';

/** Something found in the values of one column. */
export interface ValueFinding<Code extends string = DamageCode> {
  readonly code: Code;
  /** Values it was found in. */
  readonly count: number;
  /** The first of them, as it stands. */
  readonly sample: string;
  /** What the sample was before, or would be without it; null where that cannot be known. */
  readonly reads: string | null;
}

/** A column as far as damage to it depends on it. */
export interface DamagedColumn {
  readonly name: string;
  readonly type: ColumnType;
}

type Finder = (texts: readonly string[], column: DamagedColumn) => ValueFinding | null;

const finders: readonly Finder[] = [digitsLost, digitsZeroed, zerosLost, dateSerials, datesMixed, fullWidth, invisible, lineBreaks];

/** What happened to the values of a column; empty cells say nothing. */
export function valueDamage(column: DamagedColumn, values: readonly Cell[]): ValueFinding[] {
  const texts = values.filter((value) => value !== null && value !== '').map(String);
  return finders.flatMap((find) => find(texts, column) ?? []);
}

function found(code: DamageCode, hits: readonly string[], reads: (sample: string) => string | null = () => null): ValueFinding | null {
  const [sample] = hits;
  return sample === undefined ? null : { code, count: hits.length, sample, reads: reads(sample) };
}

/** A number of twelve and more digits as a workbook shows it in a narrow way: the rest of its digits is gone. */
const scientific = /^[+-]?\d(?:\.\d+)?E\+(?:1[1-9]|[2-9]\d)$/;

function digitsLost(texts: readonly string[]): ValueFinding | null {
  const hits = texts.filter((text) => scientific.test(text));
  // Where fractions stand beside them they are measurements, written as such on purpose.
  if (hits.length === 0 || texts.some((text) => /^[+-]?\d+(?:\.\d+)?E-\d+$|^[+-]?\d+\.\d+$/i.test(text))) return null;
  return found('digits-lost', hits);
}

/** Digits that a workbook holds of a number; those after become 0. */
const DIGITS_HELD = 15;
/** How many times more often than by chance the tails must be zeros. */
const BEYOND_CHANCE = 20;

function digitsZeroed(texts: readonly string[]): ValueFinding | null {
  const long = texts.filter((text) => /^\d{16,}$/.test(text));
  const byLength = Map.groupBy(long, (text) => text.length);
  const hits = [...byLength].flatMap(([length, group]) => {
    const zeroed = group.filter((text) => /^0+$/.test(text.slice(DIGITS_HELD)));
    const chance = 10 ** (DIGITS_HELD - length);
    return zeroed.length / group.length >= Math.min(0.9, chance * BEYOND_CHANCE) && zeroed.length > chance * 20 ? zeroed : [];
  });
  return found('digits-zeroed', hits);
}

const CODE_LENGTH_MIN = 4;
const USUAL_SHARE = 0.6;
/** Names of columns that count or measure: their short numbers are small, not cut. */
const amountNames = /序号|数量|金额|人数|次数|面积|年龄|价|率|count|amount|total|price|qty|age$|rowid/i;

function zerosLost(texts: readonly string[], { name }: DamagedColumn): ValueFinding | null {
  const digits = texts.filter((text) => /^\d+$/.test(text));
  if (digits.length < 5 || digits.length < texts.length * 0.9 || amountNames.test(name)) return null;
  const lengths = [...Map.groupBy(digits, (text) => text.length)].sort(([, a], [, b]) => b.length - a.length);
  const [usual = 0, group = []] = lengths[0] ?? [];
  if (usual < CODE_LENGTH_MIN || group.length < digits.length * USUAL_SHARE || digits.some((text) => text.length > usual)) return null;
  const hits = digits.filter((text) => text.length < usual && !isMobile(text));
  if (hits.some((text) => text.length < usual - 2 || text.startsWith('0'))) return null;
  // A name of a code says it, or zeros that other values of the column kept.
  if (!codeNames.test(name) && !group.some((text) => text.startsWith('0'))) return null;
  return found('zeros-lost', hits, (sample) => sample.padStart(usual, '0'));
}

/** Mobile numbers stand beside landline numbers of one digit more. */
function isMobile(text: string): boolean {
  return /^1[3-9]\d{9}$/.test(text);
}

/** Days from 1954 to 2064: what people keep dates of, and few other numbers fall in. */
const SERIAL_MIN = 20_000;
const SERIAL_MAX = 60_000;

function isSerial(text: string): boolean {
  const number = /^\d{5}(?:\.\d+)?$/.test(text) ? Number(text) : 0;
  return number >= SERIAL_MIN && number < SERIAL_MAX;
}

function dateSerials(texts: readonly string[], { name }: DamagedColumn): ValueFinding | null {
  const hits = texts.filter(isSerial);
  if (hits.length === 0) return null;
  const dates = texts.filter((text) => dateForm(text) !== null).length;
  const among = dates > 0 && (dates + hits.length >= texts.length * 0.8 || dateNames.test(name));
  const alone = dateNames.test(name) && hits.length >= 3 && hits.length >= texts.length * 0.95;
  if (!among && !alone) return null;
  return found('date-serials', hits, (sample) => serialText(Number(sample), sample.includes('.') ? 'datetime' : 'date', false));
}

/** Longest text that may be a date with a time of day. */
const DATE_CHARS_MAX = 60;

/** How a date is written; null for what is none. A time of day after it does not count. */
function dateForm(text: string): string | null {
  // most cells are words or long: one look spares them the patterns
  if (text.length > DATE_CHARS_MAX || !/^\s*[\da-z]/i.test(text)) return null;
  const trimmed = text.trim();
  if (/^\d{8}$/.test(trimmed)) return isCompactDate(trimmed) ? 'compact' : null;
  const kind = cellKind(trimmed);
  if (kind !== 'date' && kind !== 'datetime') return null;
  const form = /^(?:\d{4}([-/.年])|\d{1,2}([-/.])\d)/.exec(trimmed);
  return form ? (form[1] ?? `day${form[2]}`) : 'name';
}

function datesMixed(texts: readonly string[]): ValueFinding | null {
  // few values, each many times: a column of words is looked at once for each of them
  const known = new Map<string, string | null>();
  const formOf = (text: string): string | null => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const form = dateForm(text);
    known.set(text, form);
    return form;
  };
  const forms = Map.groupBy(texts, formOf);
  const none = forms.get(null)?.length ?? 0;
  forms.delete(null);
  // Eight digits alone are dates only where other dates stand beside them.
  if (forms.size < 2 || none > texts.length / 2) return null;
  const usual = [...forms.values()].reduce((a, b) => (b.length > a.length ? b : a));
  const hits = [...forms.values()].filter((group) => group !== usual).flat();
  return found('dates-mixed', hits);
}

function fullWidth(texts: readonly string[]): ValueFinding | null {
  const hits = texts.filter((text) => /[０-９Ａ-Ｚａ-ｚ]/.test(text));
  return found('full-width', hits, (sample) =>
    sample.replace(/[！-～]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0)).replaceAll('\u3000', ' '),
  );
}

/** Characters without a picture: controls, blanks that do not break, zero-width and direction marks. Joiners belong to some scripts and to emoji. */
const unseen =
  // eslint-disable-next-line no-control-regex
  /[\0-\x08\v\f\x0e-\x1f\x7f-\xa0\xad\u200b\u200e\u200f\u2028-\u202f\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]|(?<=^|[\x21-\x7e\p{Script=Han}])[\u200c\u200d]/gu;

const windows1252 = new TextDecoder('windows-1252');

function invisible(texts: readonly string[]): ValueFinding | null {
  const hits = texts.filter((text) => text.search(unseen) >= 0);
  return found('invisible', hits, (sample) => sample.replace(unseen, seen));
}

/** What was meant by a character that cannot be seen: a blank, a sign of Windows that was read as a control, or nothing. */
function seen(char: string): string {
  if (char === '\u00a0' || char === '\u202f') return ' ';
  const sign = char >= '\x80' && char <= '\x9f' ? windows1252.decode(Uint8Array.of(char.charCodeAt(0))) : '';
  return sign === char ? '' : sign;
}

function lineBreaks(texts: readonly string[]): ValueFinding | null {
  return found(
    'line-breaks',
    texts.filter((text) => /[\r\n]/.test(text)),
    (sample) => sample.replace(/\s*[\r\n]+\s*/g, ' ').trim(),
  );
}

/** A text in which what cannot be seen is named: `‹U+200B›`, `↵`. */
export function visibleText(text: string): string {
  return text
    .replace(/\r\n|\r|\n/g, '↵')
    .replaceAll('\t', '⇥')
    .replace(unseen, (char) => `‹U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}›`);
}
