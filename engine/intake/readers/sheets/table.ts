/**
 * What every workbook format does alike: choose a sheet, find its header, type its columns, give its rows. A format only says how a workbook is
 * opened and how the cells of a sheet are read from top to bottom.
 */
import { basename } from 'node:path';
import { sizeOfInput } from '../../../../base/files.ts';
import { JiadiError } from '../../../../contract/errors.ts';
import { pointSink } from '../../layout/decimal-comma.ts';
import { BY_PERSON, type RowJudge, rowJudge } from '../../layout/row-kinds.ts';
import { layoutOf, saidOf, tableLayout, type TableRecord } from '../../layout/table-layout.ts';
import { tablesOn } from '../../layout/tables.ts';
import type { Cell, Dialect, ReadContext, ReaderKind, ReadResult, RowSink, SourceShape, TableArea, WantedSource } from '../../reader.ts';
import { COLUMNS_MAX } from '../csv/csv.ts';
import { type RowCollector, rowCollector } from '../common/rows.ts';
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

/** Told of hidden rows (from 1) and columns (from 0) before the cells that are in them. */
export type OnHidden = (what: 'row' | 'column', from: number, to: number) => void;

/** An open workbook of any format. */
export interface Workbook {
  readonly file: string;
  readonly sheets: readonly SheetName[];
  /** Reads the sheet at `index` from top to bottom, hidden rows too; `onRow` may end it by throwing `StopReading`. */
  rows(index: number, onRow: (row: SheetRow) => void, onHidden?: OnHidden): Promise<void>;
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
const HIDDEN_MAX = 10_000;
const TICK_ROWS = 2000;

/** Between a sheet and the number of a table on it, as in `Sheet1#2`. */
const TABLE_OF = '#';

/** The reader of a workbook format: the sheet asked for, or the first visible one with anything in it, and on it the table asked for or the first. */
export function workbookReader(format: WorkbookFormat): ReaderKind {
  return {
    id: format.id,
    extensions: format.extensions,
    splittable: false,
    claims: (head, fileName) => format.claims(head, fileName),
    sheets: (path) => withWorkbook(format, path, (book) => partNames(book)),
    detect: (path, wanted, context) => withWorkbook(format, path, (book) => detectSheet(format.id, book, wanted, context)),
    read: (path, shape, _range, sink, context) => withWorkbook(format, path, (book) => readSheet(book, path, shape, sink, context)),
  };
}

/** Names of the sheets of a workbook, in order. */
export function sheetNames(format: WorkbookFormat, path: string): Promise<SheetName[]> {
  return withWorkbook(format, path, async (book) => book.sheets.map(({ name, hidden }) => ({ name, hidden })));
}

/** The sheets, and where a sheet holds several tables each of them. */
async function partNames(book: Workbook): Promise<string[]> {
  const names: string[] = [];
  for (const [index, { name }] of book.sheets.entries()) {
    const { tables } = await sampleOf(book, index, silent);
    if (tables.length < 2) names.push(name);
    else names.push(...tables.map((_, table) => `${name}${TABLE_OF}${table + 1}`));
  }
  return names;
}

const silent: ReadContext = { report: () => undefined, cancelled: () => false, throwIfCancelled: () => undefined, nowMs: () => 0 };

async function withWorkbook<T>(format: WorkbookFormat, path: string, work: (book: Workbook) => Promise<T>): Promise<T> {
  sizeOfInput(path);
  const book = await format.open(path);
  try {
    return await work(book);
  } finally {
    book.close();
  }
}

async function detectSheet(format: string, book: Workbook, wanted: WantedSource, context: ReadContext): Promise<SourceShape> {
  const { index, table, sample } = await chooseTable(book, wanted.sheet ?? null, context);
  const { name } = book.sheets[index] ?? { name: '' };
  const { tables, rows } = sample;
  const found = tables[table] ?? { top: 1, bottom: null, left: 0, right: null };
  const isPart = tables.length > 1 || found.left > 0;
  const area = isPart ? found : null;
  const own = wanted.dialect ?? {};
  const placed = area ? rows.filter(({ number }) => isIn(area, number)).map((row) => ({ ...row, cells: cut(row.cells, area) })) : rows;
  const filled = placed.filter(({ cells }) => cells.length > 0);
  const width = filled.reduce((most, { cells }) => Math.max(most, cells.length), 1);
  const records = filled.map(({ cells, number }): TableRecord => {
    const padded = Array.from({ length: width }, (_, column) => cells[column] ?? null);
    return { line: number - 1, cells: padded, fields: padded.map(textOf) };
  });
  const layout = tableLayout(records, [], own, context.notice);
  if (width > COLUMNS_MAX) throw new JiadiError('too-many-columns', { file: book.file, count: width, limit: COLUMNS_MAX });
  tellHidden(book, sample, area, context);
  if (tables.length > 1) context.notice?.({ code: 'several-tables', count: tables.length, sample: null });
  const dialect: Dialect = {
    delimiter: '',
    quote: '',
    escape: '',
    newline: '',
    ...layoutOf(layout, own),
    // what stands above the area belongs to other tables
    skipRows: own.skipRows ?? (area ? Math.max(layout.skipRows, area.top - 1) : layout.skipRows),
    ...(area ? { area } : {}),
  };
  const sheet = tables.length > 1 ? `${name}${TABLE_OF}${table + 1}` : name;
  return { format, encoding: null, dialect, sheet, columns: wanted.columns ?? layout.columns, emptyAsText: wanted.emptyAsText ?? false };
}

function isIn({ top, bottom }: TableArea, number: number): boolean {
  return number >= top && (bottom === null || number <= bottom);
}

/** The cells of a row that belong to an area, without blank ones at the end. */
function cut(cells: readonly Cell[], { left, right }: TableArea): readonly Cell[] {
  const own = cells.slice(left, right === null ? undefined : right + 1);
  let length = own.length;
  while (length > 0 && own[length - 1] === null) length--;
  return own.slice(0, length);
}

function tellHidden(
  book: Workbook,
  { rows: filled, hiddenRows, hiddenColumns }: SheetSample,
  area: TableArea | null,
  { notice }: ReadContext,
): void {
  // hidden or not: what is empty is missed by nobody
  const numbers = new Set(filled.map(({ number }) => number));
  const rows = hiddenRows.filter((number) => numbers.has(number) && (!area || isIn(area, number)));
  if (rows.length > 0) notice?.({ code: 'hidden-rows', count: rows.length, sample: rows.slice(0, 5).join(', ') });
  const used = hiddenColumns.filter((column) => filled.some(({ cells }) => (cells[column] ?? null) !== null));
  const columns = used.filter((column) => !area || (column >= area.left && (area.right === null || column <= area.right)));
  if (columns.length > 0)
    notice?.({ code: 'hidden-columns', count: columns.length, sample: columns.slice(0, 5).map(columnLetters).join(', ') });
  const sheets = book.sheets.filter(({ hidden }) => hidden);
  if (sheets.length > 0) notice?.({ code: 'hidden-sheets', count: sheets.length, sample: sheets.map(({ name }) => name).join(', ') });
}

function columnLetters(column: number): string {
  const rest = Math.floor(column / 26);
  return (rest > 0 ? columnLetters(rest - 1) : '') + String.fromCharCode(65 + (column % 26));
}

interface ChosenTable {
  readonly index: number;
  readonly table: number;
  readonly sample: SheetSample;
}

async function chooseTable(book: Workbook, wanted: string | null, context: ReadContext): Promise<ChosenTable> {
  if (wanted !== null) {
    const { index, table } = placeOf(book, wanted);
    const sample = await sampleOf(book, index, context);
    if (sample.rows.length === 0) throw new JiadiError('file-empty', { file: book.file, sheet: wanted });
    if (table >= Math.max(1, sample.tables.length)) throw await unknownSheet(book, wanted);
    return { index, table, sample };
  }
  for (const hidden of [false, true]) {
    for (const [index, sheet] of book.sheets.entries()) {
      if (sheet.hidden !== hidden) continue;
      const sample = await sampleOf(book, index, context);
      if (sample.rows.length > 0) return { index, table: 0, sample };
    }
  }
  throw new JiadiError('file-empty', { file: book.file });
}

/** The sheet and the table on it that a name means; a sheet may have the mark in its own name. */
function placeOf(book: Workbook, wanted: string): { readonly index: number; readonly table: number } {
  const index = book.sheets.findIndex(({ name }) => name === wanted);
  if (index >= 0) return { index, table: 0 };
  const match = /^(.*)#([1-9]\d{0,2})$/s.exec(wanted);
  const sheet = match ? book.sheets.findIndex(({ name }) => name === match[1]) : -1;
  if (sheet < 0)
    throw new JiadiError('sheet-not-found', { file: book.file, sheet: wanted, sheets: book.sheets.map(({ name }) => name).join(', ') });
  return { index: sheet, table: Number(match?.[2]) - 1 };
}

async function unknownSheet(book: Workbook, sheet: string): Promise<JiadiError> {
  return new JiadiError('sheet-not-found', { file: book.file, sheet, sheets: (await partNames(book)).join(', ') });
}

/** The beginning of a sheet. */
interface SheetSample {
  readonly rows: readonly SheetRow[];
  readonly tables: readonly TableArea[];
  readonly hiddenRows: readonly number[];
  readonly hiddenColumns: readonly number[];
}

async function sampleOf(book: Workbook, index: number, context: ReadContext): Promise<SheetSample> {
  const rows: SheetRow[] = [];
  const hiddenRows: number[] = [];
  const hiddenColumns: number[] = [];
  const onRow = (row: SheetRow): void => {
    // a program may hand on the same array for repeated rows
    rows.push({ ...row, cells: [...row.cells] });
    if (rows.length % 100 === 0) context.throwIfCancelled();
    if (rows.length >= SAMPLE_ROWS) throw new StopReading();
  };
  const onHidden: OnHidden = (what, from, to) => {
    const list = what === 'row' ? hiddenRows : hiddenColumns;
    for (let at = from; at <= to && list.length < HIDDEN_MAX; at++) list.push(at);
  };
  try {
    await book.rows(index, onRow, onHidden);
  } catch (error) {
    if (!(error instanceof StopReading)) throw error;
  }
  return { rows, tables: tablesOn(rows, rows.length < SAMPLE_ROWS), hiddenRows, hiddenColumns };
}

function textOf(cell: Cell): string | null {
  return cell === null ? null : String(cell);
}

async function readSheet(book: Workbook, path: string, shape: SourceShape, sink: RowSink, context: ReadContext): Promise<ReadResult> {
  const { dialect } = shape;
  const { index } = placeOf({ ...book, file: basename(path) }, shape.sheet ?? '');
  const rows = new TableRows(shape, sink);
  let last = 0;
  await book.rows(index, (row) => {
    const { area } = dialect ?? {};
    last = row.number;
    if (area && !isIn(area, row.number)) return;
    if (rows.add(area ? { ...row, cells: cut(row.cells, area) } : row) % TICK_ROWS !== 0) return;
    context.throwIfCancelled();
    context.report({ phase: 'read', done: rows.count, total: null, unit: 'rows', problems: rows.malformedCount });
  });
  return { ...rows.finish(), lineCount: last, begin: 0, end: sizeOfInput(path) };
}

/** Turns the rows of a sheet into those of its table. */
class TableRows {
  readonly #width: number;
  readonly #skipRows: number;
  readonly #headerRows: number;
  readonly #dialect: Partial<Dialect>;
  readonly #collector: RowCollector;
  readonly #header: (readonly Cell[])[] = [];
  /** The last rows so far, which are the footer if nothing follows. */
  readonly #held: SheetRow[] = [];
  #judge: RowJudge | null = null;
  #first = 0;
  #last = 0;
  #apart = 0;
  /** Rows below the header that hold something. */
  count = 0;

