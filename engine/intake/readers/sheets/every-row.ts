import { basename } from 'node:path';
import { sizeOfInput } from '../../../../base/files.ts';
import { JiadiError } from '../../../../contract/errors.ts';
import { readHead } from '../../sample.ts';
import { odsFormat } from './ods.ts';
import type { SheetRow } from './workbook.ts';
import { xlsFormat } from './xls.ts';
import { xlsxFormat } from './xlsx.ts';

const HEAD_BYTES = 1 << 16;

/** Reads every sheet of a workbook from top to bottom, hidden rows, columns and sheets too. Throws `format-unsupported` for other files, and file errors. */
export async function everyWorkbookRow(path: string, onRow: (sheet: number, row: SheetRow) => void): Promise<void> {
  sizeOfInput(path);
  const head = readHead(path, HEAD_BYTES);
  const name = basename(path);
  const format = [xlsxFormat, xlsFormat, odsFormat].find((each) => each.claims(head, name) > 0);
  if (!format) throw new JiadiError('format-unsupported', { file: name, format: name.split('.').at(-1) ?? '' });
  const book = await format.open(path);
  try {
    for (const index of book.sheets.keys()) await book.rows(index, (row) => onRow(index, row));
  } finally {
    book.close();
  }
}
