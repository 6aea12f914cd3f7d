/** Rules that look at another dataset see all of its accepted batches, and say which. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, type TestEngine, type TypedClient } from '../support/engine.ts';

const place = temporaryFolder('present-dataset');
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

let files = 0;
/** Rows of a number and a street; `turned`: with the columns the other way round, and one more. */
function grant(from: number, to: number, turned = false): string {
  const path = join(place.path, `${++files}.csv`);
  const numbers = Array.from({ length: to - from }, (_, i) => `N${String(from + i).padStart(4, '0')}`);
  const lines = numbers.map((number) => (turned ? `是,福田,${number}` : `${number},福田`));
  writeFileSync(path, [turned ? '在册,街道,编号' : '编号,街道', ...lines, ''].join('\n'));
  return engine.engine.grants.add(path, 'read');
}

async function deliver(dataset: string, from: number, to: number, turned = false): Promise<string> {
  const batch = await wang.call('intake.import', { file: grant(from, to, turned), into: { dataset } });
  return batch.id;
}
const decide = async (batch: string, accept: boolean, mode: 'append' | 'replace' = 'append') =>
  await wang.call('batches.decide', { batch, accept, mode, note: '' });

const rule = { id: 'known', kind: 'exists-in', columns: ['编号'], dataset: '名册' };
const yaml = `ruleSet: 补贴
version: 1
rules:
  - { id: known, kind: exists-in, columns: [编号], dataset: 名册 }
  - { id: total, kind: aggregate-matches, expression: count(*), dataset: 名册 }
  - { id: drift, kind: distribution-close, column: 街道, baseline: { dataset: 名册 } }
`;

test('the present of a dataset is what was accepted of it: in the check of a batch, of all batches, in a trial and among the references', async () => {
  const register = await wang.call('intake.import', { file: grant(0, 100), into: { name: '名册', unit: '民政局' } });
  await decide(await deliver(register.dataset, 100, 200, true), true);
  const own = await wang.call('intake.import', { file: grant(50, 260), into: { name: '补贴', unit: '民政局' } });
  const { id: ruleSet } = await wang.call('ruleSets.create', { name: '补贴', dataset: own.dataset, yaml });
  const check = async () => {
    const run = await wang.call('quality.run', { batch: own.id, ruleSet });
    const { results } = await wang.call('quality.get', { run: run.id });
    return results;
  };

  const results = await check();
  const looked = { dataset: '名册', batches: [1, 2], rows: 200 };
  assert.deepEqual(
    results.map((one) => [one.rule, one.failed, one.error, one.looked]),
    [
      ['known', 60, null, looked],
      ['total', 1, null, looked],
      ['drift', 0, null, looked],
    ],
  );
  assert.deepEqual(results[1]?.observed, { here: 210, there: 200 });
  const trial = await wang.call('rules.trial', { batch: own.id, rule, sampleRows: 1000 });
  assert.deepEqual([trial.failed, trial.error], [60, null]);
  const [found] = await wang.call('profile.findInclusions', { batch: own.id });
  assert.deepEqual([found?.column, found?.dataset, found?.otherColumn, found?.values, found?.missing], ['编号', '名册', '编号', 210, 60]);

  // one that waits and one that was declined do not count
  const waiting = await deliver(register.dataset, 200, 260);
  await decide(await deliver(register.dataset, 260, 300), false);
  assert.deepEqual((await check())[0]?.looked, looked);
  await decide(await deliver(own.dataset, 0, 10), true);
  const before = await wang.call('quality.runWhole', { dataset: own.dataset });
  assert.deepEqual([before.last?.results[0]?.failed, before.last?.results[0]?.looked], [60, looked]);

  // a decision makes the check of all batches one about something that was
  await decide(waiting, true);
  assert.equal((await wang.call('quality.whole', { dataset: own.dataset })).last, null);
  const later = await wang.call('quality.runWhole', { dataset: own.dataset });
  const three = { dataset: '名册', batches: [1, 2, 3], rows: 260 };
  assert.deepEqual([later.last?.results[0]?.failed, later.last?.results[0]?.looked], [0, three]);

  // what replaces it is all there is
  await decide(await deliver(register.dataset, 0, 60), true, 'replace');
  const last = await check();
  assert.deepEqual([last[0]?.failed, last[0]?.looked], [200, { dataset: '名册', batches: [5], rows: 60 }]);
});
