import assert from 'node:assert/strict';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { silentLog } from '../../base/log.ts';
import { inlineRunner } from '../../base/jobs/index.ts';
import { sql } from '../../base/sqlite/index.ts';
import { asEnvelope, createSlot, openSlot } from '../../base/trust/index.ts';
import { isJiadiError } from '../../contract/errors.ts';
import type { InputOf, OutputOf } from '../../contract/method.ts';
import type { MethodName, Methods } from '../../contract/methods/index.ts';
import type { Receipt } from '../../contract/wire/index.ts';
import type { EngineCore, EngineHost, OpenWorkspace, Session } from '../../engine/context.ts';
import { dispatch, runAsSystem } from '../../engine/dispatch.ts';
import { createGrants } from '../../engine/grants.ts';
import { pushAll, type PushRound } from '../../engine/sync/push.ts';
import { verifyPackages } from '../../engine/sync/index.ts';
import { readManifest, writeManifest } from '../../engine/workspace/folder.ts';
import { closeOpenWorkspace } from '../../engine/workspace/index.ts';
import { createWorkspace, masterKeyOf, openWorkspace, sessionOf } from '../../engine/workspace/lifecycle.ts';
import { verifyDatabase } from '../../engine/workspace/verify.ts';
import { platformIdentity, STORE_FILE } from '../../platform/identity.ts';
import { type Platform, startPlatform } from '../../platform/index.ts';
import { openSqliteStore } from '../../platform/store-sqlite.ts';
import type { StoreDump } from '../../platform/store.ts';
import { type Dice, seededRandom } from '../support/seeded.ts';

const password = 'Test-pass-2026';

/** One push as a site does it; the mutants bring another. */
export type Push = (round: PushRound) => Promise<boolean>;

/** A wall clock that jumps and a monotonic one that does not. */
export class SimClock implements Clock {
  #wall = Date.UTC(2026, 10, 23, 1);
  #monotonic = 0;
  nowMs = (): number => this.#wall;
  monotonicMs = (): number => this.#monotonic;
  advance(ms: number): void {
    this.#wall += ms;
    this.#monotonic += ms;
  }
  jump(ms: number): void {
    this.#wall += ms;
  }
}

/** The real receiver over HTTP, whose folder can be put back to an older copy. */
export class Receiver {
  readonly #dir: string;
  readonly #seed: string;
  readonly clock = new SimClock();
  #starts = 0;
  #port = 0;
  #running: Platform | null = null;

  constructor(dir: string, seed: string) {
    this.#dir = dir;
    this.#seed = seed;
    mkdirSync(dir);
  }

