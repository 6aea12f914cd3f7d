import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import pg from 'pg';
import { silentLog } from '../../base/log.ts';
import { openDatabase } from '../../base/sqlite/index.ts';
import { digestOf, utf8 } from '../../base/trust/index.ts';
import { isJiadiError } from '../../contract/errors.ts';
import { openPostgresStore } from '../../platform/store-postgres.ts';
import { openSqliteStore } from '../../platform/store-sqlite.ts';
import type { PlatformStore, StoreDump } from '../../platform/store.ts';
import { decideAllHeld } from '../../platform/upgrade.ts';
import { newActor, packageBody, packageOf, spoilt } from '../support/platform-actors.ts';
import { deliver, fullPolicy, openReceipt, testNowMs, testPlatformKey, type TestLine, verdicts } from '../support/platform-deliver.ts';
import { postgresAbsence, startPostgres, type TestPostgres } from '../support/postgres.ts';
import { Dice, seededRandom } from '../support/seeded.ts';

/** Opens a new store, or the same one again. */
type Opener = () => Promise<{ readonly store: PlatformStore; reopen(): Promise<PlatformStore>; raiseSchema(): Promise<void> }>;

const at = '2026-11-23T01:00:00.000Z';
const dir = mkdtempSync(join(tmpdir(), 'jiadi-stores-'));
const raise = "UPDATE meta SET value = '99' WHERE name = 'schema'";
let files = 0;
let opened = 0;
const sqlite: Opener = async () => {
  const path = join(dir, `${(files += 1)}.db`);
  const key = new Uint8Array(32).fill(3);
  const open = () => openSqliteStore(path, key, `epoch-${(opened += 1)}`);
  opened = 0;
  const raiseSchema = async (): Promise<void> => {
    const db = openDatabase({ path, mode: 'workspace', key });
    db.script(raise);
    db.close();
  };
  return { store: await open(), reopen: open, raiseSchema };
};
let server: Promise<TestPostgres> | null = null;
const postgres: Opener = async () => {
  const url = await (await (server ??= startPostgres())).newDatabase();
  const open = () => openPostgresStore(url, `epoch-${(opened += 1)}`, silentLog);
  opened = 0;
  const raiseSchema = async (): Promise<void> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(raise.replace('meta', 'jiadi.meta'));
    await client.end();
  };
  return { store: await open(), reopen: open, raiseSchema };
};
after(async () => {
  await (await server)?.stop();
  rmSync(dir, { recursive: true, force: true });
});

function actors(seed: string) {
  const random = seededRandom(seed);
  const device = newActor('device', 'a', random);
  const other = newActor('device', 'b', random);
  const checker = newActor('user', 'checker', random);
  const make = (over: Parameters<typeof packageBody>[3] = {}, signers = [device, checker]) =>
    packageOf(packageBody(device, checker, random, over), signers);
  return { random, device, other, checker, make };
}

async function enrolled(store: PlatformStore, seed = 'actors') {
  const all = actors(seed);
  assert.equal(await store.enrol([all.device.key, all.other.key, all.checker.key], at), 1);
  return all;
}

