import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Preview } from '../../../contract/methods/datasets.ts';
import type { ColumnMapping } from '../../../contract/methods/mapping.ts';
import { columnsOf, missingOf, nameTwice, nothingSaid, saidOf, wishesOf } from '../../../renderer/features/intake/columns.ts';

const preview = {
  shape: { columns: ['证号', '区', '额'].map((name) => ({ name, type: 'text', semantic: null, nullable: true })) },
} as unknown as Preview;
const mapping: ColumnMapping = {
  columns: [
    { from: '证号', to: '证件号码', by: 'content', confidence: 0.8 },
    { from: '区', to: '区', by: 'name', confidence: 1 },
    { from: '额', to: null, by: null, confidence: 0 },
  ],
  known: ['证件号码', '区', '金额'],
  missing: ['金额'],
  reordered: false,
};

test('proposals are taken until a person says otherwise', () => {
  const columns = columnsOf(preview, mapping, nothingSaid, { 区: { semantic: 'cn-region' } });
  assert.deepEqual(
    columns.map(({ stored, by, semantic }) => [stored, by, semantic]),
    [
      ['证件号码', 'content', null],
      ['区', 'name', 'cn-region'],
      ['额', null, null],
    ],
  );
  assert.deepEqual(missingOf(columns, mapping), ['金额']);
  assert.deepEqual(saidOf(columns, nothingSaid).rename, { 证号: '证件号码' });
});

test('what a person says counts, and is told under the names of the dataset', () => {
  const own = { to: { 证号: null, 额: '金额' }, types: { 额: 'decimal' }, semantics: { 区: null } } as const;
  const columns = columnsOf(preview, mapping, own, { 区: { semantic: 'cn-region' } });
  assert.deepEqual(
    columns.map(({ stored, by }) => [stored, by]),
    [
      ['证号', 'person'],
      ['区', 'name'],
      ['金额', 'person'],
    ],
  );
  assert.deepEqual(saidOf(columns, own), { rename: { 额: '金额' }, types: { 金额: 'decimal' }, semantics: { 区: null } });
  assert.deepEqual(missingOf(columns, mapping), ['证件号码']);
});

test('two columns of one name are found; a new dataset takes the names of the file', () => {
  const own = { to: { 额: '区' }, types: {}, semantics: {} };
  assert.equal(nameTwice(columnsOf(preview, mapping, own, {})), '区');
  assert.equal(nameTwice(columnsOf(preview, null, own, {})), null);
  assert.deepEqual(saidOf(columnsOf(preview, null, own, {}), own).rename, {});
});

test('a dataset remembers how files are read until a person says otherwise; a sheet only where the file has it', () => {
  const item = { id: 'a', file: { grant: 'a', name: 'a.xlsx' }, sheet: null };
  const memory = { wanted: { skipRows: 2, sheet: '一季度' }, aliases: {}, columns: {} };
  assert.deepEqual(wishesOf(item, null, undefined, []), {});
  assert.deepEqual(wishesOf(item, null, memory, ['一季度', '二季度']), { skipRows: 2, sheet: '一季度' });
  assert.deepEqual(wishesOf(item, null, memory, ['二季度']), { skipRows: 2 });
  assert.deepEqual(wishesOf(item, {}, memory, ['一季度']), {});
  assert.deepEqual(wishesOf({ ...item, sheet: '二季度' }, { sheet: '二季度' }, memory, ['一季度', '二季度']), {
    skipRows: 2,
    sheet: '二季度',
  });
});
