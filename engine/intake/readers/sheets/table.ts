/**
 * What every workbook format does alike: choose a sheet, find its header, type its columns, give its rows. A format only says how a workbook is
 * opened and how the cells of a sheet are read from top to bottom.
 */
import { basename } from 'node:path';
import { sizeOfInput } from '../../../../base/files.ts';
import { JiadiError } from '../../../../contract/errors.ts';
import { columnNames, detectHeader, type HeaderVerdict } from '../../detect-header.ts';
import { columnVerdict } from '../../detect-types.ts';
import type { Cell, Dialect, ReadContext, ReaderKind, ReadResult, RowSink, SourceShape } from '../../reader.ts';
import { COLUMNS_MAX } from '../csv/csv.ts';
import { rowCollector } from '../common/rows.ts';
import { StopReading } from '../common/xml.ts';

/** A row of a sheet that has at least one cell with something in it. */
export interface SheetRow {
  /** 1-based row number in the sheet. */
  readonly number: number;
  /** Cells by column; the array ends with the last filled one. */
  readonly cells: readonly Cell[];
  /** A number in it lost digits when it was typed. */
  readonly digitsLost: boolean;
}

/** A sheet to choose from. */
export interface SheetName {
  readonly name: string;
  readonly hidden: boolean;
}

/** An open workbook of any format. */
export interface Workbook {
  readonly file: string;
  readonly sheets: readonly SheetName[];
  /** Reads the sheet at `index` from top to bottom, hidden rows too; `onRow` may end it by throwing `StopReading`. */
  rows(index: number, onRow: (row: SheetRow) => void): Promise<void>;
  close(): void;
}

/** How a workbook format differs from the others. */
export interface WorkbookFormat {
  readonly id: string;
  readonly extensions: readonly string[];
  claims(head: Uint8Array, fileName: string): number;
  /** Throws `file-damaged`, `file-encrypted`, `file-too-large`. */
  open(path: string): Promise<Workbook>;
}

const SAMPLE_ROWS = 1000;
const TICK_ROWS = 2000;

/** The reader of a workbook format: the sheet asked for, or the first visible one with anything in it. */
export function workbookReader(format: WorkbookFormat): ReaderKind {
  return {
    id: format.id,
    extensions: format.extensions,
    splittable: false,
    claims: (head, fileName) => format.claims(head, fileName),
    sheets: async (path) => (await sheetNames(format, path)).map(({ name }) => name),
    detect: (path, wanted, context) => withWorkbook(format, path, (book) => detectSheet(format.id, book, wanted, context)),
    read: (path, shape, _range, sink, context) => withWorkbook(format, path, (book) => readSheet(book, path, shape, sink, context)),
  };
}

/** Names of the sheets of a workbook, in order. */
export function sheetNames(format: WorkbookFormat, path: string): Promise<SheetName[]> {
  return withWorkbook(format, path, async (book) => book.sheets.map(({ name, hidden }) => ({ name, hidden })));
}

async function withWorkbook<T>(format: WorkbookFormat, path: string, work: (book: Workbook) => Promise<T>): Promise<T> {
  sizeOfInput(path);
  const book = await format.open(path);
  try {
    return await work(book);
  } finally {
    book.close();
  }
}

async function detectSheet(format: string, book: Workbook, wanted: Partial<SourceShape>, context: ReadContext): Promise<SourceShape> {
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
    format,
    encoding: null,
    dialect,
    sheet: sheet.name,
    columns: wanted.columns ?? columns,
    emptyAsText: wanted.emptyAsText ?? false,
  };
}

function unknownSheet(book: Workbook, sheet: string): JiadiError {
  return new JiadiError('sheet-not-found', { file: book.file, sheet, sheets: book.sheets.map(({ name }) => name).join(', ') });
}

async function chooseSheet(book: Workbook, name: string | null, context: ReadContext): Promise<{ sheet: SheetName; rows: SheetRow[] }> {
  if (name !== null) {
    const index = book.sheets.findIndex((each) => each.name === name);
    const sheet = book.sheets[index];
    if (!sheet) throw unknownSheet(book, name);
    const rows = await firstRows(book, index, context);
    if (rows.length === 0) throw new JiadiError('file-empty', { file: book.file, sheet: name });
    return { sheet, rows };
  }
  for (const hidden of [false, true]) {
    for (const [index, sheet] of book.sheets.entries()) {
      if (sheet.hidden !== hidden) continue;
      const rows = await firstRows(book, index, context);
      if (rows.length > 0) return { sheet, rows };
    }
  }
  throw new JiadiError('file-empty', { file: book.file });
}

async function firstRows(book: Workbook, index: number, context: ReadContext): Promise<SheetRow[]> {
  const rows: SheetRow[] = [];
  try {
    await book.rows(index, (row) => {
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

async function readSheet(book: Workbook, path: string, shape: SourceShape, sink: RowSink, context: ReadContext): Promise<ReadResult> {
  const size = sizeOfInput(path);
  const width = shape.columns.length;
  const skipRows = shape.dialect?.skipRows ?? 0;
  const collector = rowCollector(width, sink);
  const index = book.sheets.findIndex(({ name }) => name === shape.sheet);
  if (index < 0) throw unknownSheet({ ...book, file: basename(path) }, shape.sheet ?? '');
  let last = 0;
  let headerRow = 0;
  let awaitHeader = shape.dialect?.header ?? true;
  let tableRows = 0;
  await book.rows(index, (row) => {
    last = row.number;
    if (row.number <= skipRows) return;
    if (awaitHeader) {
      awaitHeader = false;
      headerRow = row.number;
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
  collector.flush();
  const { rowCount, malformedCount } = collector;
  const blankLineCount = Math.max(0, last - Math.max(headerRow, skipRows) - tableRows);
  return { rowCount, malformedCount, blankLineCount, lineCount: last, begin: 0, end: size };
}

function rawOf(cells: readonly Cell[]): string {
  return cells.map((cell) => textOf(cell) ?? '').join('\t');
}
