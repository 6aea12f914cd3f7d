import { ZipFile } from 'yazl';
import { asFileError } from '../../../base/files.ts';
import { openPartFile, type PartFile } from '../../../base/part-file.ts';
import { displayWidth } from '../../../base/text-size.ts';
import type { Cell, TableWriter, WriteColumn } from './writer.ts';
import { textSink } from './csv.ts';
import {
  contentTypes,
  escapeXml,
  openStyle,
  openTextStyle,
  packageRelations,
  stylesPart,
  workbookPart,
  workbookRelations,
} from './xlsx-parts.ts';

export interface XlsxWriteOptions {
  /** Name of the first sheet; further ones get a number. Default `Sheet1`. */
  readonly sheetName?: string;
  /** Data rows a sheet; a format limit stands at 1,048,576 rows. */
  readonly rowsPerSheet?: number;
  /** Protects the sheets (without a password): these columns, by position, and the header cannot be changed, the others can. */
  readonly locked?: readonly number[];
  /** A last sheet that says what the workbook is. */
  readonly notes?: WorkbookSheet;
}

const ROWS_PER_SHEET = 1_000_000;
const CELL_CHARS_MAX = 32_767;
const CUT_MARK = '…[+]';
const WIDTH_MIN = 8;
/** The widest a column is made, in characters. */
export const WIDTH_MAX = 60;

/**
 * Writes a workbook: header in bold, frozen, with a filter; text (ids too) as text that is never a formula; numbers of up to 15 digits as numbers, longer
 * ones as text; a new sheet after each million rows. Sheets are written beside the file and packed at `finish`, so memory stays flat.
 */
export function xlsxWriter(path: string, columns: readonly WriteColumn[], options: XlsxWriteOptions = {}): TableWriter {
  const { rowsPerSheet = ROWS_PER_SHEET, sheetName = 'Sheet1', locked, notes } = options;
  const open = columns.map((_, c) => locked !== undefined && !locked.includes(c));
  const sheets: SheetFile[] = [];
  const width = columns.length;
  let rowCount = 0;
  let cutCells = 0;
  const names = columns.map(({ name }) => name);

  const onCut = (): void => void cutCells++;
  const sheetFor = (cells: readonly Cell[], count: number): SheetFile => {
    const current = sheets.at(-1);
    if (current && current.rows < rowsPerSheet) return current;
    current?.end(width);
    const next = openSheet(`${path}.sheet${sheets.length + 1}`, names, widths(names, cells, count), locked !== undefined);
    sheets.push(next);
    return next;
  };
  return {
    rows: (cells, count) => {
      for (let r = 0; r < count; r++) {
        let text = '<row>';
        for (let c = 0; c < width; c++) text += cellText(cells[r * width + c] ?? null, onCut, open[c]);
        sheetFor(cells, count).row(`${text}</row>`);
      }
      rowCount += count;
    },
    finish: async () => {
      const last = sheetFor([], 0);
      last.end(width);
      const named = sheets.map(({ file }, index) => ({ path: file.partPath, name: index === 0 ? sheetName : `${sheetName} ${index + 1}` }));
      if (notes) {
        const sheet = smallSheet(`${path}.notes`, notes);
        sheets.push(sheet);
        named.push({ path: sheet.file.partPath, name: notes.name });
      }
      try {
        await packWorkbook(path, named);
      } finally {
        for (const sheet of sheets) sheet.file.abort();
      }
      return { rowCount, lostCharacters: 0, cutCells };
    },
    abort: () => {
      for (const sheet of sheets) sheet.file.abort();
    },
  };
}

