import { basename } from 'node:path';
import { sizeOfInput } from '../../../../base/files.ts';
import type { TaskContext } from '../../../../base/jobs/task.ts';
import { JiadiError } from '../../../../contract/errors.ts';
import { detectEncoding } from '../../detect-encoding.ts';
import type { Cell, ReadContext, ReaderKind, ReadResult, RowSink, SourceShape, WantedSource } from '../../reader.ts';
import { looksLikeText, readSamples, requireText } from '../../sample.ts';
import { streamDecoder } from '../common/decode.ts';
import { bomLength } from '../csv/read.ts';
import { COLUMNS_MAX, extensionOf } from '../csv/csv.ts';
import { ColumnScout, fillRow, isRecord, parseJsonValue, rowsOfRecords } from './record.ts';
import { listOf, WHOLE } from './lists.ts';
import { JsonCutter, type JsonPiece } from './values.ts';
import { JsonBroken, JsonWalker } from './walker.ts';
import { openLines } from '../common/lines.ts';
import { rowCollector } from '../common/rows.ts';

/** A record is parsed in one piece: what is larger is no row, and would need a multiple of its size in memory. */
const VALUE_CHARS_MAX = 32 << 20;
const VALUE_LIMIT = '32 MB';
const BLOCK_BYTES = 1 << 20;
/** Records that are looked at for the columns: a key that appears later only is reported as surplus. */
const SAMPLE_BYTES = 64 << 20;
const SAMPLE_RECORDS = 200_000;

