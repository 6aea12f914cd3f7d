import { basename } from 'node:path';
import { JiadiError } from '../../../../contract/errors.ts';
import type { Cell, ReadContext, ReaderKind } from '../../reader.ts';
import { declaredEncoding, encodingByMark } from '../common/declared-encoding.ts';
import { attribute, StopReading } from '../common/xml.ts';
import { readElements } from '../xml/events.ts';
import { xmlDeclared } from '../xml/xml.ts';
import { workbookReader } from './table.ts';
import type { MergedCell, OnHidden, SheetName, SheetRow, WorkbookFormat } from './workbook.ts';
import { numberCell } from './xlsx-format.ts';

const COLUMNS_MAX = 16_384;
const ROWS_MAX = 1_048_576;
const quiet: ReadContext = { report: () => undefined, cancelled: () => false, throwIfCancelled: () => undefined, nowMs: () => 0 };

/** Excel's XML spreadsheets of 2003, which many systems write under the name of an XLS. */
const excelXmlFormat: WorkbookFormat = {
  id: 'excel-xml',
  extensions: [],
  claims: (head) => {
    const text = new TextDecoder(encodingByMark(head) ?? 'utf-8').decode(head.subarray(0, 8192));
    return /<(?:[\w]+:)?Workbook[\s>]/.test(text) && text.includes('urn:schemas-microsoft-com:office:spreadsheet') ? 1 : 0;
  },
  open: async (path) => {
    const encoding = declaredEncoding(path, xmlDeclared).name;
    const sheets: { name: string; hidden: boolean }[] = [];
    let inVisible = false;
    await readElements(
      path,
      encoding,
      {
        open: (tag, attributes) => {
          if (tag === 'Worksheet') sheets.push({ name: attribute(attributes, 'Name') ?? `Sheet${sheets.length + 1}`, hidden: false });
          inVisible = tag === 'Visible';
        },
        close: () => {
          inVisible = false;
        },
        text: (text) => {
          const last = sheets.at(-1);
          if (inVisible && last && text.trim() !== '') last.hidden = true;
        },
      },
      quiet,
    );
    return {
      file: basename(path),
      sheets: sheets satisfies SheetName[],
      rows: async (index, onRow, onHidden) => {
        const sheet = new ExcelXmlSheet(basename(path), index, onRow, onHidden);
        await readElements(path, encoding, sheet, quiet);
        if (sheet.stopped) throw new StopReading();
      },
      merged: async (index) => {
        const merged: MergedCell[] = [];
        await readElements(
          path,
          encoding,
          new ExcelXmlSheet(
            basename(path),
            index,
            () => undefined,
            undefined,
            (cell) => merged.push(cell),
          ),
          quiet,
        );
        return merged;
      },
      close: () => undefined,
    };
  },
};

/** Excel's XML spreadsheets of 2003. */
export const excelXmlReader: ReaderKind = workbookReader(excelXmlFormat);

/** Follows the tags of one sheet. */
class ExcelXmlSheet {
  readonly #file: string;
  readonly #wanted: number;
  readonly #onRow: (row: SheetRow) => void;
  readonly #onHidden: OnHidden | undefined;
  readonly #onMerged: (cell: MergedCell) => void;
  #sheet = -1;
  #row = 0;
  #column = 0;
  #described = 0;
  #cells: Cell[] = [];
  #digitsLost = false;
  #type = '';
  #text: string | null = null;
  /** Further columns that the cell reaches over. */
  #across = 0;
  /** Whoever takes the rows has seen enough: `readElements` ends without a word, and this says why. */
  stopped = false;

  constructor(
    file: string,
    wanted: number,
    onRow: (row: SheetRow) => void,
    onHidden: OnHidden | undefined,
    onMerged: (cell: MergedCell) => void = () => undefined,
  ) {
    this.#onMerged = onMerged;
    this.#file = file;
    this.#wanted = wanted;
    this.#onRow = onRow;
    this.#onHidden = onHidden;
  }

