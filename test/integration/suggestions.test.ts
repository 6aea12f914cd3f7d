/** Rules that the profile proposes: taken as they are, changed, or turned down for good. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, type TestEngine, type TypedClient } from '../support/engine.ts';

const place = temporaryFolder('suggestions');
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

/** 200 rows: a number of its own for each, one of three kinds, an amount. */
function delivered(name: string, from: number): string {
  const path = join(place.path, name);
  const rows = Array.from({ length: 200 }, (_, i) => `N${String(from + i).padStart(5, '0')},${'甲乙丙'[i % 3]},${10 + (i % 50)}`);
  writeFileSync(path, `编号,类别,金额\n${rows.join('\n')}\n`);
  return engine.engine.grants.add(path, 'read');
}

test('what was turned down stays so for later batches; what was changed is taken as it was changed', async () => {
  const first = await wang.call('intake.import', { file: delivered('1.csv', 1), into: { name: '补贴', unit: '民政局' } });
  const list = await wang.call('suggestions.list', { batch: first.id });
  const of = (kind: string, column: string) => {
    const found = list.find(({ rule }) => rule['kind'] === kind && rule['column'] === column);
    assert.ok(found, `${kind} ${column} is proposed`);
    return found;
  };
  const [refused, plain, changed] = [of('unique', '编号'), of('not-null', '编号'), of('value-in-set', '类别')];
  for (const one of [refused, plain, changed]) {
    assert.equal(one.state, 'open');
    assert.equal(one.expectedFailures, 0);
  }
  await wang.call('suggestions.reject', { batch: first.id, keys: [refused.key] });
  await assert.rejects(
    wang.call('suggestions.accept', { batch: first.id, keys: [plain.key], edited: { [changed.key]: changed.rule } }),
    { code: 'invalid-input' },
    'nothing is changed that is not taken',
  );
  const set = await wang.call('suggestions.accept', {
    batch: first.id,
    keys: [plain.key, changed.key],
    edited: { [changed.key]: { kind: 'value-in-set', column: '类别', values: ['甲', '乙'], severity: 'critical' } },
  });
  assert.deepEqual(set.rules, [
    plain.rule,
    { id: changed.rule['id'], kind: 'value-in-set', column: '类别', values: ['甲', '乙'], severity: 'critical' },
  ]);
  const run = await wang.call('quality.run', { batch: first.id, ruleSet: set.id });
  const { results } = await wang.call('quality.get', { run: run.id });
  assert.deepEqual(
    results.map(({ failed }) => failed),
    [0, 66],
  );

  // a rejection is taken back, twice does no harm; what is in the rule set is not open again
  const stateOf = async (key: string) => (await wang.call('suggestions.list', { batch: first.id })).find((one) => one.key === key)?.state;
  for (let i = 0; i < 2; i++) {
    await wang.call('suggestions.reopen', { batch: first.id, keys: [refused.key] });
    assert.equal(await stateOf(refused.key), 'open');
  }
  await assert.rejects(wang.call('suggestions.reopen', { batch: first.id, keys: [plain.key] }), { code: 'invalid-input' });
  await assert.rejects(wang.call('suggestions.reopen', { batch: first.id, keys: ['no such'] }), { code: 'not-found' });
  assert.equal(await stateOf(plain.key), 'accepted');
  await wang.call('suggestions.reject', { batch: first.id, keys: [refused.key] });

  const second = await wang.call('intake.import', { file: delivered('2.csv', 501), into: { dataset: first.dataset } });
  const states = new Map((await wang.call('suggestions.list', { batch: second.id })).map(({ key, state }) => [key, state]));
  assert.equal(states.get(refused.key), 'rejected');
  assert.equal(states.get(plain.key), 'accepted');
  assert.equal(states.get(changed.key), 'accepted');
});
