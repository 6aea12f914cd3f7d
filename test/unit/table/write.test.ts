import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import iconv from 'iconv-lite';
import { openArchive } from '../../../engine/intake/readers/common/zip.ts';
import { csvWriter, jsonlWriter, type WriteColumn, writeWorkbook, xlsxWriter } from '../../../engine/table/write/index.ts';

const dir = mkdtempSync(join(tmpdir(), 'jiadi-out-'));
after(() => rmSync(dir, { recursive: true, force: true }));
const columns: WriteColumn[] = [
  { name: '姓名', type: 'text' },
  { name: 'n', type: 'integer' },
];

test('CSV: header first, CRLF, quotes where needed, null and empty text told apart', async () => {
  const path = join(dir, 'a.csv');
  const writer = csvWriter(path, columns);
  writer.rows(['张三', 1n, 'a"b', null, '', 1.5, ' x', 'y\nz'], 4);
  assert.equal(existsSync(path), false);
  assert.deepEqual(await writer.finish(), { rowCount: 4, lostCharacters: 0, cutCells: 0 });
  assert.equal(readFileSync(path, 'utf8'), '姓名,n\r\n张三,1\r\n"a""b",\r\n"",1.5\r\n" x","y\nz"\r\n');
});

test('CSV: other encodings, and characters that they do not have are counted', async () => {
  const path = join(dir, 'gbk.csv');
  const writer = csvWriter(path, columns, { encoding: 'gbk' });
  writer.rows(['张𠮷', 1n], 1);
  assert.equal((await writer.finish()).lostCharacters, 1);
  assert.equal(iconv.decode(readFileSync(path), 'gbk'), '姓名,n\r\n张?,1\r\n');
  const marked = csvWriter(join(dir, 'bom.csv'), columns, { bom: true });
  await marked.finish();
  assert.deepEqual([...readFileSync(join(dir, 'bom.csv')).subarray(0, 3)], [0xef, 0xbb, 0xbf]);
  assert.throws(() => csvWriter(join(dir, 'no.csv'), columns, { encoding: 'klingon' }), { code: 'encoding-unsupported' });
  assert.deepEqual(
    readdirSync(dir).filter((name) => name.endsWith('.part')),
    [],
  );
});

test('CSV: formulas are made harmless in exports, plain numbers stay, conversions change nothing', async () => {
  const cells = ['=1+1', '+cmd', '-5', '@x', '＝1', '\ta', '-x', 'a=b'];
  const write = async (escapeFormulas: boolean) => {
    const path = join(dir, 'f.csv');
    const writer = csvWriter(path, [{ name: 'c', type: 'text' }], { escapeFormulas });
    writer.rows(cells, cells.length);
    await writer.finish();
    return readFileSync(path, 'utf8').trimEnd().split('\r\n').slice(1);
  };
  assert.deepEqual(await write(true), ["'=1+1", "'+cmd", '-5', "'@x", "'＝1", "'\ta", "'-x", 'a=b']);
  assert.deepEqual(await write(false), ['=1+1', '+cmd', '-5', '@x', '＝1', '"\ta"', '-x', 'a=b']);
});

test('an aborted file leaves nothing', async () => {
  for (const writer of [
    csvWriter(join(dir, 'gone'), columns),
    jsonlWriter(join(dir, 'gone'), columns),
    xlsxWriter(join(dir, 'gone'), columns),
  ]) {
    writer.rows(['x', 1n], 1);
    writer.abort();
    assert.deepEqual(
      readdirSync(dir).filter((name) => name.startsWith('gone')),
      [],
    );
  }
});

test('JSON lines: numbers keep all digits, booleans only where the source had them', async () => {
  const path = join(dir, 'a.jsonl');
  const typed: WriteColumn[] = [
    { name: 'a', type: 'boolean' },
    { name: 'b"', type: 'text' },
  ];
  const writer = jsonlWriter(path, typed, { booleans: true });
  writer.rows(['true', 'true', null, 12345678901234567890n], 2);
  await writer.finish();
  assert.equal(readFileSync(path, 'utf8'), '{"a":true,"b\\"":"true"}\n{"a":null,"b\\"":12345678901234567890}\n');
});

async function part(path: string, name: string): Promise<string> {
  const archive = await openArchive(path);
  let text = '';
  for await (const piece of archive.text(name)) text += piece;
  archive.close();
  return text;
}

test('XLSX: frozen header, filter, widths, ids as text, long cells cut with a mark, a sheet after so many rows', async () => {
  const path = join(dir, 'a.xlsx');
  const writer = xlsxWriter(path, columns, { rowsPerSheet: 2, sheetName: '人口/2024' });
  writer.rows(['440305199001011234', 440305199001011234n, '=1+1', 5n, '字'.repeat(40_000), 1.5], 3);
  assert.deepEqual(await writer.finish(), { rowCount: 3, lostCharacters: 0, cutCells: 1 });
  const first = await part(path, 'xl/worksheets/sheet1.xml');
  assert.match(first, /<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"\/>/);
  assert.match(first, /<autoFilter ref="A1:B3"\/><\/worksheet>$/);
  assert.match(first, /<col min="1" max="1" width="\d+" customWidth="1"\/>/);
  assert.match(
    first,
    /<row><c t="inlineStr"><is><t xml:space="preserve">440305199001011234<\/t><\/is><\/c><c t="inlineStr"><is><t xml:space="preserve">440305199001011234<\/t>/,
  );
  assert.doesNotMatch(first, /<f>/);
  const second = await part(path, 'xl/worksheets/sheet2.xml');
  assert.match(second, /<autoFilter ref="A1:B2"\/>/);
  assert.equal(/preserve">(字+…\[\+\])</.exec(second)?.[1]?.length, 32_767);
  assert.match(await part(path, 'xl/workbook.xml'), /name="人口_2024".*name="人口_2024 2"/);
});

test('a workbook of small tables: a sheet each, names that a workbook allows and that differ', async () => {
  const path = join(dir, 'several.xlsx');
  await writeWorkbook(path, [
    {
      name: '概况',
      columns: ['项', '值'],
      rows: [
        ['行数', 3],
        ['说明', null],
      ],
    },
    { name: `列/关系${'长'.repeat(40)}`, columns: ['a'], rows: [] },
    { name: `列/关系${'长'.repeat(50)}`, columns: ['b'], rows: [['=1+1']] },
  ]);
  const book = await part(path, 'xl/workbook.xml');
  const names = [...book.matchAll(/<sheet name="([^"]*)"/g)].map((m) => m[1]);
  assert.deepEqual(names, ['概况', `列_关系${'长'.repeat(27)}`, `列_关系${'长'.repeat(25)} 3`]);
  assert.match(await part(path, 'xl/worksheets/sheet1.xml'), /行数<\/t><\/is><\/c><c><v>3<\/v><\/c><\/row><row>/);
  assert.doesNotMatch(await part(path, 'xl/worksheets/sheet3.xml'), /<f>/);
  assert.deepEqual(
    readdirSync(dir).filter((name) => name.includes('several') && name !== 'several.xlsx'),
    [],
  );
});

test('the same table gives the same bytes', async () => {
  const write = async (name: string) => {
    const writer = xlsxWriter(join(dir, name), columns);
    writer.rows(['x', 1n], 1);
    await writer.finish();
    return readFileSync(join(dir, name));
  };
  assert.deepEqual(await write('one.xlsx'), await write('two.xlsx'));
});
