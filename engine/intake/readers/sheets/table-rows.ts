import { pointSink } from '../../layout/decimal-comma.ts';
import { otherTable } from '../../../../contract/methods/datasets.ts';
import { opensTable } from '../../layout/tables.ts';
import { BY_PERSON, type RowJudge, rowJudge } from '../../layout/row-kinds.ts';
import { saidOf } from '../../layout/table-layout.ts';
import type { Cell, Dialect, ReadResult, RowSink, SourceShape, TableArea } from '../../reader.ts';
import { type RowCollector, rowCollector } from '../common/rows.ts';
import type { MergedCell, SheetRow } from './workbook.ts';

/** Turns the rows of a sheet into those of its table. */
export class TableRows {
  readonly #width: number;
  readonly #skipRows: number;
  readonly #headerRows: number;
  readonly #dialect: Partial<Dialect>;
  readonly #collector: RowCollector;
  readonly #header: (readonly Cell[])[] = [];
  /** The last rows so far, which are the footer if nothing follows. */
  readonly #held: SheetRow[] = [];
  readonly #merged: MergedFill | null;
  readonly #below: Below;
  readonly #said: ReadonlyMap<number, boolean>;
  #judge: RowJudge | null = null;
  #first = 0;
  #last = 0;
  #apart = 0;
  /** Rows below the header that hold something. */
  count = 0;