function storeSuite(name: string, open: Opener, skip: string | null): void {
  describe(`platform store on ${name}`, { skip: skip ?? false }, () => {
    test('a new package is stored with its bytes and one effect, and the receipt says so', async () => {
      const { store, reopen } = await open();
      const { device, make } = await enrolled(store);
      const pkg = make();
      const { receipt } = await deliver(store, device, [['s1', 1, pkg]]);
      assert.deepEqual(verdicts(receipt), ['applied']);
      assert.deepEqual([receipt.n, receipt.epoch, receipt.heads], [1, 'epoch-1', [{ stream: 's1', ranges: [[1, 1]] }]]);
      await store.close();
      const again = await reopen();
      const dump = await again.dump();
      assert.deepEqual(dump.effects, [pkg.digest]);
      assert.deepEqual(dump.packages, [{ digest: pkg.digest, state: 'applied', code: null, payload: pkg.envelope.payload }]);
      assert.deepEqual(dump.heads, [{ key: '440300/resource/0001/2026-11', revision: 1, digest: pkg.digest }]);
      assert.deepEqual(dump.slots, [{ stream: 's1', seq: 1, digest: pkg.digest, verdict: 'applied', code: null }]);
      assert.equal(await again.epoch(), 'epoch-1', 'the epoch is the store’s, not the opener’s');
      await again.close();
    });

    test('the same request again gives the very same receipt; the same item in another request gives the same item', async () => {
      const { store } = await open();
      const { device, make } = await enrolled(store);
      const [one, two] = [make(), make()];
      const first = await deliver(store, device, [['s1', 1, one]]);
      assert.equal((await deliver(store, device, [['s1', 1, one]])).text, first.text);
      const mixed = await deliver(store, device, [
        ['s1', 1, one],
        ['s1', 2, two],
      ]);
      assert.deepEqual(mixed.receipt.items[0], first.receipt.items[0]);
      assert.equal(mixed.receipt.n, 2);
      assert.equal(await store.lastReceipt(), 2);
      assert.equal((await store.dump()).effects.length, 2);
      await store.close();
    });

    test('a known digest in a new slot, and twice in one request: slots are recorded, one effect', async () => {
      const { store } = await open();
      const { device, make } = await enrolled(store);
      const pkg = make();
      const { receipt } = await deliver(store, device, [
        ['s1', 1, pkg],
        ['s2', 1, pkg],
        ['s1', 1, pkg],
        ['s1', 3, pkg],
      ]);
      assert.deepEqual(verdicts(receipt), ['applied', 'applied', 'applied', 'applied']);
      assert.deepEqual(receipt.heads, [
        {
          stream: 's1',
          ranges: [
            [1, 1],
            [3, 3],
          ],
        },
        { stream: 's2', ranges: [[1, 1]] },
      ]);
      const dump = await store.dump();
      assert.equal(dump.effects.length, 1);
      assert.equal(dump.slots.length, 3);
      await store.close();
    });

    test('a taken slot is a fork: refused, both kept, stream flagged, effective under another slot', async () => {
      const { store } = await open();
      const { device, make } = await enrolled(store);
      const [one, two] = [make(), make()];
      await deliver(store, device, [['s1', 1, one]]);
      assert.deepEqual(verdicts((await deliver(store, device, [['s1', 1, two]])).receipt), ['fork slot-taken']);
      assert.deepEqual(verdicts((await deliver(store, device, [['s1', 1, two]])).receipt), ['fork slot-taken'], 'again the same');
      assert.equal((await store.head('s1'))?.forked, true);
      assert.deepEqual((await store.dump()).forks, [{ stream: 's1', seq: 1, refused: two.digest }]);
      assert.deepEqual(verdicts((await deliver(store, device, [['s2', 1, two]])).receipt), ['applied']);
      assert.equal((await store.dump()).effects.length, 2);
      await store.close();
    });

    test('a stream belongs to the device that opened it', async () => {
      const { store } = await open();
      const { device, other, make } = await enrolled(store);
      const [one, two] = [make(), make()];
      await deliver(store, device, [['s1', 1, one]]);
      assert.deepEqual(verdicts((await deliver(store, other, [['s1', 2, two]])).receipt), ['fork stream-not-yours']);
      assert.equal((await store.head('s1'))?.forked, false, 'its owner did nothing wrong');
      assert.deepEqual((await store.head('s1'))?.ranges, [[1, 1]]);
      assert.deepEqual(verdicts((await deliver(store, other, [['s9', 1, two]])).receipt), ['applied'], 'anybody may carry a package');
      await store.close();
    });

    test('missing parts: incomplete with their digests, complete when the same request comes after them', async () => {
      const { store } = await open();
      const { device, make } = await enrolled(store);
      const bytes = utf8('{"row":1}\n');
      const part = { digest: digestOf(bytes), bytes: bytes.length, type: 'application/x-ndjson' };
      const pkg = make({ parts: [part, part] });
      const first = await deliver(store, device, [['s1', 1, pkg]]);
      assert.deepEqual(verdicts(first.receipt), ['incomplete parts-missing']);
      assert.deepEqual(first.receipt.items[0]?.missing, [part.digest]);
      assert.deepEqual((await store.dump()).slots, [], 'nothing is taken yet');
      await store.putPart(part.digest, bytes, at);
      await store.putPart(part.digest, bytes, at);
      assert.ok(await store.hasPart(part.digest));
      const second = await deliver(store, device, [['s1', 1, pkg]]);
      assert.deepEqual(verdicts(second.receipt), ['applied']);
      assert.equal((await deliver(store, device, [['s1', 1, pkg]])).text, second.text, 'the latest answer stands, not the first');
      assert.equal(await store.lastReceipt(), 2);
      await store.close();
    });

    test('rejections are recorded with their code; one that only this copy deserves does not bar the digest', async () => {
      const { store } = await open();
      const { device, checker, make } = await enrolled(store);
      const pkg = make();
      const lonely = make({}, [device]);
      const same = make({ maker: checker.id });
      const foreign = make({ unit: '公安局' });
      const { receipt } = await deliver(store, device, [
        ['s1', 1, spoilt(pkg)],
        ['s1', 2, lonely],
        ['s1', 3, same],
        ['s1', 4, foreign],
      ]);
      assert.deepEqual(verdicts(receipt), [
        'rejected bad-signature',
        'rejected missing-signature',
        'rejected maker-is-checker',
        'rejected unit-not-allowed',
      ]);
      assert.deepEqual(receipt.heads[0]?.ranges, [[1, 4]], 'refused slots are no gaps');
      assert.deepEqual(
        verdicts(
          (
            await deliver(store, device, [
              ['s2', 1, pkg],
              ['s2', 2, same],
            ])
          ).receipt,
        ),
        ['applied', 'rejected maker-is-checker'],
      );
      assert.deepEqual((await store.dump()).effects, [pkg.digest]);
      await store.close();
    });

    test('a revoked key: what came before stays, what comes later is rejected', async () => {
      const { store } = await open();
      const { device, checker, make } = await enrolled(store);
      const [before, later] = [make(), make()];
      await deliver(store, device, [['s1', 1, before]]);
      assert.equal(await store.revoke(checker.key.keyId, at), true);
      assert.equal(await store.revoke(checker.key.keyId, '2030-01-01T00:00:00.000Z'), true, 'a later date does not undo it');
      assert.equal(await store.revoke('ed25519:00000000000000000000000000000000', at), false);
      assert.equal(await store.trustVersion(), 2);
      const { receipt } = await deliver(
        store,
        device,
        [
          ['s1', 1, before],
          ['s1', 2, later],
        ],
        { nowMs: testNowMs + 1 },
      );
      assert.deepEqual(verdicts(receipt), ['applied', 'rejected key-revoked']);
      await store.close();
    });

    test('unknown kinds and newer versions are held, and decided after an upgrade with a receipt of their own', async () => {
      const { store } = await open();
      const { device, make, random, checker } = await enrolled(store);
      const old = { kinds: ['quality.report'], version: 1 };
      const metrics = make({ kind: 'lifecycle.metrics', body: { period: '2026-11', metrics: [{ metric: 'timeliness', value: 0.9 }] } });
      const alien = make({ kind: 'poem' });
      const v2 = packageOf(
        { ...packageBody(device, checker, random), v: 2, kind: 'quality.report', shape: 'new' },
        [device, checker],
        'application/vnd.jiadi.package+json;v=2',
      );
      const lines: readonly TestLine[] = [
        ['s1', 1, metrics],
        ['s1', 2, alien],
        ['s1', 3, v2],
        ['s2', 1, metrics],
      ];
      const { receipt } = await deliver(store, device, lines, { policy: old });
      assert.deepEqual(verdicts(receipt), ['held kind-unknown', 'held kind-unknown', 'held version-newer', 'held kind-unknown']);
      const upgrade = { store, signer: testPlatformKey, platform: 'plat-test', policy: fullPolicy, nowMs: testNowMs };
      assert.equal(await decideAllHeld({ ...upgrade, policy: old }), 0, 'the same program decides nothing');
      assert.equal(await decideAllHeld(upgrade), 1);
      assert.equal(await decideAllHeld(upgrade), 0, 'once');
      const [news] = await store.receipts(device.id, receipt.n, 10);
      assert.deepEqual(
        openReceipt(news?.text ?? '').items.map((i) => [i.stream, i.seq, i.verdict]),
        [
          ['s1', 1, 'applied'],
          ['s2', 1, 'applied'],
        ],
      );
      assert.deepEqual(verdicts((await deliver(store, device, lines)).receipt), [
        'applied',
        'held kind-unknown',
        'held version-newer',
        'applied',
      ]);
      assert.deepEqual((await store.dump()).effects, [metrics.digest]);
      await store.close();
    });

    test('a withdrawal needs no order and only the owning unit may give it', async () => {
      const dumps: StoreDump[] = [];
      for (const order of [
        [0, 1],
        [1, 0],
      ] as const) {
        const { store } = await open();
        const { device, make } = await enrolled(store);
        const target = make();
        const withdrawal = make({ kind: 'withdrawal', key: 'withdrawals', body: { digest: target.digest, reason: '重复上报' } });
        const pair = [target, withdrawal] as const;
        const receipts = [
          await deliver(store, device, [['s1', 1 + order[0], pair[order[0]]]]),
          await deliver(store, device, [['s1', 1 + order[1], pair[order[1]]]]),
        ];
        assert.deepEqual(
          receipts.map((r) => verdicts(r.receipt)[0]),
          order[0] === 0 ? ['applied', 'applied'] : ['applied', 'withdrawn'],
        );
        assert.deepEqual((await store.summary(10)).packages, { applied: 1, held: 0, rejected: 0, withdrawn: 1 });
        const dump = await store.dump();
        dumps.push({ ...dump, slots: [] });
        await store.close();
      }
      assert.deepEqual(dumps[0], dumps[1]);

      const { store } = await open();
      const { device, make, random } = await enrolled(store);
      const police = [newActor('device', 'police', random, ['公安局']), newActor('user', 'police', random, ['公安局'])] as const;
      await store.enrol(
        police.map((p) => p.key),
        at,
      );
      const target = make();
      const stranger = packageOf(
        packageBody(police[0], police[1], random, { unit: '公安局', kind: 'withdrawal', body: { digest: target.digest, reason: 'x' } }),
        police,
      );
      await deliver(store, police[0], [['p1', 1, stranger]]);
      assert.deepEqual(verdicts((await deliver(store, device, [['s1', 1, target]])).receipt), ['applied']);
      assert.equal((await store.summary(10)).packages.withdrawn, 0);
      await store.close();
    });

    test('the head is the highest revision and digest in any order; two of one revision are a conflict', async () => {
      const { store } = await open();
      const { device, make } = await enrolled(store);
      const [r1, r2a, r2b] = [make({ revision: 1 }), make({ revision: 2 }), make({ revision: 2 })];
      await deliver(store, device, [
        ['s1', 3, r2a],
        ['s1', 1, r1],
        ['s1', 2, r2b],
      ]);
      const top = [r2a.digest, r2b.digest].toSorted()[1];
      assert.deepEqual(
        (await store.dump()).heads.map((h) => [h.revision, h.digest]),
        [[2, top]],
      );
      assert.deepEqual((await store.summary(10)).conflicts, [{ key: '440300/resource/0001/2026-11', revision: 2, count: 2 }]);
      await deliver(store, device, [['s1', 4, make({ revision: 3, base: [r2a.digest, r2b.digest] })]]);
      assert.deepEqual((await store.summary(10)).conflicts, [], 'a merge settles it');
      await store.close();
    });

    test('an exception in the middle leaves nothing behind', async () => {
      const { store } = await open();
      const { device, make } = await enrolled(store);
      const pkg = make();
      const before = await store.dump();
      await assert.rejects(
        store.receive(
          { device: device.id, request: 'r', slots: [{ stream: 's1', seq: 1 }], digests: [pkg.digest], keys: [], parts: [] },
          ({ known }) => {
            const changes = [
              { do: 'bind-stream', stream: 's1', device: device.id },
              { do: 'take-slot', slot: { stream: 's1', seq: 1 }, digest: pkg.digest, verdict: 'applied', code: null },
              { do: 'effect', digest: pkg.digest },
            ] as const;
            for (const change of changes) known.apply(change);
            return { changes, receipt: null };
          },
          at,
        ),
        'an effect without its package breaks the foreign key',
      );
      assert.deepEqual(await store.dump(), before);
      assert.deepEqual(verdicts((await deliver(store, device, [['s1', 1, pkg]])).receipt), ['applied'], 'the store goes on');
      await store.close();
    });

    test('requests at the same time: one effect a digest, receipt numbers without gaps', async () => {
      const { store } = await open();
      const { device, other, make } = await enrolled(store);
      const packages = Array.from({ length: 12 }, () => make());
      const requests = Array.from({ length: 24 }, (_, i) =>
        deliver(
          store,
          i % 2 ? device : other,
          packages.map((pkg, j): TestLine => [`${i % 2 ? 'a' : 'b'}${i % 4}`, ((i + j) % 12) + 1, pkg]),
        ),
      );
      const receipts = (await Promise.all(requests)).map((r) => r.receipt);
      assert.deepEqual(
        [...new Set(receipts.map((r) => r.n))].toSorted((a, b) => a - b),
        Array.from({ length: new Set(receipts.map((r) => r.n)).size }, (_, i) => i + 1),
      );
      assert.deepEqual((await store.dump()).effects, packages.map((p) => p.digest).toSorted());
      await store.close();
    });

    test('receipts are given page by page to the device that they are for', async () => {
      const { store } = await open();
      const { device, other, make } = await enrolled(store);
      for (let i = 1; i <= 3; i++) await deliver(store, device, [['s1', i, make()]]);
      await deliver(store, other, [['s2', 1, make()]]);
      assert.deepEqual(
        (await store.receipts(device.id, 0, 2)).map((r) => r.n),
        [1, 2],
      );
      assert.deepEqual(
        (await store.receipts(device.id, 2, 2)).map((r) => r.n),
        [3],
      );
      assert.deepEqual(
        (await store.receipts(other.id, 0, 9)).map((r) => r.n),
        [4],
      );
      await store.close();
    });

    test('enrolment is idempotent; a key has one owner and an owner one key', async () => {
      const { store } = await open();
      const { device, checker, random } = await enrolled(store);
      assert.equal(await store.enrol([device.key, checker.key], at), 1, 'nothing new');
      assert.equal(await store.enrol([{ ...newActor('user', 'x', random).key, subject: checker.id }], at), 'subject-taken');
      assert.equal(await store.enrol([{ ...checker.key, subject: 'u-somebody' }], at), 'key-taken');
      const fresh = newActor('user', 'fresh', random);
      assert.equal(await store.enrol([fresh.key, { ...checker.key, subject: 'u-somebody' }], at), 'key-taken', 'all or none');
      assert.equal((await store.keys([fresh.key.keyId])).length, 0);
      assert.equal((await store.keys(null)).length, 3);
      assert.deepEqual(await store.keys([device.key.keyId]), [device.key]);
      await store.close();
    });

    test('a store of a newer program is refused and left as it is', async () => {
      const { store, reopen, raiseSchema } = await open();
      await store.enrol([actors('newer').device.key], at);
      await store.close();
      await raiseSchema();
      await assert.rejects(reopen(), (e) => isJiadiError(e) && e.code === 'workspace-newer');
    });
  });
}

