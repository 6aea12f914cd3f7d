import { JiadiError } from '../../../../contract/errors.ts';
import type { ReaderKind } from '../../reader.ts';
import { startsWith } from '../common/foreign.ts';
import { workbookReader } from './table.ts';
import type { WorkbookFormat } from './workbook.ts';
import { openXls } from './xls-book.ts';
import { openBytes, streamsIn } from './xls-container.ts';
import { mergedCells, readXlsRows } from './xls-sheet.ts';

const CONTAINER = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
/** Excel's own formats before version 5 have no container: they begin with the first record. */
const bare = (head: Uint8Array): boolean =>
  head[0] === 9 && [0, 2, 4].includes(head[1] ?? -1) && (head[2] ?? 99) >= 4 && (head[2] ?? 99) <= 16 && head[3] === 0;

/** How old Excel workbooks (versions 2 to 2003) are opened and read. */
export const xlsFormat: WorkbookFormat = {
  id: 'xls',
  extensions: ['xls', 'xlt', 'et'],
  // An encrypted workbook of the newer kind lies in the same container and is told apart when it is opened.
  claims: (head) => (startsWith(head, CONTAINER) || bare(head) ? 0.99 : 0),
  open: async (path) => {
    const bytes = openBytes(path);
    try {
      const streams = streamsIn(bytes);
      if (streams?.has('EncryptedPackage')) throw new JiadiError('file-encrypted', { file: bytes.file });
      const stream = streams ? (streams.get('Workbook') ?? streams.get('WORKBOOK') ?? streams.get('Book') ?? streams.get('BOOK')) : bytes;
      // A document of another program in the same container: a letter, slides, a mail.
      if (!stream) throw new JiadiError('file-not-text', { file: bytes.file, format: 'Office' });
      const book = openXls(stream, bytes.file);
      return {
        file: bytes.file,
        sheets: book.sheets,
        rows: async (index, onRow, onHidden) => {
          const sheet = book.sheets[index];
          if (sheet) readXlsRows(book, sheet, onRow, onHidden);
        },
        merged: async (index) => {
          const sheet = book.sheets[index];
          return sheet ? mergedCells(book, sheet) : [];
        },
        close: () => bytes.close(),
      };
    } catch (error) {
      bytes.close();
      throw error;
    }
  },
};

/** Excel workbooks of versions 2 to 2003: the sheet asked for, or the first visible one with anything in it. */
export const xlsReader: ReaderKind = workbookReader(xlsFormat);
