import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isComplete, isMeant, look, STABLE_MS } from '../../../engine/watch/model.ts';

test('patterns: several, any case, any signs; nothing else in them has a meaning', () => {
  assert.ok(isMeant('*户籍*.csv', '2026-10 户籍人口.CSV'));
  assert.ok(isMeant('a?.xlsx ; *.csv', 'A1.xlsx'));
  assert.ok(isMeant('*.csv；*.xlsx', '台账.xlsx'));
  assert.ok(!isMeant('*.csv', '台账.csv.bak'));
  assert.ok(!isMeant('a?.csv', 'a.csv'));
  assert.ok(!isMeant('a.csv', 'abcsv'));
  assert.ok(isMeant('a(1)+[x].csv', 'a(1)+[x].csv'));
  assert.ok(!isMeant(';', 'a.csv'));
});

test('names of unfinished files are never meant', () => {
  for (const name of ['.台账.csv', '~$台账.xlsx', '台账.csv.part', '台账.crdownload', '台账.csv.tmp', '台账.csv~'])
    assert.ok(!isMeant('*', name), name);
});

test('a file is complete when it did not change for long enough, or was written long ago', () => {
  const file = { name: 'a.csv', bytes: 10, modifiedMs: 1_000_000 };
  const wallMs = 1_000_500;
  const first = look(undefined, file, 100);
  assert.ok(!isComplete(first, 100, wallMs));
  const grown = look(first, { ...file, bytes: 20 }, 2_000);
  assert.equal(grown.sinceMs, 2_000);
  assert.ok(!isComplete(grown, 2_000 + STABLE_MS - 1, wallMs));
  const same = look(grown, { ...file, bytes: 20 }, 2_000 + STABLE_MS);
  assert.ok(isComplete(same, 2_000 + STABLE_MS, wallMs));
  assert.ok(isComplete(look(undefined, { ...file, modifiedMs: 0 }, 0), 0, wallMs));
});

test('an empty file waits longer for its content, and a clock that runs ahead makes nothing complete', () => {
  const empty = look(undefined, { name: 'a.csv', bytes: 0, modifiedMs: 1_000_000 }, 0);
  assert.ok(!isComplete(empty, STABLE_MS, 1_000_000));
  assert.ok(isComplete(empty, 60_000, 1_000_000));
  assert.ok(!isComplete(look(undefined, { name: 'a.csv', bytes: 1, modifiedMs: 9_000_000 }, 0), 0, 1_000_000));
});
