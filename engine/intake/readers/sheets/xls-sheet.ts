import { JiadiError } from '../../../../contract/errors.ts';
import type { Cell } from '../../reader.ts';
import type { MergedCell, OnHidden, SheetRow } from './workbook.ts';
import { asDamage, records, type XlsBook, type XlsSheet } from './xls-book.ts';
import { XlsCursor, type XlsRecord, XlsRecords } from './xls-records.ts';
import { numberCell, serialText } from './xlsx-format.ts';

/** A cell's place, style and content. */
interface Found {
  readonly row: number;
  readonly column: number;
  readonly cell: Cell;
  readonly digitsLost: boolean;
}

const cellRecords = new Set([0x02, 0x03, 0x04, 0x05, 0x06, 0x0d6, 0x0bd, 0x0fd, 0x203, 0x204, 0x205, 0x206, 0x27e, 0x406]);
const FORMULAS = new Set([0x06, 0x206, 0x406]);
const STRING_RESULTS = new Set([0x07, 0x207]);
const MANY_NUMBERS = 0xbd;
const COLUMN_INFO = 0x7d;
const ROW_INFO = 0x208;
const MERGED = 0xe5;

const errors: ReadonlyMap<number, string> = new Map([
  [0x00, '#NULL!'],
  [0x07, '#DIV/0!'],
  [0x0f, '#VALUE!'],
  [0x17, '#REF!'],
  [0x1d, '#NAME?'],
  [0x24, '#NUM!'],
  [0x2a, '#N/A'],
  [0x2b, '#GETTING_DATA'],
]);

/** Reads a sheet from top to bottom. Booleans come as `TRUE` and `FALSE`, errors as `#N/A`, dates as ISO text, formulas as the result that was stored. */
export function readXlsRows(book: XlsBook, sheet: XlsSheet, onRow: (row: SheetRow) => void, onHidden?: OnHidden): void {
  asDamage(book.file, () => {
    const rows = new RowGatherer(onRow, isOrdered(book, sheet));
    for (const found of cellsOf(book, sheet, onHidden)) rows.add(found);
    rows.end();
  });
}

/** Puts cells together to rows; a sheet that was not written from top to bottom is kept whole first (at most 65,536 rows of 256 cells). */
class RowGatherer {
  readonly #onRow: (row: SheetRow) => void;
  readonly #ordered: boolean;
  readonly #rows = new Map<number, { cells: Cell[]; digitsLost: boolean }>();
  #current = -1;

  constructor(onRow: (row: SheetRow) => void, ordered: boolean) {
    this.#onRow = onRow;
    this.#ordered = ordered;
  }

