import { basename } from 'node:path';
import { JiadiError } from '../../../contract/errors.ts';
import type { ReaderKind } from '../reader.ts';
import { readHead } from '../sample.ts';
import { csvReader } from './csv.ts';
import { foreignFormat } from './foreign.ts';
import { jsonReader } from './json.ts';
import { jsonlReader } from './jsonl.ts';
import { xlsxReader } from './xlsx.ts';

/** Every file format that can be read, one line each. */
export const readers: readonly ReaderKind[] = [csvReader, xlsxReader, jsonlReader, jsonReader];

const HEAD_BYTES = 1 << 16;

/**
 * The reader for a file, by what is in it and then by its name: a workbook named `.csv` is read as a workbook. Throws `format-unsupported` with the
 * format's name, `file-encrypted` for a workbook under a password, `file-not-text` for other binary files, and file errors.
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
  if (claim < 1) {
    const foreign = foreignFormat(path, head);
    if (foreign === 'encrypted') throw new JiadiError('file-encrypted', { file: name });
    if (foreign?.startsWith('binary'))
      throw new JiadiError('file-not-text', { file: name, format: foreign.slice('binary:'.length) || 'binary' });
    if (foreign) throw new JiadiError('format-unsupported', { file: name, format: foreign });
  }
  if (!best) throw new JiadiError('file-not-text', { file: name, format: 'binary' });
  return best;
}

/** The reader of a stored shape's format. */
export function readerOf(format: string): ReaderKind {
  const reader = readers.find((each) => each.id === format);
  if (!reader) throw new JiadiError('format-unsupported', { file: '', format });
  return reader;
}
