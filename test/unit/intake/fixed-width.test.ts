import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import iconv from 'iconv-lite';
import type { WantedSource } from '../../../engine/intake/reader.ts';
import { pickReader, readerOf } from '../../../engine/intake/readers/index.ts';
import { keepingSink, quietContext, readTable } from '../../support/intake.ts';

const dir = mkdtempSync(join(tmpdir(), 'jiadi-fixed-'));
after(() => rmSync(dir, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
}

const people: readonly (readonly [string, string, string, string])[] = [
  ['440305199001011234', '张三', '福田区', '12.50'],
  ['440304198512120021', '欧阳小明', '南山区', '3'],
  ['440303197003031238', '买买提·艾力', '罗湖区', '1024.75'],
  ['440306200001010015', '李四', '宝安区', '88'],
  ['440307200101010019', 'Anna Li', '龙岗区', '7.1'],
];
const widths = [20, 14, 10, 9];

/** Lays a table out as a program does that counts units of its own. */
function laidOut(rows: readonly (readonly string[])[], unitsOf: (text: string) => number): string {
  const pad = (text: string, width: number, right: boolean) => {
    const blanks = ' '.repeat(Math.max(0, width - unitsOf(text)));
    return right ? blanks + text : text + blanks;
  };
  return rows.map((row) => row.map((cell, column) => pad(cell, widths[column] ?? 0, column === 3)).join('')).join('\r\n');
}

const header = ['证件号码', '姓名', '区', '金额'];
const chars = (text: string) => [...text].length;
const gbBytes = (text: string) => iconv.encode(text, 'gb18030').length;

for (const [unit, encoding, unitsOf] of [
  ['bytes', 'gb18030', gbBytes],
  ['width', 'utf-8', gbBytes],
  ['chars', 'utf-8', chars],
  ['chars', 'gb18030', chars],
] as const) {
  test(`columns laid out by ${unit} in ${encoding} are found from the spacing`, async () => {
    const text = laidOut([header, ...people], unitsOf);
    const { shape, rows, malformed } = await readTable(file(`${unit}-${encoding}.txt`, iconv.encode(text, encoding)));
    assert.equal(shape.format, 'fixed');
    assert.equal(shape.encoding?.name, encoding);
    assert.equal(shape.dialect?.fixed?.unit, unit);
    assert.deepEqual(
      shape.columns.map(({ name, type }) => [name, type]),
      [
        ['证件号码', 'text'],
        ['姓名', 'text'],
        ['区', 'text'],
        ['金额', 'decimal'],
      ],
    );
    assert.deepEqual(rows, people);
    assert.deepEqual(malformed, []);
  });
}

test('the rule under a header tells the columns, names included that are wider than the values', async () => {
  const lines = [
    'ID  NAME       STREET NAME',
    '--- ---------- -----------',
    '1   Ann Bell   Low Road',
    '2   Bo',
    '',
    '3   Cy         High Street',
    '4   Di         A',
  ];
  const { shape, rows, malformed, result } = await readTable(file('ruled.txt', `${lines.join('\n')}\n`));
  assert.deepEqual(
    shape.columns.map(({ name }) => name),
    ['ID', 'NAME', 'STREET NAME'],
  );
  assert.deepEqual(rows, [
    ['1', 'Ann Bell', 'Low Road'],
    ['2', 'Bo', null],
    ['3', 'Cy', 'High Street'],
    ['4', 'Di', 'A'],
  ]);
  assert.deepEqual(malformed, []);
  assert.deepEqual([result.blankLineCount, result.commentLineCount], [1, 1]);
});

test('text across the edge of a column, a line that ends early and a wrong byte are kept with line and reason', async () => {
  const rows = Array.from({ length: 400 }, (_, i) => [`${100000 + i}`, `名${i % 7}`, '福田区', `${i}`]);
  const bytes = iconv.encode(laidOut([header, ...rows], gbBytes), 'gb18030');
  const lines = bytes.toString('latin1').split('\r\n');
  lines[50] = `${'9'.repeat(26)}${(lines[50] ?? '').slice(26)}`;
  lines[60] = 'just a remark';
  lines[70] = `${(lines[70] ?? '').slice(0, 20)}\xff${(lines[70] ?? '').slice(21)}`;
  const got = await readTable(file('bad.txt', Buffer.from(lines.join('\r\n'), 'latin1')));
  assert.equal(got.rows.length, 400);
  assert.deepEqual(
    got.malformed.map(({ line, row, reason, kept }) => [line, row, reason, kept]),
    [
      [51, 50, 'text-across-columns', true],
      [61, 60, 'too-few-fields', true],
      [71, 70, 'bad-bytes', true],
    ],
  );
  assert.ok(got.malformed[0]?.raw.startsWith('99999'));
});

test('positions that a person sets are used as they stand, also where no blank parts the columns', async () => {
  const path = file('glued.txt', '440305福田区20240102\n440304南山区20231130\n440303罗湖区20220506\n');
  const wanted: WantedSource = {
    dialect: {
      delimiter: '',
      quote: '',
      escape: '',
      newline: '',
      header: false,
      skipRows: 0,
      fixed: { unit: 'chars', starts: [0, 6, 9], spaced: [] },
    },
  };
  const shape = await readerOf('fixed').detect(path, wanted, quietContext);
  const sink = keepingSink();
  await readerOf('fixed').read(path, shape, null, sink, quietContext);
  assert.deepEqual(sink.kept[0], ['440305', '福田区', '20240102']);
  assert.deepEqual(sink.problems, []);
  assert.equal(shape.columns[2]?.type, 'integer');
});

test('stretches meet: any cut gives the same rows', async () => {
  const path = file('cut.txt', iconv.encode(laidOut([header, ...people, ...people, ...people], gbBytes), 'gb18030'));
  const { shape, rows } = await readTable(path);
  for (const at of [1, 60, 61, 100, 333]) {
    const sink = keepingSink();
    const first = await readerOf('fixed').read(path, shape, { from: 0, to: at }, sink, quietContext);
    const second = await readerOf('fixed').read(path, shape, { from: at, to: 1 << 20 }, sink, quietContext);
    assert.equal(second.begin, first.end);
    assert.deepEqual(sink.kept, rows);
  }
});

test('delimited text, prose and words in line by chance are not taken for columns', () => {
  const texts = {
    'a.txt': 'id, name,  value\n1,  a,   2\n2,  b,   3\n3,  c,   4\n4,  d,   5\n',
    'b.txt': 'a b c\n1 2 3\n4 5 6\n7 8 9\n1 2 3\n4 5 6\n',
    'c.txt': 'The quick brown fox\njumps over the lazy dog\nand so on it goes\nfor some lines more\nuntil it ends here\n',
    'd.txt': 'x\t1  a\ny\t2  b\nz\t3  c\nw\t4  d\n',
  };
  for (const [name, text] of Object.entries(texts)) assert.equal(pickReader(file(name, text)).id, 'csv', name);
});
