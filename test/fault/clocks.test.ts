/** F9: the wall clock jumps by years between acts, forwards and backwards. Nothing is blocked, nothing is re-ordered, lock-out runs on the other clock. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { Clock } from '../../base/clock.ts';
import { systemRandom } from '../../base/ids.ts';
import { silentLog } from '../../base/log.ts';
import { startPlatform } from '../../platform/index.ts';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, testPassword } from '../support/engine.ts';
import { writePopulation } from '../support/population.ts';
import { ruleSetText } from './lane.ts';
import { cheapPasswords, codeOf } from './support.ts';

const YEAR_MS = 365 * 86_400_000;
const jumps = [0, 10 * YEAR_MS, -10 * YEAR_MS, -56 * YEAR_MS, 3_600_000, 30 * YEAR_MS];

/** A wall clock that a test moves, beside a monotonic one that it moves too. */
function twoClocks(): Clock & { wallMs: number; steadyMs: number } {
  const clock = { wallMs: Date.UTC(2026, 10, 23, 1), steadyMs: 0, nowMs: () => clock.wallMs, monotonicMs: () => clock.steadyMs };
  return clock;
}

async function place(t: TestContext, clock: Clock) {
  const folder = temporaryFolder('clocks');
  const engine = testEngine({ clock });
  t.after(async () => {
    await engine.engine.close();
    folder.remove();
  });
  const workspace = join(folder.path, 'ws');
  await createTestWorkspace(engine, workspace);
  await cheapPasswords(workspace);
  return { folder: folder.path, engine };
}

test('imports, checks, approvals and pushes across jumps of ten years and more', { timeout: 120_000 }, async (t) => {
  const clock = twoClocks();
  const { folder, engine } = await place(t, clock);
  mkdirSync(join(folder, 'platform'));
  // the other side's clock does not jump with ours
  const platform = await startPlatform({
    dir: join(folder, 'platform'),
    port: 0,
    clock: twoClocks(),
    random: systemRandom,
    log: silentLog,
  });
  t.after(() => platform.close());
  const wang = await signedIn(engine, 'wang');
  const li = await signedIn(engine, 'li');
  await wang.call('sync.connect', { url: platform.url, token: platform.enrolToken });
  const csv = join(folder, 'population.csv');
  writePopulation(csv, { rows: 300 });
  const start = clock.wallMs;
  const digests: string[] = [];
  const runs: string[] = [];
  const { dataset } = await wang.call('intake.import', {
    file: engine.engine.grants.add(csv, 'read'),
    into: { name: '人口', unit: '公安局' },
  });
  const ruleSet = (await wang.call('ruleSets.create', { name: '抽查', dataset, yaml: ruleSetText })).id;
  for (const jump of jumps) {
    clock.wallMs = start + jump;
    clock.steadyMs += 1_000;
    const batch = await wang.call('intake.import', { file: engine.engine.grants.add(csv, 'read'), into: { dataset } });
    await wang.call('batches.decide', { batch: batch.id, accept: true, mode: 'replace' });
    // two runs over a batch, the second in what the calendar calls the past
    const first = await wang.call('quality.run', { batch: batch.id, ruleSet });
    clock.wallMs -= 5 * YEAR_MS;
    const second = await wang.call('quality.run', { batch: batch.id, ruleSet });
    runs.push(first.id, second.id);
    assert.equal((await wang.call('datasets.get', { dataset })).latest?.id, batch.id, 'the newest batch is the last that was imported');
    assert.equal(
      (await wang.call('datasets.get', { dataset })).latest?.lastRun?.run,
      second.id,
      'the newest run is the last that was made',
    );
    const review = await wang.call('review.submit', { subject: 'qualityRun', subjectId: second.id });
    const approved = await li.call('review.approve', { review: review.id, contentSha256: review.contentSha256 });
    digests.push(approved.package ?? '');
  }
  const batches = await wang.call('batches.list', { dataset });
  assert.deepEqual(
    batches.map((b) => b.number),
    [7, 6, 5, 4, 3, 2, 1],
  );
  assert.deepEqual(
    (await wang.call('quality.list', { dataset })).map((r) => r.id),
    runs.toReversed(),
    'runs in the order in which they were made',
  );
  const outbox = await wang.call('sync.outbox', {});
  assert.deepEqual(
    outbox.map((row) => row.digest),
    digests.toReversed(),
    'packages in the order in which they were approved',
  );
  assert.deepEqual(
    outbox.map((row) => row.seq),
    [6, 5, 4, 3, 2, 1],
  );
  assert.equal((await wang.call('sync.push', {})).allSynced, true);
  assert.deepEqual(
    (await wang.call('sync.outbox', {})).filter((row) => row.state !== 'applied'),
    [],
  );
  assert.equal((await platform.summary()).effects, digests.length);
  const verified = await wang.call('workspace.verify', {});
  assert.deepEqual(verified.problems, []);
});

test('a lock-out is not ended by setting the calendar, only by time that has passed', async (t) => {
  const clock = twoClocks();
  const { engine } = await place(t, clock);
  const guest = engine.client();
  const signIn = (password: string): Promise<string> => codeOf(guest.call('workspace.signIn', { account: 'wang', password }));
  for (let n = 0; n < 4; n++) assert.equal(await signIn('nope'), 'wrong-password');
  assert.equal(await signIn('nope'), 'locked-out');
  for (const jump of [10 * YEAR_MS, -20 * YEAR_MS]) {
    clock.wallMs += jump;
    assert.equal(await signIn(testPassword), 'locked-out');
  }
  clock.steadyMs += 14 * 60_000;
  assert.equal(await signIn(testPassword), 'locked-out');
  clock.steadyMs += 2 * 60_000;
  assert.equal(await signIn(testPassword), 'none');
});

test('what was revealed is covered again after its time on the other clock', { timeout: 60_000 }, async (t) => {
  const clock = twoClocks();
  const { folder, engine } = await place(t, clock);
  const wang = await signedIn(engine, 'wang');
  const csv = join(folder, 'population.csv');
  writePopulation(csv, { rows: 50 });
  const batch = await wang.call('intake.import', { file: engine.engine.grants.add(csv, 'read'), into: { name: '人口', unit: '公安局' } });
  const { token } = await wang.call('rows.reveal', { batch: batch.id, scope: { row: 1, column: '证件号码' }, reason: '核对' });
  clock.wallMs -= 10 * YEAR_MS;
  clock.steadyMs += 61_000;
  assert.equal(await codeOf(wang.call('rows.page', { batch: batch.id, offset: 0, limit: 5, reveal: token })), 'grant-expired');
});
