import { JiadiError } from '../../../../contract/errors.ts';
import { basename } from 'node:path';
import { detectDialect, type SampleRecord, sampleRecords } from '../../detect-dialect.ts';
import { detectEncoding } from '../../detect-encoding.ts';
import { layoutOf, tableLayout } from '../../layout/table-layout.ts';
import type { Dialect, Encoding, Notice, ReaderKind, SourceShape, WantedSource } from '../../reader.ts';
import { looksLikeText, readSamples, requireText } from '../../sample.ts';
import { readCsv } from './read.ts';
import { decodeAll, unitOf } from '../common/decode.ts';

/** Most columns a batch may have: what one SQLite table holds. */
export const COLUMNS_MAX = 2000;
const HEAD_CHARS = 512 * 1024;
const TYPE_RECORDS = 2000;
const UNKNOWN_LINE = -1;

/** Delimited text in any encoding: CSV, TSV and their relatives. */
export const csvReader: ReaderKind = {
  id: 'csv',
  splittable: true,
  extensions: ['csv', 'tsv', 'txt', 'tab', 'psv', 'dat', 'data', 'asc'],
  claims: (head, fileName) => {
    if (!looksLikeText(head)) return 0;
    return csvReader.extensions.includes(extensionOf(fileName)) ? 0.9 : 0.4;
  },
  detect: async (path, wanted, context) => detectCsv(path, wanted, context.notice),
  read: async (path, shape, range, sink, context) => readCsv(path, shape, range, sink, context),
};

/** The ending of a file name in lower case, without the dot. */
export function extensionOf(fileName: string): string {
  const dot = fileName.lastIndexOf('.');
  return dot < 0 ? '' : fileName.slice(dot + 1).toLowerCase();
}

/** Encoding, dialect, header and columns of a delimited text file, from samples. Throws `file-empty`, `file-not-text`, `too-many-columns` and file errors. */
export function detectCsv(path: string, wanted: WantedSource, notice?: (notice: Notice) => void): SourceShape {
  const samples = readSamples(path);
  const head = samples.pieces[0] ?? new Uint8Array(0);
  if (!wanted.encoding) requireText(head, path);
  const encoding = wanted.encoding ?? detectEncoding(samples.pieces).encoding;
  const text = decodeAll(head.subarray(markLength(head)), encoding.name);
  if (text.trim() === '') throw new JiadiError('file-empty', { file: basename(path) });
  const own = wanted.dialect ?? {};
  const found = detectDialect(text, own);
  const records = sampleRecords(text.slice(0, HEAD_CHARS), found, TYPE_RECORDS);
  const further = furtherRecords(samples.pieces.slice(1), encoding, found);
  const table = tableLayout(records, further, own, notice);
  if (table.width > COLUMNS_MAX) throw new JiadiError('too-many-columns', { file: basename(path), count: table.width, limit: COLUMNS_MAX });
  return {
    format: 'csv',
    encoding,
    dialect: { ...found, ...layoutOf(table, own) },
    sheet: null,
    columns: wanted.columns ?? table.columns,
    emptyAsText: wanted.emptyAsText ?? false,
  };
}

/** Records of the samples further on; they may begin inside a quoted field, which a wrong type would not survive: such pieces have few regular rows and are left out. */
function furtherRecords(pieces: readonly Uint8Array[], encoding: Encoding, dialect: Dialect): SampleRecord[] {
  if (unitOf(encoding.name) === 2) return [];
  return pieces.flatMap((piece) =>
    // which lines of the file they are is not known
    sampleRecords(decodeAll(piece, encoding.name), dialect, TYPE_RECORDS / 4).map(({ fields }) => ({ fields, line: UNKNOWN_LINE })),
  );
}

function markLength(head: Uint8Array): number {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return 3;
  return (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff) ? 2 : 0;
}
