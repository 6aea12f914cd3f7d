/** Rule packs: every pack can be read and run, and those that fit the sample find there what they should. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { proposeColumns, rulePacks, rulesOfPack } from '../../engine/rules/packs.ts';
import { readRule } from '../../engine/rules/rule.ts';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, type TestEngine, type TypedClient } from '../support/engine.ts';

const resources = join(import.meta.dirname, '../../resources');
const packs = rulePacks(resources);

test('there is a pack for each base library, and every rule of it can be read', () => {
  assert.deepEqual(packs.map((p) => p.name).sort(), ['公共信用库', '人口库', '地址库', '房屋库', '法人库', '电子证照库'].sort());
  for (const pack of packs) {
    const columns = Object.fromEntries(Object.keys(pack.parameters).map((name) => [name, `列 ${name}`]));
    const rules = rulesOfPack(pack, columns);
    assert.equal(rules.length, pack.rules.length);
    for (const [i, rule] of rules.entries()) assert.equal(readRule(rule, i).error, null, `${pack.id} ${JSON.stringify(rule)}`);
    assert.equal(new Set(rules.map((r) => r['id'])).size, rules.length, 'ids are unique');
    for (const name of Object.keys(pack.parameters))
      assert.ok(
        pack.rules.some((r) => r.needs.includes(name)),
        `${pack.id}: ${name} is used`,
      );
  }
});

test('columns are proposed by name and meaning, each once; a name of another meaning is not taken', () => {
  const population = packs.find((p) => p.id === 'population');
  assert.ok(population);
  assert.deepEqual(
    proposeColumns(population, [
      { name: '证件号码', semantic: 'cn-resident-id' },
      { name: '监护人姓名', semantic: 'cn-person-name' },
      { name: '姓名', semantic: 'cn-person-name' },
      { name: '性别', semantic: null },
      { name: '备注', semantic: null },
      { name: '紧急联系电话', semantic: 'cn-landline' },
      { name: '走访时间', semantic: null },
    ]),
    { idNumber: '证件号码', name: '姓名', gender: '性别', registered: '走访时间' },
  );
});

const place = temporaryFolder('rule-packs');
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

for (const [file, pack, least] of [
  ['公安局-户籍人口.csv', 'population', 18],
  ['市场监督管理局-法人名单.csv', 'legal-entities', 12],
  ['住房和建设局-房屋清单.xlsx', 'houses', 6],
] as const) {
  test(`${pack} runs on ${file}: no rule is in error, and faults that were put in are found`, async () => {
    const grant = engine.engine.grants.add(join(resources, 'sample', file), 'read');
    const batch = await wang.call('intake.import', { file: grant, into: { name: file, unit: '测试单位' } });
    const { columns } = await wang.call('rulePacks.propose', { pack, batch: batch.id });
    const set = await wang.call('rulePacks.apply', { pack, dataset: batch.dataset, name: file, columns });
    assert.deepEqual(set.problems, []);
    assert.ok(set.rules.length >= least, `${set.rules.length} rules: ${JSON.stringify(columns)}`);
    const run = await wang.call('quality.run', { batch: batch.id });
    const { results } = await wang.call('quality.get', { run: run.id });
    assert.deepEqual(
      results.filter((r) => r.status === 'error').map((r) => [r.rule, r.error]),
      [],
    );
    assert.ok(run.findings > 0);
    const again = await wang.call('rulePacks.apply', { pack, dataset: batch.dataset, name: file, columns });
    assert.deepEqual(again.rules, set.rules, 'rules that are there stay as they are');
  });
}
