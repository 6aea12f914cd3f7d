/**
 * F4: a workspace on a small disk of its own (a tmpfs) that is filled up to a few kilobytes before an import, a check, an approval and a snapshot. Each is
 * refused with `disk-full`, leaves nothing behind, the workspace goes on answering, and the same act succeeds once there is space again.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readdirSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { runCheck } from '../../engine/quality/check.ts';
import { readRule } from '../../engine/rules/rule.ts';
import { host, writeBatch } from '../support/check.ts';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, type TestEngine, type TypedClient } from '../support/engine.ts';
import { writePopulation } from '../support/population.ts';
import { ruleSetText } from './lane.ts';
import { cheapPasswords, codeOf, dataFiles, inWorkspace } from './support.ts';

const DISK_MB = 24;

interface Disk {
  readonly path: string;
  /** Fills the disk up to `leftBytes`. */
  fill(leftBytes: number): void;
  free(): void;
}

/** A disk of 24 MB, or null where nobody may mount one. */
function smallDisk(t: TestContext): Disk | null {
  const folder = temporaryFolder('disk');
  const mounted =
    process.platform === 'linux' && spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m`, 'tmpfs', folder.path]).status === 0;
  t.after(() => {
    if (mounted) spawnSync('umount', ['-l', folder.path]);
    folder.remove();
  });
  if (!mounted) return null;
  const ballast = join(folder.path, 'ballast');
  return {
    path: folder.path,
    fill: (leftBytes) => {
      const { bavail, bsize } = statfsSync(folder.path);
      const bytes = bavail * bsize - leftBytes;
      if (bytes <= 0) return;
      const fd = openSync(ballast, 'a');
      writeSync(fd, Buffer.alloc(bytes));
      closeSync(fd);
    },
    free: () => rmSync(ballast, { force: true }),
  };
}

interface Prepared {
  readonly disk: Disk;
  readonly folder: string;
  readonly test: TestEngine;
  readonly wang: TypedClient;
  readonly li: TypedClient;
  readonly csv: string;
}

async function prepare(t: TestContext): Promise<Prepared | null> {
  const disk = smallDisk(t);
  if (!disk) {
    t.skip('a small disk needs Linux and the right to mount a tmpfs');
    return null;
  }
  const folder = join(disk.path, 'ws');
  const engine = testEngine();
  await createTestWorkspace(engine, folder);
  await cheapPasswords(folder);
  const source = temporaryFolder('disk-source');
  t.after(() => source.remove());
  const csv = join(source.path, 'population.csv');
  writePopulation(csv, { rows: 4_000 });
  return { disk, folder, test: engine, wang: await signedIn(engine, 'wang'), li: await signedIn(engine, 'li'), csv };
}

const importInto = ({ test: { engine }, wang, csv }: Prepared, name: string) =>
  wang.call('intake.import', { file: engine.grants.add(csv, 'read'), into: { name, unit: '公安局' } });

/** The task centre knows how it ended; nothing is said to run on. */
async function nothingRuns(wang: TypedClient): Promise<void> {
  const jobs = await wang.call('jobs.list', {});
  assert.deepEqual(
    jobs.filter((j) => j.state === 'running' || j.state === 'done'),
    [],
  );
}

const LEFT = [0, 20_000, 100_000, 600_000];

test('an import onto a full disk: disk-full, nothing left, then it goes through', { timeout: 120_000 }, async (t) => {
  const at = await prepare(t);
  if (!at) return;
  for (const left of LEFT) {
    at.disk.fill(left);
    assert.equal(await codeOf(importInto(at, `人口 ${left}`)), 'disk-full', `${left} bytes left`);
    assert.deepEqual(dataFiles(at.folder), [], `${left} bytes left`);
    assert.deepEqual(await at.wang.call('datasets.list', {}), []);
    await nothingRuns(at.wang);
    at.disk.free();
    assert.equal((await at.wang.call('workspace.verify', {})).clean, true);
  }
  assert.equal((await importInto(at, '人口')).rows, 4_000);
  assert.equal((await at.wang.call('workspace.verify', {})).clean, true);
  await at.test.engine.close();
});

test(
  'a check, an approval and a snapshot on a full disk: disk-full, nothing half done, then they go through',
  { timeout: 120_000 },
  async (t) => {
    const at = await prepare(t);
    if (!at) return;
    const { wang, li, disk, folder } = at;
    const batch = await importInto(at, '人口');
    const ruleSet = (await wang.call('ruleSets.create', { name: '抽查', dataset: batch.dataset, yaml: ruleSetText })).id;
    for (const job of await wang.call('jobs.list', {})) await wang.call('jobs.dismiss', { job: job.id });
    const before = dataFiles(folder);
    for (const left of [0, 8_000, 16_000]) {
      disk.fill(left);
      const code = await codeOf(wang.call('quality.run', { batch: batch.id, ruleSet }));
      assert.equal(code, 'disk-full', `check with ${left} bytes left`);
      assert.deepEqual(dataFiles(folder), before, `check with ${left} bytes left`);
      assert.deepEqual(await wang.call('quality.list', {}), []);
      await nothingRuns(wang);
      disk.free();
    }
    const run = await wang.call('quality.run', { batch: batch.id, ruleSet });
    const review = await wang.call('review.submit', { subject: 'qualityRun', subjectId: run.id });
    disk.fill(0);
    const decision = { review: review.id, contentSha256: review.contentSha256 };
    const tries: string[] = [];
    // the journal may still have a page or two of room: fill it, then nothing more is confirmed
    for (let n = 0; n < 500 && tries.at(-1) !== 'disk-full'; n++)
      tries.push(await codeOf(wang.call('settings.set', { key: `k${n}`, value: 'x'.repeat(4_000) })));
    assert.equal(tries.at(-1), 'disk-full');
    assert.equal(await codeOf(li.call('review.approve', decision)), 'disk-full');
    assert.equal((await li.call('review.get', { review: review.id })).review.state, 'pending');
    assert.deepEqual(await wang.call('sync.outbox', {}), []);
    assert.equal(await codeOf(wang.call('workspace.snapshot', {})), 'disk-full');
    disk.free();
    const approved = await li.call('review.approve', decision);
    assert.equal(approved.state, 'approved');
    assert.ok((await wang.call('workspace.snapshot', {})).bytes > 0);
    assert.equal((await wang.call('workspace.verify', {})).clean, true);
    await at.test.engine.close();
  },
);

test('a workspace that is closed on a full disk opens again with all that was confirmed', { timeout: 120_000 }, async (t) => {
  const at = await prepare(t);
  if (!at) return;
  await importInto(at, '人口');
  at.disk.fill(0);
  await at.test.engine.close();
  at.disk.free();
  await inWorkspace(at.folder, async (wang) => {
    assert.deepEqual(
      (await wang.call('datasets.list', {})).map((d) => [d.name, d.latest?.rows]),
      [['人口', 4_000]],
    );
    assert.equal((await wang.call('workspace.verify', {})).clean, true);
  });
});

test('a check whose keys have outgrown the memory on a full disk: disk-full, nothing left, then it goes through', async (t) => {
  const disk = smallDisk(t);
  if (!disk) return t.skip('a small disk needs Linux and the right to mount a tmpfs');
  const rows = Array.from({ length: 60_000 }, (_, i) => [String(i % 59_999)]);
  const batch = writeBatch(disk.path, ['v'], rows);
  const input = { batch, rules: [readRule({ kind: 'unique', column: 'v' }, 1)], nullLike: [], asOf: '2026-01-01', findings: null };
  const before = readdirSync(disk.path).sort();
  disk.fill(100_000);
  await assert.rejects(runCheck(input, { ...host, keyBytes: 0 }), { code: 'disk-full', params: { file: basename(disk.path) } });
  disk.free();
  assert.deepEqual(readdirSync(disk.path).sort(), before);
  assert.equal((await runCheck(input, { ...host, keyBytes: 0 })).results[0]?.failed, 2);
});
