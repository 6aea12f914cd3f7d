/** Tables that systems write as web pages or XML of 2003 and call XLS. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import iconv from 'iconv-lite';
import { detectSource } from '../../../engine/intake/detect.ts';
import type { WantedSource } from '../../../engine/intake/reader.ts';
import { pickReader } from '../../../engine/intake/readers/index.ts';
import { TagCutter } from '../../../engine/intake/readers/sheets/html-tags.ts';
import { quietContext, readTable } from '../../support/intake.ts';

const dir = mkdtempSync(join(tmpdir(), 'jiadi-disguised-'));
after(() => rmSync(dir, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
}

async function read(path: string, wanted: WantedSource = {}) {
  const { shape, rows, malformed } = await readTable(path, wanted);
  return {
    format: shape.format,
    sheet: shape.sheet,
    names: shape.columns.map(({ name }) => name),
    rows,
    apart: malformed.map(({ reason }) => reason),
    shape,
  };
}

const page = `<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta http-equiv=Content-Type content="text/html; charset=gb2312">
<style>td { mso-number-format:"\\@"; } /* <table> */</style><!-- <table><tr><td>no</td></tr></table> --></head><body>
<table border=1><caption>人口表</caption>
<tr><td colspan=4>各区人口</td></tr>
<tr><th rowspan=2>区<th colspan=2>人口</th><th rowspan="2">备注</th></tr>
<tr><td>男</td><td>女</td></tr>
<tr><td rowspan=2>福田&nbsp;区</td><td>10</td><td>12</td><td>a&lt;b &amp; c</td></tr>
<tr><td>20</td><td>22</td><td>第一行<br>第二行</td></tr>
<TR><TD>南山区<TD>30<TD>32<TD>
<tr><td>合计</td><td>60</td><td>66</td><td></td></tr>
</table>
<table title=房屋><tr><td>地址<td>面积</tr><tr><td>园岭<table><tr><td>内</td></tr></table></td><td>88.5</td></tr></table></body></html>`;

test('a page under the name of an XLS: spans, breaks, entities, tags that are never closed, several tables', async () => {
  const path = file('导出.xls', iconv.encode(page, 'gb18030'));
  const got = await read(path);
  assert.deepEqual([got.format, got.sheet, got.shape.dialect?.headerRows], ['html', '人口表', 2]);
  assert.deepEqual(got.names, ['区', '人口/男', '人口/女', '备注']);
  assert.deepEqual(got.rows, [
    ['福田 区', '10', '12', 'a<b & c'],
    ['福田 区', '20', '22', '第一行\n第二行'],
    ['南山区', '30', '32', null],
  ]);
  assert.deepEqual(got.apart, ['total-row']);
  assert.deepEqual(
    got.shape.columns.map(({ type }) => type),
    ['text', 'integer', 'integer', 'text'],
  );
  assert.deepEqual(await pickReader(path).sheets?.(path), ['人口表', '房屋']);
  const second = await read(path, { sheet: '房屋' });
  assert.deepEqual([second.names, second.rows], [['地址', '面积'], [['园岭内', '88.5']]]);
});

test('a page without a table is not taken for one; CSV with tags in it stays CSV', async () => {
  assert.equal(pickReader(file('a.csv', 'id,html\n1,<table><tr><td>x</td></tr></table>\n')).id, 'csv');
  assert.equal(pickReader(file('b.xml', '<?xml version="1.0"?><rows><row><a>1</a></row><row><a>2</a></row></rows>')).id, 'xml');
  assert.equal(pickReader(file('c.html', '<!DOCTYPE html><html><body><table><tr><td>a<td>b<tr><td>1<td>2</table>')).id, 'html');
});

test('pieces may be cut anywhere: tags and text are the same', () => {
  const told = (cuts: readonly number[]) => {
    const events: string[] = [];
    let text = '';
    const say = (event: string) => {
      if (text !== '') events.push(text);
      text = '';
      events.push(event);
    };
    const cutter = new TagCutter({
      open: (name, attributes) => say(`<${name} ${[...attributes].join(' ')}>`),
      close: (name) => say(`</${name}>`),
      text: (piece) => {
        text += piece;
      },
    });
    let from = 0;
    for (const at of [...cuts, page.length]) {
      cutter.push(page.slice(from, at), at === page.length);
      from = at;
    }
    return events;
  };
  const whole = told([]);
  assert.ok(whole.length > 60);
  for (let at = 1; at < page.length; at += 7) assert.deepEqual(told([at]), whole, `cut at ${at}`);
  assert.deepEqual(told(Array.from({ length: page.length - 1 }, (_, i) => i + 1)), whole);
});

const workbook = `<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
 <Worksheet ss:Name="人口"><Table>
  <Column ss:Index="2" ss:Hidden="1"/>
  <Row><Cell ss:MergeAcross="2"><Data ss:Type="String">各区人口</Data></Cell></Row>
  <Row ss:Index="3"><Cell><Data ss:Type="String">区</Data></Cell><Cell><Data ss:Type="String">人数</Data></Cell><Cell><Data ss:Type="String">日期</Data></Cell></Row>
  <Row><Cell><Data ss:Type="String">福田区</Data></Cell><Cell><Data ss:Type="Number">10</Data></Cell><Cell><Data ss:Type="DateTime">2024-01-31T00:00:00.000</Data></Cell></Row>
  <Row ss:Hidden="1"><Cell><Data ss:Type="String">南山区</Data></Cell><Cell ss:Index="3"><Data ss:Type="DateTime">2024-02-01T08:30:00.000</Data></Cell></Row>
  <Row><Cell><Data ss:Type="String">宝安区</Data></Cell><Cell><Data ss:Type="Number">440305199001011234</Data></Cell></Row>
 </Table></Worksheet>
 <Worksheet ss:Name="旧"><Table><Row><Cell><Data ss:Type="Boolean">1</Data></Cell></Row></Table><WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>
</Workbook>`;

test('an XML spreadsheet of 2003 under the name of an XLS', async () => {
  const path = file('2003.xls', workbook);
  const got = await read(path);
  assert.deepEqual([got.format, got.sheet, got.names], ['excel-xml', '人口', ['区', '人数', '日期']]);
  assert.deepEqual(got.rows, [
    ['福田区', 10n, '2024-01-31'],
    ['南山区', null, '2024-02-01 08:30:00'],
    ['宝安区', '4.40305199001011E+17', null],
  ]);
  assert.deepEqual(got.apart, ['digits-lost']);
  const { warnings, sheets } = await detectSource(path, {}, quietContext);
  assert.deepEqual(sheets, ['人口', '旧']);
  const codes = warnings.map(({ code }) => code);
  for (const code of ['title-rows', 'hidden-rows', 'hidden-columns', 'hidden-sheets'] as const) assert.ok(codes.includes(code), code);
});

test('a cell that an XML spreadsheet merges over several rows stands in each of them', async () => {
  const row = (first: string, second: string) => `<Row>${first}<Cell ss:Index="2"><Data ss:Type="String">${second}</Data></Cell></Row>`;
  const cell = (text: string, down = 0) => `<Cell ss:MergeDown="${down}"><Data ss:Type="String">${text}</Data></Cell>`;
  const rows = [row(cell('区'), '街道'), row(cell('福田区', 1), '园岭'), row('', '南园'), row(cell('南山区'), '南头')].join('');
  const text = workbook.replace(/<Table>[\s\S]*?<\/Table>/, `<Table>${rows}</Table>`);
  const got = await read(file('merged.xml', text));
  assert.deepEqual(
    got.rows.map(([district]) => district),
    ['福田区', '福田区', '南山区'],
  );
});
