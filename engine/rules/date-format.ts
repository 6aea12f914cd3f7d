import { digitsIn, numberIn } from '../semantics/chars.ts';
import { dayNumber } from './dates.ts';
import { wrong } from './wrong.ts';

const parts: Readonly<Record<string, readonly [name: string, pattern: string]>> = {
  yyyy: ['year', '\\d{4}'],
  yy: ['year2', '\\d{2}'],
  MMM: ['monthName', '[A-Za-z]{3}'],
  MMMM: ['monthLong', '[A-Za-z]{3,9}'],
  MM: ['month', '\\d{2}'],
  M: ['month', '\\d{1,2}'],
  dd: ['day', '\\d{2}'],
  d: ['day', '\\d{1,2}'],
  HH: ['hour', '\\d{2}'],
  H: ['hour', '\\d{1,2}'],
  mm: ['minute', '\\d{2}'],
  m: ['minute', '\\d{1,2}'],
  ss: ['second', '\\d{2}'],
  s: ['second', '\\d{1,2}'],
  SSS: ['fraction', '\\d{3}'],
  SSSSSS: ['fraction', '\\d{1,6}'],
  XXX: ['zone', '(?:Z|[+-]\\d{2}:?\\d{2})'],
};
const months = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];

const token = /y+|M+|d+|H+|m+|s+|S+|X+|[\s\S]/g;

/** A test for dates of one format: y M d H m s S X are parts, everything else stands for itself; the date must exist. */
export function dateFormat(format: string): (text: string) => boolean {
  const read = byPattern(format);
  return byPlace(format) ?? read;
}

/** Parts of so many digits, and which of year, month, day, hour, minute, second and fraction they are. */
const fixed: Readonly<Record<string, number>> = { yyyy: 0, MM: 1, dd: 2, HH: 3, mm: 4, ss: 5, SSS: 6 };

/** A test that reads each part where it stands; null for formats with other parts. */
function byPlace(format: string): ((text: string) => boolean) | null {
  const tokens = format.match(token) ?? [];
  if (tokens.some((one) => /^[yMdHmsSX]/.test(one) && fixed[one] === undefined)) return null;
  const places: { readonly part: number; readonly from: number; readonly to: number }[] = [];
  const signs: { readonly at: number; readonly code: number }[] = [];
  let length = 0;
  for (const one of tokens) {
    const part = fixed[one];
    if (part === undefined) signs.push({ at: length, code: one.charCodeAt(0) });
    else places.push({ part, from: length, to: length + one.length });
    length += one.length;
  }
  return (text) => {
    if (text.length !== length) return false;
    for (const { at, code } of signs) if (text.charCodeAt(at) !== code) return false;
    const found = [2000, 1, 1, 0, 0, 0, 0];
    for (const { part, from, to } of places) {
      if (!digitsIn(text, from, to)) return false;
      found[part] = numberIn(text, from, to);
    }
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found;
    return dayNumber(year, month, day) !== null && hour <= 23 && minute <= 59 && second <= 59;
  };
}

/** The same by a pattern, for formats of any kind. */
export function byPattern(format: string): (text: string) => boolean {
  const used = new Set<string>();
  const source = format.replace(token, (one) => {
    if (!/^[yMdHmsSX]/.test(one)) return one.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
    const part = parts[one];
    if (!part || used.has(part[0])) throw wrong('formats', 'yyyy MM dd HH mm ss', one);
    used.add(part[0]);
    return `(?<${part[0]}>${part[1]})`;
  });
  const pattern = new RegExp(`^${source}$`, 'u');
  return (text) => {
    if (text.length > 80) return false;
    const g = pattern.exec(text)?.groups;
    return g !== undefined && exists(g);
  };
}

function exists(g: Readonly<Record<string, string | undefined>>): boolean {
  const named = (g['monthName'] ?? g['monthLong'])?.toLowerCase();
  const byName =
    named === undefined ? undefined : months.findIndex((m) => (g['monthLong'] !== undefined ? m === named : m.slice(0, 3) === named)) + 1;
  const year = g['year'] !== undefined ? Number(g['year']) : g['year2'] !== undefined ? 2000 + Number(g['year2']) : 2000;
  if (dayNumber(year, byName ?? Number(g['month'] ?? 1), Number(g['day'] ?? 1)) === null) return false;
  return Number(g['hour'] ?? 0) <= 23 && Number(g['minute'] ?? 0) <= 59 && Number(g['second'] ?? 0) <= 59;
}

/** The format of our own words for a `strftime` one; `invalid-input` for a directive that cannot be checked. */
export function fromStrftime(format: string): string {
  const map: Readonly<Record<string, string>> = {
    Y: 'yyyy',
    y: 'yy',
    m: 'MM',
    d: 'dd',
    H: 'HH',
    M: 'mm',
    S: 'ss',
    f: 'SSSSSS',
    b: 'MMM',
    B: 'MMMM',
    z: 'XXX',
    '%': '%',
  };
  return format.replace(/%(.)/g, (_all, c: string) => {
    const known = map[c];
    if (known === undefined) throw wrong('strftime_format', '%Y %m %d %H %M %S', `%${c}`);
    return known;
  });
}
