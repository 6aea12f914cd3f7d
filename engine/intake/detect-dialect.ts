import { cellKind } from './cell-type.ts';
import type { Dialect } from './reader.ts';
import { type CsvCodes, lineEndAfter, parseRecord } from './readers/csv/record.ts';

/** A record of the sample. */
export interface SampleRecord {
  readonly fields: readonly (string | null)[];
  /** 0-based physical line on which it begins. */
  readonly line: number;
}

/** Delimiters that are looked for, with how likely each is before anything is seen. */
const delimiters: readonly (readonly [string, number])[] = [
  [',', 1],
  ['\t', 1],
  [';', 1],
  ['|', 0.98],
  ['\u0001', 0.95],
  ['\u001f', 0.95],
  ['，', 0.85],
  ['^', 0.9],
  ['~', 0.9],
  ['¦', 0.9],
  ['§', 0.8],
  ['%', 0.72],
  ['#', 0.65],
  ['&', 0.65],
  [':', 0.6],
  ['!', 0.6],
  ['*', 0.6],
  [' ', 0.55],
  ['/', 0.4],
  ['=', 0.4],
  ['_', 0.3],
  ['-', 0.3],
];
const quoteForms: readonly (readonly [string, string])[] = [
  ['"', '"'],
  ['"', '\\'],
  ["'", "'"],
  ["'", '\\'],
  ['', ''],
];
const SAMPLE_CHARS = 96 * 1024;
const SAMPLE_RECORDS = 400;

/** How the text is cut into records and cells, found from its beginning; `skipRows` and `header` are left to `detect-header.ts`. */
export function detectDialect(text: string, wanted: Partial<Dialect> = {}): Dialect {
  const sample = cutAtLineEnd(text);
  const newline = wanted.newline ?? detectNewline(text);
  const comment = wanted.comment ?? detectComment(sample);
  const candidates = delimiters.filter(([delimiter]) =>
    wanted.delimiter === undefined ? sample.includes(delimiter) : delimiter === wanted.delimiter,
  );
  if (wanted.delimiter !== undefined && candidates.length === 0) candidates.push([wanted.delimiter, 1] as never);
  let best = { score: -1, delimiter: ',', quote: '"', escape: '"' };
  // With no delimiter in sight it is one column; quotes are still read.
  const list =
    candidates.some(([delimiter]) => delimiter === ',') || wanted.delimiter !== undefined ? candidates : [...candidates, [',', 1] as const];
  for (const [delimiter, prior] of list) {
    for (const [quote, escape] of quoteForms) {
      if (!plausible(sample, quote, escape, delimiter, wanted)) continue;
      const score = scoreOf(sampleRecords(sample, { delimiter, quote, escape, comment }), prior, delimiter, quote);
      const clear = quote === '"' || best.quote !== '"' ? 1e-9 : best.score * 0.02;
      if (score > best.score + clear) best = { score, delimiter, quote, escape };
    }
  }
  const quote = wanted.quote ?? (best.quote === '' && !sample.includes('"') ? '"' : best.quote);
  const escape = wanted.escape ?? (best.quote === '' ? quote : best.escape);
  return {
    delimiter: wanted.delimiter ?? best.delimiter,
    quote,
    escape,
    newline,
    header: wanted.header ?? true,
    skipRows: wanted.skipRows ?? 0,
    ...(comment === '' ? {} : { comment }),
  };
}

/** The records of a sample text under a dialect; a quote that nothing closes is read as text. */
export function sampleRecords(
  sample: string,
  dialect: Pick<Dialect, 'delimiter' | 'quote' | 'escape' | 'comment'>,
  recordsMax = SAMPLE_RECORDS,
): SampleRecord[] {
  const codes = sampleCodes(dialect);
  const text = `${sample}\n`;
  const records: SampleRecord[] = [];
  let line = 0;
  for (let at = 0; at < sample.length && records.length < recordsMax;) {
    const end = lineEndAfter(text, at, text.length);
    if (text.slice(at, end).trim() === '' || text.charCodeAt(at) === codes.comment) {
      line++;
      at = end;
      continue;
    }
    let record = parseRecord(text, at, text.length, codes, -1);
    if (record.openQuoteAt >= 0 || (record.oddQuoteAt >= 0 && record.lines > 1)) {
      record = parseRecord(text, at, end, codes, record.openQuoteAt >= 0 ? record.openQuoteAt : record.oddQuoteAt);
      if (record.openQuoteAt >= 0) record = parseRecord(text, at, end, { ...codes, quote: -1 }, -1);
    }
    records.push({ fields: record.fields, line });
    line += record.lines;
    at = record.next;
  }
  return records;
}

/** The line end that most lines have: CRLF, LF, or CR where there is no line feed at all. */
export function detectNewline(text: string): string {
  let lf = 0;
  let crlf = 0;
  for (let at = text.indexOf('\n'); at >= 0 && lf + crlf < 2000; at = text.indexOf('\n', at + 1)) {
    if (text.charCodeAt(at - 1) === 13) crlf++;
    else lf++;
  }
  if (lf + crlf === 0) return text.includes('\r') ? '\r' : '\n';
  return crlf > lf ? '\r\n' : '\n';
}

