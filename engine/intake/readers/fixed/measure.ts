import { eastAsianWidth } from 'get-east-asian-width';
import type { FixedUnit } from '../../reader.ts';

/** How many units a character takes, by its code point. */
export type Measure = (codePoint: number) => number;

/** The measure of a unit; `bytes` are those of the file's encoding. */
export function measureOf(unit: FixedUnit, encoding: string): Measure {
  if (unit === 'chars') return () => 1;
  // Chinese programs draw quotes and middle dots as wide as a Chinese character.
  if (unit === 'width') return (code) => (code < 0x80 ? 1 : eastAsianWidth(code, { ambiguousAsWide: true }));
  if (encoding === 'utf-8') return (code) => (code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4);
  if (encoding.startsWith('utf-16')) return (code) => (code < 0x10000 ? 2 : 4);
  return bytesByTable(encoding);
}

const tables = new Map<string, Measure>();

/** Bytes of a character in an encoding of one, two and four bytes: what two bytes can say is found by decoding all pairs once. */
function bytesByTable(encoding: string): Measure {
  const known = tables.get(encoding);
  if (known) return known;
  const bytes = new Uint8Array(0x10000).fill(encoding === 'gb18030' || encoding === 'gbk' ? 4 : 2);
  const decoder = new TextDecoder(encoding);
  const note = (text: string, count: number): void => {
    const code = text.codePointAt(0) ?? 0;
    if (code < 0x10000 && code !== 0xfffd && text.length === 1) bytes[code] = count;
  };
  for (let lead = 0x81; lead <= 0xfe; lead++)
    for (let trail = 0x40; trail <= 0xfe; trail++) note(decoder.decode(Uint8Array.of(lead, trail)), 2);
  for (let single = 0; single <= 0xff; single++) note(decoder.decode(Uint8Array.of(single)), 1);
  // What could not be decoded was one byte.
  bytes[0xfffd] = 1;
  const measure: Measure = (code) => (code < 0x10000 ? (bytes[code] ?? 1) : 4);
  tables.set(encoding, measure);
  return measure;
}

/** Cuts lines into fields at fixed positions. */
export interface LineCutter {
  /** Puts the fields of a line, blanks round them taken off, into `fields`; true when text goes across a place that should be blank. */
  cut(line: string, fields: (string | null)[]): boolean;
}

// eslint-disable-next-line no-control-regex -- the range of ASCII is what is meant
const beyondAscii = /[^\u0000-\u007f]/;

/** A cutter for columns that begin at `starts`; text across a start that is `spaced` is told. */
export function lineCutter(starts: readonly number[], spaced: readonly boolean[], measure: Measure): LineCutter {
  const places = new Int32Array(starts.length + 1);
  return {
    cut: (line, fields) => {
      const broken = beyondAscii.test(line) ? placesByMeasure(line, starts, measure, places) : placesByIndex(line, starts, places);
      let across = broken;
      for (let c = 0; c < starts.length; c++) {
        const from = places[c] ?? 0;
        fields[c] = trimmed(line, from, places[c + 1] ?? line.length);
        if (c > 0 && spaced[c] && !isBlank(line, from - 1) && !isBlank(line, from)) across = true;
      }
      return across;
    },
  };
}

function placesByIndex(line: string, starts: readonly number[], places: Int32Array): boolean {
  for (let c = 0; c < starts.length; c++) places[c] = Math.min(starts[c] ?? 0, line.length);
  places[starts.length] = line.length;
  return false;
}

/** Indexes of the characters at the starts; true when a start falls into the middle of a character. */
function placesByMeasure(line: string, starts: readonly number[], measure: Measure, places: Int32Array): boolean {
  let column = 0;
  let units = 0;
  let broken = false;
  let index = 0;
  while (index < line.length && column < starts.length) {
    const start = starts[column] ?? 0;
    if (units >= start) {
      broken ||= units > start;
      places[column++] = index;
      continue;
    }
    const code = line.codePointAt(index) ?? 0;
    units += measure(code);
    index += code > 0xffff ? 2 : 1;
  }
  for (; column <= starts.length; column++) places[column] = line.length;
  return broken;
}

/** The text between two places without the blanks round it, the wide blank of Chinese included; null when nothing is left. */
function trimmed(line: string, from: number, to: number): string | null {
  let start = from;
  let end = to;
  while (start < end && isBlank(line, start)) start++;
  while (end > start && isBlank(line, end - 1)) end--;
  return start === end ? null : line.slice(start, end);
}

function isBlank(line: string, at: number): boolean {
  const code = at < 0 || at >= line.length ? 32 : line.charCodeAt(at);
  return code === 32 || code === 9 || code === 0x3000 || code === 0xa0;
}
