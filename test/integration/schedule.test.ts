/** Checks that go by themselves, on a clock that the test turns: on arrival, at their times, made up for once, never two of a batch at once. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Clock, systemClock } from '../../base/clock.ts';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, type TestEngine, type TypedClient } from '../support/engine.ts';

const HOUR = 3_600_000;
const place = temporaryFolder('schedule');
let away = 0;
/** The machine's clock, turned; what measures how long something takes goes on. */
const clock: Clock = {
  nowMs: () => Date.parse('2026-11-02T09:00:00+08:00') + away,
  monotonicMs: () => systemClock.monotonicMs() + Math.max(0, away),
};
let engine: TestEngine;
let wang: TypedClient;
let dataset: string;

const file = (name: string, rows: readonly string[]): string => {
  const path = join(place.path, name);
  writeFileSync(path, `编号\n${rows.join('\n')}\n`);
  return engine.engine.grants.add(path, 'read');
};
const imported = (name: string, rows: readonly string[]) => wang.call('intake.import', { file: file(name, rows), into: { dataset } });
const log = () => wang.call('schedule.log', {});
/** Looks, and says what is in the list: reason, state, batch. */
async function looked(): Promise<readonly string[]> {
  await wang.call('schedule.look', {});
  return (await log()).map(({ reason, state, batchNumber, problem }) =>
    [reason, state, batchNumber ?? '-', problem?.code ?? ''].join(' ').trim(),
  );
}

before(async () => {
  engine = testEngine({ clock });
  await createTestWorkspace(engine, join(place.path, 'ws'));
  wang = await signedIn(engine, 'wang');
  const first = await wang.call('intake.import', { file: file('1.csv', ['1', '2']), into: { name: '台账', unit: '民政局' } });
  dataset = first.dataset;
});
after(async () => {
  await engine.engine.close();
  place.remove();
});

test('nothing goes by itself until somebody says so, and nothing that came before is caught up on', async () => {
  assert.deepEqual(await looked(), []);
  const [plan] = await wang.call('schedule.plans', {});
  assert.deepEqual([plan?.arrival, plan?.schedule, plan?.by], ['off', null, null]);
  const { id: ruleSet } = await wang.call('ruleSets.create', {
    name: '台账',
    dataset,
    yaml: 'ruleSet: 台账\nversion: 1\nrules:\n  - { id: there, kind: not-null, column: 编号 }\n',
  });
  await wang.call('datasets.update', { dataset, ruleSet });
  away += HOUR;
  await wang.call('schedule.set', { dataset, arrival: 'accepted', schedule: { every: 'day', at: '12:00' } });
  assert.deepEqual(await looked(), []);
});

test('a batch is checked when it was accepted, once, in the name of who planned it', async () => {
  away += 60_000;
  const two = await imported('2.csv', ['1', '2', '3']);
  assert.deepEqual(await looked(), []);
  await wang.call('batches.decide', { batch: two.id, accept: true, mode: 'replace' });
  assert.deepEqual(await looked(), ['arrival done 2']);
  assert.deepEqual(await looked(), ['arrival done 2']);
  const runs = await wang.call('quality.list', { batch: two.id });
  assert.deepEqual(
    runs.map(({ by, score }) => [by, score.total]),
    [['王工', 100]],
  );
});

test('at its time a check goes; one that could only repeat the last is left out and says why', async () => {
  away += 2 * HOUR;
  assert.deepEqual((await looked())[0], 'schedule skipped - nothing-new');
  const set = await wang.call('ruleSets.list', undefined);
  const { id, version } = set[0] ?? { id: '', version: 0 };
  await wang.call('rules.put', {
    ruleSet: id,
    basedOn: version,
    rule: { id: 'number', kind: 'value-type', column: '编号', type: 'integer' },
  });
  // three days with the program closed: one check, not three
  away += 73 * HOUR;
  assert.deepEqual((await looked()).slice(0, 2), ['made-up done 2', 'schedule skipped - nothing-new']);
  assert.equal((await looked()).length, 3);
});

test('a clock that was turned back repeats nothing, and one that comes right again goes on', async () => {
  const entries = (await log()).length;
  away -= 48 * HOUR;
  await looked();
  assert.equal((await log()).length, entries);
  away += 24 * HOUR;
  await looked();
  assert.equal((await log()).length, entries + 1);
});

test('two checks of a batch do not go at once', async () => {
  const [batch] = await wang.call('batches.list', { dataset });
  const both = await Promise.allSettled([0, 1].map(() => wang.call('quality.run', { batch: batch?.id ?? '' })));
  assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
  const refused = both.find((one) => one.status === 'rejected');
  assert.equal(refused && (refused.reason as { code?: string }).code, 'check-running');
});

test('each import is checked before it is accepted where that was set; without rules it is left out and says why', async () => {
  await wang.call('schedule.set', { dataset, arrival: 'imported', schedule: null });
  away += 60_000;
  const next = await imported('3.csv', ['5', '6', '7', '8']);
  await looked();
  assert.equal((await wang.call('quality.list', { batch: next.id })).length, 1);
  await wang.call('datasets.update', { dataset, ruleSet: null });
  away += 60_000;
  await imported('4.csv', ['9']);
  assert.ok((await looked()).includes('arrival skipped 4 no-rules'));
  const zhang = await signedIn(engine, 'zhang');
  await assert.rejects(zhang.call('schedule.set', { dataset, arrival: 'off', schedule: null }), { code: 'denied' });
  const audit = await signedIn(engine, 'audit');
  const { rows } = await audit.call('audit.list', {});
  assert.ok(rows.filter(({ action }) => action === 'schedule.set').length >= 2);
});
