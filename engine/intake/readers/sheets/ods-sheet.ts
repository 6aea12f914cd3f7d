import { JiadiError } from '../../../../contract/errors.ts';
import type { Cell } from '../../reader.ts';
import type { MergedCell, OnHidden, SheetRow } from './workbook.ts';
import { numberCell } from './xlsx-format.ts';
import { attribute, readXml, StopReading } from '../common/xml.ts';

const COLUMNS_MAX = 16_384;
const ROWS_MAX = 1_048_576;
/** Cells that stand once in the file and many times in the sheet: a few bytes could otherwise keep a computer busy for hours. */
const REPEATED_CELLS_MAX = 50_000_000;

interface OpenCell {
  readonly type: string;
  readonly value: string | null;
  readonly repeat: number;
  readonly covered: boolean;
}

/** Reads the sheet at `index` from top to bottom. Repeated rows and cells are written out; booleans come as `TRUE` and `FALSE`, dates as ISO text. */
export async function readOdsRows(
  pieces: AsyncIterable<string>,
  file: string,
  index: number,
  onRow: (row: SheetRow) => void,
  onHidden: OnHidden = () => undefined,
  onMerged: (cell: MergedCell) => void = () => undefined,
): Promise<void> {
  const sheet = new OdsSheet(file, index, { onRow, onHidden, onMerged });
  try {
    await readXml(pieces, file, {
      open: (tag, attributes) => sheet.open(tag, attributes),
      close: (tag) => sheet.close(tag),
      text: (text) => sheet.text(text),
    });
  } catch (error) {
    if (!(error instanceof EndOfSheet)) throw error;
  }
}

/** The sheet is read; what follows are other sheets. */
class EndOfSheet extends StopReading {}

/** Follows the tags of one sheet of a spreadsheet document. */
class OdsSheet {
  readonly #file: string;
  readonly #wanted: number;
  readonly #onRow: (row: SheetRow) => void;
  readonly #onHidden: OnHidden;
  readonly #onMerged: (cell: MergedCell) => void;
  /** Columns described so far. */
  #described = 0;
  #sheetIndex = -1;
  /** Tables inside cells count as depth, not as sheets. */
  #tableDepth = 0;
  #rowNumber = 0;
  #rowRepeat = 1;
  #cells: Cell[] = [];
  #digitsLost = false;
  #column = 0;
  #repeated = 0;
  #cell: OpenCell | null = null;
  #paragraphs = 0;
  #text = '';
  /** Inside a paragraph of the cell itself. */
  #inParagraph = 0;
  /** Inside a comment, a drawing or a phonetic reading: not the cell's text. */
  #aside = 0;

  constructor(
    file: string,
    wanted: number,
    told: { readonly onRow: (row: SheetRow) => void; readonly onHidden: OnHidden; readonly onMerged: (cell: MergedCell) => void },
  ) {
    this.#file = file;
    this.#wanted = wanted;
    this.#onRow = told.onRow;
    this.#onHidden = told.onHidden;
    this.#onMerged = told.onMerged;
  }