/** A small table of a workbook with several sheets. */
export interface WorkbookSheet {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Writes small tables as the sheets of one workbook, each with a header that stays; whole or not at all. */
export async function writeWorkbook(path: string, sheets: readonly WorkbookSheet[]): Promise<void> {
  const files: SheetFile[] = [];
  try {
    for (const [i, sheet] of sheets.entries()) files.push(smallSheet(`${path}.sheet${i + 1}`, sheet));
    await packWorkbook(
      path,
      files.map(({ file }, i) => ({ path: file.partPath, name: sheets[i]?.name ?? '' })),
    );
  } finally {
    for (const { file } of files) file.abort();
  }
}

function smallSheet(path: string, { columns, rows }: WorkbookSheet): SheetFile {
  const sheet = openSheet(path, columns, widths(columns, rows.flat(), rows.length));
  for (const row of rows) sheet.row(`<row>${row.map((cell) => cellText(cell)).join('')}</row>`);
  sheet.end(columns.length);
  return sheet;
}

/** A cell; `onCut` is told of a text that is longer than a cell may be, `open` cells may be changed in a protected sheet. */
function cellText(cell: Cell, onCut: () => void = () => undefined, open = false): string {
  const style = (id: number): string => (open ? ` s="${id}"` : '');
  if (cell === null || cell === '') return `<c${style(openTextStyle)}/>`;
  if ((typeof cell === 'bigint' || typeof cell === 'number') && isExact(cell)) return `<c${style(openStyle)}><v>${cell}</v></c>`;
  const text = String(cell);
  if (text.length <= CELL_CHARS_MAX) return inline(text, style(openTextStyle));
  onCut();
  return inline(wholeCharacters(text, CELL_CHARS_MAX - CUT_MARK.length) + CUT_MARK, style(openTextStyle));
}

interface SheetFile {
  readonly file: PartFile;
  readonly rows: number;
  row(xml: string): void;
  end(width: number): void;
}

/** A sheet's XML beside the workbook; it stays a `.part` and is packed from there. */
function openSheet(path: string, names: readonly string[], widthsOfColumns: readonly number[], guarded = false): SheetFile {
  const file = openPartFile(path);
  const sink = textSink(file, 'utf-8');
  let rows = 0;
  let open = true;
  sink.write(
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>',
  );
  const cols = widthsOfColumns
    .map((width, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`)
    .join('');
  sink.write(
    `${cols === '' ? '' : `<cols>${cols}</cols>`}<sheetData><row>${names.map((name) => `<c s="1" t="inlineStr"><is><t xml:space="preserve">${escapeXml(name)}</t></is></c>`).join('')}</row>`,
  );
  return {
    file,
    get rows() {
      return rows;
    },
    row: (xml) => {
      rows++;
      sink.write(xml);
    },
    end: (width) => {
      if (!open) return;
      open = false;
      const filter = width > 0 ? `<autoFilter ref="A1:${columnName(width)}${rows + 1}"/>` : '';
      sink.write(`</sheetData>${guarded ? PROTECTION : ''}${filter}</worksheet>`);
      sink.end();
    },
  };
}

/** Locked cells stay; sorting, filtering and widths are free. */
const PROTECTION = '<sheetProtection sheet="1" objects="1" scenarios="1" formatColumns="0" formatRows="0" sort="0" autoFilter="0"/>';

/** Packs sheets that were written beside a workbook into it. */
export async function packWorkbook(
  path: string,
  sheets: readonly { readonly path: string; readonly name: string }[],
  styles = stylesPart(),
): Promise<void> {
  const zip = new ZipFile();
  const text = (content: string, part: string) => zip.addBuffer(Buffer.from(content, 'utf8'), part, { mtime: EPOCH });
  text(contentTypes(sheets.length), '[Content_Types].xml');
  text(packageRelations(), '_rels/.rels');
  text(workbookPart(sheets.map(({ name }) => name)), 'xl/workbook.xml');
  text(workbookRelations(sheets.length), 'xl/_rels/workbook.xml.rels');
  text(styles, 'xl/styles.xml');
  sheets.forEach((sheet, index) => zip.addFile(sheet.path, `xl/worksheets/sheet${index + 1}.xml`, { mtime: EPOCH }));
  zip.end();
  const file = openPartFile(path);
  try {
    for await (const chunk of zip.outputStream as AsyncIterable<Buffer>) file.write(chunk);
    file.finish();
  } catch (error) {
    file.abort();
    throw asFileError(error, path);
  }
}

/** The same table gives the same bytes: no clock in a result. */
const EPOCH = new Date(Date.UTC(2000, 0, 1));

/** A cell of text in a style; an empty one keeps the style. */
export function inlineCell(text: string | null, style: number): string {
  if (text === null || text === '') return `<c s="${style}"/>`;
  const cell = text.length <= CELL_CHARS_MAX ? text : wholeCharacters(text, CELL_CHARS_MAX - CUT_MARK.length) + CUT_MARK;
  return inline(cell, ` s="${style}"`);
}

function inline(text: string, style = ''): string {
  return `<c${style} t="inlineStr"><is><t xml:space="preserve">${escapeXml(text)}</t></is></c>`;
}

/** Numbers that a workbook holds without loss. */
function isExact(value: number | bigint): boolean {
  if (typeof value === 'bigint') return value < 1_000_000_000_000_000n && value > -1_000_000_000_000_000n;
  return Number.isFinite(value) && Number(value.toPrecision(15)) === value && Math.abs(value) < 1e15;
}

function wholeCharacters(text: string, length: number): string {
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}

function widths(names: readonly string[], cells: readonly Cell[], count: number): number[] {
  return names.map((name, column) => {
    let most = displayWidth(name.slice(0, WIDTH_MAX)) + 3;
    for (let r = 0; r < Math.min(count, 200); r++) {
      const cell = cells[r * names.length + column];
      if (cell !== null && cell !== undefined) most = Math.max(most, displayWidth(String(cell).slice(0, WIDTH_MAX)) + 1);
    }
    return Math.min(WIDTH_MAX, Math.max(WIDTH_MIN, most));
  });
}

/** The letters of the n-th column. */
export function columnName(column: number): string {
  let name = '';
  for (let n = column; n > 0; n = Math.floor((n - 1) / 26)) name = String.fromCharCode(65 + ((n - 1) % 26)) + name;
  return name;
}
