import { invariant } from '../../../../base/invariant.ts';
import { JiadiError } from '../../../../contract/errors.ts';
import type { TaskContext } from '../../../../base/jobs/task.ts';
import type { ByteRange, Dialect, ReadResult, RowSink, SourceShape } from '../../reader.ts';
import { blockReader, type BlockOptions } from '../common/text-blocks.ts';
import { pointSink } from '../../layout/decimal-comma.ts';
import { rowJudge } from '../../layout/row-kinds.ts';
import { saidOf } from '../../layout/table-layout.ts';
import { CsvParser, type CsvParserOptions } from './parser.ts';
import { type CsvCodes, lineEndAfter, parseRecord } from './record.ts';
import { decodeAll } from '../common/decode.ts';
import { type LineFile, openLines } from '../common/lines.ts';

/** Limits of a reading; tests set smaller ones. */
export interface CsvLimits {
  readonly blockBytes: number;
  /** Longest physical line; a longer one is reported and left out. */
  readonly lineBytesMax: number;
  /** Longest record in characters; beyond it an open quote counts as never closed. */
  readonly recordCharsMax: number;
}

export const csvLimits: CsvLimits = { blockBytes: 1 << 20, lineBytesMax: 64 << 20, recordCharsMax: 16 << 20 };

const HEADER_BYTES = 1 << 20;

/** The characters of a dialect as codes; a delimiter, quote or escape of more than one character is `invalid-input`. */
export function codesOf(dialect: Dialect): CsvCodes {
  const one = (value: string, name: string): number => {
    if (value.length > 1) throw new JiadiError('invalid-input', { problem: `${name}: ${value}` });
    return value === '' ? -1 : value.charCodeAt(0);
  };
  const delimiter = one(dialect.delimiter, 'delimiter');
  const quote = one(dialect.quote, 'quote');
  const escape = dialect.escape === '' ? quote : one(dialect.escape, 'escape');
  return { delimiter, quote, escape, comment: one(dialect.comment ?? '', 'comment') };
}

/**
 * Reads a delimited text file, or the stretch of it that `range` names, in blocks of a megabyte. Rows and lines of the result and of malformed
 * records are counted from the beginning of the stretch; the stretch that begins at 0 counts the lines of the header with it.
 * A header reaches no sink. A quoted field may hold a line end at the beginning of the stretch: then `begin` does not equal the `end` of the stretch before.
 */
export function readCsv(
  path: string,
  shape: SourceShape,
  range: ByteRange | null,
  sink: RowSink,
  context: TaskContext,
  limits: CsvLimits = csvLimits,
): ReadResult {
  const { encoding, dialect } = shape;
  invariant(encoding && dialect, 'a delimited file is read with an encoding and a dialect');
  const file = openLines(path, encoding.name, dialect.newline);
  try {
    const plain = dialect.decimal === ',' ? pointSink(sink, shape.columns) : sink;
    return readStretch(file, shape, encoding.name, dialect, range, plain, context, limits);
  } finally {
    file.close();
  }
}

function readStretch(
  file: LineFile,
  shape: SourceShape,
  encoding: string,
  dialect: Dialect,
  range: ByteRange | null,
  sink: RowSink,
  context: TaskContext,
  limits: CsvLimits,
): ReadResult {
  const align = (at: number) => Math.min(file.size, at + (at % file.unit));
  const from = align(range?.from ?? 0);
  const start = dataStart(file, encoding, dialect, limits);
  // a footer never reaches into the header
  const footer = dialect.footerRows ? Math.max(start.at, file.lastLines(dialect.footerRows)) : file.size;
  const wantedTo = align(range?.to ?? file.size);
  const hasFooter = footer < file.size && wantedTo >= file.size;
  const to = Math.min(wantedTo, footer);
  const headLines = from === 0 ? start.lines : 0;
  const begin = from === 0 ? start.at : Math.max(start.at, file.lineStartFrom(from));
  const nothing = { rowCount: 0, malformedCount: 0, blankLineCount: 0, lineCount: headLines, begin, end: begin };
  if ((begin >= to && !hasFooter) || shape.columns.length === 0) return nothing;

  const { columns } = shape;
  const judge = rowJudge({ width: columns.length, apart: dialect.apart ?? [], header: start.header, lines: saidOf(dialect) });
  const parser = new CsvParser({ ...parserOptions(shape, dialect, headLines, limits), judge }, sink);
  const next = blockReader(file, begin, { ...limits, encoding, newline: dialect.newline, asUtf8: true } satisfies BlockOptions);
  let fed = begin;
  let boundary = -1;
  while (begin < to) {
    context.throwIfCancelled();
    const block = next(to, parser.linesPushed);
    if (!block) break;
    fed = block.end;
    if (block.tooLong) {
      skipLongLine(parser, block.text);
    } else {
      parser.push(block);
    }
    context.report({ phase: 'read', done: fed - begin, total: Math.max(to - begin, 1), unit: 'bytes', problems: parser.malformedCount });
    if (fed >= to && boundary < 0) {
      boundary = fed;
      parser.stopLine = parser.linesPushed;
    }
    if (boundary >= 0 && !parser.pending) break;
  }
  parser.flush();
  if (hasFooter) setFooterApart(parser, file, footer, encoding);
  const end = hasFooter ? file.size : boundary < 0 ? fed : file.skipLines(boundary, Math.max(0, parser.line - parser.stopLine));
  const { rowCount, malformedCount, blankLineCount, commentLineCount, apartCount } = parser;
  return { rowCount, malformedCount, blankLineCount, commentLineCount, apartCount, lineCount: parser.line, begin, end };
}

