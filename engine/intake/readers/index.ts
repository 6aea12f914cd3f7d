import { basename } from 'node:path';
import { JiadiError } from '../../../contract/errors.ts';
import type { ReaderKind } from '../reader.ts';
import { readHead } from '../sample.ts';
import { csvReader } from './csv/csv.ts';
import { fixedReader } from './fixed/fixed.ts';
import { foreignFormat } from './common/foreign.ts';
import { jsonReader } from './json/json.ts';
import { jsonlReader } from './json/jsonl.ts';
import { excelXmlReader } from './sheets/excel-xml.ts';
import { htmlReader } from './sheets/html.ts';
import { odsReader } from './sheets/ods.ts';
import { packedReaders, splitFormat } from './packed/packed.ts';
import { parquetReader } from './parquet/parquet.ts';
import { sqliteReader } from './sqlite/sqlite.ts';
import { xlsReader } from './sheets/xls.ts';
import { xlsxReader } from './sheets/xlsx.ts';
import { xmlReader } from './xml/xml.ts';

/** Every file format that can be read, one line each; `packedReaders` are the wrappers round any of them. */
export const readers: readonly ReaderKind[] = [
  csvReader,
  fixedReader,
  xlsxReader,
  xlsReader,
  odsReader,
  excelXmlReader,
  htmlReader,
  jsonlReader,
  jsonReader,
  xmlReader,
  parquetReader,
  sqliteReader,
  ...packedReaders({ pick: pickReader, of: readerOf }),
];

const HEAD_BYTES = 1 << 16;
/** From this claim on a reader knows the file by its first bytes: whatever is wrong with it, the reader says best. */
const KNOWN = 0.95;

/**
 * The reader for a file, by what is in it and then by its name: a workbook named `.csv` is read as a workbook. Throws `format-unsupported` with the
 * format's name, `file-not-text` for other binary files, and file errors.
 */
export function pickReader(path: string): ReaderKind {
  const head = readHead(path, HEAD_BYTES);
  const name = basename(path);
  let best: ReaderKind | null = null;
  let claim = 0;
  for (const reader of readers) {
    const own = reader.claims(head, name);
    if (own > claim) {
      claim = own;
      best = reader;
    }
  }
  if (claim < KNOWN) {
    const foreign = foreignFormat(head);
    if (foreign?.startsWith('binary'))
      throw new JiadiError('file-not-text', { file: name, format: foreign.slice('binary:'.length) || 'binary' });
    if (foreign) throw new JiadiError('format-unsupported', { file: name, format: foreign });
  }
  if (!best) throw new JiadiError('file-not-text', { file: name, format: 'binary' });
  return best;
}

/** The reader of a stored shape's format; a wrapped one (`csv+gzip`) is read by its wrapper. */
export function readerOf(format: string): ReaderKind {
  const id = splitFormat(format)?.wrapper ?? format;
  const reader = readers.find((each) => each.id === id);
  if (!reader) throw new JiadiError('format-unsupported', { file: '', format });
  return reader;
}
