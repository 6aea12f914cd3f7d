import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { canonicalJson } from '../../../base/trust/index.ts';
import type { TrustedKey } from '../../../contract/wire/index.ts';
import { examine } from '../../../platform/examine.ts';
import { Known } from '../../../platform/known.ts';
import { type Delivery, receive } from '../../../platform/receive.ts';
import { newActor, packageBody, packageOf, spoilt } from '../../support/platform-actors.ts';
import { fullPolicy, testNowMs } from '../../support/platform-deliver.ts';
import { propertyRuns } from '../../support/property.ts';
import { seededRandom } from '../../support/seeded.ts';

const random = seededRandom('receive property');
const [a, b] = [newActor('device', 'a', random), newActor('device', 'b', random)];
const checker = newActor('user', 'checker', random);
const keys = new Map([a, b, checker].map((x): [string, TrustedKey] => [x.signer.keyId, x.key]));
const reports = Array.from({ length: 8 }, (_, i) =>
  packageOf(packageBody(a, checker, random, { key: `k${i % 3}`, revision: 1 + (i % 2) }), [a, checker]),
);
const stones = reports
  .slice(0, 3)
  .map((p) =>
    packageOf(packageBody(a, checker, random, { kind: 'withdrawal', key: 'w', body: { digest: p.digest, reason: 'x' } }), [a, checker]),
  );
const pool = [
  ...reports,
  ...stones,
  spoilt(reports[0]!),
  packageOf(packageBody(a, checker, random, { maker: checker.id }), [a, checker]),
  packageOf(packageBody(a, checker, random, { kind: 'newer.kind' }), [a, checker]),
].map((p) => examine(p.envelope, (id) => keys.get(id), fullPolicy)!);

const delivery: fc.Arbitrary<Delivery> = fc.record({
  slot: fc.record({ stream: fc.constantFrom('s1', 's2', 's3'), seq: fc.integer({ min: 1, max: 8 }) }),
  examined: fc.constantFrom(...pool),
  sender: fc.constantFrom(a.id, a.id, a.id, b.id),
  nowMs: fc.constant(testNowMs),
});

/** Runs deliveries over an empty platform; the model itself refuses a second effect and a second taking of a slot. */
function run(deliveries: readonly Delivery[], known = new Known()) {
  const effects: string[] = [];
  const items = deliveries.map((one) => {
    const { item, changes } = receive(one, known);
    for (const change of changes) {
      if (change.do === 'effect') effects.push(change.digest);
      known.apply(change);
    }
    return item;
  });
  return { known, items, effects };
}

const byText = (a: unknown, b: unknown): number => JSON.stringify(a).localeCompare(JSON.stringify(b));

test('any sequence of deliveries gives each digest at most one effect, and an effect to exactly the applied ones', () => {
  fc.assert(
    fc.property(fc.array(delivery, { maxLength: 60 }), (deliveries) => {
      const { known, items, effects } = run(deliveries);
      assert.equal(new Set(effects).size, effects.length);
      const applied = new Set(items.filter((i) => i.verdict === 'applied' || i.verdict === 'withdrawn').map((i) => i.digest));
      assert.deepEqual(new Set(effects), applied);
      assert.deepEqual(known.effects, applied);
    }),
    propertyRuns(300),
  );
});

test('a slot keeps its digest, and the same digest in the same slot gets the same item for ever', () => {
  fc.assert(
    fc.property(fc.array(delivery, { maxLength: 60 }), (deliveries) => {
      const known = new Known();
      const said = new Map<string, string>();
      for (const one of [...deliveries, ...deliveries]) {
        const {
          items: [item],
        } = run([one], known);
        assert.ok(item);
        const name = `${item.stream} ${item.seq}`;
        if (item.verdict === 'fork') continue;
        const text = canonicalJson({ digest: item.digest, verdict: item.verdict, code: item.code });
        assert.equal(said.get(name) ?? text, text, name);
        said.set(name, text);
      }
    }),
    propertyRuns(300),
  );
});

test('replaying everything, in any order, changes nothing but forks already known', () => {
  fc.assert(
    fc.property(fc.array(delivery, { maxLength: 40 }), fc.infiniteStream(fc.nat()), (deliveries, order) => {
      const { known } = run(deliveries);
      const before = {
        effects: new Set(known.effects),
        heads: new Map(known.heads),
        slots: new Map(known.slots),
        packages: new Map(known.packages),
      };
      const shuffled = deliveries
        .map((d) => [order.next().value ?? 0, d] as const)
        .toSorted((x, y) => x[0] - y[0])
        .map(([, d]) => d);
      const { effects } = run(
        shuffled.filter((d) => known.streams.get(d.slot.stream)?.device === d.sender && known.slot(d.slot)?.digest === d.examined.digest),
        known,
      );
      assert.deepEqual(effects, []);
      assert.deepEqual(
        { effects: new Set(known.effects), heads: new Map(known.heads), slots: new Map(known.slots), packages: new Map(known.packages) },
        before,
      );
    }),
    propertyRuns(200),
  );
});

test('order does not matter: the same packages in slots of their own end in the same effects, heads and tombstones', () => {
  const indexes = fc.uniqueArray(fc.nat({ max: pool.length - 1 }), { minLength: 1 });
  fc.assert(
    fc.property(
      indexes.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
      ([one, two]) => {
        const state = (order: readonly number[]) => {
          const { known } = run(
            order.map((i): Delivery => ({ slot: { stream: 's', seq: i + 1 }, examined: pool[i]!, sender: a.id, nowMs: testNowMs })),
          );
          return {
            effects: [...known.effects].toSorted(byText),
            heads: [...known.heads].toSorted(byText),
            stones: [...known.tombstones].toSorted(),
            withdrawn: [...known.packages]
              .filter(([digest, p]) => known.withdrawn(digest, p.unit))
              .map(([digest]) => digest)
              .toSorted(),
            ranges: known.streams.get('s')?.ranges,
          };
        };
        assert.deepEqual(state(one), state(two));
      },
    ),
    propertyRuns(300),
  );
});
