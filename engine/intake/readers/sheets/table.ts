/**
 * What every workbook format does alike: choose a sheet, find its header, type its columns, give its rows. A format only says how a workbook is
 * opened and how the cells of a sheet are read from top to bottom.
 */
import { basename } from 'node:path';
import { sizeOfInput } from '../../../../base/files.ts';
import { JiadiError } from '../../../../contract/errors.ts';
import { layoutOf, tableLayout, type TableRecord } from '../../layout/table-layout.ts';
import type { Dialect, ReadContext, ReaderKind, ReadResult, RowSink, SourceShape, TableArea, WantedSource } from '../../reader.ts';
import { COLUMNS_MAX } from '../csv/csv.ts';
import { type SheetSample, withHead, type WorkbookHead } from './head.ts';
import { cut, isIn, TableRows, textOf } from './table-rows.ts';
import type { SheetName, Workbook, WorkbookFormat } from './workbook.ts';

/** Rows that a preview shows its findings of. */
const HEAD_ROWS = 5000;
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
    sheets: (path) => withHead(format, path, (book) => partNames(book)),
    detect: (path, wanted, context) => withHead(format, path, (book) => detectSheet(format.id, book, wanted, context)),
    readHead: (path, shape, sink, context) => withHead(format, path, (book) => readBeginning(book, shape, sink, context)),
    read: (path, shape, _range, sink, context) =>
      withWorkbook(format, path, (book) => readSheet(book, path, shape, sink, context), context.scratch),
  };
}

/** Names of the sheets of a workbook, in order. */
export function sheetNames(format: WorkbookFormat, path: string): Promise<SheetName[]> {
  return withWorkbook(format, path, async (book) => book.sheets.map(({ name, hidden }) => ({ name, hidden })));
}

/** The sheets, and where a sheet holds several tables each of them. */
async function partNames(book: WorkbookHead): Promise<string[]> {
  const names: string[] = [];
  for (const [index, { name }] of book.sheets.entries()) {
    const { tables } = await book.sample(index, silent);
    if (tables.length < 2) names.push(name);
    else names.push(...tables.map((_, table) => `${name}${TABLE_OF}${table + 1}`));
  }
  return names;
}

const silent: ReadContext = { report: () => undefined, cancelled: () => false, throwIfCancelled: () => undefined, nowMs: () => 0 };

async function withWorkbook<T>(format: WorkbookFormat, path: string, work: (book: Workbook) => Promise<T>, scratch?: string): Promise<T> {
  sizeOfInput(path);
  const book = await format.open(path, scratch);
  try {
    return await work(book);
  } finally {
    book.close();
  }
}

async function detectSheet(format: string, book: WorkbookHead, wanted: WantedSource, context: ReadContext): Promise<SourceShape> {
  const { index, table, sample } = await chooseTable(book, wanted.sheet ?? null, context);
  const { name } = book.sheets[index] ?? { name: '' };
  const { tables } = sample;
  const found = tables[table] ?? { top: 1, bottom: null, left: 0, right: null };
  const isPart = tables.length > 1 || found.left > 0;
  const area = isPart ? found : null;
  const rows = area ? [...sample.rows, ...sample.further] : sample.rows;
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
  const skipRows = own.skipRows ?? (area ? Math.max(layout.skipRows, area.top - 1) : layout.skipRows);
  const merged = await mergedBelow(book, index, {
    area,
    from: records[layout.firstRecord + layout.headerRows]?.line ?? 0,
    wanted: own.merged,
  });
  if (merged > 0) context.notice?.({ code: 'merged-cells', count: merged, sample: null });
  const isFilled = own.merged ? own.merged === 'filled' : merged > 0;
  const dialect: Dialect = {
    delimiter: '',
    quote: '',
    escape: '',
    newline: '',
    ...layoutOf(layout, own),
    // what stands above the area belongs to other tables
    skipRows,
    ...(area ? { area } : {}),
    ...(isFilled ? { merged: 'filled' as const } : {}),
  };
  const sheet = tables.length > 1 ? `${name}${TABLE_OF}${table + 1}` : name;
  return { format, encoding: null, dialect, sheet, columns: wanted.columns ?? layout.columns, emptyAsText: wanted.emptyAsText ?? false };
}

