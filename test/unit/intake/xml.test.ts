import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import iconv from 'iconv-lite';
import { isJiadiError } from '../../../contract/errors.ts';
import { pickReader } from '../../../engine/intake/readers/index.ts';
import { readTable } from '../../support/intake.ts';

const dir = mkdtempSync(join(tmpdir(), 'jiadi-xml-'));
after(() => rmSync(dir, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
}

const declaration = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?>\n`;
const people = `<户籍 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <说明>2024 年</说明>
  <人员 编号="1">
    <姓名>张三</姓名>
    <住址><区>福田区</区><街道 代码="440304001">园岭</街道></住址>
    <电话>13800000001</电话><电话>13800000002</电话>
  </人员>
  <人员 编号="2">
    <姓名><![CDATA[李<四>]]></姓名>
    <住址><区>南山区</区></住址>
    <电话 xsi:nil="true"/>
    <备注>a &amp; b</备注>
  </人员>
</户籍>`;

test('attributes, inner elements and repeated ones are columns by their path', async () => {
  const { shape, rows, malformed } = await readTable(file('people.xml', declaration('UTF-8') + people));
  assert.deepEqual([shape.format, shape.encoding?.name, shape.sheet], ['xml', 'utf-8', '户籍/人员']);
  assert.deepEqual(
    shape.columns.map(({ name }) => name),
    ['@编号', '姓名', '住址/区', '住址/街道/@代码', '住址/街道', '电话', '备注', '电话[2]'],
  );
  assert.deepEqual(rows, [
    ['1', '张三', '福田区', '440304001', '园岭', '13800000001', null, '13800000002'],
    ['2', '李<四>', '南山区', null, null, null, 'a & b', null],
  ]);
  assert.deepEqual(malformed, []);
});

for (const [label, codec] of [
  ['GB2312', 'gb18030'],
  ['GB18030', 'gb18030'],
  ['Big5', 'big5'],
  ['UTF-16', 'utf-16'],
] as const) {
  test(`the encoding that is declared: ${label}`, async () => {
    const text = `${declaration(label)}<市><人 名="王小明"><住所>福田</住所></人><人 名="大山"><住所>中山</住所></人></市>`;
    const { rows } = await readTable(file(`${label}.xml`, iconv.encode(text, codec)));
    assert.deepEqual(rows, [
      ['王小明', '福田'],
      ['大山', '中山'],
    ]);
  });
}

test('a file that declares UTF-8 and is written in GB18030 is read as what it is', async () => {
  const many = people.replace(
    '</户籍>',
    `${'<人员 编号="3"><姓名>王小明</姓名><备注>居住证已办理，待审核</备注></人员>'.repeat(50)}</户籍>`,
  );
  const { shape, rows } = await readTable(file('liar.xml', iconv.encode(declaration('UTF-8') + many, 'gb18030')));
  assert.equal(shape.encoding?.name, 'gb18030');
  assert.equal(rows[5]?.[1], '王小明');
});

test('a later field that no column is for, and a character that could not be decoded, are reported with their line', async () => {
  const row = '<r><a>1</a><b>区</b></r>\n';
  const many = `<t>\n${row.repeat(25_000)}<r><a>2</a><c>new</c></r>\n<r><a>3</a><b>`;
  const { rows, malformed, shape } = await readTable(
    file('late.xml', Buffer.concat([Buffer.from(many), Buffer.of(0xff), Buffer.from('</b></r>\n</t>')])),
  );
  assert.deepEqual(
    shape.columns.map(({ name, type }) => [name, type]),
    [
      ['a', 'integer'],
      ['b', 'text'],
    ],
  );
  assert.equal(rows.length, 25_002);
  assert.deepEqual(
    malformed.map(({ line, row: number, reason, raw }) => [line, number, reason, raw]),
    [
      [25_002, 25_001, 'too-many-fields', 'a=2 c=new'],
      [25_003, 25_002, 'bad-bytes', 'a=3 b=\uFFFD'],
    ],
  );
});

test('which element repeats: pages of rows, lists in rows, a header with a list, several tables, a single row', async () => {
  const rows = (name: string, count: number) => Array.from({ length: count }, (_, i) => `<${name}><id>${i}</id><v/></${name}>`).join('');
  const cases: readonly (readonly [string, string, number])[] = [
    [`<d><page>${rows('row', 30)}</page><page>${rows('row', 30)}</page></d>`, 'd/page/row', 60],
    [`<d><row><id>1</id><tag>a</tag><tag>b</tag><tag>c</tag></row><row><id>2</id></row></d>`, 'd/row', 2],
    [`<d><schema><f/><f/><f/></schema><rows>${rows('row', 4)}</rows></d>`, 'd/rows/row', 4],
    [`<d><p>${rows('person', 5)}</p><h>${rows('house', 9)}</h></d>`, 'd/h/house', 9],
    [`<d><row><id>1</id><name>n</name></row></d>`, 'd/row', 1],
    [`<ids><id>1</id><id>2</id></ids>`, 'ids/id', 2],
  ];
  for (const [text, path, count] of cases) {
    const got = await readTable(file('case.xml', text));
    assert.equal(got.shape.sheet, path, text.slice(0, 60));
    assert.equal(got.rows.length, count, text.slice(0, 60));
  }
  const both = file('both.xml', `<d><p>${rows('person', 5)}</p><h>${rows('house', 9)}</h></d>`);
  assert.deepEqual(await pickReader(both).sheets?.(both), ['d/h/house', 'd/p/person']);
  assert.equal((await readTable(both, { sheet: 'd/p/person' })).rows.length, 5);
});

test('entities of the file are refused before they grow, external ones are not fetched, a broken file names its line', async () => {
  const laughs = `<!DOCTYPE l [<!ENTITY a "${'ha'.repeat(50)}">${Array.from({ length: 20 }, (_, i) => `<!ENTITY a${i} "${`&a${i === 0 ? '' : i - 1};`.repeat(10)}">`).join('')}]>`;
  const cases: readonly (readonly [string, string, string, number])[] = [
    ['laughs.xml', `${declaration('utf-8')}${laughs}<t><r>&a19;</r><r/></t>`, 'xml-entities', 2],
    ['external.xml', `<!DOCTYPE t [<!ENTITY x SYSTEM "file:///etc/passwd">]><t><r>&x;</r><r/></t>`, 'xml-entities', 1],
    ['undefined.xml', `<t>\n<r>&x;</r><r/></t>`, 'xml-invalid', 2],
    ['cut.xml', `<t>\n<r><a>1</a></r>\n<r><a>2`, 'xml-invalid', 3],
    ['crossed.xml', `<t>\n<r><a>1</r></a>\n</t>`, 'xml-invalid', 2],
    ['deep.xml', `${'<a>'.repeat(400)}${'</a>'.repeat(400)}`, 'xml-invalid', 1],
  ];
  for (const [name, text, code, line] of cases) {
    await assert.rejects(readTable(file(name, text)), (error) => {
      assert.ok(isJiadiError(error), String(error));
      assert.deepEqual([error.code, error.params['file'], error.params['line']], [code, name, line]);
      return true;
    });
  }
  const { rows } = await readTable(file('dtd.xml', '<!DOCTYPE t SYSTEM "http://127.0.0.1:9/t.dtd"><t><r>1</r><r>2</r></t>'));
  assert.deepEqual(rows, [['1'], ['2']]);
});
