/** Reference data through the engine: lists from files, versions, what rules go by, what a run keeps, rights. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { isJiadiError } from '../../contract/errors.ts';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, type TestEngine, type TypedClient } from '../support/engine.ts';

const place = temporaryFolder('codes');
let engine: TestEngine;
let wang: TypedClient;

before(async () => {
  engine = testEngine();
  await createTestWorkspace(engine, join(place.path, 'ws'));
  wang = await signedIn(engine, 'wang');
});
after(async () => {
  await engine.engine.close();
  place.remove();
});

const codeOf = async (act: Promise<unknown>): Promise<string> => {
  try {
    await act;
  } catch (error) {
    assert.ok(isJiadiError(error), String(error));
    return error.code;
  }
  return assert.fail('nothing was refused');
};

function file(name: string, text: string): string {
  const path = join(place.path, name);
  writeFileSync(path, text);
  return engine.engine.grants.add(path, 'read');
}
const said = { edition: '2026-11', source: '民政局 区划函〔2026〕3号', licence: '内部使用' };
const first = '街道代码,街道名称,启用日期,停用日期\n01,甲街道,2020-01-01,\n02,乙街道,,2025-12-31\n03,丙街道,,\n';

test('bundled lists are there with version, source, licence and digest', async () => {
  const packs = await wang.call('codes.list', undefined);
  assert.deepEqual(
    packs.map(({ list }) => list),
    ['gender', 'marriage', 'ethnic', 'education', 'division', 'country', 'industry'],
  );
  for (const { bundled, newest } of packs) {
    assert.ok(bundled && newest);
    assert.equal(newest.version, 0);
    assert.ok(newest.source !== '' && newest.licence !== '' && newest.codes > 3);
    assert.match(newest.digest, /^sha256:[0-9a-f]{64}$/);
  }
  const page = await wang.call('codes.entries', { list: 'GB/T 2260', version: 0, search: '福田', limit: 5 });
  assert.ok(page.total > 1 && page.rows.length === Math.min(5, page.total));
  assert.ok(page.rows.some((r) => r.code === '440304' && r.name === '福田区' && r.parent === '440300'));
  assert.equal((await wang.call('codes.get', { list: 'industry' })).versions.length, 1);
});

test('a list is read, looked at and made; the next file is compared and becomes a version', async () => {
  const grant = file('streets.csv', first);
  const read = await wang.call('codes.readFile', { file: grant, list: null });
  assert.deepEqual([read.codes, read.problemCount, read.diff, read.columns?.code], [3, 0, null, '街道代码']);
  const made = await wang.call('codes.importFile', { file: grant, list: '街道', basedOn: null, title: '本市街道', ...said });
  assert.deepEqual([made.newest?.version, made.newest?.by, made.newest?.source, made.bundled], [1, '王工', said.source, false]);
  assert.equal(await codeOf(wang.call('codes.importFile', { file: grant, list: '街道', basedOn: null, ...said })), 'conflict');

  const next = file('streets-2.csv', `${first.replace('丙街道', '丙丙街道')}04,丁街道,,\n`.replace('02,乙街道,,2025-12-31\n', ''));
  const again = await wang.call('codes.readFile', { file: next, list: '街道' });
  assert.deepEqual([again.diff?.added, again.diff?.gone, again.diff?.changed, again.diff?.same, again.basedOn], [1, 1, 1, 1, 1]);
  const two = await wang.call('codes.importFile', { file: next, list: '街道', basedOn: 1, ...said });
  assert.deepEqual([two.newest?.version, two.versions, two.title], [2, 2, '本市街道']);
  const diff = await wang.call('codes.diff', { list: '街道', from: 1, to: 2 });
  assert.deepEqual(
    diff.rows.map((r) => [r.what, r.from?.name ?? null, r.to?.name ?? null]),
    [
      ['gone', '乙街道', null],
      ['changed', '丙街道', '丙丙街道'],
      ['added', null, '丁街道'],
    ],
  );
  // what is written can be read back
  const out = join(place.path, 'out.csv');
  const written = await wang.call('codes.export', { list: '街道', version: 1, to: engine.engine.grants.add(out, 'write') });
  assert.equal(written.rows, 3);
  const back = await wang.call('codes.readFile', { file: engine.engine.grants.add(out, 'read'), list: '街道' });
  assert.equal(back.codes, 3);
  assert.ok(readFileSync(out, 'utf8').includes('2025-12-31'));
});

test('a file with mistakes is refused whole, each told by its row', async () => {
  const bad = file('bad.csv', 'code,name\n1,甲\n1,乙\n,丙\n');
  const read = await wang.call('codes.readFile', { file: bad, list: null });
  assert.deepEqual(
    read.problems.map((p) => [p.row, p.code]),
    [
      [2, 'code-twice'],
      [3, 'code-empty'],
    ],
  );
  assert.equal(await codeOf(wang.call('codes.importFile', { file: bad, list: '坏', basedOn: null, ...said })), 'codes-invalid');
  assert.equal(await codeOf(wang.call('codes.get', { list: '坏' })), 'not-found');
  const odd = file('odd.csv', '甲,乙\nx,y\n');
  assert.equal((await wang.call('codes.readFile', { file: odd, list: null })).columns, null);
  const told = await wang.call('codes.readFile', {
    file: odd,
    list: null,
    columns: { code: '甲', name: '乙', validFrom: null, validTo: null, parent: null },
  });
  assert.deepEqual(told.rows, [{ code: 'x', name: 'y', validFrom: null, validTo: null, parent: null }]);
});

const yaml = (codeList: string): string => `ruleSet: 街道检查
version: 1
rules:
  - { id: street, kind: value-in-code-list, column: 街道, codeList: ${codeList} }
  - { id: sex, kind: value-matches-semantic, column: 性别, semantic: cn-gender, level: reference }
`;

test('rules go by the newest version or by the one that they name, and a run keeps which', async () => {
  const data = file('people.csv', '街道,性别\n01,1\n02,2\n03,1\n04,5\n99,1\n');
  const batch = await wang.call('intake.import', { file: data, into: { name: '人员', unit: '民政局' } });
  const set = await wang.call('ruleSets.create', { name: '街道检查', dataset: batch.dataset, yaml: yaml('街道') });
  const failed = async (): Promise<readonly (readonly [string, number])[]> => {
    const run = await wang.call('quality.run', { batch: batch.id });
    const { results, codes } = await wang.call('quality.get', { run: run.id });
    return [...results.map((r) => [r.rule, r.failed] as const), ...codes.map((c) => [c.list, c.version] as const)];
  };
  assert.deepEqual(await failed(), [
    ['street', 2],
    ['sex', 1],
    ['街道', 2],
  ]);
  const pinned = await wang.call('ruleSets.save', { ruleSet: set.id, basedOn: 1, yaml: yaml('街道@1') });
  // 02 ended with 2025; 04 was not yet in it
  assert.deepEqual(await failed(), [
    ['street', 3],
    ['sex', 1],
    ['街道', 1],
  ]);
  const { uses, pack } = await wang.call('codes.get', { list: '街道' });
  assert.deepEqual([pack.uses, uses.map((u) => [u.ruleSetName, u.rule, u.version])], [1, [['街道检查', 'street', 1]]]);

  await wang.call('codes.withdraw', { list: '街道', version: 2, withdrawn: true, why: '文号有误' });
  assert.equal((await wang.call('codes.get', { list: '街道' })).pack.newest?.version, 1);
  assert.equal(await codeOf(wang.call('codes.withdraw', { list: '街道', version: 1, withdrawn: true })), 'invalid-input');
  await wang.call('ruleSets.save', { ruleSet: set.id, basedOn: pinned.version, yaml: yaml('街道@2') });
  const run = await wang.call('quality.run', { batch: batch.id });
  const { results } = await wang.call('quality.get', { run: run.id });
  assert.deepEqual([results[0]?.status, results[0]?.error?.code], ['error', 'invalid-input']);
  await wang.call('codes.withdraw', { list: '街道', version: 2, withdrawn: false });

  // a newer edition of a bundled list: rules and meaning go by it, until it is withdrawn
  const sexes = file('sex.csv', '代码,名称\n0,未知的性别\n1,男性\n2,女性\n5,其他\n');
  const newer = await wang.call('codes.importFile', { file: sexes, list: 'cn-gender', basedOn: 0, ...said });
  assert.deepEqual([newer.list, newer.newest?.version, newer.versions], ['gender', 1, 2]);
  assert.deepEqual((await failed())[1], ['sex', 0]);
  await wang.call('codes.withdraw', { list: 'gender', version: 1, withdrawn: true, why: '试用结束' });
  assert.deepEqual((await failed())[1], ['sex', 1]);
});

test('a trial goes by the same lists', async () => {
  const data = file('trial.csv', '街道\n01\n99\n');
  const batch = await wang.call('intake.import', { file: data, into: { name: '试', unit: '民政局' } });
  const tried = await wang.call('rules.trial', { batch: batch.id, rule: { kind: 'value-in-code-list', column: '街道', codeList: '街道' } });
  assert.deepEqual([tried.evaluated, tried.failed, tried.error], [2, 1, null]);
  const unknown = await wang.call('rules.trial', {
    batch: batch.id,
    rule: { kind: 'value-in-code-list', column: '街道', codeList: '没有' },
  });
  assert.equal(unknown.error?.code, 'invalid-input');
  assert.match(String(unknown.error?.params['expected']), /division/);
});

test('who may not write rules may look and not change; every act is in the audit log', async () => {
  const zhang = await signedIn(engine, 'zhang');
  assert.ok((await zhang.call('codes.list', undefined)).length > 7);
  assert.equal(await codeOf(zhang.call('codes.withdraw', { list: '街道', version: 1, withdrawn: true, why: 'x' })), 'denied');
  assert.equal(await codeOf(zhang.call('codes.importFile', { file: file('z.csv', first), list: 'z', basedOn: null, ...said })), 'denied');
  const audit = await signedIn(engine, 'audit');
  const { rows } = await audit.call('audit.list', {});
  const acts = rows.filter((r) => r.action.startsWith('codes.'));
  assert.ok(acts.some((r) => r.action === 'codes.importFile' && r.object === '街道@2'));
  assert.ok(acts.some((r) => r.action === 'codes.withdraw' && r.object === 'gender@1'));
});
