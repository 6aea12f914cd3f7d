import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { asFileError } from '../../../../base/files.ts';
import { JiadiError } from '../../../../contract/errors.ts';
import type { Cell, ReaderKind } from '../../reader.ts';
import { declaredEncoding, encodingByMark } from '../common/declared-encoding.ts';
import { TagCutter, type TagHandlers } from './html-tags.ts';
import { workbookReader } from './table.ts';
import type { SheetName, SheetRow, WorkbookFormat } from './workbook.ts';

const COLUMNS_MAX = 16_384;
const PIECE_BYTES = 1 << 16;
const begins = /^\s*(?:<!--[\s\S]*?-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype\s+html|html|table|meta|head|body|style|div)[\s>]/i;

/** Tables in web pages; many systems write a page under the name of an XLS. Each table is a sheet. */
const htmlFormat: WorkbookFormat = {
  id: 'html',
  extensions: ['html', 'htm'],
  claims: (head) => {
    const text = new TextDecoder(encodingByMark(head) ?? 'latin1').decode(head).replace(/^\uFEFF|^\u00ef\u00bb\u00bf/, '');
    return begins.test(text) && /<table[\s>]/i.test(text) ? 0.995 : 0;
  },
  open: async (path) => {
    const file = basename(path);
    const encoding = declaredEncoding(path, (text) => /<meta[^>]+charset\s*=\s*["']?([\w.:-]+)/i.exec(text)?.[1]).name;
    const names: string[] = [];
    await readTags(path, encoding, new TablesInPage({ table: (name) => names.push(name) }));
    if (names.length === 0) throw new JiadiError('file-empty', { file });
    const sheets = names.map((name, index): SheetName => ({ name: uniqueName(name, index, names), hidden: false }));
    return {
      file,
      sheets,
      rows: (index, onRow) => readTags(path, encoding, new TablesInPage({ table: () => undefined }, { index, file, onRow })),
      close: () => undefined,
    };
  },
};

/** Tables in web pages. */
export const htmlReader: ReaderKind = workbookReader(htmlFormat);

function uniqueName(name: string, index: number, all: readonly string[]): string {
  return name !== '' && all.indexOf(name) === all.lastIndexOf(name) ? name : `${name || 'table'} ${index + 1}`;
}

async function readTags(path: string, encoding: string, handlers: TagHandlers): Promise<void> {
  const cutter = new TagCutter(handlers);
  const decoder = new TextDecoder(encoding);
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: PIECE_BYTES }))
      cutter.push(decoder.decode(chunk as Uint8Array, { stream: true }), false);
    cutter.push(decoder.decode(), true);
  } catch (error) {
    if (error instanceof EndOfTable) return;
    throw asFileError(error, basename(path));
  }
}

/** The table that was wanted is read. */
class EndOfTable extends Error {}

interface DrawnCell {
  text: string;
  readonly rowSpan: number;
  readonly colSpan: number;
}

/** Follows the tables of a page: tells their names, and the rows of the one that is wanted. Tables inside cells belong to their cell. */
class TablesInPage implements TagHandlers {
  readonly #onTable: { table(name: string): void };
  readonly #wanted: { readonly index: number; readonly file: string; readonly onRow: (row: SheetRow) => void } | null;
  #depth = 0;
  #index = -1;
  #caption: string | null = null;
  #name = '';
  #row: DrawnCell[] | null = null;
  #cell: DrawnCell | null = null;
  #lines = new SpannedRows();

  constructor(
    onTable: { table(name: string): void },
    wanted: { readonly index: number; readonly file: string; readonly onRow: (row: SheetRow) => void } | null = null,
  ) {
    this.#onTable = onTable;
    this.#wanted = wanted;
  }

