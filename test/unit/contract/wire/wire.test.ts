import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalJson, type JsonValue, parseStrictJson, utf8 } from '../../../../base/trust/index.ts';
import type { packageBodies } from '../../../../contract/wire/index.ts';
import {
  envelope,
  packageKinds,
  packageVersionOf,
  payloadTypes,
  problemStatus,
  receipt,
  resultPackage,
  slot,
} from '../../../../contract/wire/index.ts';
import { newActor, packageBody } from '../../../support/platform-actors.ts';
import { seededRandom } from '../../../support/seeded.ts';

const random = seededRandom('wire');
const [device, checker] = [newActor('device', 'a', random), newActor('user', 'c', random)];
const digest = `sha256:${'a'.repeat(64)}`;
const bodies: Readonly<Record<keyof typeof packageBodies, JsonValue>> = {
  'catalogue.entry': { resource: { code: '440300/0001', name: '户籍人口' }, state: 'published' },
  'quality.report': { score: { total: null, dimensions: {} }, rules: [] },
  'issue.list': { issues: [{ fingerprint: 'f', rule: 'r', state: 'open', failed: 3 }] },
  'lifecycle.metrics': { period: '2026-11', metrics: [{ metric: 'm', value: null }] },
  'match.summary': { records: 3, matchedPairs: 1, entities: 2, unifiedCount: 2, threshold: 0.9 },
  'withdrawal': { digest, reason: '撤回' },
};

test('every kind has a body that fits it and no other', () => {
  for (const kind of packageKinds) {
    for (const other of packageKinds) {
      const fits = resultPackage.safeParse(packageBody(device, checker, random, { kind, body: bodies[other] })).success;
      assert.equal(fits, kind === other, `${kind} with the body of ${other}`);
    }
  }
});

test('unknown fields are kept at every level, also in objects without a prototype', () => {
  const body = packageBody(device, checker, random, {
    later: { deep: [1] },
    body: { ...(bodies['withdrawal'] as Record<string, JsonValue>), note: '保留' },
    kind: 'withdrawal',
  });
  const parsed = parseStrictJson(utf8(canonicalJson(body)));
  assert.ok(parsed.ok);
  assert.equal(canonicalJson(resultPackage.parse(parsed.value) as unknown as JsonValue), canonicalJson(body));
});

test('the version stands in the payload type and nowhere else', () => {
  assert.equal(packageVersionOf(payloadTypes.package), 1);
  assert.equal(packageVersionOf('application/vnd.jiadi.package+json;v=12'), 12);
  for (const other of [
    payloadTypes.receipt,
    'application/vnd.jiadi.package+json',
    'application/vnd.jiadi.package+json;v=0',
    'application/vnd.jiadi.package+json;v=1 ',
    '',
  ]) {
    assert.equal(packageVersionOf(other), null, other);
  }
});

test('slots, envelopes and receipts refuse what is out of range', () => {
  for (const bad of [
    { stream: 's', seq: 0 },
    { stream: '', seq: 1 },
    { stream: 'a/b', seq: 1 },
    { stream: 's', seq: 2 ** 53 },
    { stream: 's'.repeat(65), seq: 1 },
  ]) {
    assert.equal(slot.safeParse(bad).success, false, JSON.stringify(bad));
  }
  const nine = Array.from({ length: 9 }, () => ({ keyid: 'k', sig: 'AAAA' }));
  assert.equal(envelope.safeParse({ payloadType: 'a', payload: '', signatures: nine.slice(0, 8) }).success, true);
  assert.equal(envelope.safeParse({ payloadType: 'a', payload: '', signatures: nine }).success, false);
  const good = {
    v: 1,
    platform: 'p',
    epoch: 'e',
    n: 1,
    items: [{ digest, stream: 's', seq: 1, verdict: 'applied', code: null }],
    heads: [],
    auditHead: null,
    at: '2026-11-23T01:00:00.000Z',
  };
  assert.equal(receipt.safeParse(good).success, true);
  assert.equal(receipt.safeParse({ ...good, items: [{ ...good.items[0], verdict: 'lost' }] }).success, false);
  assert.equal(receipt.safeParse({ ...good, at: 'yesterday' }).success, false);
});

test('problem statuses are HTTP errors', () => {
  for (const [code, status] of Object.entries(problemStatus)) assert.ok(status >= 400 && status < 600, code);
});
