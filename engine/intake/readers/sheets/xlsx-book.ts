import { basename, posix } from 'node:path';
import { JiadiError } from '../../../../contract/errors.ts';
import { StringPool } from './string-pool.ts';
import { type DateForm, dateForm } from './xlsx-format.ts';
import { plainText } from './xlsx-plain.ts';
import { attribute, readXml, unescapeXml, type XmlHandlers } from '../common/xml.ts';
import { type Archive, openArchive } from '../common/zip.ts';

/** A sheet of cells; charts and dialogs are not listed. */
export interface BookSheet {
  readonly name: string;
  readonly hidden: boolean;
  /** Its part in the archive. */
  readonly part: string;
}

/** An open workbook: what must be known before a sheet is read. */
export interface Book {
  readonly file: string;
  readonly archive: Archive;
  readonly sheets: readonly BookSheet[];
  readonly date1904: boolean;
  /** Date form of each cell style. */
  readonly forms: readonly DateForm[];
  readonly strings: StringPool;
  close(): void;
}

/** A sheet has seventeen thousand million cells, a useful one some twenty million. */
const STRINGS_MAX = 50_000_000;

/** Opens a workbook and reads its sheet list, styles and shared strings. Throws `file-damaged`, `file-encrypted`, `file-too-large`, `disk-full`. */
export async function openBook(path: string, scratch?: string): Promise<Book> {
  const file = basename(path);
  const archive = await openArchive(path);
  const strings = new StringPool(scratch === undefined ? {} : { scratch });
  const close = (): void => {
    archive.close();
    strings.close();
  };
  try {
    const main = await mainPart(archive, file);
    const relations = await readRelations(archive, file, main);
    const { sheets, date1904 } = await readSheets(archive, file, main, relations);
    const partOf = (kind: string, usual: string) =>
      [...relations.values()].find(({ type }) => type.endsWith(`/${kind}`))?.target ?? posix.join(posix.dirname(main), usual);
    const forms = await readStyles(archive, file, partOf('styles', 'styles.xml'));
    await readStrings(archive, file, partOf('sharedStrings', 'sharedStrings.xml'), strings);
    return { file, archive, sheets, date1904, forms, strings, close };
  } catch (error) {
    close();
    throw error;
  }
}

interface Relation {
  readonly target: string;
  readonly type: string;
}

async function mainPart(archive: Archive, file: string): Promise<string> {
  if (!archive.has('_rels/.rels')) {
    if (archive.has('xl/workbook.xml')) return 'xl/workbook.xml';
    throw new JiadiError('file-damaged', { file, part: 'xl/workbook.xml' });
  }
  const relations = await relationsIn(archive, file, '_rels/.rels', '');
  return [...relations.values()].find(({ type }) => type.endsWith('/officeDocument'))?.target ?? 'xl/workbook.xml';
}

async function readRelations(archive: Archive, file: string, part: string): Promise<Map<string, Relation>> {
  const name = posix.join(posix.dirname(part), '_rels', `${posix.basename(part)}.rels`);
  return archive.has(name) ? relationsIn(archive, file, name, posix.dirname(part)) : new Map();
}

async function relationsIn(archive: Archive, file: string, name: string, folder: string): Promise<Map<string, Relation>> {
  const relations = new Map<string, Relation>();
  await readXml(archive.text(name), file, {
    open: (tag, attributes) => {
      if (tag !== 'Relationship' || attribute(attributes, 'TargetMode') === 'External') return;
      const target = attribute(attributes, 'Target') ?? '';
      // The archive is only looked up by name: a path that climbs out of it simply is not there.
      const full = target.startsWith('/') ? target.slice(1) : posix.join(folder, target);
      relations.set(attribute(attributes, 'Id') ?? '', { target: full, type: attribute(attributes, 'Type') ?? '' });
    },
    close: () => undefined,
    text: () => undefined,
  });
  return relations;
}

async function readSheets(
  archive: Archive,
  file: string,
  main: string,
  relations: ReadonlyMap<string, Relation>,
): Promise<{ sheets: BookSheet[]; date1904: boolean }> {
  const sheets: BookSheet[] = [];
  let date1904 = false;
  await readXml(archive.text(main), file, {
    open: (tag, attributes) => {
      if (tag === 'workbookPr') date1904 = ['1', 'true'].includes(attribute(attributes, 'date1904') ?? '');
      if (tag !== 'sheet') return;
      const relation = relations.get(attribute(attributes, 'id') ?? '');
      if (!relation?.type.endsWith('/worksheet')) return;
      sheets.push({
        name: attribute(attributes, 'name') ?? '',
        hidden: (attribute(attributes, 'state') ?? 'visible') !== 'visible',
        part: relation.target,
      });
    },
    close: () => undefined,
    text: () => undefined,
  });
  return { sheets, date1904 };
}

async function readStyles(archive: Archive, file: string, part: string): Promise<DateForm[]> {
  if (!archive.has(part)) return [];
  const codes = new Map<number, string>();
  const forms: DateForm[] = [];
  let inCellFormats = false;
  await readXml(archive.text(part), file, {
    open: (tag, attributes) => {
      if (tag === 'numFmt') codes.set(Number(attribute(attributes, 'numFmtId')), attribute(attributes, 'formatCode') ?? '');
      if (tag === 'cellXfs') inCellFormats = true;
      if (tag === 'xf' && inCellFormats) {
        const id = Number(attribute(attributes, 'numFmtId') ?? 0);
        forms.push(dateForm(id, codes.get(id)));
      }
    },
    close: (tag) => {
      if (tag === 'cellXfs') inCellFormats = false;
    },
    text: () => undefined,
  });
  return forms;
}

/** Reads the shared texts of a workbook. */
export async function readStrings(archive: Archive, file: string, part: string, strings: StringPool): Promise<void> {
  if (!archive.has(part)) return;
  let current = '';
  let inText = false;
  let inPhonetic = false;
  const add = (text: string): void => {
    if (strings.size >= STRINGS_MAX) throw new JiadiError('file-too-large', { file, limit: STRINGS_MAX, unit: 'texts' });
    strings.add(unescapeXml(text));
  };
  const handlers: XmlHandlers = {
    open: (tag) => {
      if (tag === 'si') current = '';
      else if (tag === 'rPh') inPhonetic = true;
      else if (tag === 't') inText = !inPhonetic;
    },
    close: (tag) => {
      if (tag === 't') inText = false;
      else if (tag === 'rPh') inPhonetic = false;
      else if (tag === 'si') add(current);
    },
    text: (text) => {
      if (inText) current += text;
    },
  };
  await readXml(archive.text(part), file, handlers, { within: 'sst', element: 'si', read: (text, at) => plainText(text, at, add) });
}
