import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { contentTypes, packageRelations, workbookPart, workbookRelations } from '../../engine/table/write/xlsx-parts.ts';

export type Grid = readonly (readonly (string | number | null)[])[];

/** A sheet as a person would draw it: rows of cells, a blank row is an empty list. */
export interface SheetPlan {
  readonly name: string;
  readonly rows: Grid;
  readonly hidden?: boolean;
  /** From 1. */
  readonly hiddenRows?: readonly number[];
  /** From 0. */
  readonly hiddenColumns?: readonly number[];
  /** Cells that reach over several rows: row from 1, column from 0, rows. */
  readonly merged?: readonly (readonly [row: number, column: number, rows: number])[];
}

/** Writes an XLSX workbook with these sheets. */
export async function writeXlsx(path: string, sheets: readonly SheetPlan[]): Promise<string> {
  const hiddenSheets = new Set(sheets.filter(({ hidden }) => hidden).map(({ name }) => name));
  const main = workbookPart(sheets.map(({ name }) => name)).replace(/<sheet name="([^"]*)"/g, (tag, name: string) =>
    hiddenSheets.has(name) ? `${tag} state="hidden"` : tag,
  );
  const parts: Record<string, string> = {
    '[Content_Types].xml': contentTypes(sheets.length),
    '_rels/.rels': packageRelations(),
    'xl/workbook.xml': main,
    'xl/_rels/workbook.xml.rels': workbookRelations(sheets.length),
  };
  for (const [index, sheet] of sheets.entries()) parts[`xl/worksheets/sheet${index + 1}.xml`] = xlsxSheet(sheet);
  return writeZip(path, parts);
}

/** Writes an OpenDocument spreadsheet with these sheets. */
export function writeOds(path: string, sheets: readonly SheetPlan[]): Promise<string> {
  const content = `<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet>${sheets.map(odsSheet).join('')}</office:spreadsheet></office:body></office:document-content>`;
  return writeZip(path, { mimetype: 'application/vnd.oasis.opendocument.spreadsheet', 'content.xml': content });
}

async function writeZip(path: string, parts: Readonly<Record<string, string>>): Promise<string> {
  const zip = new ZipFile();
  for (const [part, content] of Object.entries(parts)) zip.addBuffer(Buffer.from(content), part, { compress: part !== 'mimetype' });
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
  return path;
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

function xlsxSheet({ rows, hiddenRows = [], hiddenColumns = [], merged = [] }: SheetPlan): string {
  const columns = hiddenColumns.map((column) => `<col min="${column + 1}" max="${column + 1}" hidden="1"/>`).join('');
  const body = rows
    .map((row, r) => {
      const cells = row.map((cell, c) => {
        const place = `r="${String.fromCharCode(65 + c)}${r + 1}"`;
        if (cell === null) return '';
        return typeof cell === 'number'
          ? `<c ${place}><v>${cell}</v></c>`
          : `<c ${place} t="inlineStr"><is><t>${escaped(cell)}</t></is></c>`;
      });
      return row.length === 0 ? '' : `<row r="${r + 1}"${hiddenRows.includes(r + 1) ? ' hidden="1"' : ''}>${cells.join('')}</row>`;
    })
    .join('');
  const letter = (column: number) => String.fromCharCode(65 + column);
  const spans = merged
    .map(([row, column, count]) => `<mergeCell ref="${letter(column)}${row}:${letter(column)}${row + count - 1}"/>`)
    .join('');
  return `<worksheet>${columns === '' ? '' : `<cols>${columns}</cols>`}<sheetData>${body}</sheetData>${spans === '' ? '' : `<mergeCells>${spans}</mergeCells>`}</worksheet>`;
}

function odsSheet({ name, rows, hiddenRows = [], hiddenColumns = [], merged = [] }: SheetPlan): string {
  const width = rows.reduce((most, row) => Math.max(most, row.length), 1);
  const columns = Array.from(
    { length: width },
    (_, c) => `<table:table-column${hiddenColumns.includes(c) ? ' table:visibility="collapse"' : ''}/>`,
  );
  const body = rows.map((row, r) => {
    const cells = row.map((cell, c) => {
      const span = merged.find(([top, column]) => top === r + 1 && column === c);
      const spanned = span ? ` table:number-rows-spanned="${span[2]}"` : '';
      if (cell === null) return '<table:table-cell/>';
      return typeof cell === 'number'
        ? `<table:table-cell office:value-type="float" office:value="${cell}"><text:p>${cell}</text:p></table:table-cell>`
        : `<table:table-cell office:value-type="string"${spanned}><text:p>${escaped(cell)}</text:p></table:table-cell>`;
    });
    return `<table:table-row${hiddenRows.includes(r + 1) ? ' table:visibility="filter"' : ''}>${cells.join('') || '<table:table-cell/>'}</table:table-row>`;
  });
  return `<table:table table:name="${escaped(name)}">${columns.join('')}${body.join('')}</table:table>`;
}