  get platform(): Platform {
    assert.ok(this.#running);
    return this.#running;
  }

  async start(): Promise<void> {
    const random = seededRandom(`${this.#seed} platform ${this.#starts++}`);
    this.#running = await startPlatform({ dir: this.#dir, port: this.#port, clock: this.clock, random, log: silentLog });
    this.#port = Number(new URL(this.#running.url).port);
  }

  async stop(): Promise<void> {
    await this.#running?.close();
    this.#running = null;
  }

  async copyTo(folder: string): Promise<void> {
    await this.stop();
    cpSync(this.#dir, folder, { recursive: true });
    await this.start();
  }

  async restoreFrom(folder: string): Promise<void> {
    await this.stop();
    rmSync(this.#dir, { recursive: true });
    cpSync(folder, this.#dir, { recursive: true });
    await this.start();
  }

  /** Everything it holds. */
  async dump(): Promise<StoreDump> {
    await this.stop();
    const store = await openSqliteStore(
      join(this.#dir, STORE_FILE),
      platformIdentity(this.#dir, seededRandom('unused'), 0).databaseKey,
      'unused',
    );
    const dump = await store.dump();
    await store.close();
    await this.start();
    return dump;
  }
}

interface Person {
  readonly id: string;
  readonly secret: Uint8Array;
}

/** One workspace with its two people, opened over the real dispatch; nothing in it happens by itself. */
export class Site {
  readonly folder: string;
  readonly host: EngineHost;
  readonly clock: SimClock;
  readonly #core: EngineCore;
  readonly #grants = createGrants();
  #people: readonly Person[] = [];
  #sessions: readonly { session: Session | null }[] = [];

  constructor(folder: string, name: string) {
    this.folder = folder;
    this.clock = new SimClock();
    this.host = {
      clock: this.clock,
      random: seededRandom(name),
      log: silentLog,
      tasks: inlineRunner({}),
      resources: '',
      appVersion: 'sim',
      guestEntry: null,
    };
    const still = {
      start: () => undefined,
      stop: async () => undefined,
      changed: () => undefined,
      scheduler: { look: async () => undefined },
      watcher: { look: async () => undefined, status: () => null },
      pusher: {
        push: async () => undefined,
        link: () => ({ state: 'none' as const, lastError: null, nextTryAt: null, headsEqual: false }),
      },
    };
    this.#core = {
      folder,
      workspace: null,
      closeWorkspace: async () => undefined,
      background: still,
      verifyChecks: {},
      connect: () => assert.fail('nobody connects'),
      othersSignedIn: () => false,
      changed: () => undefined,
    };
  }

  static async create(folder: string, name: string): Promise<Site> {
    const site = new Site(folder, name);
    const person = (account: string, role: 'steward' | 'reviewer') => ({ account, name: account, role, unit: '大数据中心', password });
    await createWorkspace(site.host, folder, {
      name: '模拟',
      unit: '大数据中心',
      sample: false,
      people: [person('wang', 'steward'), person('li', 'reviewer')],
    });
    const manifest = readManifest(folder);
    // argon2id once; what follows opens and closes hundreds of times
    const people = await Promise.all(
      manifest.people.map(async (p) => {
        const secret = await openSlot(p.slot, password);
        assert.ok(secret !== 'wrong-password');
        return { id: p.id, secret, slot: await createSlot(password, secret, site.host.random, { memoryKiB: 64, passes: 1, lanes: 1 }) };
      }),
    );
    writeManifest(folder, { ...manifest, people: manifest.people.map((p, i) => ({ ...p, slot: people[i]?.slot ?? p.slot })) });
    site.open(people);
    return site;
  }

  /** The same workspace from a copy of its folder, as on a cloned disk. */
  cloneTo(folder: string, name: string): Site {
    this.close();
    cpSync(this.folder, folder, { recursive: true });
    const clone = new Site(folder, name);
    clone.open(this.#people);
    this.open();
    return clone;
  }

  open(people: readonly Person[] = this.#people): void {
    this.#people = people;
    const secret = people[0]?.secret;
    assert.ok(secret);
    const opened = openWorkspace(this.host, this.folder, readManifest(this.folder), masterKeyOf(secret));
    this.#core.workspace = opened;
    this.#sessions = people.map((p) => ({ session: sessionOf(opened, p.id, p.secret, '') }));
  }

  close(): void {
    closeOpenWorkspace(this.workspace);
    this.#core.workspace = null;
  }

  /** Puts an older copy of the folder in place. */
  restoreFrom(folder: string): void {
    this.close();
    rmSync(this.folder, { recursive: true });
    cpSync(folder, this.folder, { recursive: true });
    this.open();
  }

  snapshotTo(folder: string): void {
    this.close();
    rmSync(folder, { recursive: true, force: true });
    cpSync(this.folder, folder, { recursive: true });
    this.open();
  }

  get workspace(): OpenWorkspace {
    assert.ok(this.#core.workspace);
    return this.#core.workspace;
  }

  call<M extends MethodName>(who: 'wang' | 'li', method: M, input: InputOf<Methods[M]>): Promise<OutputOf<Methods[M]>> {
    const client = this.#sessions[who === 'wang' ? 0 : 1];
    assert.ok(client);
    return dispatch({
      host: this.host,
      core: this.#core,
      grants: this.#grants,
      client,
      method,
      input,
      options: {},
      abort: new AbortController(),
    }) as Promise<OutputOf<Methods[M]>>;
  }

  /** Something is submitted and approved; returns the package's digest. */
  async approve(dice: Dice): Promise<string> {
    const known = await this.call('wang', 'catalog.list', {});
    const resource =
      known.length < 3 ? await this.call('wang', 'catalog.draft', { dataset: null, name: `资源${known.length}` }) : dice.pick(known);
    const fields = {
      ...resource.fields,
      classification: '101001',
      provider: '大数据中心',
      providerCode: '11440300',
      abstract: '模拟',
      format: { class: 'file' as const, type: 'csv' },
      system: '系统',
      items: [{ name: '姓名', type: 'C' as const, length: 30, description: '' }],
      sharing: { type: 'unconditional' as const, condition: '', method: '共享平台', legalBasis: '' },
    };
    await this.call('wang', 'catalog.save', { resource: resource.id, basedOn: resource.version, fields, tags: [] });
    const review = await this.call('wang', 'review.submit', { subject: 'resource', subjectId: resource.id });
    const approved = await this.call('li', 'review.approve', { review: review.id, contentSha256: review.contentSha256 });
    assert.ok(approved.package);
    return approved.package;
  }

  /** One push; an expected failure is an answer, anything else is a violation. */
  async push(how: Push = pushAll): Promise<boolean | string> {
    const round: PushRound = {
      workspace: this.workspace,
      commit: (workspace, action, writes, work) =>
        runAsSystem({ host: this.host, grants: this.#grants, core: this.#core }, workspace, action, writes, work),
      signal: new AbortController().signal,
    };
    try {
      return await how(round);
    } catch (error) {
      if (isJiadiError(error) && ['offline', 'platform-untrusted', 'platform-refused'].includes(error.code)) return error.code;
      throw error;
    }
  }

  outbox(): { readonly digest: string; readonly state: string; readonly receiptId: number | null }[] {
    return this.workspace.db.all(sql`SELECT digest, state, receipt_id AS receiptId FROM outbox`);
  }

  /** Key and revision of every package here, by digest. */
  packages(): ReadonlyMap<string, { readonly key: string; readonly revision: number }> {
    return new Map(
      this.workspace.db
        .all<{ digest: string; key: string; revision: number }>(sql`SELECT digest, key, revision FROM result_package`)
        .map((p) => [p.digest, p]),
    );
  }

  /** S2 and S8. */
  verify(): void {
    const { db } = this.workspace;
    assert.deepEqual(verifyDatabase(db).problems, [], 'verify');
    assert.deepEqual(verifyPackages(db, this.folder).problems, [], 'verify packages');
  }

  /** Every ended row has the receipt that ended it. */
  checkReceipts(): void {
    const { db } = this.workspace;
    const receipts = new Map(
      db.all<{ id: number; envelope: string }>(sql`SELECT id, envelope FROM receipt`).map((r) => [r.id, r.envelope]),
    );
    for (const row of this.outbox().filter((r) => r.state !== 'queued')) {
      const envelope = asEnvelope(JSON.parse(receipts.get(row.receiptId ?? 0) ?? 'null'));
      const said = envelope === null ? null : (JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8')) as Receipt);
      assert.ok(
        said?.items.some((item) => item.digest === row.digest),
        `S4: the receipt kept for ${row.digest} does not speak of it`,
      );
    }
  }
}
