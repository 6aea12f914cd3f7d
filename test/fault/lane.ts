import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { JobRow } from '../../contract/methods/jobs.ts';
import type { Platform } from '../../platform/index.ts';
import { createTestWorkspace, signedIn, type TestEngine, testEngine, type TypedClient } from '../support/engine.ts';
import type { ChildConfig, Phase } from './child.ts';
import type { Told } from './points.ts';
import { cheapPasswords } from './support.ts';

/** How a child's life is to end. */
export type Death =
  | { readonly at: 'point'; readonly n: number }
  | { readonly at: 'moment'; readonly afterMs: number }
  | { readonly at: 'end' };

/** What a child said before it was gone. */
export interface Life {
  readonly told: readonly Told[];
  readonly killed: boolean;
  readonly points: readonly string[];
}

export const ruleSetText = `ruleSet: 抽查
version: 1
rules:
  - { id: sex-known, kind: value-in-set, column: 性别, values: [男, 女], severity: minor }
  - { id: no-repeats, kind: unique, column: 人员编号, severity: minor }
  - { id: id-valid, kind: value-matches-semantic, column: 证件号码, semantic: cn-resident-id, level: checksum, severity: minor }
`;

/** Starts a child, kills it as asked, and returns everything it said. */
export function liveAndDie(config: ChildConfig, death: Death): Promise<Life> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'child.ts'), JSON.stringify(config)], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const told: Told[] = [];
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const lines = createInterface({ input: child.stdio[3] as Readable });
  lines.on('line', (line) => {
    // a line that the kill cut off was not told
    if (!line.endsWith('}')) return;
    const message = JSON.parse(line) as Told;
    told.push(message);
    if (message.type === 'ready' && death.at === 'moment') setTimeout(() => child.kill('SIGKILL'), death.afterMs);
  });
  const heard = new Promise<void>((resolve) => void lines.once('close', resolve));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      void heard.then(() => {
        if (signal !== 'SIGKILL' && code !== 0) return reject(new Error(`the child failed by itself: ${errors}`));
        return resolve({ told, killed: signal === 'SIGKILL', points: told.flatMap((m) => (m.type === 'point' ? [m.name] : [])) });
      });
    });
  });
}

/** The rows of a page that tell whether a batch is the batch that was imported. */
async function fingerprint(client: TypedClient, batch: string): Promise<string> {
  const first = await client.call('rows.page', { batch, offset: 0, limit: 3 });
  const last = await client.call('rows.page', { batch, offset: Math.max(0, first.total - 3), limit: 3 });
  return JSON.stringify([first, last]);
}

const resultOf = (run: {
  readonly rows: number;
  readonly findings: number;
  readonly failingRows: number;
  readonly score: unknown;
}): string => JSON.stringify([run.rows, run.findings, run.failingRows, run.score]);

/** One workspace that is killed again and again, and the book of what was confirmed in it. */
export class Lane {
  readonly folder: string;
  readonly platform: Platform;
  readonly #csv: string;
  #dataset = '';
  #ruleSet = '';
  #content = '';
  #result = '';
  readonly #batches = new Set<string>();
  readonly #runs = new Set<string>();
  readonly #packages = new Set<string>();
  readonly counts = { lives: 0, kills: 0, confirmed: 0, unanswered: 0, interrupted: 0 };

  constructor(folder: string, csv: string, platform: Platform) {
    this.folder = folder;
    this.platform = platform;
    this.#csv = csv;
  }

