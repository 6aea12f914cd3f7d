/** Writes a large workbook of population rows as a spreadsheet program saves one: every text in the table of shared texts, numbers as numbers. */
import { closeSync, createWriteStream, openSync, rmSync, writeSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { populationColumns, populationRows } from './population.ts';

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

const xml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

interface Part {
  write(text: string): void;
  end(): void;
}

function part(path: string): Part {
  const fd = openSync(path, 'w');
  let held = '';
  const flush = (): void => {
    writeSync(fd, held);
    held = '';
  };
  return {
    write: (text) => {
      held += text;
      if (held.length > 1 << 20) flush();
    },
    end: () => {
      flush();
      closeSync(fd);
    },
  };
}

/** The file at `path` with `rows` rows below its header; about four hundred megabytes of memory for a million rows. */
export async function writeBigWorkbook(path: string, rows: number, seed = 20_240_601): Promise<{ readonly texts: number }> {
  const [sheetPath, textsPath] = [`${path}.sheet`, `${path}.texts`];
  const [sheet, texts] = [part(sheetPath), part(textsPath)];
  const known = new Map<string, number>();
  const shared = (text: string): number => {
    let at = known.get(text);
    if (at === undefined) {
      known.set(text, (at = known.size));
      texts.write(`<si><t xml:space="preserve">${xml(text)}</t></si>`);
    }
    return at;
  };
  const next = populationRows(seed);
  const cell = (place: string, value: string | null | undefined): string => {
    if (value === null || value === undefined) return '';
    return /^\d{1,6}\.\d+$/.test(value) ? `<c r="${place}"><v>${value}</v></c>` : `<c r="${place}" t="s"><v>${shared(value)}</v></c>`;
  };
  texts.write(`${HEAD}<sst xmlns="${MAIN}">`);
  sheet.write(`${HEAD}<worksheet xmlns="${MAIN}"><sheetData>`);
  for (let row = 0; row <= rows; row++) {
    const values: readonly (string | null)[] = row === 0 ? populationColumns : next(row);
    sheet.write(`<row r="${row + 1}">${values.map((value, c) => cell(`${String.fromCharCode(65 + c)}${row + 1}`, value)).join('')}</row>`);
  }
  sheet.write('</sheetData></worksheet>');
  texts.write('</sst>');
  sheet.end();
  texts.end();
  await pack(path, sheetPath, textsPath);
  for (const file of [sheetPath, textsPath]) rmSync(file);
  return { texts: known.size };
}

async function pack(path: string, sheet: string, texts: string): Promise<void> {
  const zip = new ZipFile();
  const add = (name: string, text: string): void => zip.addBuffer(Buffer.from(HEAD + text), name);
  add(
    '[Content_Types].xml',
    `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="${TYPE}.sharedStrings+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/></Types>`,
  );
  add(
    '_rels/.rels',
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  );
  add(
    'xl/workbook.xml',
    `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="Sheet1" sheetId="1" r:id="s1"/></sheets></workbook>`,
  );
  add(
    'xl/_rels/workbook.xml.rels',
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="s1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="t" Type="${OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
  );
  zip.addFile(sheet, 'xl/worksheets/sheet1.xml');
  zip.addFile(texts, 'xl/sharedStrings.xml');
  zip.end();
  await finished(zip.outputStream.pipe(createWriteStream(path)));
}
