import { JiadiError } from '../../../../contract/errors.ts';
import type { Cell } from '../../reader.ts';
import type { MergedCell, OnHidden, SheetRow } from './workbook.ts';
import type { Book, BookSheet } from './xlsx-book.ts';
import { numberCell, serialText } from './xlsx-format.ts';
import { attribute, readXml, unescapeXml, type XmlHandlers } from '../common/xml.ts';
import { type PlainCell, PlainRow } from './xlsx-plain.ts';

const COLUMNS_MAX = 16_384;
const ROWS_MAX = 1_048_576;

/** Reads a sheet from top to bottom, hidden rows too. Booleans come as `TRUE` and `FALSE`, errors as `#N/A`, dates as ISO text. */
export async function readSheetRows(book: Book, sheet: BookSheet, onRow: (row: SheetRow) => void, onHidden?: OnHidden): Promise<void> {
  const reader = new SheetReader(book, onRow, onHidden);
  await readXml(book.archive.text(sheet.part), book.file, reader, {
    within: 'sheetData',
    element: 'row',
    read: (text, at) => reader.plain(text, at),
  });
}

class SheetReader implements XmlHandlers {
  readonly #book: Book;
  readonly #onRow: (row: SheetRow) => void;
  readonly #onHidden: OnHidden | undefined;
  readonly #plain = new PlainRow();
  #row = 0;
  #cells: Cell[] = [];
  #digitsLost = false;
  #column = 0;
  #type = 'n';
  #style = 0;
  #value = '';
  #inCell = false;
  #capture = false;
  #inPhonetic = false;

  constructor(book: Book, onRow: (row: SheetRow) => void, onHidden: OnHidden | undefined) {
    this.#book = book;
    this.#onRow = onRow;
    this.#onHidden = onHidden;
  }

  open(tag: string, attributes: Readonly<Record<string, string>>): void {
    if (tag === 'c') {
      this.#openCell(attributes.r, attributes.t, attributes.s);
      this.#inCell = true;
    } else if (tag === 'row') this.#openRow(attribute(attributes, 'r'), attributes.hidden);
    else if (tag === 'col') {
      const [from, to] = [Number(attributes.min) - 1, Math.min(Number(attributes.max), COLUMNS_MAX) - 1];
      if (isTrue(attributes.hidden)) this.#onHidden?.('column', from, to);
    } else if (tag === 'rPh') this.#inPhonetic = true;
    else if (this.#inCell && (tag === 'v' || tag === 't')) this.#capture = !this.#inPhonetic;
  }

  close(tag: string): void {
    if (tag === 'v' || tag === 't') this.#capture = false;
    else if (tag === 'rPh') this.#inPhonetic = false;
    else if (tag === 'c') {
      this.#inCell = false;
      this.#put();
    } else if (tag === 'row') this.#closeRow();
  }

  text(text: string): void {
    if (this.#capture) this.#value += text;
  }

  /** Reads a plain row; gives the place behind it, or why it is none. */
  plain(text: string, at: number): number {
    const row = this.#plain;
    const end = row.read(text, at);
    if (end < 0) return end;
    this.#openRow(row.number, row.hidden);
    for (let c = 0; c < row.count; c++) {
      const cell = row.cells[c] as PlainCell;
      this.#openCell(cell.place, cell.type, cell.style);
      this.#value = cell.value;
      this.#put();
    }
    this.#closeRow();
    return end;
  }

  #openRow(number: string | undefined, hidden: string | undefined): void {
    const row = Number(number ?? this.#row + 1);
    if (!(row >= 1 && row <= ROWS_MAX)) throw new JiadiError('file-damaged', { file: this.#book.file, row });
    this.#row = row;
    this.#cells = [];
    this.#digitsLost = false;
    this.#column = -1;
    if (isTrue(hidden)) this.#onHidden?.('row', row, row);
  }

  #openCell(place: string | undefined, type: string | undefined, style: string | undefined): void {
    this.#column = place === undefined ? this.#column + 1 : columnOf(place);
    if (this.#column >= COLUMNS_MAX) throw new JiadiError('file-damaged', { file: this.#book.file, cell: place ?? '' });
    this.#type = type ?? 'n';
    this.#style = Number(style ?? 0);
    this.#value = '';
  }

  #put(): void {
    const { cell, lost } = cellOf(this.#book, this.#type, this.#style, this.#value);
    if (cell === null) return;
    while (this.#cells.length < this.#column) this.#cells.push(null);
    this.#cells[this.#column] = cell;
    this.#digitsLost ||= lost;
  }

  #closeRow(): void {
    if (this.#cells.length > 0) this.#onRow({ number: this.#row, cells: this.#cells, digitsLost: this.#digitsLost });
  }
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

/** A text from the table of the workbook; a table that ends too early is a damaged file, not an empty cell. */
function sharedText({ strings, file }: Book, value: string): string {
  if (value.trim() === '') return '';
  const found = strings.at(Number(value));
  if (found === undefined) throw new JiadiError('file-damaged', { file });
  return found;
}

function cellOf(book: Book, type: string, style: number, value: string): { cell: Cell; lost: boolean } {
  const text = (cell: string) => ({ cell: cell === '' ? null : cell, lost: false });
  switch (type) {
    case 's':
      return text(sharedText(book, value));
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