  get #here(): boolean {
    return this.#depth === 1 && this.#wanted !== null && this.#index === this.#wanted.index;
  }

  open(name: string, attributes: ReadonlyMap<string, string>): void {
    if (name === 'table') {
      if (this.#depth++ === 0) {
        this.#index++;
        this.#name = attributes.get('title') ?? '';
        this.#lines = new SpannedRows();
      }
    } else if (this.#depth === 1 && name === 'caption') this.#caption = '';
    if (!this.#here) {
      if (this.#cell && name === 'br') this.#cell.text += '\n';
      return;
    }
    if (name === 'tr') {
      this.#endRow();
      this.#row = [];
    } else if (name === 'td' || name === 'th') {
      this.#row ??= [];
      this.#endCell();
      const span = (key: string) => Math.min(Math.max(1, Number.parseInt(attributes.get(key) ?? '1', 10) || 1), COLUMNS_MAX);
      this.#cell = { text: '', rowSpan: span('rowspan'), colSpan: span('colspan') };
    } else if (this.#cell && (name === 'br' || name === 'p' || name === 'div')) this.#cell.text += '\u0001';
  }

  close(name: string): void {
    if (this.#here && (name === 'td' || name === 'th')) this.#endCell();
    if (this.#here && name === 'tr') this.#endRow();
    if (name === 'caption' && this.#caption !== null) {
      this.#name = tidy(this.#caption);
      this.#caption = null;
    }
    if (name !== 'table' || this.#depth === 0) return;
    if (this.#here) {
      this.#endRow();
      throw new EndOfTable();
    }
    this.#depth--;
    if (this.#depth === 0) this.#onTable.table(this.#name);
  }

  text(text: string): void {
    if (this.#cell) this.#cell.text += text;
    else if (this.#caption !== null) this.#caption += text;
  }

  #endCell(): void {
    if (this.#cell) this.#row?.push(this.#cell);
    this.#cell = null;
  }

  #endRow(): void {
    this.#endCell();
    const row = this.#row;
    this.#row = null;
    if (!row || !this.#wanted) return;
    const { number, cells } = this.#lines.next(row, this.#wanted.file);
    if (cells.length > 0) this.#wanted.onRow({ number, cells, digitsLost: false });
  }
}

/**
 * Puts drawn cells at their columns. A cell over several columns stands at its first, so that the names of a header can be joined; one over several
 * rows stands in each of them, below the header.
 */
class SpannedRows {
  /** What still hangs into the next rows, by column. */
  #hanging: { readonly left: number; readonly cell: Cell }[] = [];
  #number = 0;
  #headerEnd = -1;

  next(row: readonly DrawnCell[], file: string): { readonly number: number; readonly cells: readonly Cell[] } {
    this.#number++;
    if (this.#headerEnd < 0 && row.length > 1) {
      const tallest = row.reduce((most, { rowSpan }) => Math.max(most, rowSpan), 1);
      this.#headerEnd = this.#number + Math.max(tallest, row.some(({ colSpan }) => colSpan > 1) ? 2 : 1) - 1;
    }
    const below = this.#headerEnd >= 0 && this.#number > this.#headerEnd;
    const cells: Cell[] = [];
    const hanging: { readonly left: number; readonly cell: Cell }[] = [];
    let column = 0;
    const put = (cell: Cell): void => {
      if (column >= COLUMNS_MAX) throw new JiadiError('file-damaged', { file, row: this.#number });
      cells[column] = cell;
      column++;
    };
    const hang = (): void => {
      for (let above = this.#hanging[column]; above; above = this.#hanging[column]) {
        if (above.left > 1) hanging[column] = { left: above.left - 1, cell: above.cell };
        put(above.cell);
      }
    };
    for (const { text, rowSpan, colSpan } of row) {
      hang();
      const value = tidy(text);
      for (let x = 0; x < colSpan; x++) {
        const cell = x === 0 && value !== '' ? value : null;
        if (rowSpan > 1) hanging[column] = { left: rowSpan - 1, cell: below ? cell : null };
        put(cell);
        if (x < colSpan - 1) hang();
      }
    }
    hang();
    this.#hanging = hanging;
    let length = cells.length;
    while (length > 0 && (cells[length - 1] ?? null) === null) length--;
    return { number: this.#number, cells: Array.from({ length }, (_, index) => cells[index] ?? null) };
  }
}

/** The text of a cell as a page shows it: blanks in a row are one, breaks are line ends. */
function tidy(text: string): string {
  return text
    .replace(/[ \t\r\n\u00a0]+/g, ' ')
    .replace(/ ?\u0001 ?/g, '\n')
    .replace(/\n+/g, '\n')
    .trim();
}
