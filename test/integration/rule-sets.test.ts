/** Rule sets through the engine: versions, what they changed, bringing one back, inheriting from other sets, and what a run keeps of it. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { isJiadiError } from '../../contract/errors.ts';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, type TestEngine, type TypedClient } from '../support/engine.ts';

const place = temporaryFolder('rule-sets');
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

const yaml = `# 写给同事的话
ruleSet: 版本
version: 1
rules:
  - id: name   # 姓名
    kind: not-null
    column: 姓名
    threshold: 0.9   # 试行
  - { id: code, kind: unique, column: 编号 }
`;

test('every version says who, when and what it changed; any two can be compared, an old one comes back as a new one', async () => {
  const { id: ruleSet, version } = await wang.call('ruleSets.create', { name: '版本', yaml });
  assert.equal(version, 1);
  const put = (basedOn: number, rule: Parameters<typeof wang.call<'rules.put'>>[1]['rule']) =>
    wang.call('rules.put', { ruleSet, basedOn, rule });
  const second = await put(1, { id: 'name', kind: 'not-null', column: '姓名', threshold: 0.95 });
  assert.equal(second.yaml, yaml.replace('version: 1', 'version: 2').replace('0.9 ', '0.95 ').replaceAll('   #', ' #'), 'remarks stay');
  await put(2, { id: 'age', kind: 'value-between', column: '年龄', min: 0, max: 150 });
  await wang.call('rules.remove', { ruleSet, basedOn: 3, rule: 'code' });
  assert.equal(await codeOf(put(2, { id: 'x', kind: 'not-null', column: '姓名' })), 'conflict');

  const diff = await wang.call('ruleSets.diff', { ruleSet, from: 1, to: 4 });
  assert.deepEqual([diff.added.map((r) => r['id']), diff.removed.map((r) => r['id'])], [['age'], ['code']]);
  assert.deepEqual(diff.changed, [{ rule: 'name', kind: 'not-null', keys: [{ key: 'threshold', from: 0.9, to: 0.95 }] }]);
  assert.ok(diff.lines.some((l) => l.kind === 'removed' && l.text.includes('unique')));

  const restored = await wang.call('ruleSets.restore', { ruleSet, basedOn: 4, version: 1 });
  assert.equal(restored.yaml, yaml.replace('version: 1', 'version: 5'));
  const versions = await wang.call('ruleSets.versions', { ruleSet });
  assert.deepEqual(
    versions.map((v) => [v.version, v.by, v.change]),
    [
      [5, '王工', { added: 1, removed: 1, changed: 1, restored: 1 }],
      [4, '王工', { added: 0, removed: 1, changed: 0, restored: null }],
      [3, '王工', { added: 1, removed: 0, changed: 0, restored: null }],
      [2, '王工', { added: 0, removed: 0, changed: 1, restored: null }],
      [1, '王工', null],
    ],
  );
  assert.equal(await codeOf(wang.call('ruleSets.restore', { ruleSet, basedOn: 5, version: 99 })), 'not-found');
});

const city = `ruleSet: 全市
rules:
  - { id: name, kind: not-null, column: 姓名 }
  - { id: code, kind: unique, column: 编号 }
`;

test('what a set says differently is all that stands in it; a run keeps the rules as they were', async () => {
  const parent = await wang.call('ruleSets.create', { name: '全市', yaml: city });
  const path = join(place.path, 'people.csv');
  writeFileSync(path, '编号,姓名\n1,甲\n2,\n2,乙\n3,丙\n');
  const batch = await wang.call('intake.import', { file: engine.engine.grants.add(path, 'read'), into: { name: '人员', unit: '民政局' } });
  const { id: ruleSet } = await wang.call('ruleSets.create', {
    name: '人员',
    dataset: batch.dataset,
    yaml: 'ruleSet: 人员\nversion: 1\nextends: 全市\n',
  });

  const changed = await wang.call('rules.put', {
    ruleSet,
    basedOn: 1,
    rule: { id: 'name', kind: 'not-null', column: '姓名', threshold: 0.5 },
  });
  assert.match(changed.yaml, /rules:\n {2}- id: name\n {4}threshold: 0\.5\n/);
  assert.deepEqual(
    changed.rules.map((r) => [r['id'], r['threshold'] ?? null]),
    [
      ['name', 0.5],
      ['code', null],
    ],
  );
  assert.deepEqual(changed.origins, [
    { rule: 'name', set: { id: parent.id, name: '全市', version: 1 }, template: null, changed: ['threshold'] },
    { rule: 'code', set: { id: parent.id, name: '全市', version: 1 }, template: null, changed: [] },
  ]);
  const off = await wang.call('rules.put', { ruleSet, basedOn: 2, rule: { id: 'code', off: true, reason: '编号由街道自定' } });
  assert.deepEqual([off.rules.length, off.off[0]?.rule['id'], off.off[0]?.reason], [1, 'code', '编号由街道自定']);

  const run = await wang.call('quality.run', { batch: batch.id });
  assert.deepEqual(
    (await wang.call('quality.get', { run: run.id })).results.map((r) => [r.rule, r.failed, r.status]),
    [['name', 1, 'pass']],
  );
  await wang.call('rules.put', {
    ruleSet: parent.id,
    basedOn: 1,
    rule: { id: 'name', kind: 'not-null', column: '姓名', severity: 'info' },
  });
  const kept = await wang.call('ruleSets.ofRun', { run: run.id });
  assert.deepEqual(kept?.parents, [{ id: parent.id, name: '全市', version: 1 }]);
  assert.match(kept?.yaml ?? '', /id: name\n {4}kind: not-null\n {4}column: 姓名\n {4}threshold: 0\.5\n$/);
  assert.equal((await wang.call('ruleSets.get', { ruleSet })).rules[0]?.['severity'], 'info', 'the set itself follows its parent');

  // back to what is inherited: the entry goes
  const back = await wang.call('rules.put', {
    ruleSet,
    basedOn: 3,
    rule: { id: 'name', kind: 'not-null', column: '姓名', severity: 'info' },
  });
  assert.deepEqual(back.origins.find((o) => o.rule === 'name')?.changed, []);
  const on = await wang.call('rules.remove', { ruleSet, basedOn: 4, rule: 'code' });
  assert.deepEqual([on.rules.map((r) => r['id']), on.off], [['name', 'code'], []]);
  assert.equal(await codeOf(wang.call('rules.remove', { ruleSet, basedOn: 5, rule: 'code' })), 'not-found');
});

test('a set that others extend is neither removed nor renamed, and no circle is saved', async () => {
  const sets = await wang.call('ruleSets.list', undefined);
  const parent = sets.find((set) => set.name === '全市');
  assert.ok(parent);
  assert.equal(await codeOf(wang.call('ruleSets.remove', { ruleSet: parent.id })), 'rule-set-in-use');
  const save = (text: string) => wang.call('ruleSets.save', { ruleSet: parent.id, basedOn: parent.version, yaml: text });
  assert.equal(await codeOf(save(parent.yaml.replace('全市', '市级'))), 'rule-set-in-use');
  assert.equal(await codeOf(save(`${parent.yaml}extends: 人员\n`)), 'rule-parent-circle');
  assert.equal(await codeOf(save(`${parent.yaml}extends: 没有\n`)), 'rule-parent-missing');
});
