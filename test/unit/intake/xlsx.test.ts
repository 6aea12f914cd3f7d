import assert from 'node:assert/strict';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { after, test } from 'node:test';
import { ZipFile } from 'yazl';
import { dateForm, numberCell, serialText } from '../../../engine/intake/readers/sheets/xlsx-format.ts';
import { sheetNames } from '../../../engine/intake/readers/sheets/xlsx.ts';
import { openArchive } from '../../../engine/intake/readers/common/zip.ts';
import { contentTypes, packageRelations, workbookPart, workbookRelations } from '../../../engine/table/write/xlsx-parts.ts';
import { readTable } from '../../support/intake.ts';

const dir = mkdtempSync(join(tmpdir(), 'jiadi-xlsx-'));
after(() => rmSync(dir, { recursive: true, force: true }));

const styles =
  '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="164"/><xf numFmtId="21"/></cellXfs></styleSheet>';
const strings =
  '<sst><si><t>姓名</t></si><si><r><t>福</t></r><r><rPr><b/></rPr><t>田区</t></r><rPh sb="0" eb="1"><t>フク</t></rPh></si><si><t>a_x000D_b</t></si></sst>';

interface Parts {
  readonly sheet?: string;
  readonly workbook?: string;
  readonly more?: Readonly<Record<string, string>>;
}

async function workbook(name: string, { sheet = '', workbook: main = workbookPart(['Sheet1']), more = {} }: Parts): Promise<string> {
  const zip = new ZipFile();
  const parts: Record<string, string> = {
    '[Content_Types].xml': contentTypes(1),
    '_rels/.rels': packageRelations(),
    'xl/workbook.xml': main,
    'xl/_rels/workbook.xml.rels': workbookRelations(1),
    'xl/styles.xml': styles,
    'xl/sharedStrings.xml': strings,
    'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${sheet}</sheetData></worksheet>`,
    ...more,
  };
  for (const [part, content] of Object.entries(parts)) zip.addBuffer(Buffer.from(content), part);
  zip.end();
  const path = join(dir, name);
  await pipeline(zip.outputStream, createWriteStream(path));
  return path;
}

const header = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>值</t></is></c><c r="C1" t="str"><v>日</v></c></row>';

test('shared, rich, inline and formula strings, booleans, errors, dates, numbers, gaps', async () => {
  const rows = [
    '<row r="2" hidden="1"><c r="A2" t="s"><v>1</v></c><c r="B2"><v>12.30</v></c><c r="C2" s="1"><v>45292</v></c></row>',
    '<row r="4"><c r="A4" t="b"><v>1</v></c><c r="B4" t="e"><v>#N/A</v></c><c r="C4" s="3"><v>45323</v></c></row>',
    '<row r="5"><c r="B5" t="str"><f>A1&amp;"x"</f><v>fx</v></c><c r="C5" s="2"><v>45292.5</v></c></row>',
    '<row r="6"><c r="A6" t="s"><v>2</v></c><c r="B6"><v>0.30000000000000004</v></c><c r="C6" s="1"/></row>',
  ];
  const got = await readTable(await workbook('a.xlsx', { sheet: header + rows.join('') }));
  assert.deepEqual(
    got.shape.columns.map(({ name }) => name),
    ['姓名', '值', '日'],
  );
  assert.deepEqual(got.rows, [
    ['福田区', 12.3, '2024-01-01'],
    ['TRUE', '#N/A', '2024-02-01'],
    [null, 'fx', '2024-01-01 12:00:00'],
    ['a\rb', 0.3, null],
  ]);
  assert.equal(got.result.blankLineCount, 1);
  assert.deepEqual(got.malformed, []);
});

test('a long number lost digits when it was typed: seen as in the sheet, and reported', async () => {
  const got = await readTable(
    await workbook('id.xlsx', {
      sheet: `${header}<row r="2"><c r="A2"><v>4.4030519900101101E+17</v></c><c r="B2" t="inlineStr"><is><t>440305199001011234</t></is></c><c r="C2"><v>13812345678</v></c></row>`,
    }),
  );
  assert.deepEqual(got.rows, [['4.40305199001011E+17', '440305199001011234', 13812345678n]]);
  assert.deepEqual(
    got.malformed.map(({ row, line, reason, kept }) => [row, line, reason, kept]),
    [[1, 2, 'digits-lost', true]],
  );
});

test('the 1904 system, and a workbook named .csv', async () => {
  const main = workbookPart(['Sheet1']).replace('<sheets>', '<workbookPr date1904="1"/><sheets>');
  const got = await readTable(
    await workbook('a.csv', {
      workbook: main,
      sheet: `${header}<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2"><v>1</v></c><c r="C2" s="1"><v>0</v></c></row>`,
    }),
  );
  assert.equal(got.shape.format, 'xlsx');
  assert.deepEqual(got.rows, [['福田区', 1n, '1904-01-01']]);
});

