/** What the sample's profiles say: meanings, alerts that lead to their rows, structure, references, history. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Clock, systemClock } from '../../base/clock.ts';
import { type BuiltSample, buildSample } from '../../engine/sample/index.ts';
import { temporaryFolder, type TestEngine, testEngine } from '../support/engine.ts';

const resources = join(import.meta.dirname, '../../resources');
/** The day after the sample was delivered. */
const clock: Clock = { nowMs: () => Date.UTC(2026, 10, 2, 1), monotonicMs: () => systemClock.monotonicMs() };
const folder = temporaryFolder('sample-profile');
let engine: TestEngine;
let built: BuiltSample;

const ofDataset = (name: string) => {
  const found = built.sources.find((s) => s.dataset === name);
  assert.ok(found, name);
  return found;
};

before(async () => {
  engine = testEngine({ clock });
  built = await buildSample(join(folder.path, 'workspace'), {
    connect: () => engine.engine.connect(),
    grant: (path, use) => engine.engine.grants.add(path, use),
    resources,
    signal: new AbortController().signal,
    step: () => undefined,
  });
});

after(async () => {
  await engine.engine.close();
  folder.remove();
});

test('the profile names what is in the columns', async () => {
  const semantics = async (dataset: string): Promise<Readonly<Record<string, string | null>>> => {
    const { columns } = await built.steward.call('batches.get', { batch: ofDataset(dataset).batch.id });
    return Object.fromEntries(columns.map((c) => [c.name, c.semantic]));
  };
  assert.equal((await semantics('户籍人口'))['公民身份号码'], 'cn-resident-id');
  assert.equal((await semantics('参保人员'))['证件号码'], 'cn-resident-id');
  assert.equal((await semantics('实有人口走访'))['身份证号'], 'cn-resident-id');
  assert.equal((await semantics('法人名单'))['统一社会信用代码'], 'cn-uscc');
  assert.equal((await semantics('房屋清单'))['房屋编码'], 'cn-house-no');
});

test('every count of a profile leads to its rows', async () => {
  const { batch } = ofDataset('户籍人口');
  const profile = await built.steward.call('profile.get', { batch: batch.id });
  const led = profile.alerts.filter(({ filter }) => filter?.op === 'trait' || filter?.op === 'isNull');
  assert.ok(led.length >= 5);
  for (const { code, column, count, filter } of led) {
    const { total } = await built.steward.call('rows.page', { batch: batch.id, offset: 0, limit: 1, filters: filter ? [filter] : [] });
    assert.equal(total, count, `${code} ${column}`);
  }
  assert.deepEqual(
    profile.alerts.filter(({ code }) => code === 'future').map(({ column }) => column),
    ['登记日期'],
  );
  const phone = profile.columns.find(({ name }) => name === '联系电话');
  for (const { pattern, count } of phone?.patterns ?? []) {
    const filters = [{ column: '联系电话', op: 'trait' as const, trait: 'pattern' as const, of: pattern }];
    assert.equal((await built.steward.call('rows.page', { batch: batch.id, offset: 0, limit: 1, filters })).total, count, pattern);
  }
});

test('the structure is found once, kept, and speaks for rules; no text of a row leaves the engine with it', async () => {
  const { batch } = ofDataset('户籍人口');
  assert.equal(await built.steward.call('profile.structure', { batch: batch.id }), null);
  const before = await built.steward.call('suggestions.list', { batch: batch.id });
  const found = await built.steward.call('profile.findStructure', { batch: batch.id });
  assert.deepEqual(await built.steward.call('profile.structure', { batch: batch.id }), found);
  assert.equal(found.rows, found.rowsInAll);
  assert.ok(found.nearKeys.some(({ columns, shared }) => columns.join() === '公民身份号码' && shared === 12));
  assert.ok(found.dependencies.some(({ from, to, violations }) => from.join() === '户号' && to === '所属街道' && violations === 0));
  // the listed defects: 9 birth dates, 7 genders, and one gender that is not in the code list but says the wrong one
  assert.deepEqual(
    found.agreements.map(({ from, column, violations }) => [from, column, violations]),
    [
      ['公民身份号码', '性别', 8],
      ['公民身份号码', '出生日期', 9],
    ],
  );
  assert.ok(!('forms' in found));
  const after = await built.steward.call('suggestions.list', { batch: batch.id });
  const kindsOf = (list: typeof after) => new Set(list.map(({ rule }) => rule.kind));
  assert.ok(!kindsOf(before).has('functional-dependency') && kindsOf(after).has('functional-dependency'));
});

test('references to other datasets are found, masked; the history has a line for every batch', async () => {
  const { batch } = ofDataset('参保人员');
  const found = await built.steward.call('profile.findInclusions', { batch: batch.id });
  const at = (column: string, dataset: string) => found.find((one) => one.column === column && one.dataset === dataset);
  // every employer is in the list of legal persons by name; 15 codes are not: they are listed defects
  assert.deepEqual(at('参保单位名称', '法人名单'), {
    column: '参保单位名称',
    dataset: '法人名单',
    otherColumn: '名称',
    values: 693,
    missing: 0,
    rows: 0,
    examples: [],
  });
  assert.equal(at('参保单位代码', '法人名单')?.missing, 15);
  const ids = at('证件号码', '户籍人口');
  assert.equal(ids?.otherColumn, '公民身份号码');
  assert.ok(
    ids.examples.every((value) => value.includes('***')),
    'no citizen number in the clear',
  );
  const [history] = await built.steward.call('profile.history', { dataset: batch.dataset });
  assert.deepEqual([history?.batch, history?.rows], [batch.id, batch.rows]);
  assert.equal(history?.columns.length, (await built.steward.call('batches.get', { batch: batch.id })).columns.length);
});
