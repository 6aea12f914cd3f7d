import type { Cell, MalformedRecord, RowChunk, RowSink } from '../../reader.ts';
import { BY_PERSON, type RowJudge } from '../../layout/row-kinds.ts';
import { type CsvCodes, type CsvRecord, lineEndAfter, parseRecord } from './record.ts';

/** What the parser must know of a table. */
export interface CsvParserOptions {
  readonly codes: CsvCodes;
  /** Number of columns. */
  readonly width: number;
  readonly emptyAsText: boolean;
  /** Longest record in characters; beyond it a quote counts as never closed. */
  readonly recordCharsMax: number;
  /** Physical lines before the first one pushed. */
  readonly linesBefore: number;
  /** Tells rows that are no data; null: all are. */
  readonly judge: RowJudge | null;
}

/** A line on which something is wrong with the bytes: found before parsing. */
export interface FlaggedLine {
  readonly line: number;
  readonly reason: string;
}

const LF = 10;
const CR = 13;
const SPACE = 32;
const TAB = 9;
const CHUNK_ROWS = 1024;
const RAW_CHARS = 1000;

/**
 * Splits text into records and hands them on in row-major blocks. Text is pushed in pieces that end at a line end; a record that is not
 * complete waits for the next piece. Regular records take the short way in `fast`; every other one is parsed again by `csv-record.ts`.
 */
export class CsvParser {
  rowCount = 0;
  malformedCount = 0;
  blankLineCount = 0;
  commentLineCount = 0;
  apartCount = 0;
  /** Physical lines of all records read so far (with `linesBefore`). */
  line: number;
  /** Physical lines pushed so far (with `linesBefore`). */
  linesPushed: number;
  /** No record that begins on this line (0-based count) or later is read. */
  stopLine = Number.POSITIVE_INFINITY;
  private text = '';
  private position = 0;
  private readonly options: CsvParserOptions;
  private readonly sink: RowSink;
  private readonly cells: Cell[];
  private readonly chunk: RowChunk;
  private chunkRows = 0;
  private flagged: FlaggedLine[] = [];
  private base = 0;
  /** Absolute position up to which no closing quote stands: keeps a file of odd quotes linear. */
  private openUntil = -1;
  /** Next escape character at or after the record in hand; -1: not looked for yet. */
  private escapeAt = -1;

  constructor(options: CsvParserOptions, sink: RowSink) {
    this.options = options;
    this.sink = sink;
    this.line = options.linesBefore;
    this.linesPushed = options.linesBefore;
    this.cells = Array.from({ length: CHUNK_ROWS * options.width }, () => null);
    this.chunk = { width: options.width, rowCount: 0, cells: this.cells };
  }

  /** Parses what is complete; `lineEnds` is the number of physical lines in the piece. */
  push(piece: string, lineEnds: number, flagged: readonly FlaggedLine[], last: boolean): void {
    const rest = this.position < this.text.length ? this.text.slice(this.position) : '';
    this.base += this.position;
    this.text = rest === '' ? piece : rest + piece;
    this.position = 0;
    this.escapeAt = -1;
    this.linesPushed += lineEnds;
    if (flagged.length > 0) this.flagged.push(...flagged);
    while (this.position < this.text.length && this.line < this.stopLine) {
      this.fast();
      if (this.position >= this.text.length || this.line >= this.stopLine) break;
      if (!this.slow(last)) break;
    }
  }

  /** True when a record is begun and waits for more text. */
  get pending(): boolean {
    return this.position < this.text.length && this.line < this.stopLine;
  }

  /** Hands on the rows that are still held. */
  flush(): void {
    if (this.chunkRows === 0) return;
    this.chunk.rowCount = this.chunkRows;
    this.chunkRows = 0;
    this.sink.rows(this.chunk);
  }

