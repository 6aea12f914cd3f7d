/** The whole main job in one process: files, rules, checks, review by two people, a cable that is pulled, a real receiver, restarts. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Clock, systemClock } from '../../base/clock.ts';
import { systemRandom } from '../../base/ids.ts';
import { silentLog } from '../../base/log.ts';
import { migrate, openMemory, sql } from '../../base/sqlite/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import { samplePassword } from '../../contract/sample.ts';
import { migrations } from '../../engine/migrations/index.ts';
import { requireDecidable } from '../../engine/review/model.ts';
import { decideReview, insertReview } from '../../engine/review/store.ts';
import { type BuiltSample, buildSample } from '../../engine/sample/index.ts';
import { insertUser } from '../../engine/workspace/store.ts';
import { defectsFound } from '../../main/cli/defects.ts';
import { type Platform, startPlatform } from '../../platform/index.ts';
import { type Cable, cableTo } from '../support/cable.ts';
import { temporaryFolder, type TestEngine, testEngine, type TypedClient } from '../support/engine.ts';

const resources = join(import.meta.dirname, '../../resources');
const refused = (code: string) => (error: unknown) => error instanceof JiadiError && error.code === code;

/** A clock that begins on the day after the sample was delivered, so that the calendar of the machine does not matter. */
const startedMs = systemClock.monotonicMs();
const clock: Clock = {
  nowMs: () => Date.UTC(2026, 10, 2, 1) + systemClock.monotonicMs() - startedMs,
  monotonicMs: () => systemClock.monotonicMs(),
};

const folder = temporaryFolder('main-job');
const workspace = join(folder.path, 'workspace');
let engine: TestEngine;
let built: BuiltSample;
let platform: Platform;
let cable: Cable;

/** The address stays, whatever the platform does. */
let platformPort = 0;
const startReceiver = async (): Promise<void> => {
  const dir = join(folder.path, 'platform');
  mkdirSync(dir, { recursive: true });
  platform = await startPlatform({ dir, port: platformPort, clock, random: systemRandom, log: silentLog });
  platformPort = Number(new URL(platform.url).port);
};

const signIn = async (account: string): Promise<TypedClient> => {
  const client = engine.client();
  await client.call('workspace.signIn', { account, password: samplePassword });
  return client;
};

const ofDataset = (name: string) => {
  const found = built.sources.find((s) => s.dataset === name);
  assert.ok(found, name);
  return found;
};

