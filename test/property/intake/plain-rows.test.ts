/** Rows of a sheet that are read without parsing are those that the parser reads, wherever the text is cut and however it is damaged. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isJiadiError } from '../../../contract/errors.ts';
import { StringPool } from '../../../engine/intake/readers/sheets/string-pool.ts';
import { type Book, readStrings } from '../../../engine/intake/readers/sheets/xlsx-book.ts';
import { readSheetRows } from '../../../engine/intake/readers/sheets/xlsx-sheet.ts';
import { propertyRuns } from '../../support/property.ts';

const strings = new StringPool();
for (let i = 0; i < 30; i++) strings.add(`文${i}`);

/** Damage makes markup part of a text: how it was written says nothing. */
const quoted = (cell: unknown): unknown => (typeof cell === 'string' ? cell.replaceAll("'", '"').replaceAll('<si >', '<si>') : cell);

/** An archive of one part, whose text comes in pieces. */
function archiveOf(text: string, cuts: readonly number[]): Book['archive'] {
  const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).toSorted((a, b) => a - b), text.length];
  const pieces = places.slice(1).map((end, i) => text.slice(places[i], end));
  const archive: Pick<Book['archive'], 'has' | 'text'> = {
    has: () => true,
    text: async function* () {
      yield* pieces;
    },
  };
  return archive as Book['archive'];
}

/** What is read of a text that comes in pieces, or that it is damaged. */
async function read(text: string, cuts: readonly number[]): Promise<unknown> {
  const archive = archiveOf(text, cuts);
  const book = { file: 'a.xlsx', archive, strings, forms: ['none', 'date'], date1904: false } as unknown as Book;
  const found: unknown[] = [];
  try {
    await readSheetRows(
      book,
      { name: 'a', part: 'a', hidden: false },
      ({ number, cells, digitsLost }) => found.push([number, cells.map(quoted), digitsLost]),
      (kind, from, to) => found.push([kind, from, to]),
    );
  } catch (error) {
    if (isJiadiError(error)) return error.code;
    throw error;
  }
  return found;
}

const value = fc.oneof(
  fc.integer({ min: 0, max: 29 }).map(String),
  fc.constantFrom(
    '',
    '1.5',
    '-3e5',
    '45000.25',
    ' 7 ',
    '文字',
    'a]]b',
    'x&amp;y',
    'a\r\nb',
    '<![CDATA[1]]>',
    '_x000D_',
    '123456789012345678',
  ),
);
const blank = fc.constantFrom(
  '',
  '',
  '',
  ' ',
  '\n  ',
  '\r\n',
  '<!-- </row><row r="9"><c><v>1</v></c></row><row r="10"><c><v>1</v></c></row> -->',
);
const cell = fc
  .record({
    place: fc.option(fc.constantFrom('A', 'B', 'C', 'AB')),
    style: fc.option(fc.constantFrom('0', '1')),
    type: fc.option(fc.constantFrom('s', 'str', 'inlineStr', 'b', 'e', 'd', 'n')),
    form: fc.constantFrom('v', 'v', 'v', 'v', 'empty', 'closed', 'is', 'space', 'formula', 'rich', 'blank'),
    value,
  })
  .map((one) => (row: number) => {
    const attributes = `${one.place === null ? '' : ` r="${one.place}${row}"`}${one.style === null ? '' : ` s="${one.style}"`}${one.type === null ? '' : ` t="${one.type}"`}`;
    const inner = {
      v: `<v>${one.value}</v>`,
      empty: '',
      closed: '',
      is: `<is><t>${one.value}</t></is>`,
      space: `<is><t xml:space="preserve">${one.value}</t></is>`,
      formula: `<f>A1&lt;2</f><v>${one.value}</v>`,
      rich: `<is><r><t>a</t></r><r><t>${one.value}</t></r><rPh><t>b</t></rPh></is>`,
      blank: `\n<v>${one.value}</v>\n`,
    }[one.form];
    return one.form === 'closed' ? `<c${attributes}/>` : `<c${attributes}>${inner}</c>`;
  });
