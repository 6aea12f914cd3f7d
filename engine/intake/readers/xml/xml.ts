import { basename } from 'node:path';
import { sizeOfInput } from '../../../../base/files.ts';
import { JiadiError } from '../../../../contract/errors.ts';
import { columnVerdict } from '../../detect-types.ts';
import type { Cell, ReadContext, ReaderKind, ReadResult, RowSink, SourceColumn, SourceShape, WantedSource } from '../../reader.ts';
import { declaredEncoding, encodingByMark } from '../common/declared-encoding.ts';
import { rowCollector } from '../common/rows.ts';
import { StopReading } from '../common/xml.ts';
import { COLUMNS_MAX, extensionOf } from '../csv/csv.ts';
import { readElements } from './events.ts';
import { recordHandlers, RowPaths, type XmlRecord } from './records.ts';

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
    const text = new TextDecoder(encodingByMark(head) ?? 'utf-8').decode(head.subarray(0, 4096)).replace(/^\uFEFF/, '');
    const named = xmlReader.extensions.includes(extensionOf(fileName));
    if (/^\s*<!doctype html|^\s*<html/i.test(text)) return 0;
    if (/^<\?xml[\s?]/.test(text)) return 0.99;
    return named && /^\s*<[\p{L}_!?]/u.test(text) ? 0.95 : named ? 0.91 : 0;
  },
  sheets: async (path) => rowPaths(path, declaredEncoding(path, xmlDeclared).name, quiet),
  detect: detectXml,
  read: readXmlRows,
};

const quiet: ReadContext = { report: () => undefined, cancelled: () => false, throwIfCancelled: () => undefined, nowMs: () => 0 };

async function detectXml(path: string, wanted: WantedSource, context: ReadContext): Promise<SourceShape> {
  const file = basename(path);
  const encoding = wanted.encoding ?? declaredEncoding(path, xmlDeclared);
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

/** The encoding that the first line of an XML file names. */
export function xmlDeclared(beginning: string): string | undefined {
  return /^<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(beginning)?.[1];
}
