/** Titles, headers of several rows, remarks, totals, several tables on a sheet: each small file is named for what it shows. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { detectSource } from '../../../engine/intake/detect.ts';
import { readerOf } from '../../../engine/intake/readers/index.ts';
import { keepingSink, quietContext, readTable } from '../../support/intake.ts';
import { readShape as read, warningsOf, writeShapes } from '../../support/shapes.ts';
import { type Grid, type SheetPlan, writeOds, writeXlsx } from '../../support/workbook.ts';

const dir = mkdtempSync(join(tmpdir(), 'jiadi-shapes-'));
after(() => rmSync(dir, { recursive: true, force: true }));

const files = (name: string, rows: Grid) => writeShapes(dir, name, rows);

test('titles above, a header of two rows, units, subtotals, a total and signatures below', async () => {
  const rows: Grid = [
    ['各区人口统计表'],
    ['单位：统计局', null, null, null, '2024 年'],
    ['区', '人口', null, '面积', '备注'],
    [null, '男', '女', null, null],
    [null, '人', '人', '平方公里', null],
    ['福田区', 10, 12, 78.7, null],
    ['南山区', 20, 22, 187.5, '含前海'],
    ['小计', 30, 34, 266.2, null],
    ['宝安区', 5, 6, 397, null],
    ['龙岗区', 7, 8, 388, null],
    ['小计', 12, 14, 785, null],
    ['合  计', 42, 48, 1051.2, null],
    ['注：不含深汕合作区'],
    ['填报人：张三', null, '审核人：李四', null, '日期：2024-12-31'],
  ];
  for (const path of await files('title-levels-units-totals', rows)) {
    const got = await read(path);
    assert.deepEqual(got.names, ['区', '人口/男', '人口/女', '面积', '备注'], path);
    assert.deepEqual(got.types, ['text', 'integer', 'integer', 'decimal', 'text'], path);
    assert.deepEqual(
      got.rows.map((row) => row[0]),
      ['福田区', '南山区', '宝安区', '龙岗区'],
      path,
    );
    assert.deepEqual(got.apart, [
      [5, 'unit-row'],
      [8, 'total-row'],
      [11, 'total-row'],
      [12, 'total-row'],
      [13, 'note-row'],
      [14, 'note-row'],
    ]);
    assert.deepEqual(await warningsOf(path), ['title-rows:2', 'header-rows:2', 'rows-apart:6'], path);
  }
});

test('names in two languages are one header, the upper ones are taken; a row of foreign words under Chinese names is data', async () => {
  const body: Grid = [
    ['中正區', '住家用', 26.97, 36000000, '一層'],
    ['文山區', '商業用', 10.32, 5580000, null],
    ['大安區', '住家用', 39.64, 23800000, '二層'],
  ];
  const chinese = ['鄉鎮市區', '主要用途', '面積', '總價元', '備註'];
  const english = ['The villages and towns urban district', 'main use', 'area square meter', 'total price NTD', null];
  for (const [name, upper, lower] of [
    ['chinese-over-english', chinese, english],
    ['english-over-chinese', ['district', 'use', 'area', 'price', 'note'], chinese],
  ] as const)
    for (const path of await files(name, [[...upper], [...lower], ...body])) {
      const got = await read(path);
      assert.deepEqual(got.names, [...upper], path);
      assert.deepEqual([got.types[2], got.types[3], got.rows.length], ['decimal', 'integer', 3], path);
      assert.ok((await warningsOf(path)).includes('header-rows:2'), path);
    }
  const foreign: Grid = [
    ['姓名', '单位', '国别', '件数'],
    ['Anna Berg', 'Oslo University', 'Norway', 3],
    ['王芳', '深圳大学', '中国', 5],
    ['李强', '中山大学', '中国', 8],
  ];
  for (const path of await files('foreign-first', foreign)) assert.equal((await read(path)).rows.length, 3, path);
  const words: Grid = [
    ['中文', '英文', '备注'],
    ['apple', 'fruit', 'red'],
    ['pear', 'fruit', 'green'],
    ['plum', 'fruit', 'blue'],
  ];
  for (const path of await files('only-words', words)) assert.equal((await read(path)).rows.length, 3, path);
});

test('three levels of a header; a lone name over a group is kept for each of its columns', async () => {
  const rows: Grid = [
    ['区', '2023', null, null, '2024', null, null],
    [null, '人口', null, '面积', '人口', null, '面积'],
    [null, '男', '女', null, '男', '女', null],
    ['福田区', 1, 2, 3.5, 4, 5, 6.5],
    ['南山区', 1, 2, 3.5, 4, 5, 6.5],
  ];
  for (const path of await files('three-levels', rows)) {
    const got = await read(path);
    assert.deepEqual(got.names, ['区', '2023/人口/男', '2023/人口/女', '2023/面积', '2024/人口/男', '2024/人口/女', '2024/面积'], path);
    assert.equal(got.rows.length, 2, path);
  }
});

test('a header printed again on every page, and page numbers', async () => {
  const page: Grid = [
    ['姓名', '区', '数量'],
    ['张三', '福田区', 1],
    ['李四', '南山区', 2],
  ];
  for (const path of await files('header-again', [...page, ['第 1 页'], ...page, ['第 2 页']])) {
    const got = await read(path);
    assert.equal(got.rows.length, 4, path);
    assert.deepEqual(got.apart, [
      [4, 'note-row'],
      [5, 'header-repeated'],
      [8, 'note-row'],
    ]);
  }
});

test('a total that neither closes the table nor adds up stays data until a person says otherwise', async () => {
  const rows: Grid = [
    ['指标', '数量'],
    ['合计', 100],
    ['男', 40],
    ['女', 60],
  ];
  for (const path of await files('total-first', rows)) {
    const got = await read(path);
    assert.equal(got.rows.length, 3, path);
    assert.deepEqual(await warningsOf(path), ['totals-unsure:1'], path);
    const told = await read(path, { dialect: { apart: ['total-row'] } });
    assert.deepEqual(told.apart, [[2, 'total-row']], path);
    assert.deepEqual(await warningsOf(path, { dialect: { apart: ['total-row'] } }), ['rows-apart:1'], path);
  }
});

test('a person corrects single lines, the rows of the header and the rows before it', async () => {
  const rows: Grid = [
    ['a', 'b'],
    ['x', 'y'],
    ['1', '2'],
    ['合计', '2'],
    ['3', '4'],
  ];
  for (const path of await files('corrected', rows)) {
    const lines = [
      { line: 4, apart: false },
      { line: 5, apart: true },
    ];
    const got = await read(path, { dialect: { headerRows: 2, header: true, lines } });
    assert.deepEqual(got.names, ['a/x', 'b/y'], path);
    assert.deepEqual(
      got.rows,
      [
        ['1', '2'],
        ['合计', '2'],
      ],
      path,
    );
    assert.deepEqual(got.apart, [[5, 'set-apart']], path);
    const later = await read(path, { dialect: { skipRows: 2, header: false, apart: [] } });
    assert.deepEqual(later.names, ['column_1', 'column_2'], path);
    assert.equal(later.rows.length, 3, path);
  }
});

test('rows that only look a little like totals, remarks or headers are data', async () => {
  const rows: Grid = [
    ['名称', '备注', '值'],
    ['合计科技公司', '注：重要客户', 1],
    ['总计', '合并', 2],
    ['Total Wine', null, 3],
    ['单位', '人', 4],
    ['说明', null, null],
    ['小李', '元', 6],
  ];
  for (const path of await files('look-alike', rows)) {
    const got = await read(path);
    assert.deepEqual(got.apart, [], path);
    assert.equal(got.rows.length, 6, path);
  }
});

test('a list of units, a form of labels and a table of totals are data', async () => {
  const tables: readonly Grid[] = [
    [
      ['名称', '符号'],
      ['米', 'm2'],
      ['千克', 'kg'],
      ['平方米', '㎡'],
      ['吨', 't'],
    ],
    [['项目', '内容', '值'], ...Array.from({ length: 12 }, (_, i) => [`说明${i}：内容`, null, null]), ['a', 'b', 'c']],
    [
      ['指标', '数量'],
      ['合计', 100],
      ['总计', 200],
    ],
  ];
  for (const [index, rows] of tables.entries()) {
    for (const path of await files(`all-alike-${index}`, rows)) {
      const got = await read(path);
      assert.equal(got.rows.length, rows.length - 1, path);
      assert.deepEqual(got.apart, [], path);
    }
  }
});

test('stretches of a CSV set the same rows apart as the whole', async () => {
  const lines = [
    '区,值',
    ...Array.from({ length: 60 }, (_, i) => (i % 20 === 19 ? '小计,10' : i % 20 === 10 ? '区,值' : `区${i},0.5`)),
    '注：完',
    '',
  ];
  const path = join(dir, 'stretches.csv');
  writeFileSync(path, lines.join('\n'));
  const { shape } = await readTable(path, { dialect: { apart: ['total-row', 'note-row', 'header-repeated'] } });
  const whole = keepingSink();
  const all = await readerOf('csv').read(path, shape, null, whole, quietContext);
  assert.equal(all.apartCount, 7);
  for (const at of [1, 9, 100, 200, 333]) {
    const parts = keepingSink();
    const first = await readerOf('csv').read(path, shape, { from: 0, to: at }, parts, quietContext);
    const second = await readerOf('csv').read(path, shape, { from: at, to: 1 << 20 }, parts, quietContext);
    assert.deepEqual(parts.kept, whole.kept, `cut at ${at}`);
    assert.equal((first.apartCount ?? 0) + (second.apartCount ?? 0), 7);
  }
});

const hiddenXls =
  'H4sICO9ZCGsCA2hpZGRlbi54bHMA7VhNSFRRFP7OnT/HxnE0DTSQQcjKXBRtItKpqKRFg2VkpWH+DBXKaFNBBpVlA0VIUW2KWghu2lht+qEWtWsRGLkIikCLaNEqKGihvs49c5+NNosGVDLeN9xz7jv3fu+ed8+59915r4cLRgcelI5hBmrgwqTlhzfNRlz89kUI3G5ZumrrHC6WgwUFfw4H0uvB07xXPh1DHe8xKNx3v2AJfOTShG5Eu+Kx8Dxis/jQQtqHanJz7inc5hJEifhVKLJN5GKR96TvM5EbxdIvspr7jtJ+DEeiletMHu9V5dIWZEl4JJx3YlmDYrzUeXz2KqX6erApcaSl899sKHMHMAiOXG0sHku0dI6iiEM4iB9WGPhur9XnYcc+v3YC239Ot/sy2K8rN9AL6yDpREwiALh1i6LDFxFNcoJu8Opwu+hLrDsWbxvHduRyuy7MGNmXt5vV5wNb+gm0vp7r4WZ/lNWVntUnWEUPvd/DqqH+aBOry8du6LY7jZcaOY1O6puk1n9o2vrPk1URYNmOfKkXyNoI8Q4/fvfbmx2tdZFmsfTKnq8dJCzTjwIL5zQjcJr52nptUb68N6CC0lOejt8tQKXcYZXI8zLKUqmXiiziDGddUVdsKtv6pM8Faa3gcdcKRiLL0+oruJ78uvNxWfJTZCXXh2rHThUNvY0MoJzfXO3iEaEPVVRFt25qPInYmsye8kFkyR/7S44KGd8t8zrMx4QEAjw/GqkrPVs0daXM3Gk2ZWCTsPV8nFG54l2BxCDVptluw1Zp7LBhK2F7DDsVqVzDVsL2GrYrw9guYfsM2yXsoGG7hK2jW6MK8VAPxLvqb8xm7mBG7ti5QlNyoeYKZcwVvz2ryDSrDhw4cODAgQMHcwuSM2rqRK7PYB5zjvOZ7zoTXCadzyT/LXahi3/H+W/pVsRZJ9CTVf4sgYfse9FfcuzvhRoNPHoCHWgVPzqyzl8+h1P68/w1MTR7Syjb8Sez8XOOx/8FXtGmUwAWAAA=';

test('hidden rows, columns and sheets are said, and read', async () => {
  const rows: Grid = [
    ['姓名', '工资', '区'],
    ['张三', 1, '福田'],
    ['李四', 2, '南山'],
    ['王五', 3, '宝安'],
  ];
  const plan: SheetPlan = { name: 'Sheet1', rows, hiddenRows: [3], hiddenColumns: [1] };
  const other: SheetPlan = { name: '旧数据', rows, hidden: true };
  const xlsx = await writeXlsx(join(dir, 'hidden.xlsx'), [plan, other]);
  assert.deepEqual(await warningsOf(xlsx), ['hidden-rows:1', 'hidden-columns:1', 'hidden-sheets:1']);
  const { warnings } = await detectSource(xlsx, {}, quietContext);
  assert.deepEqual(
    warnings.map(({ sample }) => sample),
    ['3', 'B', '旧数据'],
  );
  const ods = await writeOds(join(dir, 'hidden.ods'), [plan]);
  assert.deepEqual(await warningsOf(ods), ['hidden-rows:1', 'hidden-columns:1']);
  assert.equal((await read(ods)).rows.length, 3);
  const xls = join(dir, 'hidden.xls');
  writeFileSync(xls, gunzipSync(Buffer.from(hiddenXls, 'base64')));
  assert.deepEqual(await warningsOf(xls), ['hidden-rows:1', 'hidden-columns:1', 'hidden-sheets:1']);
  assert.equal((await read(xls)).rows.length, 3);
});

test('rows at the end that a person sets apart, and decimal commas', async () => {
  const rows: Grid = [
    ['区', '面积'],
    ['福田', '78,7'],
    ['南山', '1.187,5'],
    ['宝安', '397'],
    ['龙岗', '388,59'],
    ['盐田', '74,99'],
    ['完'],
    ['x', 'y'],
  ];
  const plain = join(dir, 'semicolon.csv');
  writeFileSync(plain, `${rows.map((row) => row.join(';')).join('\r\n')}\r\n\r\n`);
  const [, xlsx = '', ods = ''] = await files('comma', rows);
  const padded = join(dir, 'comma.prn');
  writeFileSync(padded, rows.map(([a, b = '']) => `${a}      ${String(b).padStart(12)}`).join('\n'));
  for (const path of [plain, xlsx, ods, padded]) {
    const got = await read(path, { dialect: { footerRows: 2, decimal: ',' } });
    assert.deepEqual(got.types, ['text', 'decimal'], path);
    assert.deepEqual(
      got.rows.map((row) => row[1]),
      ['78.7', '1187.5', '397', '388.59', '74.99'],
      path,
    );
    assert.deepEqual(
      got.apart,
      [
        [7, 'set-apart'],
        [8, 'set-apart'],
      ],
      path,
    );
    assert.ok((await warningsOf(path, { dialect: { footerRows: 2 } })).includes('decimal-commas:1'), path);
    // more than there are rows: all of them, and never the header
    const none = await read(path, { dialect: { footerRows: 50 } });
    assert.deepEqual([none.names, none.rows.length, none.apart.length], [['区', '面积'], 0, 7], path);
  }
});

/** The rows of the test below in an XLS that xlwt 1.3 wrote, packed with gzip. */
const mergedXls =
  'H4sICN5cCGsCA21lcmdlZC54bHMA7VhNSFRRFP7u+5k/dRxNBQ1EhKzMRVKLEGwsKFcN1gPNFGrMB4WiNtjCFmmZkItIaFXUQnDTIrNN/0TtWgRGLYIgGItW4SIoaKHzOve8+2K0WThRUvG+xz3n3HPvd//vffe9l/Ml6ek7VQtYhd3QkXHCCGT5BIWwF4mB0h1Hmp4OUXB8/FMIh2giAyYeFb0IyjmU870ADXPGM5LAewrdGEJicMCuWUfs5TYkhWxDM0mB6+SJopJbVcryOMsNLG9zzscsW9hziWUz5U2LI5iPJ+p3qVV8WKvltChkufeY85Y9jSjHc7mKR6eEm9fEntTJZP/fmVBtFGIGNG+t9oCdSvanUUYTOIOvTg3wxdupT2t8//r6Bcj/baU/mMN/RTOAMTjHeIFP0ILM6O4mtE7Y9nDjEjpRQPECnnTRZFG2jovWFKmHiSGb1GL7rW7ptBbbdalOdbuZrJ2dpObsyS5So5PJBKVeHtl+uski40bXZFeTFZGnOe/+2IrdX8S7opBkL4rZLuG9EaPzfenm51cHetriR9kzxie++17YJLsCB+ckg8hReOUBsk/1zNjG8jyXupHtKpZltKJJ17WVK2P/OOe5wKl1VM8Oxuv45ix7C9kTnw7er574EN9K9mzrwpmy2TfxadTSe6pXDhk942gQDeLaVYkHcU8LdYa8Y1n503kS0mKq7Y56+RVjGRE2S1i6MTk64kdMU2Ml2SIHWzA7rPILZsvROavJmGQHFFtbxX5C/dNU3ZLrzouhuBpzI4qr56hZZ66p2DqzA4qtMzuq2EYOtsHsiGIbzA4qtsHsUsU2c7TbzGq3ydyQ4prMraDYR54Pg/OCx4JvIVop7rLZknUPicCHDx8+fPjw4cPHr0LwrdW9o8tbnqlu7UH1X2eZQsb/TfLf4hAG6RmmD9N9GCCdwkhe66cCpvDKEmvkeP8LJTqo9hT60MPt6Mt7/dJXg8juz5qJsd+3hfKtP5NPO/9w/d8BO/MocgAWAAA=';