const row = fc
  .record({
    head: fc.constantFrom('', ' r', ' r spans="1:3"', ' r hidden="1"', ' r ht="15" x14ac:dyDescent="0.2"'),
    cells: fc.array(cell, { maxLength: 5 }),
    blank,
    closed: fc.nat(9),
  })
  .map(({ head, cells, blank: between, closed }) => (number: number) => {
    const attributes = head.replace(' r', ` r="${number}"`);
    return closed === 0 ? `<row${attributes}/>${between}` : `<row${attributes}>${cells.map((one) => one(number)).join('')}</row>${between}`;
  });
const sheet = fc
  .record({
    rows: fc.array(row, { maxLength: 8 }),
    blank,
    before: fc.constantFrom('', '<cols><col min="2" max="3" hidden="1"/></cols>'),
    behind: fc.constantFrom('', '<mergeCells count="1"/>'),
  })
  .map(
    ({ rows, blank: first, before, behind }) =>
      `<?xml version="1.0"?><worksheet xmlns:x14ac="x">${before}<sheetData>${first}${rows.map((one, i) => one(i + 1 + (i > 3 ? 2 : 0))).join('')}</sheetData>${behind}</worksheet>`,
  );
const cuts = fc.array(fc.nat(5000), { maxLength: 4 });
/** The same text, no element of which is plain. */
const parsed = (text: string): string => text.replaceAll('"', "'");

test('any rows, in any pieces', async () => {
  await fc.assert(
    fc.asyncProperty(sheet, cuts, async (text, places) => assert.deepEqual(await read(text, places), await read(parsed(text), []))),
    propertyRuns(300),
  );
});

const damage = fc.record({
  at: fc.nat(5000),
  remove: fc.nat(4),
  insert: fc.constantFrom('', '<', '>', '/', '&', ' ', 'x', '=', '<row>', '</row>', '</c>', ']]>', '\u0001', '<!DOCTYPE a>'),
});

test('a damaged text is refused by both, or read the same by both', async () => {
  await fc.assert(
    fc.asyncProperty(sheet, damage, cuts, async (text, { at, remove, insert }, places) => {
      const place = at % (text.length + 1);
      const damaged = text.slice(0, place) + insert + text.slice(place + remove);
      assert.deepEqual(await read(damaged, places), await read(parsed(damaged), []));
    }),
    propertyRuns(600),
  );
});

/** The shared texts of a workbook. */
async function texts(text: string, places: readonly number[]): Promise<unknown> {
  const pool = new StringPool();
  try {
    await readStrings(archiveOf(text, places), 'a.xlsx', 'strings', pool);
  } catch (error) {
    if (isJiadiError(error)) return error.code;
    throw error;
  }
  return Array.from({ length: pool.size }, (_, i) => quoted(pool.at(i)));
}

const shared = fc.tuple(value, fc.nat(6), blank).map(([text, form, between]) => {
  const item = [
    `<si><t xml:space="preserve">${text}</t></si>`,
    '<si/>',
    `<si><r><rPr><b/></rPr><t>${text}</t></r><r><t>b</t></r><rPh><t>c</t></rPh></si>`,
  ][form];
  return (item ?? `<si><t>${text}</t></si>`) + between;
});
const sharedTexts = fc
  .tuple(fc.constantFrom('<sst>', '<sst count="3">'), fc.array(shared, { maxLength: 10 }))
  .map(([head, items]) => `<?xml version="1.0"?>${head}${items.join('')}</sst>`);

test('shared texts, in any pieces and damaged', async () => {
  await fc.assert(
    fc.asyncProperty(sharedTexts, fc.option(damage), cuts, async (text, harm, places) => {
      const place = harm ? harm.at % (text.length + 1) : 0;
      const damaged = harm ? text.slice(0, place) + harm.insert + text.slice(place + harm.remove) : text;
      assert.deepEqual(await texts(damaged, places), await texts(parsed(damaged).replaceAll('<si>', '<si >'), []));
    }),
    propertyRuns(400),
  );
});