  get #here(): boolean {
    return this.#sheetIndex === this.#wanted && this.#tableDepth === 1;
  }

  open(tag: string, attributes: Readonly<Record<string, string>>): void {
    if (tag === 'table') {
      if (this.#tableDepth++ === 0) this.#sheetIndex++;
      return;
    }
    if (!this.#here) return;
    if (tag === 'table-row') this.#beginRow(attributes);
    else if (tag === 'table-column') this.#describe(attributes);
    else if (tag === 'table-cell' || tag === 'covered-table-cell') this.#beginCell(attributes, tag === 'covered-table-cell');
    else if (this.#cell) this.#openInCell(tag, attributes);
  }

  close(tag: string): void {
    if (tag === 'table') {
      this.#tableDepth--;
      if (this.#tableDepth === 0 && this.#sheetIndex === this.#wanted) throw new EndOfSheet();
      return;
    }
    if (!this.#here) return;
    if (tag === 'table-row') this.#endRow();
    else if (tag === 'table-cell' || tag === 'covered-table-cell') this.#endCell();
    else if (isAside(tag)) this.#aside--;
    else if ((tag === 'p' || tag === 'h') && this.#aside === 0) this.#inParagraph--;
  }

  text(text: string): void {
    if (this.#cell && this.#inParagraph > 0 && this.#aside === 0 && this.#here) this.#text += text;
  }

  #beginRow(attributes: Readonly<Record<string, string>>): void {
    this.#rowRepeat = this.#count(attribute(attributes, 'number-rows-repeated'));
    this.#cells = [];
    this.#column = 0;
    this.#digitsLost = false;
    if (isHidden(attributes)) this.#onHidden('row', this.#rowNumber + 1, this.#rowNumber + this.#rowRepeat);
  }

  #describe(attributes: Readonly<Record<string, string>>): void {
    const count = this.#count(attribute(attributes, 'number-columns-repeated'));
    if (isHidden(attributes)) this.#onHidden('column', this.#described, Math.min(this.#described + count, COLUMNS_MAX) - 1);
    this.#described += count;
  }

  #beginCell(attributes: Readonly<Record<string, string>>, covered: boolean): void {
    const type = attribute(attributes, 'value-type') ?? '';
    const value =
      attribute(attributes, type === 'float' || type === 'percentage' || type === 'currency' ? 'value' : `${type}-value`) ?? null;
    const rows = this.#count(attribute(attributes, 'number-rows-spanned'));
    if (rows > 1) this.#onMerged({ top: this.#rowNumber + 1, bottom: this.#rowNumber + rows, left: this.#column });
    this.#cell = { type, value, repeat: this.#count(attribute(attributes, 'number-columns-repeated')), covered };
    this.#paragraphs = 0;
    this.#inParagraph = 0;
    this.#aside = 0;
    this.#text = '';
  }

  #openInCell(tag: string, attributes: Readonly<Record<string, string>>): void {
    if (isAside(tag)) this.#aside++;
    if (this.#aside > 0) return;
    if (tag === 'p' || tag === 'h') {
      if (this.#paragraphs++ > 0) this.#text += '\n';
      this.#inParagraph++;
    } else if (tag === 's') this.#text += ' '.repeat(Math.min(this.#count(attribute(attributes, 'c')), 32_767));
    else if (tag === 'tab') this.#text += '\t';
    else if (tag === 'line-break') this.#text += '\n';
  }

  #endCell(): void {
    const open = this.#cell;
    this.#cell = null;
    if (!open) return;
    const { cell, lost } = cellOf(open, this.#text);
    if (cell !== null) {
      if (this.#column + open.repeat > COLUMNS_MAX) throw new JiadiError('file-damaged', { file: this.#file, row: this.#rowNumber + 1 });
      this.#digitsLost ||= lost;
      this.#repeat(open.repeat - 1);
      while (this.#cells.length < this.#column) this.#cells.push(null);
      for (let i = 0; i < open.repeat; i++) this.#cells.push(cell);
    }
    this.#column += open.repeat;
  }

  #endRow(): void {
    if (this.#cells.length === 0) {
      this.#rowNumber += this.#rowRepeat;
      return;
    }
    if (this.#rowNumber + this.#rowRepeat > ROWS_MAX)
      throw new JiadiError('file-damaged', { file: this.#file, row: this.#rowNumber + this.#rowRepeat });
    this.#repeat((this.#rowRepeat - 1) * this.#cells.length);
    for (let i = 0; i < this.#rowRepeat; i++) {
      this.#rowNumber++;
      this.#onRow({ number: this.#rowNumber, cells: this.#cells, digitsLost: this.#digitsLost });
    }
  }

  #repeat(cells: number): void {
    this.#repeated += cells;
    if (this.#repeated > REPEATED_CELLS_MAX)
      throw new JiadiError('file-too-large', { file: this.#file, limit: REPEATED_CELLS_MAX, unit: 'cells' });
  }

  #count(text: string | undefined): number {
    if (text === undefined) return 1;
    const count = Number(text);
    if (!Number.isInteger(count) || count < 1 || count > 2 ** 31) throw new JiadiError('file-damaged', { file: this.#file, count: text });
    return count;
  }
}

function isHidden(attributes: Readonly<Record<string, string>>): boolean {
  return ['collapse', 'filter'].includes(attribute(attributes, 'visibility') ?? '');
}

function isAside(tag: string): boolean {
  return tag === 'annotation' || tag === 'frame' || tag === 'custom-shape' || tag === 'ruby-text' || tag === 'note';
}

function cellOf({ type, value, covered }: OpenCell, shown: string): { cell: Cell; lost: boolean } {
  const text = (cell: string) => ({ cell: cell === '' ? null : cell, lost: false });
  // What lies under a merged cell is not shown by any program; it may be left over from before the merge.
  if (covered) return { cell: null, lost: false };
  switch (type) {
    case '':
      return text(shown);
    case 'float':
    case 'percentage':
    case 'currency': {
      const number = value === null || value.trim() === '' ? Number.NaN : Number(value);
      if (!Number.isFinite(number)) return text(shown);
      const { cell, digitsLost } = numberCell(number);
      return { cell, lost: digitsLost };
    }
    case 'boolean':
      return text(value === null ? shown : value === 'true' ? 'TRUE' : 'FALSE');
    case 'date':
      return text(value === null ? shown : dateText(value));
    case 'time':
      return text(value === null ? shown : (durationText(value) ?? shown));
    default:
      return text(value ?? shown);
  }
}

/** `2024-01-31T00:00:00` is the day; a time of day is kept to the millisecond. */
function dateText(value: string): string {
  return value
    .replace('T', ' ')
    .replace(/(\.\d{3})\d+$/, '$1')
    .replace(/\.0+$/, '')
    .replace(/ 00:00:00$/, '');
}

/** `PT08H30M00S` is half past eight, or eight and a half hours: both are written `08:30:00`. */
function durationText(value: string): string | null {
  const match = /^(-?)P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d+))?S)?$/.exec(value);
  if (!match) return null;
  const [, sign = '', days = '0', hours = '0', minutes = '0', seconds = '0', fraction = ''] = match;
  const two = (n: number) => String(n).padStart(2, '0');
  const part = fraction.replace(/0+$/, '').slice(0, 3);
  const total = (Number(days) * 24 + Number(hours)) * 3600 + Number(minutes) * 60 + Number(seconds);
  return `${sign}${two(Math.floor(total / 3600))}:${two(Math.floor(total / 60) % 60)}:${two(total % 60)}${part === '' ? '' : `.${part}`}`;
}