test('a cell merged over several rows of data stands in each of them, unless a person says otherwise', async () => {
  const rows: Grid = [
    ['区', '街道', '人数'],
    ['福田区', '园岭', 1],
    [null, '南园', 2],
    ['南山区', '南头', 3],
    ['宝安区', '新安', 4],
    [null, '西乡', 5],
  ];
  const plan: SheetPlan = {
    name: 'Sheet1',
    rows,
    merged: [
      [2, 0, 2],
      [5, 0, 2],
    ],
  };
  const xls = join(dir, 'merged.xls');
  writeFileSync(xls, gunzipSync(Buffer.from(mergedXls, 'base64')));
  const paths = [await writeXlsx(join(dir, 'merged.xlsx'), [plan]), await writeOds(join(dir, 'merged.ods'), [plan]), xls];
  const districts = (got: { readonly rows: readonly (readonly (string | null)[])[] }) => got.rows.map((row) => row[0]);
  for (const path of paths) {
    assert.deepEqual(districts(await read(path)), ['福田区', '福田区', '南山区', '宝安区', '宝安区'], path);
    assert.deepEqual(await warningsOf(path), ['merged-cells:2'], path);
    const { previewRows } = await detectSource(path, {}, quietContext);
    assert.equal(previewRows[1]?.[0], '福田区', path);
    assert.deepEqual(districts(await read(path, { dialect: { merged: 'kept' } })), ['福田区', null, '南山区', '宝安区', null], path);
  }
});

test('cells merged in a header are joined by their places and fill nothing', async () => {
  const rows: Grid = [
    ['区', '人口', null],
    [null, '男', '女'],
    ['福田区', 1, 2],
    ['南山区', 3, 4],
  ];
  const path = await writeXlsx(join(dir, 'merged-header.xlsx'), [{ name: 'Sheet1', rows, merged: [[1, 0, 2]] }]);
  const got = await read(path);
  assert.deepEqual(got.names, ['区', '人口/男', '人口/女']);
  assert.deepEqual(await warningsOf(path), ['header-rows:2']);
});
