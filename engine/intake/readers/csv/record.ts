/** The characters of a dialect, as codes; -1 where it has none. */
export interface CsvCodes {
  readonly delimiter: number;
  readonly quote: number;
  /** Equal to `quote` when quotes are doubled. */
  readonly escape: number;
  readonly comment: number;
}

/** One record, parsed with patience. */
export interface CsvRecord {
  readonly fields: (string | null)[];
  /** Position after its line end. */
  readonly next: number;
  /** Physical lines it stands on. */
  readonly lines: number;
  /** Where the quote was opened that text follows after its closing; -1: none. */
  readonly oddQuoteAt: number;
  /** Where a quote was opened that nothing closes; -1: none. */
  readonly openQuoteAt: number;
}

const LF = 10;
const CR = 13;
const SPACE = 32;
const TAB = 9;

/**
 * Parses one record of `text[start, end)` by all the rules: doubled and escaped quotes, quoted line ends, blanks round quotes, text after a
 * closing quote. A quote opened at `literalAt` is read as text. `text` ends with a line end. An empty field is null here, quoted or not.
 */
export function parseRecord(text: string, start: number, end: number, codes: CsvCodes, literalAt: number): CsvRecord {
  const fields: (string | null)[] = [];
  let position = start;
  let lines = 1;
  let oddQuoteAt = -1;
  for (;;) {
    const quoteAt = openingQuote(text, position, end, codes);
    if (quoteAt >= 0 && quoteAt !== literalAt) {
      const quoted = quotedField(text, quoteAt, end, codes);
      if (!quoted) return { fields, next: end, lines, oddQuoteAt, openQuoteAt: quoteAt };
      fields.push(quoted.value === '' ? null : quoted.value);
      if (quoted.odd && oddQuoteAt < 0) oddQuoteAt = quoteAt;
      lines += quoted.lineEnds;
      position = quoted.next;
    } else {
      const stop = unquotedEnd(text, position, end, codes);
      const raw = text.slice(position, stop);
      fields.push(raw === '' ? null : unescaped(raw, codes));
      position = stop;
    }
    const code = position < end ? text.charCodeAt(position) : LF;
    if (code === codes.delimiter) {
      position++;
      continue;
    }
    const next = code === CR && text.charCodeAt(position + 1) === LF ? position + 2 : position + 1;
    return { fields, next: Math.min(next, end), lines, oddQuoteAt, openQuoteAt: -1 };
  }
}

/** Position after the line end that follows `at`. */
export function lineEndAfter(text: string, at: number, end: number): number {
  for (let i = at; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === LF) return i + 1;
    if (code === CR) return text.charCodeAt(i + 1) === LF ? i + 2 : i + 1;
  }
  return end;
}

function openingQuote(text: string, at: number, end: number, codes: CsvCodes): number {
  if (codes.quote < 0) return -1;
  let i = at;
  while (i < end) {
    const code = text.charCodeAt(i);
    if (code === codes.quote) return i;
    if ((code !== SPACE && code !== TAB) || code === codes.delimiter) return -1;
    i++;
  }
  return -1;
}

function unquotedEnd(text: string, at: number, end: number, codes: CsvCodes): number {
  const escape = codes.escape === codes.quote ? -1 : codes.escape;
  for (let i = at; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === codes.delimiter || code === LF || code === CR) return i;
    if (code === escape && !isLineEnd(text.charCodeAt(i + 1))) i++;
  }
  return end;
}

function unescaped(raw: string, codes: CsvCodes): string {
  if (codes.escape < 0 || codes.escape === codes.quote) return raw;
  const escape = String.fromCharCode(codes.escape);
  if (!raw.includes(escape)) return raw;
  let out = '';
  for (let i = 0; i < raw.length; i++) {
    const code = raw.charCodeAt(i);
    if (code === codes.escape && i + 1 < raw.length && isEscapable(raw.charCodeAt(i + 1), codes)) i++;
    out += raw[i];
  }
  return out;
}

interface QuotedField {
  readonly value: string;
  readonly next: number;
  readonly lineEnds: number;
  /** Text stood after a quote that looked like the closing one. */
  readonly odd: boolean;
}

function quotedField(text: string, quoteAt: number, end: number, codes: CsvCodes): QuotedField | null {
  const quote = String.fromCharCode(codes.quote);
  const doubled = codes.escape === codes.quote;
  let value = '';
  let from = quoteAt + 1;
  let odd = false;
  let search = from;
  for (;;) {
    const at = text.indexOf(quote, search);
    if (at < 0 || at >= end) return null;
    if (!doubled && codes.escape >= 0 && isEscaped(text, from, at, codes.escape)) {
      search = at + 1;
      continue;
    }
    if (doubled && text.charCodeAt(at + 1) === codes.quote && at + 1 < end) {
      value += text.slice(from, at + 1);
      from = at + 2;
      search = from;
      continue;
    }
    const after = afterBlanks(text, at + 1, end, codes);
    const code = after < end ? text.charCodeAt(after) : LF;
    if (code === codes.delimiter || isLineEnd(code)) {
      value += text.slice(from, at);
      const finished = doubled ? value : unescaped(value, codes);
      return { value: finished, next: after, lineEnds: countLineEnds(finished), odd };
    }
    odd = true;
    search = at + 1;
  }
}

function isEscaped(text: string, from: number, at: number, escape: number): boolean {
  let count = 0;
  for (let i = at - 1; i >= from && text.charCodeAt(i) === escape; i--) count++;
  return count % 2 === 1;
}

function afterBlanks(text: string, at: number, end: number, codes: CsvCodes): number {
  let i = at;
  while (i < end) {
    const code = text.charCodeAt(i);
    if (code === codes.delimiter || (code !== SPACE && code !== TAB)) return i;
    i++;
  }
  return i;
}

function isLineEnd(code: number): boolean {
  return code === LF || code === CR;
}

function isEscapable(code: number, codes: CsvCodes): boolean {
  return code === codes.escape || code === codes.quote || code === codes.delimiter;
}

function countLineEnds(value: string): number {
  let count = 0;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code === LF || (code === CR && value.charCodeAt(i + 1) !== LF)) count++;
  }
  return count;
}
