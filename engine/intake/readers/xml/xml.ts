import { basename } from 'node:path';
import { sizeOfInput } from '../../../../base/files.ts';
import { JiadiError } from '../../../../contract/errors.ts';
import { detectEncoding } from '../../detect-encoding.ts';
import { columnVerdict } from '../../detect-types.ts';
import type {
  Cell,
  Encoding,
  ReadContext,
  ReaderKind,
  ReadResult,
  RowSink,
  SourceColumn,
  SourceShape,
  WantedSource,
} from '../../reader.ts';
import { readHead } from '../../sample.ts';
import { decoderFor } from '../common/decode.ts';
import { rowCollector } from '../common/rows.ts';
import { StopReading } from '../common/xml.ts';
import { COLUMNS_MAX, extensionOf } from '../csv/csv.ts';
import { readElements } from './events.ts';
import { recordHandlers, RowPaths, type XmlRecord } from './records.ts';

const HEAD_BYTES = 1 << 20;
/** How much is looked at for the rows and their columns: a field that appears later only is reported as surplus. */
const SAMPLE_BYTES = 4 << 20;
const SAMPLE_RECORDS = 20_000;
const RAW_CHARS = 1000;

/** XML in which one element repeats: each is a row, its attributes and inner elements are the columns. */
export const xmlReader: ReaderKind = {
  id: 'xml',
  extensions: ['xml'],
  splittable: false,
  claims: (head, fileName) => {
    const text = new TextDecoder(byMark(head) ?? 'utf-8').decode(head.subarray(0, 4096)).replace(/^\uFEFF/, '');
    const named = xmlReader.extensions.includes(extensionOf(fileName));
    if (/^\s*<!doctype html|^\s*<html/i.test(text)) return 0;
    if (/^<\?xml[\s?]/.test(text)) return 0.99;
    return named && /^\s*<[\p{L}_!?]/u.test(text) ? 0.95 : named ? 0.91 : 0;
  },
  sheets: async (path) => rowPaths(path, encodingOf(path).name, quiet),
  detect: detectXml,
  read: readXmlRows,
};

const quiet: ReadContext = { report: () => undefined, cancelled: () => false, throwIfCancelled: () => undefined, nowMs: () => 0 };

async function detectXml(path: string, wanted: WantedSource, context: ReadContext): Promise<SourceShape> {
  const file = basename(path);
  const encoding = wanted.encoding ?? encodingOf(path);
  const paths = await rowPaths(path, encoding.name, context);
  if (paths.length === 0) throw new JiadiError('file-empty', { file });
  const sheet = wanted.sheet ?? paths[0] ?? '';
  const emptyAsText = wanted.emptyAsText ?? false;
  const records: XmlRecord[] = [];
  const onRecord = (record: XmlRecord): void => {
    records.push(record);
    if (records.length >= SAMPLE_RECORDS) throw new StopReading();
  };
  await readElements(path, encoding.name, recordHandlers(sheet, onRecord), { ...context, report: () => undefined }, SAMPLE_BYTES);
  if (records.length === 0) throw new JiadiError('sheet-not-found', { file, sheet, sheets: paths.join(', ') });
  const columns = wanted.columns ?? columnsOf(records);
  if (columns.length > COLUMNS_MAX) throw new JiadiError('too-many-columns', { file, count: columns.length, limit: COLUMNS_MAX });
  return { format: 'xml', encoding, dialect: null, sheet, columns, emptyAsText };
}

async function rowPaths(path: string, encoding: string, context: ReadContext): Promise<readonly string[]> {
  const paths = new RowPaths();
  await readElements(path, encoding, paths, { ...context, report: () => undefined }, SAMPLE_BYTES);
  return paths.found();
}

/** Every field of the sampled records, in the order in which they stand in them. */
function columnsOf(records: readonly XmlRecord[]): SourceColumn[] {
  const names: string[] = [];
  const known = new Set<string>();
  for (const { fields } of records) {
    let after = -1;
    for (const name of fields.keys()) {
      if (!known.has(name)) {
        known.add(name);
        names.splice(after + 1, 0, name);
        after++;
      } else if (names[after + 1] === name) after++;
      else after = names.indexOf(name);
    }
  }
  return names.map((name) => {
    const { type, nullable } = columnVerdict(
      name,
      records.map(({ fields }) => fields.get(name) ?? null),
    );
    return { name, type, semantic: null, nullable };
  });
}

async function readXmlRows(path: string, shape: SourceShape, _range: unknown, sink: RowSink, context: ReadContext): Promise<ReadResult> {
  const collector = rowCollector(shape.columns.length, sink);
  const places = new Map(shape.columns.map(({ name }, index) => [name, index]));
  const row: Cell[] = shape.columns.map(() => null);
  const onRecord = ({ fields, line }: XmlRecord): void => {
    row.fill(null);
    let surplus = false;
    let bad = false;
    for (const [name, value] of fields) {
      const place = places.get(name);
      if (place === undefined) surplus = true;
      else row[place] = value === null && shape.emptyAsText ? '' : value;
      bad ||= value !== null && value.includes('\uFFFD');
    }
    collector.add(row);
    if (surplus) collector.report(line, 'too-many-fields', rawOf(fields), true);
    else if (bad) collector.report(line, 'bad-bytes', rawOf(fields), true);
  };
  const counting: ReadContext = { ...context, report: (progress) => context.report({ ...progress, problems: collector.malformedCount }) };
  const { lines } = await readElements(path, shape.encoding?.name ?? 'utf-8', recordHandlers(shape.sheet ?? '', onRecord), counting);
  collector.flush();
  const { rowCount, malformedCount } = collector;
  return { rowCount, malformedCount, lineCount: lines, begin: 0, end: sizeOfInput(path) };
}

function rawOf(fields: ReadonlyMap<string, string | null>): string {
  return [...fields]
    .map(([name, value]) => `${name}=${value ?? ''}`)
    .join(' ')
    .slice(0, RAW_CHARS);
}

/** The encoding that the file declares, unless its bytes say otherwise: many a program declares UTF-8 and writes the system's own. */
function encodingOf(path: string): Encoding {
  const head = readHead(path, HEAD_BYTES);
  const marked = byMark(head);
  if (marked) return { name: marked, confidence: 1, bom: true };
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 400)).toString('latin1');
  const declared = labelOf(/^<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(text)?.[1] ?? 'utf-8');
  if (declared && decoderFor(declared).isValid(wholeCharacters(head, path))) return { name: declared, confidence: 1, bom: false };
  return detectEncoding([head]).encoding;
}

/** A piece cut at the end of a tag, so that no character is cut in two. */
function wholeCharacters(head: Uint8Array, path: string): Uint8Array {
  return head.length < sizeOfInput(path) ? head.subarray(0, head.lastIndexOf(0x3e) + 1) : head;
}

function labelOf(label: string): string | null {
  try {
    const name = new TextDecoder(label).encoding;
    // GB2312 and GBK are parts of GB18030, and files use what the part does not have.
    return name === 'gbk' ? 'gb18030' : name;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function byMark(head: Uint8Array): string | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 'utf-8';
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0x3c && head[1] === 0)) return 'utf-16le';
  if ((head[0] === 0xfe && head[1] === 0xff) || (head[0] === 0 && head[1] === 0x3c)) return 'utf-16be';
  return null;
}
