import { basename } from 'node:path';
import type { TaskContext } from '../../../../base/jobs/task.ts';
import { JiadiError } from '../../../../contract/errors.ts';
import { detectEncoding } from '../../detect-encoding.ts';
import type { Cell, ReadContext, ReaderKind, ReadResult, RowSink, SourceShape, WantedSource } from '../../reader.ts';
import { looksLikeText, readSamples, requireText } from '../../sample.ts';
import { blockReader } from '../common/text-blocks.ts';
import { bomLength } from '../csv/read.ts';
import { COLUMNS_MAX, extensionOf } from '../csv/csv.ts';
import {
  cellOfJson,
  columnsOfRecords,
  fillRow,
  isRecord,
  type JsonRecord,
  noticeObjects,
  parseJsonValue,
  rowsOfRecords,
} from './record.ts';
import { listsIn, rowsIn, WHOLE } from './lists.ts';
import { JsonCutter, type JsonPiece } from './values.ts';
import { openLines } from '../common/lines.ts';
import { rowCollector } from '../common/rows.ts';

/** A value is parsed in one piece: a larger one would need gigabytes. */
const VALUE_CHARS_MAX = 100 << 20;
const VALUE_LIMIT = '100 MB';
const BLOCK_BYTES = 1 << 20;
const LINE_BYTES_MAX = 512 << 20;
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
    return tablesOf(path, detectEncoding(pieces).encoding.name);
  },
  detect: detectJson,
  read: readJson,
};

const quiet: TaskContext = { report: () => undefined, cancelled: () => false, throwIfCancelled: () => undefined, nowMs: () => 0 };

/** The lists of records in a file that is a single record, after the record itself; nothing where there is no choice. */
function tablesOf(path: string, encoding: string): readonly string[] {
  let only: JsonPiece | null = null;
  for (const piece of jsonPieces(path, encoding, SAMPLE_BYTES, quiet)) {
    if (only) return [];
    only = piece;
  }
  return only ? tablesIn(parseJsonValue(only.text)?.value) : [];
}

function tablesIn(value: unknown): readonly string[] {
  const lists = [...listsIn(value).keys()];
  return lists.length > 0 ? [WHOLE, ...lists] : [];
}

async function detectJson(path: string, wanted: WantedSource, context: ReadContext): Promise<SourceShape> {
  const samples = readSamples(path);
  const head = samples.pieces[0] ?? new Uint8Array(0);
  requireText(head, path);
  const encoding = wanted.encoding ?? detectEncoding(samples.pieces).encoding;
  const records: JsonRecord[] = [];
  let values = 0;
  let first: unknown;
  for (const piece of jsonPieces(path, encoding.name, SAMPLE_BYTES, context)) {
    values++;
    const parsed = parseJsonValue(piece.text);
    if (values === 1) first = parsed?.value;
    for (const one of parsed ? rowsIn(parsed.value, wanted.sheet) : []) if (isRecord(one)) records.push(one);
    if (records.length >= SAMPLE_RECORDS) break;
  }
  const tables = values === 1 ? tablesIn(first) : [];
  if (wanted.sheet !== undefined && wanted.sheet !== null && records.length === 0)
    throw new JiadiError('sheet-not-found', { file: basename(path), sheet: wanted.sheet, sheets: tables.join(', ') });
  if (records.length === 0)
    throw new JiadiError(values === 0 ? 'file-empty' : 'file-damaged', { file: basename(path), reason: 'no-records' });
  if (tables.length > 0 && wanted.sheet === undefined)
    context.notice?.({ code: 'nested-lists', count: tables.length - 1, sample: tables.slice(1).join(', ') });
  noticeObjects(records, wanted, context.notice);
  const columns = wanted.columns ?? columnsOfRecords(records.map(rowsOfRecords(wanted)));
  if (columns.length > COLUMNS_MAX)
    throw new JiadiError('too-many-columns', { file: basename(path), count: columns.length, limit: COLUMNS_MAX });
  return {
    format: 'json',
    encoding,
    dialect: null,
    sheet: wanted.sheet ?? (tables.length > 0 ? WHOLE : null),
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
  const takeRows = (values: readonly unknown[], piece: JsonPiece): void => {
    const isBad = piece.text.includes('\uFFFD');
    for (const value of values) {
      const raw = (): string => (values.length === 1 ? piece.text : String(cellOfJson(value)));
      if (!isRecord(value)) {
        collector.report(piece.line, 'not-a-record', raw(), false);
        continue;
      }
      const surplus = fillRow(rowOf(value), columns, row);
      collector.add(row);
      if (surplus) collector.report(piece.line, 'too-many-fields', raw(), true);
      else if (isBad && raw().includes('\uFFFD')) collector.report(piece.line, 'bad-bytes', raw(), true);
    }
  };
  for (const piece of jsonPieces(path, shape.encoding?.name ?? 'utf-8', Number.POSITIVE_INFINITY, context)) {
    line = piece.line;
    const parsed = piece.cut ? null : parseJsonValue(piece.text);
    if (piece.cut) collector.report(piece.line, 'value-too-long', piece.text, false);
    else if (!parsed) collector.report(piece.line, 'invalid-json', piece.text, false);
    else takeRows(rowsIn(parsed.value, shape.sheet), piece);
  }
  collector.flush();
  const size = readSamplesSize(path);
  return { rowCount: collector.rowCount, malformedCount: collector.malformedCount, lineCount: line, begin: 0, end: size };
}

function readSamplesSize(path: string): number {
  const file = openLines(path, 'utf-8', '\n');
  file.close();
  return file.size;
}

/** The values of a file; a sample ends after `bytesMax`, but not before its first value. Throws `json-value-too-large`, `file-too-large` and file errors. */
function* jsonPieces(path: string, encoding: string, bytesMax: number, context: TaskContext): Generator<JsonPiece> {
  const file = openLines(path, encoding, '\n');
  try {
    const next = blockReader(file, bomLength(file), { encoding, newline: '\n', blockBytes: BLOCK_BYTES, lineBytesMax: LINE_BYTES_MAX });
    let given = 0;
    const cutter = new JsonCutter(VALUE_CHARS_MAX);
    for (let block = next(file.size, 0); block; block = next(file.size, 0)) {
      context.throwIfCancelled();
      if (block.tooLong) throw new JiadiError('file-too-large', { file: basename(path), limit: LINE_BYTES_MAX });
      for (const piece of cutter.push(block.text)) {
        if (piece.cut === 'outermost')
          throw new JiadiError('json-value-too-large', { file: basename(path), line: piece.line, limit: VALUE_LIMIT });
        given++;
        yield piece;
      }
      context.report({ phase: 'read', done: block.end, total: file.size, unit: 'bytes' });
      if (block.end > bytesMax && given > 0) return;
    }
    const rest = cutter.end();
    if (rest) yield rest;
  } finally {
    file.close();
  }
}
