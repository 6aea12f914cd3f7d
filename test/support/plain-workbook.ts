/** Opens a workbook and saves it again as another program would: with a table of shared texts and a place on every cell. Reads and writes by itself. */
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { type Entry, open as openZip } from 'yauzl';
import { ZipFile } from 'yazl';

/** A sheet as a person sees it: texts by row and column. */
export interface PlainSheet {
  readonly name: string;
  readonly rows: (string | null)[][];
}

async function parts(path: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  await new Promise<void>((resolve, reject) => {
    openZip(path, { lazyEntries: true }, (error, zip) => {
      if (error) return reject(error);
      zip.on('end', resolve);
      zip.on('error', reject);
      zip.on('entry', (entry: Entry) => {
        zip.openReadStream(entry, (failure, stream) => {
          if (failure) return reject(failure);
          const chunks: Buffer[] = [];
          stream.on('data', (chunk: Buffer) => chunks.push(chunk));
          stream.on('error', reject);
          stream.on('end', () => {
            found.set(entry.fileName, Buffer.concat(chunks).toString('utf8'));
            zip.readEntry();
          });
        });
      });
      zip.readEntry();
    });
  });
  return found;
}

const plain = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
const xml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** The sheets of a workbook that the program wrote, and their XML. */
export async function readBook(path: string): Promise<readonly (PlainSheet & { readonly xml: string })[]> {
  const found = await parts(path);
  const names = [...(found.get('xl/workbook.xml') ?? '').matchAll(/<sheet name="([^"]*)"/g)].map(([, name = '']) => plain(name));
  return names.map((name, i) => {
    const text = found.get(`xl/worksheets/sheet${i + 1}.xml`) ?? '';
    const rows = [...text.matchAll(/<row[^>]*>(.*?)<\/row>/gs)].map(([, row = '']) =>
      [...row.matchAll(/<c(?:\s[^>]*)?(?:\/>|>(.*?)<\/c>)/gs)].map(([, cell]) => {
        const value = /<(?:t|v)[^>]*>(.*?)<\/(?:t|v)>/s.exec(cell ?? '')?.[1];
        return value === undefined ? null : plain(value);
      }),
    );
    return { name, rows, xml: text };
  });
}

const letters = (column: number): string =>
  (column < 26 ? '' : letters(Math.floor(column / 26) - 1)) + String.fromCharCode(65 + (column % 26));

/** Saves sheets as a workbook. */
export async function writeBook(path: string, sheets: readonly PlainSheet[]): Promise<void> {
  const texts: string[] = [];
  const at = new Map<string, number>();
  const shared = (text: string): number => {
    const known = at.get(text);
    if (known !== undefined) return known;
    at.set(text, texts.push(text) - 1);
    return texts.length - 1;
  };
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const pages = sheets.map(
    ({ rows }) =>
      `<worksheet xmlns="${main}"><sheetData>${rows
        .map(
          (row, r) =>
            `<row r="${r + 1}">${row.map((cell, c) => (cell === null ? '' : `<c r="${letters(c)}${r + 1}" t="s"><v>${shared(cell)}</v></c>`)).join('')}</row>`,
        )
        .join('')}</sheetData></worksheet>`,
  );
  const zip = new ZipFile();
  const add = (name: string, text: string): void => zip.addBuffer(Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${text}`), name);
  add(
    '[Content_Types].xml',
    `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="${type}.sharedStrings+xml"/>${sheets.map((_, i) => `<Override PartName="/xl/worksheets/sheet${i + 1}.xml" ContentType="${type}.worksheet+xml"/>`).join('')}</Types>`,
  );
  add(
    '_rels/.rels',
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  );
  add(
    'xl/workbook.xml',
    `<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${sheets.map(({ name }, i) => `<sheet name="${xml(name)}" sheetId="${i + 1}" r:id="s${i + 1}"/>`).join('')}</sheets></workbook>`,
  );
  add(
    'xl/_rels/workbook.xml.rels',
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${sheets.map((_, i) => `<Relationship Id="s${i + 1}" Type="${office}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`).join('')}<Relationship Id="t" Type="${office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
  );
  pages.forEach((page, i) => add(`xl/worksheets/sheet${i + 1}.xml`, page));
  add(
    'xl/sharedStrings.xml',
    `<sst xmlns="${main}">${texts.map((text) => `<si><t xml:space="preserve">${xml(text)}</t></si>`).join('')}</sst>`,
  );
  zip.end();
  await finished(zip.outputStream.pipe(createWriteStream(path)));
}