/** Reports the rows at the end that a person set apart. */
function setFooterApart(parser: CsvParser, file: LineFile, from: number, encoding: string): void {
  const buffer = new Uint8Array(file.size - from);
  const text = decodeAll(buffer.subarray(0, file.read(buffer, from)), encoding);
  for (const line of text.replace(/(?:\r\n|\r|\n)$/, '').split(/\r\n|\r|\n/)) parser.setApart(line);
}

interface DataStart {
  readonly at: number;
  /** Physical lines before it. */
  readonly lines: number;
  readonly header: readonly (readonly (string | null)[])[];
}

/** Position of the first record, and the rows of the header before it. */
function dataStart(file: LineFile, encoding: string, dialect: Dialect, limits: CsvLimits): DataStart {
  const bom = bomLength(file);
  const top = file.skipLines(bom, dialect.skipRows);
  if (!dialect.header) return { at: top, lines: dialect.skipRows, header: [] };
  const buffer = new Uint8Array(Math.min(HEADER_BYTES, limits.lineBytesMax, Math.max(0, file.size - top)));
  const text = `${decodeAll(buffer.subarray(0, file.read(buffer, top)), encoding)}\n`;
  const { rows, lines } = headerRecords(text, codesOf(dialect), dialect.headerRows ?? 1);
  return { at: file.skipLines(top, lines), lines: dialect.skipRows + lines, header: rows };
}

/** The rows of the header of a text that begins where the header may: blank and comment lines stand before it, quoted fields may hold line ends. */
function headerRecords(text: string, codes: CsvCodes, count: number): { rows: (readonly (string | null)[])[]; lines: number } {
  const rows: (readonly (string | null)[])[] = [];
  let at = 0;
  let lines = 0;
  while (at < text.length && rows.length < count) {
    const end = lineEndAfter(text, at, text.length);
    if (text.slice(at, end).trim() === '' || text.charCodeAt(at) === codes.comment) {
      lines++;
      at = end;
      continue;
    }
    const whole = parseRecord(text, at, text.length, codes, -1);
    const parsed = whole.openQuoteAt < 0 ? whole : parseRecord(text, at, end, { ...codes, quote: -1 }, -1);
    rows.push(parsed.fields);
    lines += parsed.lines;
    at = parsed.next;
  }
  return { rows, lines };
}

function parserOptions(shape: SourceShape, dialect: Dialect, linesBefore: number, limits: CsvLimits): Omit<CsvParserOptions, 'judge'> {
  return {
    codes: codesOf(dialect),
    width: shape.columns.length,
    emptyAsText: shape.emptyAsText,
    recordCharsMax: limits.recordCharsMax,
    linesBefore,
  };
}

function skipLongLine(parser: CsvParser, beginning: string): void {
  parser.push({ text: '', utf8: null, lineEnds: 0, flagged: [], last: true });
  parser.skipLine(beginning);
}

/** Bytes of a byte-order mark at the head of the file. */
export function bomLength(file: LineFile): number {
  const head = new Uint8Array(3);
  const length = file.read(head, 0);
  if (length >= 3 && head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 3;
  if (length >= 2 && ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff))) return 2;
  return 0;
}