  add({ row, column, cell, digitsLost }: Found): void {
    if (cell === null) return;
    if (this.#ordered && row !== this.#current) this.end();
    this.#current = row;
    let held = this.#rows.get(row);
    if (!held) {
      held = { cells: [], digitsLost: false };
      this.#rows.set(row, held);
    }
    while (held.cells.length < column) held.cells.push(null);
    held.cells[column] = cell;
    held.digitsLost ||= digitsLost;
  }

  end(): void {
    const numbers = [...this.#rows.keys()].sort((a, b) => a - b);
    const held = numbers.map((number) => ({ number: number + 1, ...(this.#rows.get(number) ?? { cells: [], digitsLost: false }) }));
    this.#rows.clear();
    for (const row of held) this.#onRow(row);
  }
}

/** The records of a sheet, without those of the charts inside it. */
function* recordsOf(reader: XlsRecords): Generator<XlsRecord> {
  let depth = 0;
  for (let record = reader.next(); record; record = reader.next()) {
    if (records.bof.has(record.type)) depth++;
    else if (record.type === records.eof) {
      if (--depth <= 0) return;
    } else if (depth <= 1) yield record;
  }
}

function isOrdered(book: XlsBook, sheet: XlsSheet): boolean {
  let last = 0;
  for (const { type, view } of recordsOf(new XlsRecords(book.stream, sheet.at))) {
    if (!cellRecords.has(type) || view.byteLength < 4) continue;
    const row = view.getUint16(0, true);
    if (row < last) return false;
    last = row;
  }
  return true;
}

/** The cells of a sheet that are merged over several rows. */
export function mergedCells(book: XlsBook, sheet: XlsSheet): readonly MergedCell[] {
  const merged: MergedCell[] = [];
  asDamage(book.file, () => {
    for (const { type, view } of recordsOf(new XlsRecords(book.stream, sheet.at))) {
      if (type !== MERGED || view.byteLength < 2) continue;
      for (let at = 2; at + 8 <= view.byteLength; at += 8) {
        const [top, bottom] = [view.getUint16(at, true) + 1, view.getUint16(at + 2, true) + 1];
        if (bottom > top) merged.push({ top, bottom, left: view.getUint16(at + 4, true) });
      }
    }
  });
  return merged;
}

/** Tells of a record that says which columns, or that a row, are hidden. */
function tellHidden({ type, view }: XlsRecord, onHidden: OnHidden): void {
  if (type === COLUMN_INFO && view.byteLength >= 10 && (view.getUint16(8, true) & 1) !== 0)
    onHidden('column', view.getUint16(0, true), Math.min(view.getUint16(2, true), 255));
  if (type === ROW_INFO && view.byteLength >= 14 && (view.getUint16(12, true) & 0x20) !== 0) {
    const row = view.getUint16(0, true) + 1;
    onHidden('row', row, row);
  }
}

function* cellsOf(book: XlsBook, sheet: XlsSheet, onHidden?: OnHidden): Generator<Found> {
  const reader = new XlsRecords(book.stream, sheet.at);
  const cells = new CellReader(book, reader);
  for (const record of recordsOf(reader)) {
    const { type, view } = record;
    if (onHidden) tellHidden(record, onHidden);
    if (type === MANY_NUMBERS) {
      yield* cells.many(view);
      continue;
    }
    const ready = cells.take(record);
    if (ready) yield ready;
  }
}

/** Turns cell records into cells; a formula whose result is text waits for the record that holds it. */
class CellReader {
  readonly #book: XlsBook;
  readonly #reader: XlsRecords;
  #waiting: { readonly row: number; readonly column: number } | null = null;

  constructor(book: XlsBook, reader: XlsRecords) {
    this.#book = book;
    this.#reader = reader;
  }

  take(record: XlsRecord): Found | null {
    const { type, view } = record;
    if (STRING_RESULTS.has(type)) {
      const place = this.#waiting;
      this.#waiting = null;
      return place && { ...place, cell: this.#text(record, 0, type === 0x07 ? 1 : 2) || null, digitsLost: false };
    }
    if (!cellRecords.has(type)) return null;
    const row = view.getUint16(0, true);
    const column = view.getUint16(2, true);
    const { style, at } = this.#styleOf(view);
    const text = (cell: string) => ({ row, column, cell: cell === '' ? null : cell, digitsLost: false });
    if (FORMULAS.has(type)) return this.#formula(view, at, { row, column, style });
    switch (type) {
      case 0x02:
        return this.#number(view.getUint16(at, true), { row, column, style });
      case 0x03:
      case 0x203:
        return this.#number(view.getFloat64(at, true), { row, column, style });
      case 0x27e:
        return this.#number(rkNumber(view.getUint32(at, true)), { row, column, style });
      case 0x0fd:
        return text(this.#shared(view.getUint32(at, true)));
      case 0x05:
      case 0x205:
        return text(flagText(view.getUint8(at), view.getUint8(at + 1) !== 0));
      default:
        return text(this.#text(record, at, type === 0x04 ? 1 : 2));
    }
  }

  *many(view: DataView): Generator<Found> {
    const row = view.getUint16(0, true);
    const first = view.getUint16(2, true);
    for (let at = 4, column = first; at + 6 <= view.byteLength - 2; at += 6, column++) {
      yield this.#number(rkNumber(view.getUint32(at + 2, true)), { row, column, style: view.getUint16(at, true) });
    }
  }

  /** Version 2 keeps three bytes of attributes in every cell, with the number format in the second. */
  #styleOf(view: DataView): { style: number; at: number } {
    return this.#book.version === 2 ? { style: view.getUint8(5) & 0x3f, at: 7 } : { style: view.getUint16(4, true), at: 6 };
  }

  #formula(view: DataView, at: number, place: { readonly row: number; readonly column: number; readonly style: number }): Found | null {
    const { row, column } = place;
    if (view.getUint16(at + 6, true) !== 0xffff) return this.#number(view.getFloat64(at, true), place);
    const kind = view.getUint8(at);
    if (kind === 0) this.#waiting = { row, column };
    return kind === 1 || kind === 2 ? { row, column, cell: flagText(view.getUint8(at + 2), kind === 2), digitsLost: false } : null;
  }

  /** A table of texts that ends too early is a damaged file, not an empty cell. */
  #shared(index: number): string {
    const found = this.#book.strings[index];
    if (found === undefined) throw new JiadiError('file-damaged', { file: this.#book.file });
    return found;
  }

  #number(value: number, { row, column, style }: { readonly row: number; readonly column: number; readonly style: number }): Found {
    const { forms, date1904 } = this.#book;
    const date = serialText(value, forms[style] ?? 'none', date1904);
    if (date !== null) return { row, column, cell: date, digitsLost: false };
    if (!Number.isFinite(value)) return { row, column, cell: null, digitsLost: false };
    return { row, column, ...numberCell(value) };
  }

  #text(record: XlsRecord, at: number, lengthBytes: 1 | 2): string {
    const { view } = record;
    if (this.#book.version === 8) return new XlsCursor(this.#reader, record, at).text(2);
    const length = lengthBytes === 1 ? view.getUint8(at) : view.getUint16(at, true);
    const from = at + lengthBytes;
    return this.#book.decode(new Uint8Array(view.buffer, view.byteOffset + from, Math.max(0, Math.min(length, view.byteLength - from))));
  }
}

function flagText(value: number, isError: boolean): string {
  return isError ? (errors.get(value) ?? '#N/A') : value === 0 ? 'FALSE' : 'TRUE';
}

const rkView = new DataView(new ArrayBuffer(8));

/** A number in four bytes: a whole number or the upper half of a floating one, perhaps in hundredths. */
function rkNumber(rk: number): number {
  let value: number;
  if (rk & 2) value = rk >> 2;
  else {
    rkView.setUint32(4, rk & 0xfffffffc, true);
    value = rkView.getFloat64(0, true);
  }
  return rk & 1 ? value / 100 : value;
}