function sampleCodes({ delimiter, quote, escape, comment }: Pick<Dialect, 'delimiter' | 'quote' | 'escape' | 'comment'>): CsvCodes {
  const code = (value: string | undefined) => (value ? value.charCodeAt(0) : -1);
  return { delimiter: code(delimiter), quote: code(quote), escape: escape === '' ? code(quote) : code(escape), comment: code(comment) };
}

function cutAtLineEnd(text: string): string {
  if (text.length <= SAMPLE_CHARS) return text;
  const cut = Math.max(text.lastIndexOf('\n', SAMPLE_CHARS), text.lastIndexOf('\r', SAMPLE_CHARS));
  return text.slice(0, cut > 0 ? cut + 1 : SAMPLE_CHARS);
}

/** A quote form is tried only where the sample holds what it needs. */
function plausible(sample: string, quote: string, escape: string, delimiter: string, wanted: Partial<Dialect>): boolean {
  if (wanted.quote !== undefined) return quote === wanted.quote && (wanted.escape === undefined || escape === wanted.escape);
  if (quote === '') return true;
  if (!sample.includes(quote)) return false;
  // An apostrophe is a quote only where a whole field stands between two of them.
  if (quote === "'") {
    const cut = delimiter.replace(/[\^|$*]/, '\\$&');
    if (!new RegExp(`(?:^|${cut})[ \t]*'[^'\r\n]*'[ \t]*(?:${cut}|$)`, 'm').test(sample)) return false;
  }
  return escape !== '\\' || sample.includes(`\\${quote}`);
}

/** Lines that begin with `#` and a blank or a word, and have no cells like the others, are notes. */
function detectComment(sample: string): string {
  if (!sample.startsWith('#') && !/[\r\n]#/.test(sample)) return '';
  const lines = sample
    .split(/\r\n|\r|\n/)
    .filter((line) => line !== '')
    .slice(0, 500);
  const marked = lines.filter((line) => line.startsWith('#'));
  // A header such as "#,name" begins with the sign as well: a note has a blank or a letter after it and no cells.
  const isNote =
    marked.length > 0 && marked.length < lines.length * 0.75 && marked.every((line) => /^#[\s\p{L}!#-]/u.test(line) || line === '#');
  if (!isNote) return '';
  const other = lines.filter((line) => !line.startsWith('#'));
  const cells = (line: string) => line.split(/[,;\t|]/).length;
  const usual = cells(other[Math.floor(other.length / 2)] ?? '');
  return usual > 1 && marked.some((line) => cells(line) === usual) ? '' : '#';
}

/** Share of rows with the usual width, how much the cells look like cells, and how likely the delimiter is. */
function scoreOf(records: readonly SampleRecord[], prior: number, delimiter: string, quote: string): number {
  if (records.length === 0) return 0;
  const widths = new Map<number, number>();
  for (const { fields } of records) widths.set(fields.length, (widths.get(fields.length) ?? 0) + 1);
  let share = 0;
  let width = 1;
  for (const [size, count] of widths) {
    const worth = (count / records.length) * (size === 1 ? 0.3 : 1);
    if (worth > share * (size > width ? 1 : 1.001)) {
      share = worth;
      width = size;
    }
  }
  const exact = (widths.get(width) ?? 0) / records.length;
  const types = typeScore(records, width, delimiter, quote);
  if (width === 1) {
    const kinds = records.map(({ fields }) => cellKind(fields[0] ?? ''));
    return exact * (0.3 * types + (0.45 * kinds.filter((kind) => kind !== 'text').length) / records.length);
  }
  // Two words beside each other are no table yet.
  const weight = delimiter === ' ' && width === 2 ? prior / 2 : prior;
  const variety = 1 - 0.25 * Math.min(1, (widths.size - 1) / 6);
  return weight * exact ** 1.5 * (0.15 + types) * variety * ((width - 0.4) / width);
}

function typeScore(records: readonly SampleRecord[], width: number, delimiter: string, quote: string): number {
  let sum = 0;
  let count = 0;
  for (const { fields } of records) {
    const weight = fields.length === width ? 1 : 0.5;
    for (const field of fields.slice(0, 60)) {
      count += weight;
      sum += weight * cellWorth(field, delimiter, quote);
    }
  }
  return count === 0 ? 0 : sum / count;
}

function cellWorth(field: string | null, delimiter: string, quote: string): number {
  if (field === null) return 0.6;
  const text = field.trim();
  if (text === '') return 0.5;
  if (cellKind(text) !== 'text') return 1;
  const first = text[0] ?? '';
  const last = text.at(-1) ?? '';
  if (first === '"' || last === '"' || ((first === "'" || last === "'") && quote !== "'" && first === last))
    return quote === '"' ? 0.3 : 0.05;
  if (/^[\p{L}\p{N} _.'()（）-]+$/u.test(text)) return text.length <= 60 ? 0.95 : 0.8;
  if (/^(?:https?:\/\/|[\w.+-]+@)\S+$/.test(text) || /^[$€£¥]? ?[\d.,]+ ?%?$/.test(text)) return 0.95;
  // A cell that still holds another usual delimiter was probably not cut where it should be.
  const other = [',', ';', '\t', '|'].some(
    (mark) => mark !== delimiter && (text.match(new RegExp(`\\${mark}(?! )`, 'g'))?.length ?? 0) > 1,
  );
  return other ? 0.3 : 0.7;
}
