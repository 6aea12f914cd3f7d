/** What the panel of spellings computes by itself: what the groups taken replace, and a recipe with it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cluster } from '../../../contract/methods/clusters.ts';
import {
  changed,
  mapOf,
  noChoice,
  parted,
  rowsOf,
  toggled,
  withMapping,
  writtenAs,
} from '../../../renderer/features/profile/clusters/taken.ts';

const group = (key: string, ...values: readonly (readonly [string, number])[]): Cluster => ({
  key,
  sure: 'high',
  similarity: null,
  values: values.map(([value, count], row) => ({ value, count, row: row + 1 })),
  more: 0,
  rejected: false,
});
const police = group('#1', ['公安局', 9], ['公 安局', 2], ['公安局。', 1]);
const civil = group('#2', ['民政局', 5], ['民正局', 1]);

test('groups taken replace every other spelling by the proposed one, unless a person says otherwise', () => {
  assert.deepEqual(mapOf([police, civil], noChoice), {});
  const both = { ...noChoice, on: ['#1', '#2'] };
  assert.deepEqual(mapOf([police, civil], both), { '公 安局': '公安局', '公安局。': '公安局', '民正局': '民政局' });
  assert.equal(rowsOf(police, both), 3);
  const one = toggled({ ...both, on: ['#1'] }, '#1', '公 安局');
  assert.deepEqual(mapOf([police, civil], one), { '公安局。': '公安局' });
  assert.deepEqual(toggled(one, '#1', '公 安局').out, { '#1': [] });
  const otherwise = { ...both, written: { '#1': '市公安局', '#2': '民正局' } };
  assert.equal(writtenAs(police, otherwise), '市公安局');
  assert.deepEqual(mapOf([police, civil], otherwise), {
    '公安局': '市公安局',
    '公 安局': '市公安局',
    '公安局。': '市公安局',
    '民政局': '民正局',
  });
  assert.deepEqual(mapOf([police], { ...both, written: { '#1': '  ' } }), {});
  assert.deepEqual(
    changed(civil, otherwise).map(({ value }) => value),
    ['民政局'],
  );
});

test('masked spellings may look the same and are still counted', () => {
  const masked = group('#3', ['深圳市***', 7], ['深圳市***', 2], ['深圳市***', 1]);
  assert.equal(rowsOf(masked, noChoice), 3);
  const { same, others } = parted(masked, noChoice);
  assert.deepEqual([same?.count, ...others.map(({ count }) => count)], [7, 2, 1]);
});

test('a recipe gets one table a column, before its other steps, without circles', () => {
  const trim = { kind: 'trim', column: '单位' };
  const first = withMapping([trim], '单位', { a: 'b' });
  assert.deepEqual(first, [{ kind: 'value-mapping', column: '单位', map: { a: 'b' } }, trim]);
  assert.deepEqual(withMapping(first, '单位', { c: 'd' })[0], { kind: 'value-mapping', column: '单位', map: { a: 'b', c: 'd' } });
  // the other way round now
  assert.deepEqual(withMapping(first, '单位', { b: 'a' })[0], { kind: 'value-mapping', column: '单位', map: { b: 'a' } });
  assert.equal(withMapping(first, '街道', { a: 'b' }).length, 3);
});