  open(tag: string, attributes: Readonly<Record<string, string>>): void {
    if (tag === 'Worksheet') this.#sheet++;
    if (this.#sheet !== this.#wanted) return;
    if (tag === 'Column') this.#describe(attributes);
    else if (tag === 'Row') this.#beginRow(attributes);
    else if (tag === 'Cell') {
      this.#column = this.#place(attributes, this.#column, COLUMNS_MAX);
      const down = Math.min(Number(attribute(attributes, 'MergeDown') ?? 0) || 0, ROWS_MAX);
      if (down > 0) this.#onMerged({ top: this.#row, bottom: this.#row + down, left: this.#column - 1 });
      this.#across = Math.min(Number(attribute(attributes, 'MergeAcross') ?? 0) || 0, COLUMNS_MAX);
    } else if (tag === 'Data') {
      this.#type = attribute(attributes, 'Type') ?? 'String';
      this.#text = '';
    }
  }

  text(text: string): void {
    if (this.#text !== null) this.#text += text;
  }

  close(tag: string): void {
    if (this.#sheet !== this.#wanted) return;
    if (tag === 'Data') this.#put();
    else if (tag === 'Cell') this.#column += this.#across;
    else if (tag === 'Row' && this.#cells.length > 0) this.#hand();
    else if (tag === 'Worksheet') throw new StopReading();
  }

  #hand(): void {
    try {
      this.#onRow({ number: this.#row, cells: this.#cells, digitsLost: this.#digitsLost });
    } catch (error) {
      this.stopped = error instanceof StopReading;
      throw error;
    }
  }

  #describe(attributes: Readonly<Record<string, string>>): void {
    const from = this.#place(attributes, this.#described, COLUMNS_MAX);
    this.#described = Math.min(from + (Number(attribute(attributes, 'Span') ?? 0) || 0), COLUMNS_MAX);
    if (attribute(attributes, 'Hidden') === '1') this.#onHidden?.('column', from - 1, this.#described - 1);
  }

  #beginRow(attributes: Readonly<Record<string, string>>): void {
    this.#row = this.#place(attributes, this.#row, ROWS_MAX);
    this.#column = 0;
    this.#cells = [];
    this.#digitsLost = false;
    if (attribute(attributes, 'Hidden') === '1') this.#onHidden?.('row', this.#row, this.#row);
  }

  /** The number that is told, or the next one; from 1. */
  #place(attributes: Readonly<Record<string, string>>, before: number, most: number): number {
    const told = attribute(attributes, 'Index');
    const place = told === undefined ? before + 1 : Number(told);
    if (!Number.isInteger(place) || place < 1 || place > most)
      throw new JiadiError('file-damaged', { file: this.#file, place: told ?? '' });
    return place;
  }

  #put(): void {
    const text = this.#text ?? '';
    this.#text = null;
    const { cell, digitsLost } = cellOf(this.#type, text);
    if (cell === null) return;
    while (this.#cells.length < this.#column - 1) this.#cells.push(null);
    this.#cells[this.#column - 1] = cell;
    this.#digitsLost ||= digitsLost;
  }
}

function cellOf(type: string, text: string): { readonly cell: Cell; readonly digitsLost: boolean } {
  const plain = (cell: string) => ({ cell: cell === '' ? null : cell, digitsLost: false });
  if (type === 'Number') {
    const number = text.trim() === '' ? Number.NaN : Number(text);
    return Number.isFinite(number) ? numberCell(number) : plain(text);
  }
  if (type === 'Boolean') return plain(text.trim() === '1' ? 'TRUE' : 'FALSE');
  if (type === 'DateTime') return plain(text.replace(/^(\d{4}-\d{2}-\d{2})T(.+?)(?:\.0+)?$/, '$1 $2').replace(/ 00:00:00$/, ''));
  return plain(text);
}