  /** A workspace with one undisturbed import and run, to compare with; connected to the platform. */
  async prepare(): Promise<void> {
    const test = testEngine();
    await createTestWorkspace(test, this.folder);
    await cheapPasswords(this.folder);
    const wang = await signedIn(test, 'wang');
    const batch = await wang.call('intake.import', {
      file: test.engine.grants.add(this.#csv, 'read'),
      into: { name: '人口', unit: '公安局' },
    });
    this.#dataset = batch.dataset;
    this.#ruleSet = (await wang.call('ruleSets.create', { name: '抽查', dataset: batch.dataset, yaml: ruleSetText })).id;
    const run = await wang.call('quality.run', { batch: batch.id });
    assert.ok(run.findings > 0, 'the sample holds defects');
    this.#content = await fingerprint(wang, batch.id);
    this.#result = resultOf(run);
    this.#batches.add(batch.id);
    this.#runs.add(run.id);
    await wang.call('sync.connect', { url: this.platform.url, token: this.platform.enrolToken });
    for (const job of await wang.call('jobs.list', {})) await wang.call('jobs.dismiss', { job: job.id });
    await test.engine.close();
  }

  /** One life of a child, and everything that must hold after it. */
  async live(phases: readonly Phase[], death: Death, options: { readonly threads?: boolean } = {}): Promise<Life> {
    const killAt = death.at === 'point' ? death.n : null;
    const life = await liveAndDie(
      {
        folder: this.folder,
        csv: this.#csv,
        dataset: this.#dataset,
        ruleSet: this.#ruleSet,
        phases,
        killAt,
        threads: options.threads ?? false,
        loop: death.at === 'moment',
      },
      death,
    );
    this.counts.lives += 1;
    if (life.killed) this.counts.kills += 1;
    const where = `${phases.join('+')}, killed at ${life.points.at(-1) ?? 'a moment'} (${JSON.stringify(death)})`;
    try {
      await this.inspect(life, phases);
    } catch (error) {
      throw new Error(`after ${where}`, { cause: error });
    }
    return life;
  }

  /** Opens the workspace in a fresh engine and holds it against the book. */
  async inspect(life: Life, phases: readonly Phase[]): Promise<void> {
    const test = testEngine();
    try {
      await test.client().call('workspace.openFolder', { folder: test.engine.grants.add(this.folder, 'folder') });
      const wang = await signedIn(test, 'wang');
      const { interrupted } = await wang.call('workspace.status', {});
      const confirmed = (act: string): readonly string[] =>
        life.told.flatMap((m) => (m.type === 'confirmed' && m.act === act ? [m.id] : []));
      this.counts.confirmed += life.told.filter((m) => m.type === 'confirmed').length;
      await this.#clean(test, wang);
      const batches = await this.#sameBatches(wang, confirmed('import'));
      const runs = await this.#sameRuns(wang, confirmed('check'));
      await this.#samePackages(wang, confirmed('approve'), confirmed('push').length > 0);
      await this.#tellsInterrupted(wang, { interrupted, batches, runs, life, phases });
    } finally {
      await test.engine.close();
    }
  }

  async #clean(test: TestEngine, wang: TypedClient): Promise<void> {
    assert.ok(test.engine);
    const verified = await wang.call('workspace.verify', {});
    assert.deepEqual(verified.problems, [], 'verify');
    assert.deepEqual(readdirSync(join(this.folder, 'data', 'tmp')), [], 'data/tmp');
    const files = readdirSync(join(this.folder, 'data')).filter((name) => name !== 'tmp');
    assert.equal(files.length, verified.checked['dataFiles'], `files that no row names: ${files.join(', ')}`);
  }

