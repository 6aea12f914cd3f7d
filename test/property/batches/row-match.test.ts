import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { markReplaced, matchRows } from '../../../engine/batches/row-match.ts';
import type { RowHashes } from '../../../engine/batches/row-hashes.task.ts';
import { finishRows, hashCells, mixRows } from '../../../engine/profile/index.ts';
import { propertyRuns } from '../../support/property.ts';

type Row = readonly [key: string, rest: string];

function hashesOf(rows: readonly Row[]): RowHashes {
  const column = (at: 0 | 1): readonly [Int32Array, Int32Array] => {
    const [h1, h2, out1, out2] = Array.from({ length: 4 }, () => new Int32Array(rows.length)) as [
      Int32Array,
      Int32Array,
      Int32Array,
      Int32Array,
    ];
    hashCells(
      rows.map((row) => row[at]),
      0,
      1,
      rows.length,
      h1,
      h2,
    );
    mixRows(rows.length, h1, h2, out1, out2);
    finishRows(rows.length, out1, out2);
    return [out1, out2];
  };
  const [key1, key2] = column(0);
  const [rest1, rest2] = column(1);
  return { rowCount: rows.length, key1, key2, rest1, rest2 };
}

/** The same by plain lists: whole rows first, then what is left by key, both in order. */
function plainMatch(before: readonly Row[], after: readonly Row[]) {
  const free = before.map((row, i) => ({ row, i }));
  const take = (fits: (row: Row) => boolean): number => {
    const at = free.findIndex(({ row }) => fits(row));
    return at < 0 ? -1 : (free.splice(at, 1)[0]?.i ?? -1);
  };
  const left = after.map((row, i) => ({ row, i })).filter(({ row }) => take((b) => b[0] === row[0] && b[1] === row[1]) < 0);
  const pairs = left.map(({ row, i }) => ({ before: take((b) => b[0] === row[0]), after: i }));
  return {
    same: after.length - left.length,
    changed: pairs.filter((pair) => pair.before >= 0).map((pair) => [pair.before, pair.after]),
    added: pairs.filter((pair) => pair.before < 0).map((pair) => pair.after),
    gone: free.map(({ i }) => i),
  };
}

const rows = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', '', '钥'), fc.constantFrom('1', '2', '值', '')), { maxLength: 40 });

test('rows are matched as plain lists match them, however often a key repeats', () => {
  fc.assert(
    fc.property(rows, rows, (before, after) => {
      const match = matchRows(hashesOf(before), hashesOf(after));
      const plain = plainMatch(before, after);
      assert.equal(match.same, plain.same);
      assert.deepEqual(
        [...match.changedAfter].map((row, i) => [match.changedBefore[i], row]),
        plain.changed,
      );
      assert.deepEqual([...match.added], plain.added);
      assert.deepEqual([...match.gone], plain.gone);
      const repeated = (list: readonly Row[]): number[] =>
        list.flatMap(([key], i) => (list.findIndex(([other]) => other === key) < i ? [i] : []));
      assert.deepEqual([match.repeatedBefore, [...match.repeatedAfter]], [repeated(before).length, repeated(after)]);
    }),
    propertyRuns(300),
  );
});

test('a row whose key a later batch brought again counts no more', () => {
  fc.assert(
    fc.property(rows, rows, (older, newer) => {
      const skip = new Uint8Array(older.length);
      markReplaced(hashesOf(older), [hashesOf(newer)], skip);
      const keys = new Set(newer.map(([key]) => key));
      assert.deepEqual(
        [...skip],
        older.map(([key]) => (keys.has(key) ? 1 : 0)),
      );
      const match = matchRows(hashesOf(older), hashesOf([]), skip);
      assert.deepEqual(
        [...match.gone],
        older.flatMap(([key], i) => (keys.has(key) ? [] : [i])),
      );
    }),
    propertyRuns(300),
  );
});
