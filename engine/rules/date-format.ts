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

/** A test for dates of one format: y M d H m s S X are parts, everything else stands for itself; the date must exist. */
export function dateFormat(format: string): (text: string) => boolean {
  const used = new Set<string>();
  const source = format.replace(/y+|M+|d+|H+|m+|s+|S+|X+|[\s\S]/g, (token) => {
    if (!/^[yMdHmsSX]/.test(token)) return token.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
    const part = parts[token];
    if (!part || used.has(part[0])) throw wrong('formats', 'yyyy MM dd HH mm ss', token);
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