storeSuite('SQLite', sqlite, null);
storeSuite('PostgreSQL', postgres, postgresAbsence());

test('one script of 300 deliveries leaves both stores equal', { skip: postgresAbsence() ?? false }, async () => {
  const stores = [(await sqlite()).store, (await postgres()).store];
  const results: unknown[] = [];
  for (const store of stores) {
    const dice = new Dice(7);
    const { device, other, checker, make } = await enrolled(store, 'script');
    const packages = Array.from({ length: 40 }, (_, i) =>
      make({
        revision: 1 + (i % 4),
        key: `k${i % 5}`,
        ...(i % 11 === 0 ? { maker: checker.id } : {}),
        ...(i % 13 === 0 ? { kind: 'unknown.kind' } : {}),
      }),
    );
    const stones = packages
      .slice(0, 6)
      .map((p, i) => make({ kind: 'withdrawal', key: `w${i}`, body: { digest: p.digest, reason: '撤回' } }));
    const said: unknown[] = [];
    for (let i = 0; i < 300; i++) {
      const lines = Array.from({ length: 1 + dice.below(4) }, (): TestLine => [
        `s${dice.below(3)}`,
        1 + dice.below(30),
        dice.pick([...packages, ...stones]),
      ]);
      said.push((await deliver(store, dice.chance(0.8) ? device : other, lines)).receipt.items);
    }
    const { summary, dump } = { summary: await store.summary(1000), dump: await store.dump() };
    results.push({ said, summary, dump });
    await store.close();
  }
  assert.deepEqual(results[0], results[1]);
});
