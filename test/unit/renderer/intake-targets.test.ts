import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Dataset } from '../../../contract/methods/datasets.ts';
import type { IntakeItem } from '../../../renderer/app/intake-item.ts';
import { baseName, type Target } from '../../../renderer/app/target.ts';
import { type Facts, itemName, targetsOf } from '../../../renderer/features/intake/model.ts';

const item = (id: string, name: string, sheet: string | null = null): IntakeItem => ({ id, file: { grant: id, name }, sheet });
const dataset: Dataset = {
  id: 'd1',
  name: '户籍人口',
  unit: '公安局',
  updateCycle: 'M',
  resource: null,
  ruleSet: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  key: [],
  mode: 'replace',
  content: [],
  waiting: [],
  batches: 0,
  latest: null,
  openIssues: 0,
  timeliness: { dueAt: null, latePeriods: 0, level: 'none' },
};
const facts = (columns: readonly string[], suggested: string | null = null): Facts => ({ columns, suggested, sameAs: null });
const targets = (items: readonly IntakeItem[], known: Readonly<Record<string, Facts>>, own: Readonly<Record<string, Target>> = {}) =>
  targetsOf(items, { facts: new Map(Object.entries(known)), own: (id) => own[id] ?? null, datasets: [dataset], unit: '民政局' });

test('a file whose columns fit goes into that dataset, others become datasets named after them', () => {
  const found = targets([item('a', '人口-十月.csv'), item('b', '低保.xlsx', '2026')], { a: facts(['姓名'], 'd1'), b: facts(['户号']) });
  assert.deepEqual(found.get('a'), { dataset: 'd1', name: '户籍人口', unit: '公安局', updateCycle: 'M', joins: false });
  assert.deepEqual(found.get('b'), { dataset: null, name: '低保-2026', unit: '民政局', updateCycle: 'IRR', joins: false });
});

test('files with the same columns share the new dataset of the first, whatever the order of the columns', () => {
  const found = targets([item('a', '福田.csv'), item('b', '南山.csv'), item('c', '别的.csv')], {
    a: facts(['号', '值']),
    b: facts(['值', '号']),
    c: facts(['号']),
  });
  assert.deepEqual(
    [...found].map(([id, { name, joins }]) => [id, name, joins]),
    [
      ['a', '福田', false],
      ['b', '福田', true],
      ['c', '别的', false],
    ],
  );
});

test('what a person said counts first, for the item and for those that join it; an item not read yet has no target', () => {
  const mine: Target = { dataset: null, name: '各区台账', unit: '财政局', updateCycle: 'Q' };
  const found = targets(
    [item('a', '福田.csv'), item('b', '南山.csv'), item('c', '未读.csv')],
    { a: facts(['号']), b: facts(['号']) },
    { a: mine },
  );
  assert.deepEqual(found.get('b'), { ...mine, joins: true });
  assert.equal(found.has('c'), false);
});

test('names of items', () => {
  assert.equal(itemName(item('a', '台账.xlsx', '一季度')), '台账.xlsx · 一季度');
  assert.equal(baseName('a.b.csv'), 'a.b');
});
