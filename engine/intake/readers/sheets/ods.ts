import { basename } from 'node:path';
import { JiadiError } from '../../../../contract/errors.ts';
import type { ReaderKind } from '../../reader.ts';
import { extensionOf } from '../csv/csv.ts';
import { startsWith } from '../common/foreign.ts';
import { readOdsRows } from './ods-sheet.ts';
import { workbookReader } from './table.ts';
import type { MergedCell, SheetName, WorkbookFormat } from './workbook.ts';
import { attribute, readXml } from '../common/xml.ts';
import { type Archive, openArchive } from '../common/zip.ts';

const extensions = ['ods', 'ots'];
const CONTENT = 'content.xml';
/** Packed bytes of all sheets up to which one is read to its end for a preview, to know its merged cells. */
const MERGED_BYTES = 2 << 20;

/** How OpenDocument spreadsheets (ISO/IEC 26300) are opened and read. */
export const odsFormat: WorkbookFormat = {
  id: 'ods',
  extensions,
  claims: (head, fileName) => {
    if (!startsWith(head, [0x50, 0x4b, 3, 4])) return 0;
    const beginning = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 512)).toString('latin1');
    if (beginning.includes('mimetypeapplication/vnd.oasis.opendocument.spreadsheet')) return 1;
    return extensions.includes(extensionOf(fileName)) ? 1 : 0;
  },
  open: async (path) => {
    const file = basename(path);
    const archive = await openArchive(path);
    try {
      await refuseEncrypted(archive, file);
      if (!archive.has(CONTENT)) throw new JiadiError('file-damaged', { file, part: CONTENT });
      const sheets = await sheetsIn(archive.text(CONTENT), file);
      return {
        file,
        sheets,
        rows: (index, onRow, onHidden) => readOdsRows(archive.text(CONTENT), file, index, onRow, onHidden),
        merged: async (index) => {
          const merged: MergedCell[] = [];
          const onMerged = (cell: MergedCell) => void merged.push(cell);
          await readOdsRows(archive.text(CONTENT), file, index, () => undefined, undefined, onMerged);
          return merged;
        },
        mergedAtHand: () => (archive.packedBytes(CONTENT) ?? 0) <= MERGED_BYTES,
        close: () => archive.close(),
      };
    } catch (error) {
      archive.close();
      throw error;
    }
  },
};

/** OpenDocument spreadsheets (ISO/IEC 26300): the sheet asked for, or the first visible one with anything in it. */
export const odsReader: ReaderKind = workbookReader(odsFormat);

/** A password turns every part into noise and is only named in the manifest; newer programs put everything into one encrypted package. */
async function refuseEncrypted(archive: Archive, file: string): Promise<void> {
  if (archive.has('encrypted-package')) throw new JiadiError('file-encrypted', { file });
  if (!archive.has('META-INF/manifest.xml')) return;
  try {
    await readXml(archive.text('META-INF/manifest.xml'), file, {
      open: (tag) => {
        if (tag === 'encryption-data') throw new JiadiError('file-encrypted', { file });
      },
      close: () => undefined,
      text: () => undefined,
    });
  } catch (error) {
    // Old programs name a DTD in the manifest, which is not needed for anything else.
    if (!(error instanceof JiadiError && error.params['reason'] === 'dtd')) throw error;
  }
}

const TAG_CHARS_MAX = 64 * 1024;
const tags = /<(?:[\w.-]+:)?(table|style|table-properties)\s(?:[^"'<>]|"[^"<]*"|'[^'<]*')*>/g;

/**
 * Names of the sheets, and which are hidden. They stand among the rows, so the whole text must be gone through: this looks for three tags only,
 * which is several times quicker than reading all of the XML.
 */
async function sheetsIn(pieces: AsyncIterable<string>, file: string): Promise<SheetName[]> {
  const found: string[] = [];
  let held = '';
  for await (const piece of pieces) {
    held += piece;
    let end = 0;
    for (const match of held.matchAll(tags)) {
      found.push(match[0].endsWith('/>') ? match[0] : `${match[0].slice(0, -1)}/>`);
      end = match.index + match[0].length;
    }
    // A tag may go on in the next piece: what follows the last `<` is kept.
    const open = held.lastIndexOf('<');
    held = open >= end ? held.slice(open) : '';
    if (held.length > TAG_CHARS_MAX) throw new JiadiError('file-damaged', { file, part: CONTENT });
  }
  const sheets: SheetName[] = [];
  const hidden = new Set<string>();
  let style = '';
  await readXml(only(`<all>${found.join('')}</all>`), file, {
    open: (tag, attributes) => {
      if (tag === 'style') style = attribute(attributes, 'family') === 'table' ? (attribute(attributes, 'name') ?? '') : '';
      else if (tag === 'table-properties' && style !== '' && attribute(attributes, 'display') === 'false') hidden.add(style);
      else if (tag === 'table' && attribute(attributes, 'is-sub-table') !== 'true')
        sheets.push({ name: attribute(attributes, 'name') ?? '', hidden: hidden.has(attribute(attributes, 'style-name') ?? '') });
    },
    close: () => undefined,
    text: () => undefined,
  });
  return sheets;
}

async function* only(text: string): AsyncGenerator<string> {
  yield text;
}
