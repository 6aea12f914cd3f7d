import { countUnitLineEnds, textOfUnits, UnitBuffer, type UnitRows } from '../../../../base/units.ts';
import type { MalformedRecord, RowChunk, RowSink } from '../../reader.ts';
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

/** Some lines of a text: valid UTF-8, or a string that ends with a line end and says how many it has. */
export interface TextPiece {
  readonly text: string;
  readonly utf8: Uint8Array | null;
  readonly lineEnds: number;
  readonly flagged: readonly FlaggedLine[];
  /** True when nothing follows it in the file. */
  readonly last: boolean;
}

const LF = 10;
const CR = 13;
const SPACE = 32;
const TAB = 9;
const CHUNK_ROWS = 1024;
const START_UNITS = 1 << 16;
/** How far a record that is not regular is looked for before all that is there is. */
const NEAR_UNITS = 2_048;
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
  private readonly buffer = new UnitBuffer(START_UNITS);
  private madeText: string | null = null;
  private position = 0;
  private readonly options: CsvParserOptions;
  private readonly sink: RowSink;
  private readonly starts: Int32Array;
  private readonly ends: Int32Array;
  /** Where values stand that are not in the text as they are. */
  private behind = 0;
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
    this.starts = new Int32Array(CHUNK_ROWS * options.width);
    this.ends = new Int32Array(CHUNK_ROWS * options.width);
  }

  /** Parses what is complete. */
  push(piece: TextPiece): void {
    this.append(piece);
    while (this.pending) {
      this.fast();
      if (!this.pending || !this.slow(piece.last)) break;
    }
    // the units are used again for the next piece
    this.flush();
  }

  /** Adds a piece behind what waits. */
  private append({ text, utf8, lineEnds, flagged }: TextPiece): void {
    const { buffer } = this;
    this.base += this.position;
    buffer.dropBefore(this.position);
    this.position = 0;
    this.escapeAt = -1;
    const from = buffer.length;
    if (utf8) {
      buffer.appendUtf8(utf8);
      const final = buffer.units[buffer.length - 1];
      if (final !== LF && final !== CR) buffer.append('\n');
      this.linesPushed += countUnitLineEnds(buffer.units, from, buffer.length);
    } else {
      buffer.append(text);
      this.linesPushed += lineEnds;
    }
    if (flagged.length > 0) this.flagged.push(...flagged);
    this.madeText = null;
    this.behind = buffer.length + 1;
  }

  /** The text as a string, for records that are not regular. */
  private get text(): string {
    return (this.madeText ??= textOfUnits(this.buffer.units, 0, this.buffer.length));
  }

  /** True when a record is begun and waits for more text. */
  get pending(): boolean {
    return this.position < this.buffer.length && this.line < this.stopLine;
  }

  /** Hands on the rows that are still held. */
  flush(): void {
    if (this.chunkRows === 0) return;
    const { starts, ends, sink } = this;
    const { width } = this.options;
    const chunk: UnitRows = { width, rowCount: this.chunkRows, units: this.buffer.units, starts, ends };
    this.chunkRows = 0;
    if (sink.units) sink.units(chunk);
    else sink.rows(withStrings(chunk, this.text));
    this.behind = this.buffer.length + 1;
  }

  /** Reads regular records until the text ends or one is not regular; `position` is then at its start. */
  private fast(): void {
    const { delimiter, quote, escape, comment } = this.options.codes;
    const { width, judge, emptyAsText } = this.options;
    const { starts, ends, stopLine, buffer } = this;
    const { units, length } = buffer;
    const flagLine = this.flagged[0]?.line ?? Number.POSITIVE_INFINITY;
    if (escape < 0 || escape === quote) this.escapeAt = length;
    let start = this.position;
    let line = this.line;
    let rows = this.chunkRows;
    while (start < length && line < stopLine && line < flagLine - 1) {
      let i = start;
      let code = units[i] as number;
      if (code === LF || code === CR || code === comment) break;
      if (judge && judge.maySetApartUnits(units, firstText(units, i, delimiter, quote), length)) break;
      let cell = rows * width;
      const cellEnd = cell + width;
      for (;;) {
        if (code === quote) {
          const from = ++i;
          // a line end inside is for the long way
          code = units[i] as number;
          while (code !== quote && code !== LF && code !== CR) code = units[++i] as number;
          const after = units[i + 1];
          if (code !== quote || cell >= cellEnd || (after !== delimiter && after !== LF && after !== CR)) {
            cell = -1;
            break;
          }
          starts[cell] = i === from && !emptyAsText ? -1 : from;
          ends[cell++] = i;
          code = units[++i] as number;
        } else {
          const blank = (code === SPACE || code === TAB) && code !== delimiter;
          if (cell >= cellEnd || (blank && quoteFollows(units, i, quote))) {
            cell = -1;
            break;
          }
          const from = i;
          while (code !== delimiter && code !== LF && code !== CR) code = units[++i] as number;
          starts[cell] = i === from && !emptyAsText ? -1 : from;
          ends[cell++] = i;
        }
        if (code !== delimiter) break;
        code = units[++i] as number;
      }
      if (cell !== cellEnd) break;
      i += code === CR && units[i + 1] === LF ? 2 : 1;
      if (this.escapeAt < i) {
        if (this.escapeAt < start) this.escapeAt = indexOrEnd(units, length, escape, start);
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
    const { position, options } = this;
    const code = this.buffer.units[position];
    if (code === LF || code === CR) {
      this.blankLineCount++;
      this.advance(this.lineEndFrom(position), 1);
      return true;
    }
    if (code === options.codes.comment) {
      this.commentLineCount++;
      this.advance(this.lineEndFrom(position), 1);
      return true;
    }
    const record = this.shortRecord(position) ?? this.recordFrom(position, last);
    if (!record) return false;
    const { parsed, reason } = record;
    if (parsed.fields.length === 1 && options.width > 1 && (parsed.fields[0] ?? '').trim() === '' && reason === null) this.blankLineCount++;
    else this.take(parsed, reason);
    this.advance(parsed.next, parsed.lines);
    return true;
  }

  /** Position after the line end that follows `at`. */
  private lineEndFrom(at: number): number {
    const { units, length } = this.buffer;
    let i = at;
    while (i < length && units[i] !== LF && units[i] !== CR) i++;
    return Math.min(length, i + (units[i] === CR && units[i + 1] === LF ? 2 : 1));
  }

  /** A record that ends within a few lines and has nothing odd about it: no string of the whole text is needed for it. */
  private shortRecord(position: number): { parsed: CsvRecord; reason: null } | null {
    // no quote closes before there: a look at what is near would only cost time
    if (this.openUntil > this.base + position) return null;
    const end = this.lineEndFrom(Math.min(this.buffer.length, position + NEAR_UNITS));
    const parsed = parseRecord(textOfUnits(this.buffer.units, position, end), 0, end - position, this.options.codes, -1);
    if (parsed.openQuoteAt >= 0 || parsed.oddQuoteAt >= 0) return null;
    return { parsed: { ...parsed, next: position + parsed.next }, reason: null };
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
      if (value === undefined || (value === null && !emptyAsText)) this.starts[base + c] = -1;
      else {
        this.starts[base + c] = this.behind;
        this.behind = this.buffer.putBehind(value ?? '', this.behind);
        this.ends[base + c] = this.behind;
      }
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
    return textOfUnits(this.buffer.units, this.position, Math.min(next, this.position + RAW_CHARS)).replace(/[\r\n]+$/, '');
  }
}

/** Where the first text of a record begins: after empty fields, blanks and an opening quote. */
function firstText(units: Uint16Array, at: number, delimiter: number, quote: number): number {
  let i = at;
  for (let code = units[i]; code === delimiter || code === SPACE || code === quote; code = units[i]) i++;
  return i;
}

function indexOrEnd(units: Uint16Array, length: number, what: number, from: number): number {
  const at = units.subarray(0, length).indexOf(what, from);
  return at < 0 ? length : at;
}

function quoteFollows(units: Uint16Array, at: number, quote: number): boolean {
  let i = at;
  while (units[i] === SPACE || units[i] === TAB) i++;
  return units[i] === quote;
}

/** The rows with strings, cut from the text where they stand in it. */
function withStrings({ width, rowCount, units, starts, ends }: UnitRows, text: string): RowChunk {
  const cells = Array.from({ length: rowCount * width }, (_, i) => {
    const [start, end] = [starts[i] as number, ends[i] as number];
    if (start < 0) return null;
    return start < text.length ? text.slice(start, end) : textOfUnits(units, start, end);
  });
  return { width, rowCount, cells };
}
