import type { ReaderKind } from '../../reader.ts';
import { extensionOf } from '../csv/csv.ts';
import { startsWith } from '../common/foreign.ts';
import { sheetNames as sheetNamesOf, workbookReader } from './table.ts';
import type { SheetName, WorkbookFormat } from './workbook.ts';
import { openBook } from './xlsx-book.ts';
import { mergedCells, readSheetRows } from './xlsx-sheet.ts';
import { firstEntryName } from '../common/zip.ts';

/** Packed bytes of a sheet up to which it is read to its end for a preview: merged cells are named behind all rows. */
const MERGED_BYTES = 8 << 20;
const extensions = ['xlsx', 'xlsm', 'xltx', 'xltm'];

/** How Office Open XML workbooks are opened and read. */
export const xlsxFormat: WorkbookFormat = {
  id: 'xlsx',
  extensions,
  claims: (head, fileName) => {
    if (!startsWith(head, [0x50, 0x4b, 3, 4])) return 0;
    if (extensions.includes(extensionOf(fileName))) return 1;
    // An archive that begins with a file of some folder is no workbook, even when a workbook lies in it.
    if (!/^(?:\[Content_Types\]\.xml|_rels\/|xl\/|docProps\/|customXml\/)/i.test(firstEntryName(head))) return 0;
    const beginning = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
    return beginning.includes('word/') || beginning.includes('ppt/') ? 0.5 : 1;
  },
  open: async (path, scratch) => {
    const book = await openBook(path, scratch);
    return {
      file: book.file,
      sheets: book.sheets,
      rows: async (index, onRow, onHidden) => {
        const sheet = book.sheets[index];
        if (sheet) await readSheetRows(book, sheet, onRow, onHidden);
      },
      merged: async (index) => {
        const sheet = book.sheets[index];
        return sheet ? await mergedCells(book, sheet) : [];
      },
      mergedAtHand: (index) => (book.archive.packedBytes(book.sheets[index]?.part ?? '') ?? 0) <= MERGED_BYTES,
      close: () => book.close(),
    };
  },
};

/** Office Open XML workbooks: the sheet asked for, or the first visible one with anything in it. */
export const xlsxReader: ReaderKind = workbookReader(xlsxFormat);

/** Names of the sheets of a workbook, in order. */
export function sheetNames(path: string): Promise<SheetName[]> {
  return sheetNamesOf(xlsxFormat, path);
}