  constructor(shape: SourceShape, sink: RowSink) {
    this.#dialect = shape.dialect ?? {};
    this.#width = shape.columns.length;
    this.#skipRows = this.#dialect.skipRows ?? 0;
    this.#headerRows = (this.#dialect.header ?? true) ? (this.#dialect.headerRows ?? 1) : 0;
    this.#collector = rowCollector(this.#width, this.#dialect.decimal === ',' ? pointSink(sink, shape.columns) : sink);
    if (this.#headerRows === 0) this.#begin(this.#skipRows);
  }

  get malformedCount(): number {
    return this.#collector.malformedCount;
  }

  /** Takes the next row; the number of rows so far. */
  add({ number, cells, digitsLost }: SheetRow): number {
    if (number <= this.#skipRows || cells.length === 0) return this.count;
    this.#last = number;
    if (this.#header.length < this.#headerRows) {
      this.#header.push([...cells]);
      if (this.#header.length === this.#headerRows) this.#begin(number);
      return this.count;
    }
    this.count++;
    const footer = this.#dialect.footerRows ?? 0;
    if (footer === 0) this.#take({ number, cells, digitsLost });
    else {
      this.#held.push({ number, cells: [...cells], digitsLost });
      const next = this.#held.length > footer ? this.#held.shift() : undefined;
      if (next) this.#take(next);
    }
    return this.count;
  }

  #take({ number, cells, digitsLost }: SheetRow): void {
    const kind = this.#judge?.kindOf(cells, number) ?? null;
    if (kind !== null) {
      this.#setApart(number, cells, kind);
      return;
    }
    this.#collector.add(cells);
    if (cells.length > this.#width) this.#collector.report(number, 'too-many-fields', rawOf(cells), true);
    else if (digitsLost) this.#collector.report(number, 'digits-lost', rawOf(cells), true);
  }

  #setApart(number: number, cells: readonly Cell[], reason: string): void {
    this.#apart++;
    this.#collector.report(number, reason, rawOf(cells), false);
  }

  #begin(headerEnd: number): void {
    this.#first = headerEnd;
    this.#judge = rowJudge({ width: this.#width, apart: this.#dialect.apart ?? [], header: this.#header, lines: saidOf(this.#dialect) });
  }

  finish(): Omit<ReadResult, 'lineCount' | 'begin' | 'end'> {
    for (const { number, cells } of this.#held) this.#setApart(number, cells, BY_PERSON);
    this.#collector.flush();
    const { rowCount, malformedCount } = this.#collector;
    return { rowCount, malformedCount, apartCount: this.#apart, blankLineCount: Math.max(0, this.#last - this.#first - this.count) };
  }
}

function rawOf(cells: readonly Cell[]): string {
  return cells.map((cell) => textOf(cell) ?? '').join('\t');
}