  /** Reads regular records until the text ends or one is not regular; `position` is then at its start. */
  private fast(): void {
    const { delimiter, quote, escape, comment } = this.options.codes;
    const empty: Cell = this.options.emptyAsText ? '' : null;
    const { width, judge } = this.options;
    const { text, cells, stopLine } = this;
    const length = text.length;
    const quoteText = quote < 0 ? '' : String.fromCharCode(quote);
    const escapeText = escape < 0 || escape === quote ? '' : String.fromCharCode(escape);
    const flagLine = this.flagged[0]?.line ?? Number.POSITIVE_INFINITY;
    if (escapeText === '') this.escapeAt = length;
    let start = this.position;
    let line = this.line;
    let rows = this.chunkRows;
    while (start < length && line < stopLine && line < flagLine - 1) {
      let i = start;
      let code = text.charCodeAt(i);
      if (code === LF || code === CR || code === comment) break;
      if (judge && judge.maySetApart(text, firstText(text, i, delimiter, quote))) break;
      let cell = rows * width;
      const cellEnd = cell + width;
      for (;;) {
        if (code === quote) {
          const close = text.indexOf(quoteText, i + 1);
          code = close < 0 ? -1 : text.charCodeAt(close + 1);
          const closed = code === delimiter || code === LF || code === CR;
          const value = closed ? text.slice(i + 1, close) : '';
          if (!closed || cell >= cellEnd || value.includes('\n') || value.includes('\r')) {
            cell = -1;
            break;
          }
          cells[cell++] = value === '' ? empty : value;
          i = close + 1;
        } else {
          const blank = (code === SPACE || code === TAB) && code !== delimiter;
          if (cell >= cellEnd || (blank && quoteFollows(text, i, quote))) {
            cell = -1;
            break;
          }
          const from = i;
          while (code !== delimiter && code !== LF && code !== CR) code = text.charCodeAt(++i);
          cells[cell++] = i === from ? empty : text.slice(from, i);
        }
        if (code !== delimiter) break;
        code = text.charCodeAt(++i);
      }
      if (cell !== cellEnd) break;
      i += code === CR && text.charCodeAt(i + 1) === LF ? 2 : 1;
      if (this.escapeAt < i) {
        if (this.escapeAt < start) this.escapeAt = indexOrEnd(text, escapeText, start);
        if (this.escapeAt < i) break;
      }
      start = i;
      line++;
      if (++rows === CHUNK_ROWS) {
        this.rowCount += CHUNK_ROWS - this.chunkRows;
        this.chunkRows = CHUNK_ROWS;
        this.flush();
        rows = 0;
      }
    }
    this.rowCount += rows - this.chunkRows;
    this.chunkRows = rows;
    this.line = line;
    this.position = start;
  }

  /** Reads one record that is not regular; false when it needs more text. */
  private slow(last: boolean): boolean {
    const { text, position, options } = this;
    const code = text.charCodeAt(position);
    if (code === LF || code === CR) {
      this.blankLineCount++;
      this.advance(lineEndAfter(text, position, text.length), 1);
      return true;
    }
    if (code === options.codes.comment) {
      this.commentLineCount++;
      this.advance(lineEndAfter(text, position, text.length), 1);
      return true;
    }
    const record = this.recordFrom(position, last);
    if (!record) return false;
    const { parsed, reason } = record;
    if (parsed.fields.length === 1 && options.width > 1 && (parsed.fields[0] ?? '').trim() === '' && reason === null) this.blankLineCount++;
    else this.take(parsed, reason);
    this.advance(parsed.next, parsed.lines);
    return true;
  }

  private recordFrom(position: number, last: boolean): { parsed: CsvRecord; reason: string | null } | null {
    const { text, options } = this;
    const end = text.length;
    const known = this.openUntil > this.base + position;
    const limit = known ? lineEndAfter(text, position, end) : end;
    const parsed = parseRecord(text, position, limit, options.codes, -1);
    if (parsed.openQuoteAt >= 0) {
      if (!known && !last && end - position < options.recordCharsMax) return null;
      if (!known) this.openUntil = this.base + end;
      return { parsed: this.asLiteral(position, parsed.openQuoteAt), reason: 'quote-not-closed' };
    }
    if (parsed.oddQuoteAt < 0) return { parsed, reason: null };
    const fits = parsed.fields.length === options.width;
    if (fits && (parsed.lines === 1 || options.width === 1)) return { parsed, reason: 'text-after-quote' };
    const literal = this.asLiteral(position, parsed.oddQuoteAt);
    const better = literal.fields.length === options.width && literal.openQuoteAt < 0 && (!fits || this.isRegularLine(literal.next));
    if (better) return { parsed: literal, reason: parsed.lines > 1 ? 'quote-not-closed' : 'text-after-quote' };
    return { parsed, reason: parsed.lines > 1 && !fits ? 'quote-not-closed' : 'text-after-quote' };
  }

