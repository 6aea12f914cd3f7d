/** Workbooks of others against another reader's cells (first 60 rows and 40 columns of every sheet). */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Cell } from '../../engine/intake/reader.ts';
import { odsFormat } from '../../engine/intake/readers/sheets/ods.ts';
import { xlsFormat } from '../../engine/intake/readers/sheets/xls.ts';
import { xlsxFormat } from '../../engine/intake/readers/sheets/xlsx.ts';
import { needs, readTable, sharedData } from '../support/intake.ts';

interface Reference {
  readonly file: string;
  readonly sheets: readonly { readonly name: string; readonly rows: readonly (readonly (string | number | boolean | null)[])[] }[];
}

const root = sharedData('sheets') ?? '';
const skip = needs('sheets/reference');
const references = skip
  ? []
  : readdirSync(join(root, 'reference')).map((name) => JSON.parse(readFileSync(join(root, 'reference', name), 'utf8')) as Reference);
const pathOf = ({ file }: Reference) => join(root, file.replace(/^sheets\//, ''));
const formatOf = ({ file }: Reference) => (/\.ods$/i.test(file) ? odsFormat : /\.xls$/i.test(file) ? xlsFormat : xlsxFormat);

/** One form for both: numbers at 12 digits, dates without a zero time, milliseconds at most, line ends LF. */
function plain(value: string | number | boolean | bigint | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (typeof value !== 'string') return String(Number(Number(value).toPrecision(12)));
  return value
    .replace(/^(\d{4}-\d\d-\d\d)T/, '$1 ')
    .replace(/ 00:00:00$/, '')
    .replace(/^#ERR:/, '')
    .replaceAll('\r\n', '\n')
    .replace(/(\d\d:\d\d:\d\d\.\d{3})\d+$/, '$1');
}

/** Differences that are ours on purpose. */
function explained(wanted: string, got: Cell, label: string): boolean {
  // The other reader does not take a format of one letter (d, h, s) for a date format; the sheet names the format in its first column.
  if (/^[DHS]$/.test(label) && typeof got === 'string') return true;
  // A negative number in a date format is no date in the workbook program either (it shows ####): the number is kept.
  if (typeof got !== 'string' && got !== null && Number(got) < 0 && /^\d{4}-|day/.test(wanted)) return true;
  // Elapsed hours are shown as such; the other reader gives days.
  return (
    typeof got === 'string' &&
    /^\d+:\d\d:\d\d$/.test(got) &&
    (/day/.test(wanted) || /^\d{4}-\d\d-\d\d(?: \d\d:|$)/.test(wanted) || /^\d+:\d\d:\d\d/.test(wanted))
  );
}

for (const [format, least] of [
  [xlsxFormat, 15],
  [xlsFormat, 1],
  [odsFormat, 1],
] as const) {
  test(`every ${format.id}: equal to the reference, or the difference is explained`, { skip }, async (t) => {
    const mine = references.filter((reference) => formatOf(reference) === format);
    const open: string[] = [];
    let cells = 0;
    let equal = 0;
    let books = 0;
    for (const reference of mine) {
      const book = await format.open(pathOf(reference));
      let same = true;
      for (const { name, rows } of reference.sheets) {
        // before version 5 a sheet has no name: each reader makes one up
        const index = book.sheets.length === 1 ? 0 : book.sheets.findIndex((each) => each.name === name);
        assert.ok(index >= 0, `${reference.file}: sheet ${name}`);
        const got = new Map<number, readonly Cell[]>();
        await book.rows(index, (row) => got.set(row.number, [...row.cells]));
        rows.forEach((row, r) =>
          row.forEach((value, c) => {
            const cell = got.get(r + 1)?.[c] ?? null;
            cells++;
            if (plain(value) === plain(cell)) equal++;
            else {
              same = false;
              if (!explained(plain(value), cell, plain(row[0])))
                open.push(`${reference.file} ${name} row ${r + 1} column ${c + 1}: ${plain(value)} / ${plain(cell)}`);
            }
          }),
        );
      }
      book.close();
      if (same) books++;
    }
    t.diagnostic(`${books} of ${mine.length} workbooks equal, ${equal} of ${cells} cells; the others explained`);
    assert.deepEqual(open, []);
    assert.ok(books >= least);
  });
}

test('workbooks that the reference reader could not read are read', { skip }, async () => {
  for (const file of ['pivot_table_named_range.xlsx', 'xlsx-stream-d-date-cell.xlsx'])
    assert.ok((await readTable(join(root, 'sheetjs', file))).rows.length > 0, file);
});

test('a workbook under a password is refused as such', { skip }, async () => {
  await assert.rejects(readTable(join(root, 'sheetjs/password_2002_40_xor.xls')), { code: 'file-encrypted' });
});
