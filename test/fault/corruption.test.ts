/**
 * F5: random bits of a closed workspace's files are turned over. Every one is noticed, by an error with a code when the workspace is opened or by
 * `workspace.verify`; what is read without an error is what was written. `JIADI_FLIPS` is how many bits a file (default 40), `JIADI_SEED` their seed.
 */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { isJiadiError } from '../../contract/errors.ts';
import { createTestWorkspace, signedIn, temporaryFolder, testEngine, type TypedClient } from '../support/engine.ts';
import { writePopulation } from '../support/population.ts';
import { Dice } from '../support/seeded.ts';
import { ruleSetText } from './lane.ts';
import { cheapPasswords, openIn } from './support.ts';

const FLIPS = Number(process.env['JIADI_FLIPS'] ?? 40);
const SEED = Number(process.env['JIADI_SEED'] ?? 20_261_123);

const place = temporaryFolder('corruption');
const whole = join(place.path, 'whole');
const hurt = join(place.path, 'hurt');
let truth = '';
let findingsFile = '';
let batchPart = '';

/** Everything that a person reads of data and decisions, as one text. Names of accounts come from workspace.json: `verify` holds them against the database. */
async function readAll(wang: TypedClient): Promise<string> {
  const [dataset] = await wang.call('datasets.list', {});
  const [run] = await wang.call('quality.list', {});
  assert.ok(dataset?.latest && run);
  return JSON.stringify([
    dataset.latest.rows,
    await wang.call('rows.page', { batch: dataset.latest.id, offset: 0, limit: 1000 }),
    await wang.call('rows.page', { batch: dataset.latest.id, offset: 1000, limit: 1000 }),
    await wang.call('profile.get', { batch: dataset.latest.id }),
    await wang.call('quality.get', { run: run.id }),
    await wang.call('findings.page', { run: run.id, offset: 0, limit: 1000 }),
    await wang.call('review.list', {}),
    await wang.call('sync.outbox', {}),
  ]);
}

before(async () => {
  mkdirSync(whole);
  const engine = testEngine();
  await createTestWorkspace(engine, whole);
  await cheapPasswords(whole);
  const wang = await signedIn(engine, 'wang');
  const csv = join(place.path, 'population.csv');
  writePopulation(csv, { rows: 1_500 });
  const batch = await wang.call('intake.import', { file: engine.engine.grants.add(csv, 'read'), into: { name: '人口', unit: '公安局' } });
  const set = await wang.call('ruleSets.create', { name: '抽查', dataset: batch.dataset, yaml: ruleSetText });
  batchPart = readdirSync(join(whole, 'data')).find((name) => name.endsWith('-1.db')) ?? '';
  const run = await wang.call('quality.run', { batch: batch.id, ruleSet: set.id });
  findingsFile = readdirSync(join(whole, 'data')).find((name) => name.endsWith('.db') && name !== batchPart) ?? '';
  const review = await wang.call('review.submit', { subject: 'qualityRun', subjectId: run.id });
  const li = await signedIn(engine, 'li');
  await li.call('review.approve', { review: review.id, contentSha256: review.contentSha256 });
  truth = await readAll(wang);
  await engine.engine.close();
});

after(() => place.remove());

/** What a person meets who opens the damaged workspace: where it is noticed, and by which code or check. */
async function meet(): Promise<string> {
  const engine = testEngine();
  try {
    const wang = await openIn(engine, hurt, 'wang').catch((error: unknown) => {
      if (isJiadiError(error)) return `open: ${error.code}`;
      throw error;
    });
    if (typeof wang === 'string') return wang;
    const read = await readAll(wang).catch((error: unknown) => {
      if (isJiadiError(error)) return `read: ${error.code}`;
      throw error;
    });
    assert.ok(read === truth || read.startsWith('read: '), 'a wrong value was returned without an error');
    const verified = await wang.call('workspace.verify', {}).catch((error: unknown) => {
      if (isJiadiError(error)) return `verify: ${error.code}`;
      throw error;
    });
    if (typeof verified === 'string') return verified;
    return verified.clean ? 'not noticed' : `verify: ${verified.problems[0]?.check ?? ''}`;
  } finally {
    await engine.engine.close();
  }
}

/** Turns over one bit of a file of a fresh copy. */
function flip(file: string, dice: Dice): string {
  rmSync(hurt, { recursive: true, force: true });
  cpSync(whole, hurt, { recursive: true });
  const path = join(hurt, file);
  const bytes = readFileSync(path);
  const at = dice.below(bytes.length);
  const bit = dice.below(8);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
  writeFileSync(path, bytes);
  return `bit ${bit} of byte ${at} of ${file}`;
}

/** Damaged files are told as damaged, never as a mistake of the program. */
const allowed =
  /^(?:open: (?:workspace-damaged|file-damaged|wrong-password|not-found|workspace-newer)|read: file-damaged|verify: (?!internal)[a-z-]+)$/;

const kinds = [
  { name: 'workspace.db', file: () => 'workspace.db' },
  { name: 'a part of a batch', file: () => join('data', batchPart) },
  { name: 'a findings file', file: () => join('data', findingsFile) },
  { name: 'workspace.json', file: () => 'workspace.json' },
];

for (const [i, { name, file }] of kinds.entries()) {
  test(`${FLIPS} bits turned over in ${name}: each is noticed`, { timeout: 300_000 }, async (t) => {
    const dice = new Dice(SEED + i);
    const seen = new Map<string, number>();
    for (let n = 0; n < FLIPS; n++) {
      const what = flip(file(), dice);
      const met = await meet().catch((error: unknown) => {
        throw new Error(`seed ${SEED}: ${what}`, { cause: error });
      });
      assert.match(met, allowed, `seed ${SEED}: ${what}`);
      seen.set(met, (seen.get(met) ?? 0) + 1);
    }
    t.diagnostic(`seed ${SEED}: ${JSON.stringify(Object.fromEntries(seen))}`);
  });
}

test('the undamaged copy is read as it was written and verifies clean', async () => {
  rmSync(hurt, { recursive: true, force: true });
  cpSync(whole, hurt, { recursive: true });
  assert.equal(await meet(), 'not noticed');
});
