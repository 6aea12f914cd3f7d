import { JiadiError } from '../../../../contract/errors.ts';
import type { Cell } from '../../reader.ts';
import type { MergedCell, OnHidden, SheetRow } from './workbook.ts';
import type { Book, BookSheet } from './xlsx-book.ts';
import { numberCell, serialText } from './xlsx-format.ts';
import { attribute, type PlainReader, readXml, unescapeXml, type XmlHandlers } from '../common/xml.ts';
import { type PlainCell, PlainRow } from './xlsx-plain.ts';

const COLUMNS_MAX = 16_384;
const ROWS_MAX = 1_048_576;

/** Reads a sheet from top to bottom, hidden rows too. Booleans come as `TRUE` and `FALSE`, errors as `#N/A`, dates as ISO text. */
export async function readSheetRows(book: Book, sheet: BookSheet, onRow: (row: SheetRow) => void, onHidden?: OnHidden): Promise<void> {
  let rowNumber = 0;
  let cells: Cell[] = [];
  let digitsLost = false;
  let column = 0;
  let type = 'n';
  let style = 0;
  let value = '';
  let inCell = false;
  let capture = false;
  let inPhonetic = false;

  const put = (): void => {
    const { cell, lost } = cellOf(book, type, style, value);
    if (cell === null) return;
    while (cells.length < column) cells.push(null);
    cells[column] = cell;
    digitsLost ||= lost;
  };
  const openRow = (number: string | undefined, hidden: string | undefined): void => {
    rowNumber = Number(number ?? rowNumber + 1);
    if (!(rowNumber >= 1 && rowNumber <= ROWS_MAX)) throw new JiadiError('file-damaged', { file: book.file, row: rowNumber });
    cells = [];
    digitsLost = false;
    column = -1;
    if (isTrue(hidden)) onHidden?.('row', rowNumber, rowNumber);
  };
  const openCell = (place: string | undefined, kind: string | undefined, form: string | undefined): void => {
    column = place === undefined ? column + 1 : columnOf(place);
    if (column >= COLUMNS_MAX) throw new JiadiError('file-damaged', { file: book.file, cell: place ?? '' });
    type = kind ?? 'n';
    style = Number(form ?? 0);
    value = '';
  };
  const closeRow = (): void => {
    if (cells.length > 0) onRow({ number: rowNumber, cells, digitsLost });
  };
  const row = new PlainRow();
  const plain: PlainReader = {
    within: 'sheetData',
    element: 'row',
    read: (text, at) => {
      const end = row.read(text, at);
      if (end < 0) return end;
      openRow(row.number, row.hidden);
      for (let c = 0; c < row.count; c++) {
        const cell = row.cells[c] as PlainCell;
        openCell(cell.place, cell.type, cell.style);
        value = cell.value;
        put();
      }
      closeRow();
      return end;
    },
  };
  const handlers: XmlHandlers = {
    open: (tag, attributes) => {
      if (tag === 'c') {
        openCell(attributes.r, attributes.t, attributes.s);
        inCell = true;
      } else if (tag === 'row') openRow(attribute(attributes, 'r'), attributes.hidden);
      else if (tag === 'col') {
        const [from, to] = [Number(attributes.min) - 1, Math.min(Number(attributes.max), COLUMNS_MAX) - 1];
        if (isTrue(attributes.hidden)) onHidden?.('column', from, to);
      } else if (tag === 'rPh') inPhonetic = true;
      else if (inCell && (tag === 'v' || tag === 't')) capture = !inPhonetic;
    },
    close: (tag) => {
      if (tag === 'v' || tag === 't') capture = false;
      else if (tag === 'rPh') inPhonetic = false;
      else if (tag === 'c') {
        inCell = false;
        put();
      } else if (tag === 'row') closeRow();
    },
    text: (text) => {
      if (capture) value += text;
    },
  };
  await readXml(book.archive.text(sheet.part), book.file, handlers, plain);
}

const MERGED_MAX = 500_000;
const mergedTag = /<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+)(\d+):[A-Z]+(\d+)"/g;

/** The cells that are merged over several rows. They are named behind all rows, so the text is only searched, which is much quicker than reading it. */
export async function mergedCells(book: Book, sheet: BookSheet): Promise<readonly MergedCell[]> {
  const merged: MergedCell[] = [];
  let held = '';
  for await (const piece of book.archive.text(sheet.part)) {
    const text = held + piece;
    if (text.includes('mergeCell')) {
      for (const [, column = '', from, to] of text.matchAll(mergedTag)) {
        const [top, bottom] = [Number(from), Number(to)];
        if (bottom > top && bottom <= ROWS_MAX && merged.length < MERGED_MAX) merged.push({ top, bottom, left: columnOf(column) });
      }
    }
    // a tag may go on in the next piece
    held = text.slice(text.lastIndexOf('<'));
  }
  return merged;
}

function isTrue(flag: string | undefined): boolean {
  return flag === '1' || flag === 'true';
}

function cellOf(book: Book, type: string, style: number, value: string): { cell: Cell; lost: boolean } {
  const text = (cell: string) => ({ cell: cell === '' ? null : cell, lost: false });
  switch (type) {
    case 's':
      return text(book.strings.at(Number(value)) ?? '');
    case 'inlineStr':
    case 'str':
      return text(unescapeXml(value));
    case 'b':
      return text(value === '' ? '' : value.trim() === '1' || value.trim() === 'true' ? 'TRUE' : 'FALSE');
    case 'e':
      return text(value);
    case 'd':
      return text(value.replace(/^(\d{4}-\d{2}-\d{2})T(.+?)(?:\.0+)?Z?$/, '$1 $2').replace(/ 00:00:00$/, ''));
    default: {
      if (value.trim() === '') return { cell: null, lost: false };
      const number = Number(value);
      if (!Number.isFinite(number)) return text(value);
      const date = serialText(number, book.forms[style] ?? 'none', book.date1904);
      if (date !== null) return { cell: date, lost: false };
      const { cell, digitsLost } = numberCell(number);
      return { cell, lost: digitsLost };
    }
  }
}

function columnOf(place: string): number {
  let column = 0;
  for (let i = 0; i < place.length; i++) {
    const code = place.charCodeAt(i) & ~32;
    if (code < 65 || code > 90) break;
    column = column * 26 + code - 64;
  }
  return column - 1;
}