  /** Returns how many batches are new. */
  async #sameBatches(wang: TypedClient, confirmed: readonly string[]): Promise<number> {
    const batches = await wang.call('batches.list', { dataset: this.#dataset });
    assert.deepEqual(
      batches.map((b) => b.number),
      batches.map((_, i) => batches.length - i),
      'batch numbers',
    );
    const there = new Set(batches.map((b) => b.id));
    for (const id of [...this.#batches, ...confirmed]) assert.ok(there.has(id), `confirmed batch ${id} is gone`);
    const fresh = batches.filter((b) => !this.#batches.has(b.id));
    // the last one may have been committed without anybody having been told
    assert.ok(fresh.length - confirmed.length <= 1, `${fresh.length} new batches, ${confirmed.length} confirmed`);
    this.counts.unanswered += fresh.length - confirmed.length;
    for (const { id } of fresh) {
      assert.equal(await fingerprint(wang, id), this.#content, `content of ${id}`);
      this.#batches.add(id);
    }
    return fresh.length;
  }

  async #sameRuns(wang: TypedClient, confirmed: readonly string[]): Promise<number> {
    const runs = await wang.call('quality.list', { dataset: this.#dataset });
    const there = new Set(runs.map((r) => r.id));
    for (const id of [...this.#runs, ...confirmed]) assert.ok(there.has(id), `confirmed run ${id} is gone`);
    const fresh = runs.filter((r) => !this.#runs.has(r.id));
    for (const run of fresh) {
      assert.equal(resultOf(run), this.#result, `result of ${run.id}`);
      const page = await wang.call('findings.page', { run: run.id, offset: 0, limit: 1 });
      assert.equal(page.total, run.findings, `findings of ${run.id}`);
      this.#runs.add(run.id);
    }
    return fresh.length;
  }

  async #samePackages(wang: TypedClient, confirmed: readonly string[], pushed: boolean): Promise<void> {
    const outbox = await wang.call('sync.outbox', {});
    const there = new Map(outbox.map((row) => [row.digest, row]));
    for (const digest of [...this.#packages, ...confirmed]) assert.ok(there.has(digest), `confirmed approval ${digest} is gone`);
    if (pushed)
      for (const digest of [...this.#packages, ...confirmed])
        assert.equal(there.get(digest)?.state, 'applied', `confirmed push of ${digest}`);
    const fresh = outbox.filter((row) => !this.#packages.has(row.digest));
    assert.ok(fresh.length - confirmed.length <= 1, `${fresh.length} new packages, ${confirmed.length} confirmed`);
    this.counts.unanswered += fresh.length - confirmed.length;
    for (const { digest } of fresh) this.#packages.add(digest);
    const approved = await wang.call('review.list', { state: 'approved' });
    assert.deepEqual(approved.map((r) => r.package).sort(), [...this.#packages].sort(), 'approvals = packages');
  }

  /** What was cut off is told, what was done is not called cut off. */
  async #tellsInterrupted(
    wang: TypedClient,
    seen: {
      readonly interrupted: number;
      readonly batches: number;
      readonly runs: number;
      readonly life: Life;
      readonly phases: readonly Phase[];
    },
  ): Promise<void> {
    const jobs = await wang.call('jobs.list', {});
    const of = (state: JobRow['state'], method?: string): number =>
      jobs.filter((j) => j.state === state && (method === undefined || j.method === method)).length;
    assert.equal(of('interrupted'), seen.interrupted, 'status.interrupted = interrupted jobs');
    assert.equal(of('done', 'intake.import'), seen.batches, 'imports that are done = batches that are there');
    assert.equal(of('done', 'quality.run'), seen.runs, 'checks that are done = runs that are there');
    assert.equal(of('running') + of('failed') + of('cancelled'), 0, 'nothing runs, nothing failed');
    assert.ok(seen.interrupted <= 1);
    const [phase] = seen.phases;
    if (seen.life.killed && seen.phases.length === 1 && (phase === 'import' || phase === 'check')) {
      const commits = seen.life.points.filter((p) => p === 'after commit').length;
      const cut = commits === 1 || (commits === 0 && seen.interrupted === 1) ? 1 : 0;
      assert.equal(seen.interrupted, cut, `${commits} commits were seen`);
    }
    this.counts.interrupted += seen.interrupted;
    for (const job of jobs) await wang.call('jobs.dismiss', { job: job.id });
  }

  /** Sends what is left; then both sides hold the same, each digest once. */
  async settle(): Promise<readonly string[]> {
    const test = testEngine();
    try {
      await test.client().call('workspace.openFolder', { folder: test.engine.grants.add(this.folder, 'folder') });
      const wang = await signedIn(test, 'wang');
      const status = await wang.call('sync.push', {});
      assert.equal(status.allSynced, true, JSON.stringify(status));
      const outbox = await wang.call('sync.outbox', {});
      assert.deepEqual(
        outbox.filter((row) => row.state !== 'applied'),
        [],
      );
      assert.deepEqual(outbox.map((row) => row.digest).sort(), [...this.#packages].sort());
      return outbox.map((row) => row.digest);
    } finally {
      await test.engine.close();
    }
  }
}
