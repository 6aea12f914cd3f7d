import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import iconv from 'iconv-lite';
import { detectEncoding } from '../../../engine/intake/detect-encoding.ts';
import { columnNames } from '../../../engine/intake/detect-header.ts';
import { columnVerdict } from '../../../engine/intake/detect-types.ts';
import { detectDocument, detectSource } from '../../../engine/intake/detect.ts';
import { encryptedWorkbook } from '../../support/encrypted-workbook.ts';
import { quietContext, readTable } from '../../support/intake.ts';

const dir = mkdtempSync(join(tmpdir(), 'jiadi-detect-'));
after(() => rmSync(dir, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
}
const detect = (name: string, content: string | Uint8Array) => detectSource(file(name, content), {}, quietContext);
const people =
  '证件号码,姓名,区,登记日期\n440305199001011234,张三,福田区,2024-01-02\n440304198512120021,李四,南山区,2023-11-30\n440303197003031238,王小明,罗湖区,2022-05-06\n';

test('encodings of a small Chinese table', () => {
  for (const encoding of ['gb18030', 'utf-8', 'utf-16le', 'utf-16be']) {
    const name = detectEncoding([iconv.encode(people, encoding, { addBOM: false })]).encoding.name;
    assert.equal(name, encoding);
  }
  assert.equal(detectEncoding([iconv.encode('證件號碼,姓名,區\n1,陳大文,信義區\n2,林小明,中正區\n', 'big5')]).encoding.name, 'big5');
  assert.equal(detectEncoding([iconv.encode('氏名,住所\n山田太郎,東京都ひので町\n', 'shift_jis')]).encoding.name, 'shift_jis');
  assert.equal(detectEncoding([iconv.encode('이름,주소\n김철수,서울시 강남구\n', 'euc-kr')]).encoding.name, 'euc-kr');
  assert.equal(detectEncoding([iconv.encode('nom,ville\nJosé,Orléans\nZoé,Besançon\n', 'windows-1252')]).encoding.name, 'windows-1252');
  assert.equal(detectEncoding([iconv.encode('имя,город\nИван,Москва\nМария,Казань\n', 'windows-1251')]).encoding.name, 'windows-1251');
  assert.deepEqual(detectEncoding([Buffer.from('a,b\n1,2\n')]).encoding, { name: 'utf-8', confidence: 1, bom: false });
  assert.deepEqual(detectEncoding([Buffer.from('\uFEFF姓名\n')]).encoding, { name: 'utf-8', confidence: 1, bom: true });
});

test('a few damaged bytes do not make a long UTF-8 file something else', () => {
  const { encoding } = detectEncoding([Buffer.concat([Buffer.from(people), Buffer.from([0xff, 0xc0, 10])])]);
  assert.equal(encoding.name, 'utf-8');
  assert.ok(encoding.confidence < 1);
});

test('the document of `detect --json`', async () => {
  const found = await detectSource(file('p.csv', iconv.encode(people.replaceAll('\n', '\r\n'), 'gb18030')), {}, quietContext, (name) =>
    name === '证件号码' ? 'cn-resident-id' : null,
  );
  const { warnings, ...document } = detectDocument('p.csv', found);
  assert.deepEqual(warnings, []);
  assert.ok(found.shape.encoding && found.shape.encoding.confidence > 0.8);
  assert.deepEqual(
    { ...document, encoding: { ...found.shape.encoding, confidence: 1 } },
    {
      file: 'p.csv',
      bytes: found.bytes,
      format: 'csv',
      encoding: { name: 'gb18030', confidence: 1, bom: false },
      dialect: { delimiter: ',', quote: '"', escape: '"', newline: '\r\n', header: true, skipRows: 0 },
      columns: [
        { name: '证件号码', type: 'text', semantic: 'cn-resident-id', nullable: false },
        { name: '姓名', type: 'text', semantic: null, nullable: false },
        { name: '区', type: 'text', semantic: null, nullable: false },
        { name: '登记日期', type: 'date', semantic: null, nullable: false },
      ],
    },
  );
  assert.equal(found.previewRows.length, 3);
});

test('delimiters, quotes and escapes', async () => {
  for (const delimiter of [',', ';', '\t', '|', '^', '~', '%']) {
    const text =
      ['id', 'name', 'day'].join(delimiter) +
      '\n' +
      ['1', 'a b', '2024-01-01'].join(delimiter) +
      '\n' +
      ['2', 'c', '2024-01-02'].join(delimiter) +
      '\n';
    assert.equal((await detect('d.csv', text)).shape.dialect?.delimiter, delimiter);
  }
  const semicolons = await detect('s.csv', "id;text\n1;'a;b, it is'\n2;'c;d'\n");
  assert.deepEqual([semicolons.shape.dialect?.delimiter, semicolons.shape.dialect?.quote], [';', "'"]);
  const escaped = await detect('e.csv', 'id,text\n1,"say \\"x, y\\" now"\n2,"no, \\"z\\""\n');
  assert.equal(escaped.shape.dialect?.escape, '\\');
  const apostrophes = await detect('a.csv', "name,place\nO'Neil,King's Road\nD'Arcy,Queen's Way\n");
  assert.equal(apostrophes.shape.dialect?.quote, '"');
});

test('title rows before the header are skipped', async () => {
  const found = await detect(
    't.csv',
    '深圳市福田区人口登记表,,,\n制表日期:2024年1月,,,\n,,,\n姓名,性别,年龄,区\n张三,男,31,福田区\n李四,女,22,南山区\n',
  );
  assert.deepEqual([found.shape.dialect?.skipRows, found.shape.dialect?.header], [3, true]);
  assert.deepEqual(
    found.shape.columns.map(({ name }) => name),
    ['姓名', '性别', '年龄', '区'],
  );
  assert.deepEqual(found.warnings, [{ code: 'title-rows', count: 3, column: null, sample: null, reads: null }]);
});

test('header or not, also where all is text', async () => {
  const header = async (text: string) => (await detect('h.csv', text)).shape.dialect?.header;
  assert.equal(await header('姓名,区\n张三,福田区\n李四,南山区\n'), true);
  assert.equal(await header('1,罗宝线,20\n1,罗宝线,30\n2,蛇口线,40\n'), false);
  assert.equal(await header('city,state\nBoston,MA\nAustin,TX\n'), true);
  assert.equal(await header('440305,福田区\n440304,南山区\n440303,罗湖区\n'), false);
});

test('names are unique and never empty', () => {
  assert.deepEqual(columnNames(['name', ' name ', '', 'name', 'name_2'], 6), [
    'name',
    'name_3',
    'column_3',
    'name_4',
    'name_2',
    'column_6',
  ]);
});

test('column types: codes, long numbers and ids stay text', () => {
  const type = (name: string, ...values: string[]) => columnVerdict(name, values).type;
  assert.equal(type('n', '1', '-20', '300'), 'integer');
  assert.equal(type('n', '1', '2.5', '1e3'), 'decimal');
  assert.equal(type('n', '001', '002'), 'text');
  assert.equal(type('n', '440305199001011234', '440305199001011235'), 'text');
  assert.equal(type('手机号码', '13812345678'), 'text');
  assert.equal(type('d', '2024-01-31', '2024/2/1'), 'date');
  assert.equal(type('d', '2024年1月31日', '2024年12月1日'), 'date');
  assert.equal(type('d', '2024-02-30'), 'text');
  assert.equal(type('出生日期', '19900101', '19851231'), 'date');
  assert.equal(type('d', '2024-01-31 08:00:00', '2024-01-31T09:30'), 'datetime');
  assert.equal(type('t', '08:30', '23:59:59'), 'time');
  assert.equal(type('b', '是', '否', '是'), 'boolean');
  assert.equal(type('b', 'true'), 'boolean');
  assert.equal(type('x', '福田区', '1'), 'text');
  assert.equal(columnVerdict('x', [null, '']).type, 'empty');
  assert.equal(columnVerdict('x', [null, '1']).nullable, true);
});

test('bad input is one documented error', async () => {
  const code = async (path: string) => {
    try {
      await detectSource(path, {}, quietContext);
      return 'none';
    } catch (error) {
      return error instanceof Error && 'code' in error ? `${error.code}` : String(error);
    }
  };
  mkdirSync(join(dir, 'folder.csv'), { recursive: true });
  assert.equal(await code(join(dir, 'folder.csv')), 'file-is-directory');
  assert.equal(await code(join(dir, 'absent.csv')), 'file-not-found');
  assert.equal(await code(file('zero.csv', '')), 'file-empty');
  assert.equal(await code(file('blank.csv', '\n\n  \n')), 'file-empty');
  assert.equal(await code(file('noise.csv', Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * 7919) % 256)))), 'file-not-text');
  assert.equal(await code(file('image.csv', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'))), 'file-not-text');
  assert.equal(await code(file('old.xls', Buffer.from('0900040002001000', 'hex'))), 'file-empty');
  assert.equal(await code(file('rows.parquet', 'PAR1....')), 'file-damaged');
  assert.equal(await code(file('packed.csv', Buffer.from('1f8b0800', 'hex'))), 'file-damaged');
  assert.equal(await code(file('broken.xlsx', Buffer.from('504b03040000', 'hex'))), 'file-damaged');
  assert.equal(await code(file('wide.csv', Array.from({ length: 2500 }, (_, i) => `c${i}`).join(',') + '\n')), 'too-many-columns');
});

test('numbers that went through scientific notation are pointed out, in a text file too', async () => {
  const found = await detect('sci.csv', '证件号码,姓名\n4.40305E+17,张三\n440304198512120021,李四\n');
  assert.deepEqual(found.warnings, [{ code: 'digits-lost', count: 1, column: '证件号码', sample: '4.40305E+17', reads: null }]);
  assert.equal(found.shape.columns[0]?.type, 'text');
});

test('a workbook under a password is refused as encrypted', async () => {
  await assert.rejects(detect('secret.xlsx', Buffer.from(encryptedWorkbook())), { code: 'file-encrypted' });
});

test('JSON lines and JSON keep their types', async () => {
  const lines = await readTable(
    file(
      'x.jsonl',
      '{"a":1,"b":"x","c":true}\n{"a":12345678901234567890,"b":null}\n{"a":440305199001011234,"d":{"k":[1]}}\nnot json\n[1]\n',
    ),
  );
  assert.deepEqual(
    lines.shape.columns.map(({ name }) => name),
    ['a', 'b', 'c', 'd'],
  );
  assert.deepEqual(lines.rows, [
    [1n, 'x', 'true', null],
    ['12345678901234567890', null, null, null],
    [440305199001011234n, null, null, '{"k":[1]}'],
  ]);
  assert.deepEqual(
    lines.malformed.map(({ line, reason, kept }) => [line, reason, kept]),
    [
      [4, 'invalid-json', false],
      [5, 'not-a-record', false],
    ],
  );
  const list = await readTable(file('x.json', '[\n {"a": 1.5, "b": "]},"},\n {"a": 2, "b": false}\n]\n'));
  assert.deepEqual(list.rows, [
    [1.5, ']},'],
    [2n, 'false'],
  ]);
  const cut = await readTable(file('cut.json', '[{"a":1},{"a":'));
  assert.deepEqual(cut.rows, [[1n]]);
  assert.deepEqual(
    cut.malformed.map(({ reason }) => reason),
    ['invalid-json'],
  );
});