/** Looks again until it is so; what never becomes so fails. */
async function eventually(what: string, holds: () => Promise<boolean>): Promise<void> {
  const lastMs = systemClock.monotonicMs() + 30_000;
  while (!(await holds())) {
    assert.ok(systemClock.monotonicMs() < lastMs, `it never came to this: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const states = async (): Promise<readonly string[]> => (await built.steward.call('sync.outbox', {})).map((row) => row.state).sort();

before(async () => {
  engine = testEngine({ clock });
  built = await buildSample(workspace, {
    connect: () => engine.engine.connect(),
    grant: (path, use) => engine.engine.grants.add(path, use),
    resources,
    signal: new AbortController().signal,
    step: () => undefined,
  });
  await startReceiver();
  cable = await cableTo(() => platform.url);
});

after(async () => {
  await engine.engine.close();
  await cable.pullOut();
  await platform.close();
  folder.remove();
});

test('five sources in two encodings and two formats are imported, row for row', async () => {
  assert.deepEqual(
    built.sources.map((s) => [s.dataset, s.batch.rows, s.batch.malformed, s.batch.format, s.batch.encoding]),
    [
      ['法人名单', 808, 0, 'csv', 'gb18030'],
      ['房屋清单', 1004, 0, 'xlsx', null],
      ['户籍人口', 3000, 0, 'csv', 'gb18030'],
      ['参保人员', 2419, 0, 'xlsx', null],
      ['实有人口走访', 3287, 11, 'csv', 'utf-8'],
    ],
  );
  const datasets = await built.steward.call('datasets.list', {});
  assert.deepEqual(datasets.map((d) => `${d.unit} ${d.updateCycle}`).sort(), [
    '住房和建设局 Q',
    '公安局 M',
    '市场监督管理局 M',
    '社保局 M',
    '街道网格办 W',
  ]);
});

test('found == listed for every kind of defect, and nothing beyond', async () => {
  const { kinds, unlisted, listed } = await defectsFound(built, resources);
  assert.deepEqual(
    kinds.filter((k) => k.found !== k.listed || k.listed === 0),
    [],
  );
  assert.equal(unlisted, 0);
  assert.ok(kinds.length >= 45 && listed >= 500, `${kinds.length} kinds, ${listed} defects`);
});

test('every rule ran, a dozen kinds and more among them, and every score says what it rests on', async () => {
  const kinds = new Set<string>();
  for (const { run, rules } of built.sources) {
    const { results } = await built.steward.call('quality.get', { run: run.id });
    assert.equal(results.length, rules);
    for (const result of results) {
      assert.equal(result.error, null, result.rule);
      assert.ok(result.evaluated > 0, result.rule);
      kinds.add(result.kind);
    }
    assert.ok(run.score.total !== null && run.score.total > 90 && run.score.total < 100);
    assert.equal(run.score.dimensions.accessibility, null);
  }
  assert.ok(kinds.size >= 12, [...kinds].join());
});

test('findings show personal values masked', async () => {
  const page = await built.steward.call('findings.page', { run: ofDataset('户籍人口').run.id, rule: 'id-valid', offset: 0, limit: 5 });
  assert.equal(page.total, 12);
  for (const finding of page.rows) assert.match(String(finding.value), /^\d{3}\*+[\dX]{4}$/);
});

test('a second person approved the catalogue entry and one run; another waits for the reviewer', async () => {
  const [resource] = await built.steward.call('catalog.list', {});
  assert.equal(resource?.state, 'published');
  assert.equal(resource?.filled, 13);
  assert.match(resource?.fields.code ?? '', /^101001\//);
  const reviews = await built.reviewer.call('review.list', {});
  assert.deepEqual(reviews.map((r) => `${r.subject} ${r.state} ${r.maker} ${r.checker ?? '-'}`).sort(), [
    'qualityRun approved 王工 李审',
    'qualityRun pending 王工 -',
    'resource approved 王工 李审',
  ]);
  assert.equal(reviews.find((r) => r.state === 'pending')?.mayDecide, true);
  const home = await built.reviewer.call('home.get', {});
  assert.equal(home.todos.find((todo) => todo.code === 'reviews-waiting')?.count, 1);
  assert.ok((await built.steward.call('issues.list', {})).length > 0);
});

test('the maker is no checker: at the command, in the decision, and in the database', async () => {
  const [waiting] = await built.steward.call('review.list', { state: 'pending' });
  assert.ok(waiting);
  assert.equal(waiting.mayDecide, false);
  await assert.rejects(
    built.steward.call('review.approve', { review: waiting.id, contentSha256: waiting.contentSha256 }),
    refused('denied'),
  );
  const facts = {
    id: 'r',
    subject: 'qualityRun',
    subjectId: 'q',
    title: 't',
    state: 'pending',
    makerId: 'wang',
    contentSha256: 'x',
  } as const;
  assert.throws(() => requireDecidable(facts, 'wang', 'x'), refused('maker-is-checker'));
  requireDecidable(facts, 'li', 'x');
  const db = openMemory();
  migrate(db, migrations);
  for (const id of ['wang', 'li'])
    insertUser(db, {
      id,
      account: id,
      name: id,
      role: 'steward',
      unit: 'u',
      publicKey: new Uint8Array([1, id.length]),
      enrolment: '{}',
      at: '2026',
    });
  insertReview(db, {
    id: 'r',
    subject: 'qualityRun',
    subjectId: 'q',
    title: 't',
    makerId: 'wang',
    at: '2026',
    comment: '',
    content: '{}',
    contentSha256: 'x',
  });
  const decide = (checkerId: string): void => decideReview(db, 'r', { state: 'approved', checkerId, at: '2026', decision: '' });
  assert.throws(() => decide('wang'), /CHECK constraint failed/);
  assert.equal(db.value(sql`SELECT state FROM review`), 'pending');
  decide('li');
  assert.equal(db.value(sql`SELECT state FROM review`), 'approved');
  db.close();
});

test('a failing critical rule blocks the approval, and nothing of it is written', async () => {
  const { run } = ofDataset('参保人员');
  const before = await states();
  const { id: review, contentSha256 } = await built.steward.call('review.submit', { subject: 'qualityRun', subjectId: run.id });
  await assert.rejects(built.reviewer.call('review.approve', { review, contentSha256 }), refused('blocked-by-critical'));
  const seen = await built.reviewer.call('review.get', { review });
  assert.deepEqual([seen.review.state, seen.review.package, seen.review.checker], ['pending', null, null]);
  assert.deepEqual(await states(), before);
  await assert.rejects(
    built.reviewer.call('review.approve', { review, contentSha256: 'f'.repeat(64) }),
    (e) => refused('conflict')(e) || refused('blocked-by-critical')(e),
  );
  await built.reviewer.call('review.reject', { review, contentSha256, comment: '证件号码损坏,请重新导出' });
  assert.equal((await built.steward.call('home.get', {})).todos.find((todo) => todo.code === 'reviews-returned')?.count, 1);
});

test('unplugged: the connection is refused in words, and the packages wait', async () => {
  await assert.rejects(built.steward.call('sync.connect', { url: cable.url, token: platform.enrolToken }), refused('offline'));
  assert.equal((await built.steward.call('sync.status', {})).configured, false);
  assert.deepEqual(await states(), ['queued', 'queued']);
});

test('an answer that is lost on the way costs nothing: the same packages again, one effect each', async () => {
  await cable.plugIn();
  cable.loseNextAnswer();
  await built.steward.call('sync.connect', { url: cable.url, token: platform.enrolToken });
  await eventually('all applied', async () => (await built.steward.call('sync.status', {})).allSynced);
  assert.deepEqual(await states(), ['applied', 'applied']);
  assert.ok(cable.batches() >= 2, 'the batch was sent twice');
  const summary = await platform.summary();
  assert.deepEqual([summary.effects, summary.packages.applied, summary.packages.rejected, summary.forks], [2, 2, 0, 0]);
  for (const row of await built.steward.call('sync.outbox', {})) {
    const { receipt } = await built.steward.call('sync.package', { digest: row.digest });
    assert.ok(JSON.stringify(receipt).includes(row.digest), 'the receipt names the package');
  }
});

test('what is approved while the cable is out is sent by itself when it is in again', async () => {
  await cable.pullOut();
  const [waiting] = await built.reviewer.call('review.list', { state: 'pending' });
  assert.ok(waiting);
  const approved = await built.reviewer.call('review.approve', { review: waiting.id, contentSha256: waiting.contentSha256 });
  assert.match(approved.package ?? '', /^sha256:/);
  await eventually('the line is seen to be offline', async () => (await built.steward.call('sync.status', {})).link === 'offline');
  const status = await built.steward.call('sync.status', {});
  assert.deepEqual([status.counts.queued, status.allSynced, status.lastError?.code], [1, false, 'offline']);
  // everything but the push works meanwhile
  assert.equal((await built.steward.call('quality.run', { batch: ofDataset('户籍人口').batch.id })).rows, 3000);
  await cable.plugIn();
  await eventually('sent by itself', async () => (await states()).every((state) => state === 'applied'));
  assert.equal((await platform.summary()).effects, 3);
});

test('platform and engine restarted from the same folders: nothing lost, nothing twice', async () => {
  await platform.close();
  await engine.engine.close();
  await startReceiver();
  engine = testEngine({ clock });
  const client = engine.client();
  await client.call('workspace.openFolder', { folder: engine.engine.grants.add(workspace, 'folder') });
  const steward = await signIn('wang');
  const status = await steward.call('sync.push', {});
  assert.deepEqual([status.allSynced, status.counts.applied, status.counts.queued], [true, 3, 0]);
  const summary = await platform.summary();
  assert.deepEqual([summary.effects, summary.packages.applied, summary.forks], [3, 3, 0]);
  const verified = await steward.call('workspace.verify', {});
  assert.deepEqual(verified.problems, []);
  assert.ok((verified.checked['dataFiles'] ?? 0) >= 11);
});

test('the audit log names every act and its chain holds; lifecycle events tell the data’s life', async () => {
  const auditor = await signIn('audit');
  assert.equal((await auditor.call('audit.verify', {})).firstBroken, null);
  const { rows } = await auditor.call('audit.list', { limit: 500 });
  const count = (action: string): number => rows.filter((r) => r.action === action).length;
  const acts = [
    'workspace.create',
    'intake.import',
    'ruleSets.create',
    'quality.run',
    'issues.open',
    'catalog.draft',
    'catalog.save',
    'review.submit',
    'review.approve',
    'review.reject',
    'sync.connect',
    'sync.receipt',
  ];
  assert.deepEqual(Object.fromEntries(acts.map((a) => [a, count(a)])), {
    'workspace.create': 1,
    'intake.import': 5,
    'ruleSets.create': 5,
    'quality.run': 6,
    'issues.open': 1,
    'catalog.draft': 1,
    'catalog.save': 1,
    'review.submit': 4,
    'review.approve': 3,
    'review.reject': 1,
    'sync.connect': 1,
    'sync.receipt': 2,
  });
  // no citizen id stands in the log; digits inside a digest are none
  assert.doesNotMatch(JSON.stringify(rows), /(?<![0-9a-f])\d{17}[\dX](?![0-9a-f])/);
  const steward = await signIn('wang');
  const events = await steward.call('lifecycle.events', { limit: 1000 });
  const kinds = Object.fromEntries([...Map.groupBy(events, (e) => `${e.stage} ${e.kind}`)].map(([k, list]) => [k, list.length]));
  assert.deepEqual(kinds, {
    'acquire intake.import': 5,
    'maintain quality.run': 6,
    'maintain issue.open': 1,
    'maintain review.submit': 4,
    'maintain review.reject': 1,
    'apply review.approve': 3,
    'share catalog.publish': 1,
    'share sync.applied': 2,
  });
});