  constructor(shape: SourceShape, sink: RowSink, merged: readonly MergedCell[] = []) {
    this.#merged = merged.length > 0 ? new MergedFill(merged) : null;
    this.#dialect = shape.dialect ?? {};
    this.#width = shape.columns.length;
    this.#skipRows = this.#dialect.skipRows ?? 0;
    this.#headerRows = (this.#dialect.header ?? true) ? (this.#dialect.headerRows ?? 1) : 0;
    this.#collector = rowCollector(this.#width, this.#dialect.decimal === ',' ? pointSink(sink, shape.columns) : sink);
    this.#said = saidOf(this.#dialect);
    // where the table ends is known: nothing else belongs to it
    const isOpen = (this.#dialect.area?.bottom ?? null) === null;
    this.#below = new Below(isOpen, (row, isForeign) => this.#place(row, isForeign));
    if (this.#headerRows === 0) this.#begin(this.#skipRows);
  }

  get malformedCount(): number {
    return this.#collector.malformedCount;
  }

  /** Takes the next row of the sheet, whether or not it belongs to the table; the number of rows so far. */
  add({ number, cells: all, digitsLost }: SheetRow): number {
    const { area } = this.#dialect;
    if (area && !isIn(area, number)) return this.count;
    const isData = this.#header.length >= this.#headerRows && number > this.#skipRows;
    const filled = this.#merged ? this.#merged.row(number, all, isData) : all;
    const cells = area ? cut(filled, area) : filled;
    if (number <= this.#skipRows || cells.length === 0) return this.count;
    this.#last = number;
    if (this.#header.length < this.#headerRows) {
      this.#header.push([...cells]);
      if (this.#header.length === this.#headerRows) this.#begin(number);
      return this.count;
    }
    this.count++;
    this.#below.next({ number, cells, digitsLost });
    return this.count;
  }

  /** Takes a row that belongs to the table, or one that does not. */
  #place({ number, cells, digitsLost }: SheetRow, isForeign: boolean): void {
    if (isForeign && this.#said.get(number) !== false) {
      this.#setApart(number, cells, otherTable);
      return;
    }
    const footer = this.#dialect.footerRows ?? 0;
    if (footer === 0) this.#take({ number, cells, digitsLost });
    else {
      this.#held.push({ number, cells: [...cells], digitsLost });
      const next = this.#held.length > footer ? this.#held.shift() : undefined;
      if (next) this.#take(next);
    }
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
    this.#below.begin(this.#header, headerEnd);
    this.#judge = rowJudge({ width: this.#width, apart: this.#dialect.apart ?? [], header: this.#header, lines: saidOf(this.#dialect) });
  }

  finish(): Omit<ReadResult, 'lineCount' | 'begin' | 'end'> {
    this.#below.finish();
    for (const { number, cells } of this.#held) this.#setApart(number, cells, BY_PERSON);
    this.#collector.flush();
    const { rowCount, malformedCount } = this.#collector;
    return { rowCount, malformedCount, apartCount: this.#apart, blankLineCount: Math.max(0, this.#last - this.#first - this.count) };
  }
}

function rawOf(cells: readonly Cell[]): string {
  return cells.map((cell) => textOf(cell) ?? '').join('\t');
}

/** Rows after a gap that tell whether another table begins there. */
const TELLING_ROWS = 12;

/** Notices another table below the one that is read: after a gap, names over figures that are not the header above. Until it is clear, rows are held. */
class Below {
  readonly #isWatching: boolean;
  readonly #give: (row: SheetRow, isForeign: boolean) => void;
  #above: SheetRow[] = [];
  #held: SheetRow[] = [];
  #last = 0;
  #isForeign = false;

  constructor(isWatching: boolean, give: (row: SheetRow, isForeign: boolean) => void) {
    this.#isWatching = isWatching;
    this.#give = give;
  }

  begin(header: readonly (readonly Cell[])[], last: number): void {
    this.#above = header.map((cells, i) => ({ number: last - header.length + 1 + i, cells, digitsLost: false }));
    this.#last = header.length > 0 ? last : 0;
  }

  next(row: SheetRow): void {
    const isGap = this.#last > 0 && row.number > this.#last + 1;
    this.#last = row.number;
    if (this.#isForeign || !this.#isWatching) {
      this.#give(row, this.#isForeign);
      return;
    }
    // a lone text may be the title of what follows it
    if (this.#held.length >= TELLING_ROWS || (isGap && this.#held.some(({ cells }) => cells.filter((cell) => cell !== null).length > 1)))
      this.#decide();
    if (this.#isForeign) this.#give(row, true);
    else if (isGap || this.#held.length > 0) this.#held.push({ ...row, cells: [...row.cells] });
    else {
      if (this.#above.length < 2) this.#above.push({ ...row, cells: [...row.cells] });
      this.#give(row, false);
    }
  }

  #decide(): void {
    const held = this.#held;
    this.#held = [];
    this.#isForeign = opensTable(this.#above, held);
    for (const row of held) this.#give(row, this.#isForeign);
  }

  finish(): void {
    this.#decide();
  }
}

/** Puts the value of a cell that is merged over several rows into each of them, row by row. */
class MergedFill {
  readonly #coming: readonly MergedCell[];
  readonly #open = new Map<number, { readonly bottom: number; readonly value: Cell }>();
  #next = 0;

  constructor(merged: readonly MergedCell[]) {
    this.#coming = merged.toSorted((a, b) => a.top - b.top);
  }

  /** The cells of a row; filled where it is data: names of a header are joined by their places. */
  row(number: number, cells: readonly Cell[], isData: boolean): readonly Cell[] {
    let out = cells;
    for (const [left, { bottom, value }] of this.#open) {
      if (number > bottom) this.#open.delete(left);
      else if (isData && (out[left] ?? null) === null) {
        const copy = Array.from({ length: Math.max(out.length, left + 1) }, (_, column) => out[column] ?? null);
        copy[left] = value;
        out = copy;
      }
    }
    for (let next = this.#coming[this.#next]; next && next.top <= number; next = this.#coming[++this.#next]) {
      const value = next.top === number ? (cells[next.left] ?? null) : null;
      if (value !== null) this.#open.set(next.left, { bottom: next.bottom, value });
    }
    return out;
  }
}

/** True when a row belongs to an area. */
export function isIn({ top, bottom }: TableArea, number: number): boolean {
  return number >= top && (bottom === null || number <= bottom);
}

/** The cells of a row that belong to an area, without blank ones at the end. */
export function cut(cells: readonly Cell[], { left, right }: TableArea): readonly Cell[] {
  const own = cells.slice(left, right === null ? undefined : right + 1);
  let length = own.length;
  while (length > 0 && own[length - 1] === null) length--;
  return own.slice(0, length);
}

/** A cell as text. */
export function textOf(cell: Cell): string | null {
  return cell === null ? null : String(cell);
}
