/** Workbooks of others against another reader's cells (first 60 rows and 40 columns of every sheet). */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isJiadiError } from '../../contract/errors.ts';
import type { Cell } from '../../engine/intake/reader.ts';
import { pickReader } from '../../engine/intake/readers/index.ts';
import { openBook } from '../../engine/intake/readers/xlsx-book.ts';
import { readSheetRows } from '../../engine/intake/readers/xlsx-sheet.ts';
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
const isOpenXml = ({ file }: Reference) => /\.xls[xm]$/.test(file);

/** One form for both: numbers at 12 digits, dates without a zero time, milliseconds at most, line ends LF. */
function plain(value: string | number | boolean | bigint | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (typeof value !== 'string') return String(Number(Number(value).toPrecision(12)));
  return value
    .replace(/^(\d{4}-\d\d-\d\d)T/, '$1 ')
    .replace(/ 00:00:00$/, '')
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
    (/day/.test(wanted) || /^\d{4}-\d\d-\d\d \d\d:/.test(wanted) || /^\d+:\d\d:\d\d/.test(wanted))
  );
}

test('every xlsx and xlsm: equal to the reference, or the difference is explained', { skip }, async (t) => {
  let cells = 0;
  let equal = 0;
  let books = 0;
  const open: string[] = [];
  for (const reference of references.filter(isOpenXml)) {
    const book = await openBook(pathOf(reference));
    let same = true;
    for (const { name, rows } of reference.sheets) {
      const sheet = book.sheets.find((each) => each.name === name);
      assert.ok(sheet, `${reference.file}: sheet ${name}`);
      const got = new Map<number, readonly Cell[]>();
      await readSheetRows(book, sheet, (row) => got.set(row.number, [...row.cells]));
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
    book.archive.close();
    if (same) books++;
  }
  t.diagnostic(`${books} of ${references.filter(isOpenXml).length} workbooks equal, ${equal} of ${cells} cells; the others explained`);
  assert.deepEqual(open, []);
  assert.ok(books >= 15);
});

test('workbooks that the reference reader could not read are read', { skip }, async () => {
  for (const file of ['pivot_table_named_range.xlsx', 'xlsx-stream-d-date-cell.xlsx'])
    assert.ok((await readTable(join(root, 'sheetjs', file))).rows.length > 0, file);
});

test('formats that are not read yet are refused by their name', { skip }, () => {
  const refused = [...references.filter((reference) => !isOpenXml(reference)).map(pathOf), join(root, 'sheetjs/password_2002_40_xor.xls')];
  assert.ok(refused.length > 15);
  for (const path of refused) {
    const format = path.toLowerCase().endsWith('ods') ? 'ods' : 'xls';
    assert.throws(
      () => pickReader(path),
      (error) => isJiadiError(error) && error.code === 'format-unsupported' && error.params['format'] === format,
      path,
    );
  }
});
