/** Several tables on one sheet: below each other, beside each other, far below; and what looks so and is one table. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pickReader, readerOf } from '../../../engine/intake/readers/index.ts';
import { keepingSink, quietContext } from '../../support/intake.ts';
import { readShape as read, warningsOf, writeShapes } from '../../support/shapes.ts';
import type { Grid } from '../../support/workbook.ts';

const dir = mkdtempSync(join(tmpdir(), 'jiadi-tables-'));
after(() => rmSync(dir, { recursive: true, force: true }));
const files = (name: string, rows: Grid) => writeShapes(dir, name, rows);

const people: Grid = [['表一 人员'], ['姓名', '年龄'], ['张三', 30], ['李四', 40], ['合计', 70]];
const houses: Grid = [['表二 房屋'], ['地址', '面积', '层数'], ['园岭一街', 88.5, 3], ['华侨城', 120, 6], ['注：含公租房']];

test('tables below each other, parted by blank rows, are parts of the sheet', async () => {
  const rows: Grid = [...people, [], [], ...houses];
  for (const [, path = ''] of [
    ['', (await files('two-below', rows))[1]],
    ['', (await files('two-below', rows))[2]],
  ]) {
    assert.deepEqual(await pickReader(path).sheets?.(path), ['Sheet1#1', 'Sheet1#2'], path);
    const first = await read(path);
    assert.equal(first.shape.sheet, 'Sheet1#1');
    assert.deepEqual(first.names, ['姓名', '年龄']);
    assert.deepEqual(first.rows, [
      ['张三', '30'],
      ['李四', '40'],
    ]);
    assert.deepEqual(first.apart, [[5, 'total-row']]);
    const second = await read(path, { sheet: 'Sheet1#2' });
    assert.deepEqual(second.names, ['地址', '面积', '层数']);
    assert.deepEqual(second.rows, [
      ['园岭一街', '88.5', '3'],
      ['华侨城', '120', '6'],
    ]);
    assert.deepEqual(second.apart, [[12, 'note-row']]);
    assert.deepEqual(await warningsOf(path, { sheet: 'Sheet1#2' }), ['title-rows:1', 'several-tables:2', 'rows-apart:1']);
    await assert.rejects(read(path, { sheet: 'Sheet1#3' }), { code: 'sheet-not-found' });
  }
});

test('tables beside each other, parted by a blank column; a blank column inside one table parts nothing', async () => {
  const beside: Grid = [
    ['姓名', '年龄', null, '姓名', '年龄'],
    ['张三', 30, null, '王五', 50],
    ['李四', 40, null, '赵六', 60],
    [null, null, null, '钱七', 70],
  ];
  const path = (await files('beside', beside))[1] ?? '';
  assert.deepEqual(await pickReader(path).sheets?.(path), ['Sheet1#1', 'Sheet1#2']);
  assert.deepEqual((await read(path)).rows, [
    ['张三', '30'],
    ['李四', '40'],
  ]);
  assert.deepEqual((await read(path, { sheet: 'Sheet1#2' })).rows.length, 3);
  const gap: Grid = [
    ['姓名', '年龄', null, '住址', '层'],
    ['张三', 30, null, '园岭', 1],
    ['李四', 40, null, '南头', 2],
  ];
  const one = (await files('gap', gap))[1] ?? '';
  assert.deepEqual(await pickReader(one).sheets?.(one), ['Sheet1']);
});

test('blank rows inside a table, and a header after them that is the same again, part nothing', async () => {
  const rows: Grid = [['姓名', '年龄'], ['张三', 30], [], ['李四', 40], [], ['姓名', '年龄'], ['王五', 50]];
  const path = (await files('blank-rows', rows))[1] ?? '';
  assert.deepEqual(await pickReader(path).sheets?.(path), ['Sheet1']);
  const got = await read(path);
  assert.equal(got.rows.length, 3);
  assert.deepEqual(got.apart, [[6, 'header-repeated']]);
});

test('a second table far below is found, and what belongs to neither is told', async () => {
  const people: Grid = [
    ['姓名', '年龄', '区'],
    ...Array.from({ length: 2_500 }, (_, i): Grid[number] => [`人${i}`, 20 + (i % 60), '福田']),
  ];
  const houses: Grid = [
    ['房屋清单'],
    ['房号', '面积', '层'],
    ...Array.from({ length: 1_500 }, (_, i): Grid[number] => [`F${i}`, 50 + i, i % 30]),
  ];
  for (const path of (await files('far-below', [...people, [], [], ...houses])).slice(1)) {
    assert.deepEqual(await pickReader(path).sheets?.(path), ['Sheet1#1', 'Sheet1#2'], path);
    const first = await read(path);
    assert.deepEqual([first.names, first.rows.length, first.apart], [['姓名', '年龄', '区'], 2_500, []], path);
    const second = await read(path, { sheet: 'Sheet1#2' });
    assert.deepEqual(
      [second.names, second.types, second.rows.length],
      [['房号', '面积', '层'], ['text', 'integer', 'integer'], 1_500],
      path,
    );
    assert.deepEqual(second.rows[0], ['F0', '50', '0'], path);
    // the preview shows rows of it, too
    const head = keepingSink();
    const { readHead } = pickReader(path);
    await readHead?.(path, second.shape, head, quietContext);
    assert.deepEqual([head.kept.length > 100, head.kept[0]?.map(String)], [true, ['F0', '50', '0']], path);

    // the import of a sheet that was too large to be looked through: nothing of another table comes among the rows
    const { area: _area, ...dialect } = first.shape.dialect ?? {};
    const sink = keepingSink();
    const shape = { ...first.shape, sheet: 'Sheet1', dialect } as typeof first.shape;
    const result = await readerOf(shape.format).read(path, shape, null, sink, quietContext);
    assert.deepEqual([sink.kept.length, result.apartCount, result.malformedCount], [2_500, 1_502, 1_502], path);
    assert.deepEqual(new Set(sink.problems.map(({ reason, kept }) => `${reason} ${kept}`)), new Set(['other-table false']), path);
    assert.equal(sink.problems[0]?.line, 2_504, path);
    // unless a person says that a line is data
    const said = keepingSink();
    const told = { ...shape, dialect: { ...dialect, lines: [{ line: 2_506, apart: false }] } } as typeof shape;
    await readerOf(shape.format).read(path, told, null, said, quietContext);
    assert.deepEqual(said.kept.at(-1)?.map(String), ['F0', '50', '0'], path);
  }
});

test('gaps in a long table, with remarks, single rows and the same header again, part nothing', async () => {
  const block = (from: number): Grid => Array.from({ length: 700 }, (_, i): Grid[number] => [`人${from + i}`, from + i]);
  const rows: Grid = [
    ['姓名', '年龄'],
    ...block(0),
    [],
    ...block(700),
    [],
    ['姓名', '年龄'],
    ...block(1_400),
    [],
    ['赵六', 60],
    [],
    ['注：含临时人员'],
  ];
  const path = (await files('long-gaps', rows))[1] ?? '';
  assert.deepEqual(await pickReader(path).sheets?.(path), ['Sheet1']);
  const got = await read(path);
  assert.equal(got.rows.length, 2_101);
  assert.deepEqual(
    got.apart.map(([, reason]) => reason),
    ['header-repeated', 'note-row'],
  );
});

/** The same sheets in an XLS that xlwt 1.3 wrote, packed with gzip. */