/** JSON: a list of records, one record, or several values that follow each other. Types stay what they are. */
export const jsonReader: ReaderKind = {
  id: 'json',
  extensions: ['json', 'geojson'],
  splittable: false,
  claims: (head, fileName) => {
    if (!looksLikeText(head)) return 0;
    const named = jsonReader.extensions.includes(extensionOf(fileName));
    const text = new TextDecoder().decode(head.subarray(0, 4096)).trimStart();
    const looks = /^\[\s*(?:[{\]]|$)/.test(text) || /^\{\s*(?:"|\}|$)/.test(text);
    if (named) return looks ? 0.98 : 0.92;
    return looks && !['csv', 'tsv', 'txt'].includes(extensionOf(fileName)) ? 0.8 : 0;
  },
  sheets: async (path) => {
    const { pieces } = readSamples(path);
    return outlineOf(path, detectEncoding(pieces).encoding.name, quiet).tables;
  },
  detect: detectJson,
  read: readJson,
};

const quiet: TaskContext = { report: () => undefined, cancelled: () => false, throwIfCancelled: () => undefined, nowMs: () => 0 };

/** What a look over all of a file finds, without holding more than a block of it. */
interface Outline {
  /** The lists to choose from where the file is one record with lists inside: the record itself if it is small enough, then the outer ones. */
  readonly tables: readonly string[];
  /** The list with the most records, where there are lists. */
  readonly longest: string | null;
  /** Values at the top, as far as they were counted: 0, 1 or several. */
  readonly values: number;
  readonly isList: boolean;
  readonly broken: JsonBroken | null;
}

/** Looks a file over; ends with the second value, as then there is nothing to choose. */
function outlineOf(path: string, encoding: string, context: TaskContext): Outline {
  const walker = new JsonWalker({ list: null, charsMax: 0 });
  let broken: JsonBroken | null = null;
  try {
    for (const { text } of blocksOf(path, encoding, context)) {
      walker.push(text);
      if (walker.values > 1) break;
    }
    if (walker.values <= 1) walker.end();
  } catch (error) {
    if (!(error instanceof JsonBroken)) throw error;
    broken = error;
  }
  const { values, inList } = walker;
  const depth = (list: string): number => list.split('.').length;
  const lists = values > 1 || broken ? [] : [...walker.lists.keys()].toSorted((a, b) => depth(a) - depth(b));
  const longest = lists.toSorted((a, b) => (walker.lists.get(b) ?? 0) - (walker.lists.get(a) ?? 0))[0] ?? null;
  const tables = longest === null || walker.chars > VALUE_CHARS_MAX ? lists : [WHOLE, ...lists];
  return { tables, longest, values, isList: inList, broken };
}

async function detectJson(path: string, wanted: WantedSource, context: ReadContext): Promise<SourceShape> {
  const samples = readSamples(path);
  requireText(samples.pieces[0] ?? new Uint8Array(0), path);
  const encoding = wanted.encoding ?? detectEncoding(samples.pieces).encoding;
  const file = basename(path);
  const outline = outlineOf(path, encoding.name, context);
  const { tables, values } = outline;
  const sheet = wanted.sheet ?? (tables.includes(WHOLE) ? WHOLE : outline.longest);
  const scout = new ColumnScout();
  const rowOf = rowsOfRecords(wanted);
  for (const piece of piecesOf(path, encoding.name, sheet, SAMPLE_BYTES, context)) {
    const value = parseJsonValue(piece.text)?.value;
    if (isRecord(value)) scout.add(rowOf(value));
    if (scout.records >= SAMPLE_RECORDS) break;
  }
  if (scout.records === 0) {
    if (outline.broken && values <= 1) throw brokenError(outline.broken, file);
    if (wanted.sheet !== undefined && wanted.sheet !== null)
      throw new JiadiError('sheet-not-found', { file, sheet: wanted.sheet, sheets: tables.join(', ') });
    if (values > 0) throw new JiadiError('json-no-records', { file });
    throw new JiadiError(outline.isList ? 'json-list-empty' : 'file-empty', { file });
  }
  const lists = tables.filter((one) => one !== WHOLE);
  if (lists.length > 0 && wanted.sheet === undefined && sheet === WHOLE)
    context.notice?.({ code: 'nested-lists', count: lists.length, sample: lists.join(', ') });
  else if (lists.length > 1 && wanted.sheet === undefined && sheet !== null)
    context.notice?.({ code: 'several-lists', count: lists.length, sample: sheet });
  if (wanted.nested !== 'columns') scout.noticeObjects(context.notice);
  const columns = wanted.columns ?? scout.columns();
  if (columns.length > COLUMNS_MAX) throw new JiadiError('too-many-columns', { file, count: columns.length, limit: COLUMNS_MAX });
  return {
    format: 'json',
    encoding,
    dialect: null,
    sheet,
    columns,
    emptyAsText: true,
    ...(wanted.nested === 'columns' ? { nested: 'columns' as const } : {}),
  };
}

async function readJson(path: string, shape: SourceShape, _range: unknown, sink: RowSink, context: TaskContext): Promise<ReadResult> {
  const collector = rowCollector(shape.columns.length, sink);
  const columns = new Map(shape.columns.map(({ name }, index) => [name, index]));
  const rowOf = rowsOfRecords(shape);
  const row: Cell[] = shape.columns.map(() => null);
  let line = 0;
  const take = (value: unknown, piece: JsonPiece): void => {
    if (!isRecord(value)) return collector.report(piece.line, 'not-a-record', piece.text, false);
    const surplus = fillRow(rowOf(value), columns, row);
    collector.add(row);
    if (surplus) collector.report(piece.line, 'too-many-fields', piece.text, true);
    else if (piece.text.includes('\uFFFD')) collector.report(piece.line, 'bad-bytes', piece.text, true);
  };
  for (const piece of piecesOf(path, shape.encoding?.name ?? 'utf-8', shape.sheet, Number.POSITIVE_INFINITY, context)) {
    line = piece.line;
    const parsed = piece.cut ? null : parseJsonValue(piece.text);
    if (piece.cut) collector.report(piece.line, 'value-too-long', piece.text, false);
    else if (!parsed) collector.report(piece.line, 'invalid-json', piece.text, false);
    else take(parsed.value, piece);
  }
  collector.flush();
  return {
    rowCount: collector.rowCount,
    malformedCount: collector.malformedCount,
    lineCount: line,
    begin: 0,
    end: sizeOfInput(path),
  };
}

/**
 * The records of a file as texts: its values, or the entries of a list inside. A sample ends `bytesMax` after its first record. Throws
 * `json-value-too-large`, `json-invalid`, `json-key-twice` and file errors.
 */
function* piecesOf(path: string, encoding: string, sheet: string | null, bytesMax: number, context: TaskContext): Generator<JsonPiece> {
  const file = basename(path);
  const list = listOf(sheet);
  const source = list === null ? new JsonCutter(VALUE_CHARS_MAX) : new JsonWalker({ list, charsMax: VALUE_CHARS_MAX });
  let first = -1;
  try {
    for (const { text, begin, end } of blocksOf(path, encoding, context)) {
      for (const piece of source.push(text)) {
        if (piece.cut === 'outermost') throw new JiadiError('json-value-too-large', { file, line: piece.line, limit: VALUE_LIMIT });
        if (first < 0) first = begin;
        yield piece;
      }
      if (first >= 0 && end - first > bytesMax) return;
    }
    const rest = source.end();
    if (rest) yield rest;
  } catch (error) {
    throw error instanceof JsonBroken ? brokenError(error, file) : error;
  }
}

const brokenError = ({ problem, line, column }: JsonBroken, file: string): JiadiError =>
  new JiadiError(problem === 'syntax' ? 'json-invalid' : 'json-key-twice', { file, line, column });

interface TextOfBlock {
  readonly text: string;
  /** Where it stands in the file, in bytes. */
  readonly begin: number;
  readonly end: number;
}

/** The text of a file block by block, wherever lines end: a JSON file may be one line. */
function* blocksOf(path: string, encoding: string, context: TaskContext): Generator<TextOfBlock> {
  const file = openLines(path, encoding, '\n');
  try {
    const decoder = streamDecoder(encoding);
    const buffer = new Uint8Array(BLOCK_BYTES);
    for (let begin = bomLength(file); begin < file.size;) {
      context.throwIfCancelled();
      const length = file.read(buffer.subarray(0, Math.min(BLOCK_BYTES, file.size - begin)), begin);
      if (length === 0) throw new JiadiError('file-changed', { file: file.name });
      const end = begin + length;
      const text = decoder.write(buffer.subarray(0, length)) + (end >= file.size ? decoder.end() : '');
      yield { text, begin, end };
      context.report({ phase: 'read', done: end, total: file.size, unit: 'bytes' });
      begin = end;
    }
  } finally {
    file.close();
  }
}
