/**
 * F7 and F8: the engine's real sync code over real workspaces (SQLite) pushes to the real platform (HTTP, SQLite) through a line that fails in every way,
 * while the platform is put back to an older copy of its folder, a workspace to an older copy of its own, and a cloned folder goes on beside the first.
 * After the faults stop, S1–S8, L1 and L2 of the design hold within 80 rounds. `JIADI_SIM_SEEDS` seeds from `JIADI_SIM_SEED` on.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../support/engine.ts';
import { Dice } from '../support/seeded.ts';
import { mutants } from './sync-mutants.ts';
import { Network } from './sync-network.ts';
import { type Push, Receiver, Site } from './sync-world.ts';

const SEEDS = Number(process.env['JIADI_SIM_SEEDS'] ?? 2);
const FIRST = Number(process.env['JIADI_SIM_SEED'] ?? 1);
const MUTANT_SEEDS = 8;
const ROUNDS = 24;
const ROUNDS_TO_SETTLE = 80;
const TEN_YEARS_MS = 10 * 365 * 86_400_000;

type Stats = Record<'approved' | 'lost' | 'pushes' | 'platformRestores' | 'restores' | 'clones' | 'jumps' | 'roundsToSettle', number>;

class World {
  readonly stats: Stats = { approved: 0, lost: 0, pushes: 0, platformRestores: 0, restores: 0, clones: 0, jumps: 0, roundsToSettle: 0 };
  readonly #folder: string;
  readonly #seed: number;
  readonly #dice: Dice;
  readonly #push: Push | undefined;
  readonly network: Network;
  readonly receiver: Receiver;
  readonly sites: Site[] = [];
  /** Everything that was ever approved and confirmed, with what it is about. */
  readonly #approved = new Map<string, { readonly key: string; readonly revision: number }>();
  readonly #copies: string[] = [];
  #snapshot: { readonly site: Site; readonly folder: string } | null = null;

  constructor(folder: string, seed: number, push: Push | undefined) {
    this.#folder = folder;
    this.#seed = seed;
    this.#dice = new Dice(seed);
    this.#push = push;
    this.network = new Network(new Dice(seed + 1_000_003));
    this.receiver = new Receiver(join(folder, 'platform'), `sim ${seed}`);
  }

  async begin(): Promise<void> {
    await this.receiver.start();
    for (const n of [0, 1]) {
      const site = await Site.create(join(this.#folder, `site-${n}`), `sim ${this.#seed} site ${n}`);
      this.sites.push(site);
      await site.call('wang', 'sync.connect', { url: this.receiver.platform.url, token: this.receiver.platform.enrolToken });
    }
    await this.#copyPlatform();
    this.network.plugIn();
  }

  async end(): Promise<void> {
    this.network.unplug();
    for (const site of this.sites) site.close();
    await this.receiver.stop();
  }

  async #copyPlatform(): Promise<void> {
    const folder = join(this.#folder, `platform-copy-${this.#copies.length}`);
    await this.receiver.copyTo(folder);
    this.#copies.push(folder);
  }

  async round(): Promise<void> {
    for (const site of this.sites) {
      site.clock.advance(1_000);
      if (this.#dice.chance(0.6)) await this.#approve(site);
      if (this.#dice.chance(0.7)) await this.#pushOnce(site);
    }
    if (this.#dice.chance(0.3)) await this.network.deliverLate();
    if (this.#dice.chance(0.1)) {
      this.#dice.pick(this.sites).clock.jump(this.#dice.pick([-TEN_YEARS_MS, TEN_YEARS_MS, 3_600_000, -3_600_000]));
      this.stats.jumps += 1;
    }
    if (this.#dice.chance(0.12)) await this.#copyPlatform();
    if (this.#dice.chance(0.08)) {
      await this.receiver.restoreFrom(this.#dice.pick(this.#copies));
      this.stats.platformRestores += 1;
    }
    if (this.#dice.chance(0.15)) {
      const site = this.#dice.pick(this.sites);
      const folder = join(this.#folder, 'snapshot');
      site.snapshotTo(folder);
      this.#snapshot = { site, folder };
    }
    if (this.#snapshot && this.#dice.chance(0.06)) this.#rollBack(this.#snapshot.site, this.#snapshot.folder);
    if (this.sites.length < 4 && this.#dice.chance(0.06)) {
      const name = `clone-${this.stats.clones++}`;
      this.sites.push(this.#dice.pick(this.sites).cloneTo(join(this.#folder, name), `sim ${this.#seed} ${name}`));
    }
  }

  async #approve(site: Site): Promise<void> {
    const digest = await site.approve(this.#dice);
    const about = site.packages().get(digest);
    assert.ok(about && !this.#approved.has(digest));
    this.#approved.set(digest, about);
    this.stats.approved += 1;
  }

  async #pushOnce(site: Site): Promise<void> {
    this.stats.pushes += 1;
    await site.push(this.#push);
  }

  #rollBack(site: Site, folder: string): void {
    const before = site.packages();
    site.restoreFrom(folder);
    const after = site.packages();
    // what was approved since the copy is gone from this disk: the second place (mirror) that would bring it back is not built yet
    this.stats.lost += [...before.keys()].filter((digest) => !after.has(digest)).length;
    this.stats.restores += 1;
  }

  /** Faults stop; nothing is restarted. */
  async settle(): Promise<void> {
    this.network.trouble = 0;
    for (let round = 1; round <= ROUNDS_TO_SETTLE; round++) {
      const answers = [];
      for (const site of this.sites) answers.push(await site.push(this.#push));
      this.stats.roundsToSettle = Math.max(this.stats.roundsToSettle, round);
      if (answers.every((answer) => answer === true)) return;
    }
    assert.fail(`L1: not settled after ${ROUNDS_TO_SETTLE} rounds`);
  }

  async check(): Promise<void> {
    const dump = await this.receiver.dump();
    const effects = new Set(dump.effects);
    assert.equal(effects.size, dump.effects.length, 'S5: an effect twice');
    const stored = new Set(dump.packages.map((p) => p.digest));
    for (const site of this.sites) {
      site.verify();
      const outbox = site.outbox();
      assert.equal(outbox.length, site.packages().size, 'L2: every package has its outbox row');
      for (const { digest, state } of outbox) {
        if (state !== 'queued') assert.ok(stored.has(digest), `S4: ${digest} has a receipt and is not stored`);
        assert.equal(state, 'applied', `L1: ${digest}`);
        assert.ok(effects.has(digest), `L1: ${digest} has no effect`);
      }
    }
    for (const digest of effects) assert.ok(this.#approved.has(digest), `${digest} takes effect and was approved by nobody`);
    assert.deepEqual(
      dump.heads.map(({ key, revision, digest }) => ({ key, revision, digest })),
      this.#expectedHeads(effects),
      'S5: heads',
    );
    for (const [digest] of this.#slots(dump.slots)) assert.ok(effects.has(digest), 'S7: what a slot holds takes effect');
    for (const site of this.sites) site.checkReceipts();
  }

  #slots(slots: readonly { readonly stream: string; readonly seq: number; readonly digest: string }[]): ReadonlyMap<string, string> {
    const names = slots.map((s) => `${s.stream} ${s.seq}`);
    assert.equal(new Set(names).size, names.length, 'S7: a slot with two digests');
    return new Map(slots.map((s) => [s.digest, `${s.stream} ${s.seq}`]));
  }

  #expectedHeads(effects: ReadonlySet<string>): readonly { key: string; revision: number; digest: string }[] {
    const best = new Map<string, { key: string; revision: number; digest: string }>();
    for (const [digest, { key, revision }] of this.#approved) {
      if (!effects.has(digest)) continue;
      const now = best.get(key);
      if (!now || revision > now.revision || (revision === now.revision && digest > now.digest)) best.set(key, { key, revision, digest });
    }
    return [...best.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
  }
}

async function simulate(seed: number, push?: Push): Promise<{ readonly stats: Stats; readonly network: Network }> {
  const folder = temporaryFolder('sim');
  const world = new World(folder.path, seed, push);
  try {
    await world.begin();
    world.network.trouble = 0.35;
    for (let round = 0; round < ROUNDS; round++) await world.round();
    await world.settle();
    await world.check();
    return world;
  } finally {
    await world.end();
    folder.remove();
  }
}

test(
  `simulation: ${SEEDS} seeds of a line that fails in every way, restores and clones keep S1–S8, L1 and L2`,
  { timeout: 900_000 },
  async (t) => {
    const total: Record<string, number> = {};
    for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
      try {
        const { stats, network } = await simulate(seed);
        for (const [name, count] of [...Object.entries(stats), ...network.met])
          total[name] = name === 'roundsToSettle' ? Math.max(total[name] ?? 0, count) : (total[name] ?? 0) + count;
      } catch (error) {
        throw new Error(`seed ${seed} failed; replay it with JIADI_SIM_SEED=${seed} JIADI_SIM_SEEDS=1`, { cause: error });
      }
    }
    t.diagnostic(`seeds ${FIRST}–${FIRST + SEEDS - 1}: ${JSON.stringify(total)}`);
    if (SEEDS < 8) return;
    for (const name of ['platformRestores', 'restores', 'clones', 'drop-answer', 'late', 'portal', 'wrong-signature', 'old-answer'])
      assert.ok((total[name] ?? 0) > 0, `the simulation never met ${name}`);
  },
);

for (const [name, push] of Object.entries(mutants)) {
  test(`a workspace that ${name} is caught`, { timeout: 300_000 }, async (t) => {
    for (let seed = 1; seed <= MUTANT_SEEDS; seed++) {
      const violation = await simulate(seed, push).then(
        () => null,
        (error: unknown) => error,
      );
      if (violation === null) continue;
      assert.ok(violation instanceof assert.AssertionError, String(violation));
      t.diagnostic(`seed ${seed}: ${violation.message.split('\n')[0]}`);
      return;
    }
    assert.fail(`${MUTANT_SEEDS} seeds did not notice`);
  });
}
