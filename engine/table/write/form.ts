/**
 * A workbook that people fill in: a sheet that explains, and a protected table in which only some columns are open. All cells are text, so that ids stay
 * what they are whatever program saves it again.
 */
import { openPartFile } from '../../../base/part-file.ts';
import { displayWidth } from '../../../base/text-size.ts';
import { textSink } from './csv.ts';
import { columnName, inlineCell, packWorkbook, WIDTH_MAX } from './xlsx.ts';
import { escapeXml, formStyles } from './xlsx-parts.ts';

/** A column of the table. */
export interface FormColumn {
  readonly name: string;
  /** True: people write in it. */
  readonly open?: boolean;
  /** What may be chosen, for an open column. */
  readonly choices?: readonly string[];
  /** True: it is there for the program that reads the sheet again. */
  readonly hidden?: boolean;
  /** Width in characters. */
  readonly width?: number;
}

export interface FormSheets {
  /** The sheet that explains: its name, its title, and lines of a word and what it says. */
  readonly cover: { readonly name: string; readonly title: string; readonly lines: readonly (readonly [string, string])[] };
  readonly table: { readonly name: string; readonly columns: readonly FormColumn[] };
}

/** Writes the table row by row; the file appears at `finish`, whole or not at all. */
export interface FormWriter {
  /** The texts of the row's cells; null leaves one empty. */
  row(cells: readonly (string | null)[]): void;
  finish(): Promise<void>;
  abort(): void;
}

const HEAD =
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">';
// styles of `formStyles`
const TITLE = 1;
const HEADER = 2;
const LOCKED = 3;
const OPEN = 4;
const OPEN_HEADER = 5;
const WRAPPED = 6;
/** A flag of `0` allows: people may widen columns, sort and filter. */
const protection =
  '<sheetProtection sheet="1" objects="1" scenarios="1" formatCells="0" formatColumns="0" formatRows="0" sort="0" autoFilter="0"/>';

/** Starts the workbook. */
export function formWriter(path: string, { cover, table }: FormSheets): FormWriter {
  const first = openPartFile(`${path}.sheet1`);
  const second = openPartFile(`${path}.sheet2`);
  const sink = textSink(second, 'utf-8');
  let rows = 0;
  const abort = (): void => {
    first.abort();
    second.abort();
  };
  writeCover(first, cover);
  sink.write(
    `${HEAD}<sheetViews><sheetView workbookViewId="0" tabSelected="1"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>`,
  );
  table.columns.forEach(({ name, width, hidden }, i) =>
    sink.write(
      `<col min="${i + 1}" max="${i + 1}" width="${width ?? Math.min(WIDTH_MAX, displayWidth(name.slice(0, WIDTH_MAX)) + 6)}" customWidth="1"${hidden ? ' hidden="1"' : ''}/>`,
    ),
  );
  sink.write(
    `</cols><sheetData><row>${table.columns.map(({ name, open }) => inlineCell(name, open ? OPEN_HEADER : HEADER)).join('')}</row>`,
  );
  return {
    abort,
    row: (cells) => {
      rows += 1;
      sink.write(`<row>${table.columns.map(({ open }, i) => inlineCell(cells[i] ?? null, open ? OPEN : LOCKED)).join('')}</row>`);
    },
    finish: async () => {
      try {
        const last = rows + 1;
        const filter = `<autoFilter ref="A1:${columnName(table.columns.length)}${last}"/>`;
        sink.write(`</sheetData>${protection}${filter}${choices(table.columns, last)}</worksheet>`);
        sink.end();
        const sheets = [
          { path: second.partPath, name: table.name },
          { path: first.partPath, name: cover.name },
        ];
        await packWorkbook(path, sheets, formStyles());
      } finally {
        abort();
      }
    },
  };
}

function writeCover(file: ReturnType<typeof openPartFile>, { title, lines }: FormSheets['cover']): void {
  const sink = textSink(file, 'utf-8');
  const row = (word: string, says: string): string => `<row>${inlineCell(word, HEADER)}${inlineCell(says, WRAPPED)}</row>`;
  sink.write(
    `${HEAD}<cols><col min="1" max="1" width="16" customWidth="1"/><col min="2" max="2" width="90" customWidth="1"/></cols><sheetData>`,
  );
  sink.write(
    `<row>${inlineCell(title, TITLE)}</row>${lines.map(([word, says]) => row(word, says)).join('')}</sheetData>${protection}</worksheet>`,
  );
  sink.end();
}

function choices(columns: readonly FormColumn[], last: number): string {
  const lists = columns.flatMap((column, i) => {
    if (!column.choices || last < 2) return [];
    const name = columnName(i + 1);
    const list = escapeXml(`"${column.choices.join(',')}"`);
    return `<dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref="${name}2:${name}${last}"><formula1>${list}</formula1></dataValidation>`;
  });
  return lists.length === 0 ? '' : `<dataValidations count="${lists.length}">${lists.join('')}</dataValidations>`;
}