/** How many cells of the table are merged over several rows of its data. */
async function mergedBelow(
  book: WorkbookHead,
  index: number,
  { area, from, wanted }: { readonly area: TableArea | null; readonly from: number; readonly wanted: Dialect['merged'] },
): Promise<number> {
  const merged = (await book.merged(index, wanted === 'filled')) ?? [];
  const isHere = ({ top, left }: { readonly top: number; readonly left: number }) =>
    !area || (isIn(area, top) && left >= area.left && (area.right === null || left <= area.right));
  return merged.filter((cell) => cell.top > from && isHere(cell)).length;
}

function tellHidden(
  book: WorkbookHead,
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

async function chooseTable(book: WorkbookHead, wanted: string | null, context: ReadContext): Promise<ChosenTable> {
  if (wanted !== null) {
    const { index, table } = placeOf(book, wanted);
    const quick = await book.sample(index, context);
    // whoever names a table by its number is told of it wherever it is
    const sample = table < quick.tables.length || quick.lookedThrough ? quick : await book.sample(index, context, undefined, true);
    if (sample.rows.length === 0) throw new JiadiError('file-empty', { file: book.file, sheet: wanted });
    if (table >= Math.max(1, sample.tables.length)) throw await unknownSheet(book, wanted);
    return { index, table, sample };
  }
  for (const hidden of [false, true]) {
    for (const [index, sheet] of book.sheets.entries()) {
      if (sheet.hidden !== hidden) continue;
      const sample = await book.sample(index, context);
      if (sample.rows.length > 0) return { index, table: 0, sample };
    }
  }
  throw new JiadiError('file-empty', { file: book.file });
}

/** The sheet and the table on it that a name means; a sheet may have the mark in its own name. */
function placeOf(book: Pick<Workbook, 'file' | 'sheets'>, wanted: string): { readonly index: number; readonly table: number } {
  const index = book.sheets.findIndex(({ name }) => name === wanted);
  if (index >= 0) return { index, table: 0 };
  const match = /^(.*)#([1-9]\d{0,2})$/s.exec(wanted);
  const sheet = match ? book.sheets.findIndex(({ name }) => name === match[1]) : -1;
  if (sheet < 0)
    throw new JiadiError('sheet-not-found', { file: book.file, sheet: wanted, sheets: book.sheets.map(({ name }) => name).join(', ') });
  return { index: sheet, table: Number(match?.[2]) - 1 };
}

async function unknownSheet(book: WorkbookHead, sheet: string): Promise<JiadiError> {
  return new JiadiError('sheet-not-found', { file: book.file, sheet, sheets: (await partNames(book)).join(', ') });
}

/** The rows of a table that are kept of the beginning of its sheet: quick, and the same as reading gives. */
async function readBeginning(book: WorkbookHead, shape: SourceShape, sink: RowSink, context: ReadContext): Promise<void> {
  const { index } = placeOf(book, shape.sheet ?? '');
  const isFilled = shape.dialect?.merged === 'filled';
  const rows = new TableRows(shape, sink, isFilled ? ((await book.merged(index, true)) ?? []) : []);
  const { rows: first, further } = await book.sample(index, context, HEAD_ROWS);
  for (const row of first) rows.add(row);
  // another table may begin further below
  if (shape.dialect?.area) for (const row of further) rows.add(row);
  rows.finish();
}

async function readSheet(book: Workbook, path: string, shape: SourceShape, sink: RowSink, context: ReadContext): Promise<ReadResult> {
  const { index } = placeOf({ ...book, file: basename(path) }, shape.sheet ?? '');
  const isFilled = shape.dialect?.merged === 'filled';
  const rows = new TableRows(shape, sink, isFilled ? ((await book.merged?.(index)) ?? []) : []);
  let last = 0;
  await book.rows(index, (row) => {
    last = row.number;
    if (rows.add(row) % TICK_ROWS !== 0) return;
    context.throwIfCancelled();
    context.report({ phase: 'read', done: rows.count, total: null, unit: 'rows', problems: rows.malformedCount });
  });
  return { ...rows.finish(), lineCount: last, begin: 0, end: sizeOfInput(path) };
}
