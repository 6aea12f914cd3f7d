/** The rectangle of cells, the clipboard's text and the fitting widths of the data grid. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRangeHolder, edgesOf, inRange, moved, toTsv } from '../../../renderer/ui/grid/range.ts';
import { fittingWidth, rowsOf, textWidth } from '../../../renderer/ui/grid/types.ts';

const at = (row: number, column: number) => ({ row, column });

test('a rectangle has the same edges whichever corner it was begun in', () => {
  const edges = { top: 2, bottom: 5, left: 1, right: 3 };
  assert.deepEqual(edgesOf({ anchor: at(2, 1), head: at(5, 3) }), edges);
  assert.deepEqual(edgesOf({ anchor: at(5, 3), head: at(2, 1) }), edges);
});

test('a single cell is no range; a range holds its edges and nothing outside', () => {
  const single = { anchor: at(2, 2), head: at(2, 2) };
  assert.equal(inRange(single, 2, 2), false);
  assert.equal(inRange(null, 0, 0), false);
  const range = { anchor: at(1, 1), head: at(3, 2) };
  assert.equal(inRange(range, 3, 2), true);
  assert.equal(inRange(range, 4, 2), false);
  assert.equal(inRange(range, 3, 0), false);
});

test('the moving end stays inside the grid', () => {
  const corner = { anchor: at(0, 0), head: at(0, 0) };
  assert.deepEqual(moved(corner, 'ArrowUp', 10, 4).head, at(0, 0));
  assert.deepEqual(moved(corner, 'ArrowRight', 10, 4).head, at(0, 1));
  assert.deepEqual(moved({ anchor: at(0, 0), head: at(9, 3) }, 'ArrowDown', 10, 4).head, at(9, 3));
  const holder = createRangeHolder();
  holder.set(corner);
  assert.equal(holder.get(), corner);
});

test('copied text is quoted where a spreadsheet would break it', () => {
  assert.equal(
    toTsv([
      ['a', 1, null],
      ['x\ty', 'say "hi"', 'two\nlines'],
    ]),
    'a\t1\t\r\n"x\ty"\t"say ""hi"""\t"two\nlines"',
  );
});

test('a page by columns becomes rows', () => {
  const rows = rowsOf({
    total: 9,
    rowNumbers: [4, 5],
    columns: [
      ['a', 'b'],
      [1, null],
    ],
  });
  assert.deepEqual(rows, [
    { number: 4, values: ['a', 1] },
    { number: 5, values: ['b', null] },
  ]);
});

test('Chinese takes two half widths, and widths stay between their limits', () => {
  assert.equal(textWidth('福田a'), 5);
  const column = { key: 'a', title: 'a' };
  assert.ok(fittingWidth(column, ['身份证号码很长'], 14) > fittingWidth(column, ['ab'], 14));
  assert.equal(fittingWidth(column, ['x'.repeat(500)], 14), 360);
});
