import { basename } from 'node:path';
import type { TaskContext } from '../../../base/jobs/task.ts';
import { JiadiError } from '../../../contract/errors.ts';
import { columnNames, detectHeader, type HeaderVerdict } from '../detect-header.ts';
import { columnVerdict } from '../detect-types.ts';
import type { Cell, Dialect, ReaderKind, ReadResult, RowSink, SourceShape } from '../reader.ts';
import { sizeOfInput } from '../../../base/files.ts';
import { COLUMNS_MAX, extensionOf } from './csv.ts';
import { startsWith } from './foreign.ts';
import { rowCollector } from './rows.ts';
import { type Book, type BookSheet, openBook } from './xlsx-book.ts';
import { readSheetRows, type SheetRow } from './xlsx-sheet.ts';
import { StopReading } from './xlsx-xml.ts';

const SAMPLE_ROWS = 1000;
const TICK_ROWS = 2000;

/** Office Open XML workbooks: the sheet asked for, or the first visible one with anything in it. */
export const xlsxReader: ReaderKind = {
  id: 'xlsx',
  extensions: ['xlsx', 'xlsm', 'xltx', 'xltm'],
  splittable: false,
  claims: (head, fileName) => {
    if (!startsWith(head, [0x50, 0x4b, 3, 4])) return 0;
    const beginning = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
    if (beginning.includes('[Content_Types].xml') || beginning.includes('xl/'))
      return beginning.includes('word/document') || beginning.includes('ppt/') ? 0.5 : 1;
    return xlsxReader.extensions.includes(extensionOf(fileName)) ? 1 : 0;
  },
  sheets: async (path) => (await sheetNames(path)).map(({ name }) => name),
  detect: detectXlsx,
  read: readXlsx,
};

/** Names of the sheets of a workbook, in order. */
export async function sheetNames(path: string): Promise<{ readonly name: string; readonly hidden: boolean }[]> {
  const book = await openBook(path);
  book.archive.close();
  return book.sheets.map(({ name, hidden }) => ({ name, hidden }));
}

async function detectXlsx(path: string, wanted: Partial<SourceShape>, context: TaskContext): Promise<SourceShape> {
  sizeOfInput(path);
  const book = await openBook(path);
  try {
    const { sheet, rows } = await chooseSheet(book, wanted.sheet ?? null, context);
    const table = tableOf(rows, wanted.dialect ?? {});
    if (table.width > COLUMNS_MAX) throw new JiadiError('too-many-columns', { file: book.file, count: table.width, limit: COLUMNS_MAX });
    const first = rows[table.index]?.cells ?? [];
    const data = rows.slice(table.index + (table.header ? 1 : 0));
    const names = columnNames(table.header ? first : null, table.width);
    const columns = names.map((name, index) => {
      const { type, nullable } = columnVerdict(
        name,
        data.map(({ cells }) => cells[index] ?? null),
      );
      return { name, type, semantic: null, nullable };
    });
    const dialect: Dialect = { delimiter: '', quote: '', escape: '', newline: '', header: table.header, skipRows: table.skipRows };
    return {
      format: 'xlsx',
      encoding: null,
      dialect,
      sheet: sheet.name,
      columns: wanted.columns ?? columns,
      emptyAsText: wanted.emptyAsText ?? false,
    };
  } finally {
    book.archive.close();
  }
}

async function chooseSheet(book: Book, name: string | null, context: TaskContext): Promise<{ sheet: BookSheet; rows: SheetRow[] }> {
  if (name !== null) {
    const sheet = book.sheets.find((each) => each.name === name);
    if (!sheet)
      throw new JiadiError('sheet-not-found', { file: book.file, sheet: name, sheets: book.sheets.map((each) => each.name).join(', ') });
    const rows = await firstRows(book, sheet, context);
    if (rows.length === 0) throw new JiadiError('file-empty', { file: book.file, sheet: name });
    return { sheet, rows };
  }
  for (const hidden of [false, true]) {
    for (const sheet of book.sheets.filter((each) => each.hidden === hidden)) {
      const rows = await firstRows(book, sheet, context);
      if (rows.length > 0) return { sheet, rows };
    }
  }
  throw new JiadiError('file-empty', { file: book.file });
}

async function firstRows(book: Book, sheet: BookSheet, context: TaskContext): Promise<SheetRow[]> {
  const rows: SheetRow[] = [];
  try {
    await readSheetRows(book, sheet, (row) => {
      rows.push(row);
      if (rows.length % 100 === 0) context.throwIfCancelled();
      if (rows.length >= SAMPLE_ROWS) throw new StopReading();
    });
  } catch (error) {
    if (!(error instanceof StopReading)) throw error;
  }
  return rows;
}

/** Rows may be of any length: the widest one makes the table, the header is looked for as in a text file. */
function tableOf(rows: readonly SheetRow[], wanted: Partial<Dialect>): HeaderVerdict {
  const width = rows.reduce((most, { cells }) => Math.max(most, cells.length), 1);
  const records = rows.map(({ cells, number }) => ({
    line: number - 1,
    fields: Array.from({ length: width }, (_, index) => textOf(cells[index] ?? null)),
  }));
  return { ...detectHeader(records, wanted), width };
}

function textOf(cell: Cell): string | null {
  return cell === null ? null : String(cell);
}

async function readXlsx(path: string, shape: SourceShape, _range: unknown, sink: RowSink, context: TaskContext): Promise<ReadResult> {
  const size = sizeOfInput(path);
  const book = await openBook(path);
  const width = shape.columns.length;
  const collector = rowCollector(width, sink);
  let last = 0;
  let skipped = 0;
  let headerSeen = false;
  let tableRows = 0;
  try {
    const sheet = book.sheets.find(({ name }) => name === shape.sheet);
    if (!sheet)
      throw new JiadiError('sheet-not-found', {
        file: basename(path),
        sheet: shape.sheet ?? '',
        sheets: book.sheets.map((each) => each.name).join(', '),
      });
    await readSheetRows(book, sheet, (row) => {
      last = row.number;
      if (row.number <= (shape.dialect?.skipRows ?? 0)) return;
      if ((shape.dialect?.header ?? true) && !headerSeen) {
        headerSeen = true;
        skipped = row.number;
        return;
      }
      tableRows++;
      if (tableRows % TICK_ROWS === 0) {
        context.throwIfCancelled();
        context.report({ phase: 'read', done: tableRows, total: null, unit: 'rows', problems: collector.malformedCount });
      }
      collector.add(row.cells);
      if (row.cells.length > width) collector.report(row.number, 'too-many-fields', rawOf(row.cells), true);
      else if (row.digitsLost) collector.report(row.number, 'digits-lost', rawOf(row.cells), true);
    });
  } finally {
    book.archive.close();
  }
  collector.flush();
  const blank = Math.max(0, last - Math.max(skipped, shape.dialect?.skipRows ?? 0) - tableRows);
  return {
    rowCount: collector.rowCount,
    malformedCount: collector.malformedCount,
    blankLineCount: blank,
    lineCount: last,
    begin: 0,
    end: size,
  };
}

function rawOf(cells: readonly Cell[]): string {
  return cells.map((cell) => textOf(cell) ?? '').join('\t');
}