test('serial numbers as a workbook shows them', () => {
  assert.equal(serialText(1, 'date', false), '1900-01-01');
  assert.equal(serialText(59, 'date', false), '1900-02-28');
  assert.equal(serialText(60, 'date', false), '1900-02-29');
  assert.equal(serialText(61, 'date', false), '1900-03-01');
  assert.equal(serialText(0.75, 'time', false), '18:00:00');
  assert.equal(serialText(45292 + 86399.9999 / 86400, 'datetime', false), '2024-01-02 00:00:00');
  assert.equal(serialText(1.5, 'elapsed', false), '36:00:00');
  assert.equal(serialText(-1, 'date', false), null);
  assert.deepEqual(numberCell(999_999_999_999_999), { cell: 999_999_999_999_999n, digitsLost: false });
});

test('number formats that show dates, and those that do not', () => {
  const form = (code: string) => dateForm(164, code);
  assert.equal(form('yyyy-mm-dd'), 'date');
  assert.equal(form('[$-804]yyyy"年"m"月"d"日";@'), 'date');
  assert.equal(form('yyyy/m/d h:mm:ss'), 'datetime');
  assert.equal(form('h:mm AM/PM'), 'time');
  assert.equal(form('[h]:mm'), 'elapsed');
  assert.equal(form('mm:ss.0'), 'time');
  assert.equal(form('#,##0.00'), 'none');
  assert.equal(form('"day" 0'), 'none');
  assert.equal(form('General'), 'none');
  assert.equal(form('[Red]-0.00;0%'), 'none');
  assert.equal(dateForm(14, undefined), 'date');
  assert.equal(dateForm(31, undefined), 'date');
  assert.equal(dateForm(4, undefined), 'none');
});

test('a sheet by name; an absent one is an error that names those there are', async () => {
  const path = await workbook('s.xlsx', { sheet: `${header}<row r="2"><c r="A2"><v>1</v></c></row>` });
  assert.deepEqual(await sheetNames(path), [{ name: 'Sheet1', hidden: false }]);
  assert.equal((await readTable(path, { sheet: 'Sheet1' })).rows.length, 1);
  await assert.rejects(readTable(path, { sheet: '人口' }), {
    code: 'sheet-not-found',
    params: { file: 's.xlsx', sheet: '人口', sheets: 'Sheet1' },
  });
  await assert.rejects(readTable(await workbook('none.xlsx', {})), { code: 'file-empty' });
});

test('a document type, broken XML, a cut file, a missing part: damaged', async () => {
  const bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><sheetData/></worksheet>';
  await assert.rejects(readTable(await workbook('dtd.xlsx', { more: { 'xl/worksheets/sheet1.xml': bomb } })), { code: 'file-damaged' });
  await assert.rejects(readTable(await workbook('xml.xlsx', { sheet: '<row><c></row>' })), { code: 'file-damaged' });
  const whole = readFileSync(await workbook('whole.xlsx', { sheet: header }));
  const cut = join(dir, 'cut.xlsx');
  writeFileSync(cut, whole.subarray(0, whole.length - 200));
  await assert.rejects(readTable(cut), { code: 'file-damaged' });
  await assert.rejects(
    readTable(
      await workbook('part.xlsx', {
        more: { 'xl/_rels/workbook.xml.rels': workbookRelations(1).replace('sheet1.xml', '../../../etc/passwd') },
      }),
    ),
    { code: 'file-damaged' },
  );
});

test('an entry that inflates beyond its limits is refused by its real bytes', async () => {
  const path = await workbook('bomb.xlsx', { sheet: ' '.repeat(64 << 20) });
  await assert.rejects(readTable(path), { code: 'file-inflates' });
  const limits = { entriesMax: 3, entryBytesMax: 1000, totalBytesMax: 2000, ratioMax: 200 };
  await assert.rejects(openArchive(path, limits), { code: 'file-too-large' });
});

test('a text that the table of the workbook lacks is damage, no empty cell', async () => {
  const row = (cell: string): string => `<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2">${cell}</row>`;
  const whole = await workbook('whole.xlsx', { sheet: row('<c r="A2" t="s"><v></v></c><c r="B2"><v>1</v></c>') });
  assert.ok(await readTable(whole));
  for (const place of ['9999', '-1', 'x']) {
    const path = await workbook(`lacks${place}.xlsx`, { sheet: row(`<c r="A2" t="s"><v>${place}</v></c>`) });
    await assert.rejects(readTable(path), { code: 'file-damaged' }, place);
  }
});