  /** True when the line at `at` is by itself a record of the right width: then a quote before it was never meant to reach over it. */
  private isRegularLine(at: number): boolean {
    const { text, options } = this;
    if (at >= text.length) return false;
    const record = parseRecord(text, at, lineEndAfter(text, at, text.length), options.codes, -1);
    return record.openQuoteAt < 0 && record.oddQuoteAt < 0 && record.fields.length === options.width;
  }

  /** The record again, ending at the line of the quote at `quoteAt`, that quote read as text. */
  private asLiteral(position: number, quoteAt: number): CsvRecord {
    const { text, options } = this;
    const end = lineEndAfter(text, quoteAt, text.length);
    const parsed = parseRecord(text, position, end, options.codes, quoteAt);
    if (parsed.openQuoteAt < 0) return parsed;
    // A second open quote on the line: no quote of it can be trusted.
    const plain = parseRecord(text, position, lineEndAfter(text, position, text.length), { ...options.codes, quote: -1 }, -1);
    return plain;
  }

  private advance(next: number, lines: number): void {
    this.position = next;
    this.line += lines;
    while (this.flagged.length > 0 && (this.flagged[0]?.line ?? 0) <= this.line) this.flagged.shift();
  }

  private take(parsed: CsvRecord, quoteReason: string | null): void {
    const { width, emptyAsText } = this.options;
    const { fields } = parsed;
    const kind = this.options.judge?.kindOf(fields, this.line + 1) ?? null;
    if (kind !== null) {
      this.apartCount++;
      this.report({ row: this.rowCount + 1, line: this.line + 1, reason: kind, raw: this.rawOf(parsed.next), kept: false });
      return;
    }
    const base = this.chunkRows * width;
    for (let c = 0; c < width; c++) {
      const value = fields[c];
      this.cells[base + c] = value === undefined ? null : value === null && emptyAsText ? '' : value;
    }
    this.chunkRows++;
    this.rowCount++;
    const flag = this.flagged[0];
    const shape = fields.length < width ? 'too-few-fields' : fields.length > width ? 'too-many-fields' : null;
    const bytes = flag && flag.line <= this.line + parsed.lines ? flag.reason : null;
    const reason = quoteReason === 'quote-not-closed' ? quoteReason : (shape ?? quoteReason ?? bytes);
    const finished = this.chunkRows === CHUNK_ROWS;
    if (reason !== null) this.report({ row: this.rowCount, line: this.line + 1, reason, raw: this.rawOf(parsed.next), kept: true });
    if (finished) this.flush();
  }

  /** Reports a physical line that was too long to be read, and goes on after it. */
  skipLine(beginning: string): void {
    this.report({ row: this.rowCount + 1, line: this.line + 1, reason: 'value-too-long', raw: beginning.slice(0, RAW_CHARS), kept: false });
    this.line++;
    this.linesPushed++;
  }

  /** Takes a line of the footer, which a person set apart. */
  setApart(line: string): void {
    this.line++;
    if (line.trim() === '') return;
    this.apartCount++;
    this.report({ row: this.rowCount + 1, line: this.line, reason: BY_PERSON, raw: line.slice(0, RAW_CHARS), kept: false });
  }

  /** Tells about a record that is not among the rows, or is not as it should be. */
  private report(record: MalformedRecord): void {
    this.malformedCount++;
    this.sink.malformed(record);
  }

  private rawOf(next: number): string {
    return this.text.slice(this.position, Math.min(next, this.position + RAW_CHARS)).replace(/[\r\n]+$/, '');
  }
}

/** Where the first text of a record begins: after empty fields, blanks and an opening quote. */
function firstText(text: string, at: number, delimiter: number, quote: number): number {
  let i = at;
  for (let code = text.charCodeAt(i); code === delimiter || code === SPACE || code === quote; code = text.charCodeAt(i)) i++;
  return i;
}

function indexOrEnd(text: string, what: string, from: number): number {
  const at = text.indexOf(what, from);
  return at < 0 ? text.length : at;
}

function quoteFollows(text: string, at: number, quote: number): boolean {
  let i = at;
  while (text.charCodeAt(i) === SPACE || text.charCodeAt(i) === TAB) i++;
  return text.charCodeAt(i) === quote;
}
