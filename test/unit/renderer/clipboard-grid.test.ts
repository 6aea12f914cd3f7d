import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvOf, type DrawnCell, gridOf, isTableText } from '../../../renderer/app/clipboard-grid.ts';

const cell = (text: string, rowSpan = 1, colSpan = 1): DrawnCell => ({ text, rowSpan, colSpan });

test('merged names of a header keep their place, merged values below it stand in every row', () => {
  const grid = gridOf([
    [cell('人口表', 1, 4)],
    [cell('区', 2), cell('人口', 1, 2), cell('备注', 2)],
    [cell('男'), cell('女')],
    [cell('福田区', 2), cell('1'), cell('2'), cell('a')],
    [cell('3'), cell('4'), cell('b')],
    [cell('合计', 1, 2), cell('6'), cell('')],
  ]);
  assert.deepEqual(grid, [
    ['人口表', '', '', ''],
    ['区', '人口', '', '备注'],
    ['', '男', '女', ''],
    ['福田区', '1', '2', 'a'],
    ['福田区', '3', '4', 'b'],
    ['合计', '', '6', ''],
  ]);
});

test('a span beyond the table ends with it; rows of different lengths are filled up', () => {
  assert.deepEqual(gridOf([[cell('a', 99), cell('b')], [cell('c')], [cell('d'), cell('e')]]), [
    ['a', 'b', ''],
    ['', 'c', ''],
    ['', 'd', 'e'],
  ]);
});

test('commas, quotes, line ends and blanks at the edge are quoted', () => {
  assert.equal(csvOf([['a,b', 'say "x"', 'two\nlines', ' x', 'plain', '']]), '"a,b","say ""x""","two\nlines"," x",plain,');
});

test('a word is no table, rows and columns are', () => {
  for (const text of ['hello', '  \r\n', 'two words\r\n']) assert.equal(isTableText(text), false, text);
  for (const text of ['a\tb', 'a\r\nb\r\n']) assert.equal(isTableText(text), true, text);
});
