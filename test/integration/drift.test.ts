/** Two batches of a dataset compared through the engine: what changed is named, personal values stay masked. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { defaultDriftLimits, judgeDrift } from '../../contract/drift.ts';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, type TestEngine, type TypedClient } from '../support/engine.ts';

const place = temporaryFolder('drift');
let engine: TestEngine;
let wang: TypedClient;

const ids = ['11010519491231002X', '440524188001010014'];
const file = (name: string, district: string, filled: number): string => {
  const path = join(place.path, name);
  const rows = Array.from({ length: 100 }, (_, i) => `${ids[i % 2]},${i < 50 ? '福田区' : district},${i < filled ? i : ''}`);
  writeFileSync(path, `身份证号,区划,金额\n${rows.join('\n')}\n`);
  return path;
};

before(async () => {
  engine = testEngine();
  await createTestWorkspace(engine, join(place.path, 'ws'));
  wang = await signedIn(engine, 'wang');
});
after(async () => {
  await engine.engine.close();
  place.remove();
});

test('a second batch against the first', async () => {
  const grant = (path: string): string => engine.engine.grants.add(path, 'read');
  const first = await wang.call('intake.import', { file: grant(file('1.csv', '南山区', 100)), into: { name: '补贴', unit: '民政局' } });
  ids[1] = '440524188001010022';
  const second = await wang.call('intake.import', { file: grant(file('2.csv', '龙华区', 60)), into: { dataset: first.dataset } });
  const drift = judgeDrift(await wang.call('profile.drift', { batch: second.id, base: first.id }), defaultDriftLimits);
  assert.deepEqual(drift.rows, { before: 100, after: 100 });
  const column = (name: string) => drift.columns.find((one) => one.name === name) ?? assert.fail(name);
  assert.deepEqual(column('区划').appeared, [{ value: '龙华区', count: 50 }]);
  assert.deepEqual(column('区划').vanished, [{ value: '南山区', count: 50 }]);
  assert.equal(column('区划').verdict, 'broken');
  assert.deepEqual([column('金额').nulls, column('金额').verdict], [{ before: 0, after: 0.4 }, 'broken']);
  assert.deepEqual(column('身份证号').appeared, [{ value: '440***********0022', count: 50 }]);
  assert.deepEqual(
    column('身份证号').distribution.map(({ value }) => value?.includes('***')),
    [true, true, true],
  );
  assert.equal(
    column('金额')
      .distribution.reduce((sum, { after }) => sum + after, 0)
      .toFixed(6),
    '1.000000',
  );
  assert.ok(!JSON.stringify(drift).includes(ids[0] ?? ''));
  await assert.rejects(wang.call('profile.drift', { batch: second.id, base: 'nothing' }), { code: 'not-found' });
});

test('limits are kept for everybody, go back to the defaults, and are refused in the wrong order or by who may not', async () => {
  assert.deepEqual(await wang.call('profile.driftLimits', undefined), { limits: defaultDriftLimits, own: false });
  const limits = { ...defaultDriftLimits, psi: { moved: 0.3, shifted: 0.3, broken: 2 } };
  await wang.call('profile.setDriftLimits', { limits });
  const li = await signedIn(engine, 'li');
  assert.deepEqual(await li.call('profile.driftLimits', undefined), { limits, own: true });
  await assert.rejects(li.call('profile.setDriftLimits', { limits: null }), { code: 'denied' });
  const again = await signedIn(engine, 'wang');
  for (const nulls of [
    { moved: 0.2, shifted: 0.1, broken: 0.3 },
    { moved: 0, shifted: 0.1, broken: 0.3 },
    { moved: 0.1, shifted: 0.2, broken: 1.1 },
  ])
    await assert.rejects(again.call('profile.setDriftLimits', { limits: { ...limits, nulls } }), { code: 'invalid-input' });
  await again.call('profile.setDriftLimits', { limits: null });
  assert.deepEqual(await again.call('profile.driftLimits', undefined), { limits: defaultDriftLimits, own: false });
});
