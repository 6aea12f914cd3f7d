import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEnvelope, type JsonValue, utf8 } from '../../../base/trust/index.ts';
import { payloadTypes, type TrustedKey } from '../../../contract/wire/index.ts';
import { examine } from '../../../platform/examine.ts';
import { Known } from '../../../platform/known.ts';
import { receive } from '../../../platform/receive.ts';
import { type Actor, newActor, packageBody, packageOf, spoilt, type TestPackage } from '../../support/platform-actors.ts';
import { fullPolicy, testNowMs } from '../../support/platform-deliver.ts';
import { seededRandom } from '../../support/seeded.ts';

const random = seededRandom('examine');
const device = newActor('device', 'a', random);
const checker = newActor('user', 'checker', random);
const stranger = newActor('user', 'stranger', random);
const keys = new Map([device, checker].map((a): [string, TrustedKey] => [a.signer.keyId, a.key]));

function outcome(pkg: TestPackage, known: ReadonlyMap<string, TrustedKey> = keys): string {
  const examined = examine(pkg.envelope, (id) => known.get(id), fullPolicy);
  assert.ok(examined);
  if (examined.state === 'good') return 'good';
  return examined.state === 'ahead' ? examined.code : `${examined.code}${examined.final ? ' final' : ''}`;
}
const made = (over: Parameters<typeof packageBody>[3] = {}, signers: readonly Actor[] = [device, checker], type?: string) =>
  packageOf(packageBody(device, checker, random, over), signers, type);
const raw = (payload: Uint8Array, signers: readonly Actor[] = [device, checker]): TestPackage => {
  const envelope = createEnvelope(
    payloadTypes.package,
    payload,
    signers.map((s) => s.signer),
  );
  return { digest: '', envelope: { ...envelope, signatures: envelope.signatures.map((s) => ({ ...s })) } };
};

test('a package of device and checker is good, whatever the order of signatures and whoever else signed', () => {
  assert.equal(outcome(made()), 'good');
  assert.equal(outcome(made({}, [checker, device])), 'good');
  assert.equal(outcome(made({}, [device, stranger, checker])), 'good');
  assert.equal(outcome(made({ extra: { kept: true } })), 'good', 'unknown fields are no fault');
});

test('signatures: bad, unknown, missing, of the wrong person', () => {
  assert.equal(outcome(spoilt(made())), 'bad-signature');
  assert.equal(outcome(made({}, [stranger])), 'unknown-key');
  assert.equal(outcome(made({}, [device, stranger])), 'unknown-key');
  assert.equal(outcome(made({}, [device])), 'missing-signature');
  assert.equal(outcome(made({}, [checker])), 'missing-signature');
  const all = new Map([...keys, [stranger.signer.keyId, stranger.key]]);
  assert.equal(outcome(made({}, [device, stranger]), all), 'missing-signature', 'a colleague’s good signature is not the checker’s');
  const posing = new Map([
    ...keys,
    [checker.signer.keyId, { ...device.key, keyId: checker.signer.keyId, publicKey: checker.key.publicKey } as TrustedKey],
  ]);
  assert.equal(outcome(made(), posing), 'missing-signature', 'a device’s key cannot be a checker’s');
});

test('the signed bytes: type, size, strictness, format', () => {
  assert.equal(outcome(made({}, [device, checker], payloadTypes.receipt)), 'not-a-package');
  assert.equal(outcome(raw(utf8(`"${'x'.repeat(1024 * 1024)}"`))), 'payload-too-large');
  assert.equal(outcome(raw(utf8('{"v":1,"v":1}'))), 'payload-invalid final');
  assert.equal(outcome(raw(utf8('not json'))), 'payload-invalid final');
  assert.equal(outcome(raw(utf8('[]'))), 'payload-invalid final');
  assert.equal(outcome(made({ suite: 'S2' })), 'suite-unsupported final');
  assert.equal(outcome(made({ maker: checker.id })), 'maker-is-checker final');
  const faults: readonly Readonly<Record<string, JsonValue>>[] = [
    { revision: 0 },
    { revision: 1.5 },
    { base: ['md5:x'] },
    { device: 'a b' },
    { key: 'a\u0000b' },
    { unit: '' },
    { id: 'no-uuid' },
    { maker: '' },
    { clock: null },
    { body: { score: { total: 2, dimensions: {} }, rules: [] } },
    { body: 'text' },
    { kind: 7 },
    { parts: [{ digest: 'x', bytes: 1, type: 't' }] },
  ];
  for (const fault of faults) assert.equal(outcome(made(fault)), 'payload-invalid final', JSON.stringify(fault));
});

test('newer than we know is held only from signers we know', () => {
  const v2 = 'application/vnd.jiadi.package+json;v=2';
  assert.equal(outcome(made({ kind: 'weather.report', body: { any: 1 } })), 'kind-unknown');
  assert.equal(outcome(made({ kind: 'weather.report' }, [device])), 'missing-signature');
  assert.equal(outcome(made({ kind: 'weather.report', maker: checker.id })), 'maker-is-checker final');
  assert.equal(outcome(made({ v: 2 }, [device, checker], v2)), 'version-newer');
  assert.equal(outcome(made({ v: 2 }, [checker], v2)), 'missing-signature');
  assert.equal(outcome(made({ v: 2 })), 'payload-invalid final', 'type and content name two versions');
  assert.equal(outcome(made({ v: 1 }, [device, checker], v2)), 'payload-invalid final');
});

test('a payload with two spellings has no digest and is no package at all', () => {
  const pkg = made();
  assert.equal(
    examine({ ...pkg.envelope, payload: `${pkg.envelope.payload}=` }, (id) => keys.get(id), fullPolicy),
    null,
  );
  assert.equal(
    examine({ ...pkg.envelope, payload: ` ${pkg.envelope.payload}` }, (id) => keys.get(id), fullPolicy),
    null,
  );
});

test('validity and unit of each signer are looked at when it arrives', () => {
  const verdictWith = (change: Partial<TrustedKey>, whose: Actor): string => {
    const altered = new Map(keys).set(whose.signer.keyId, { ...whose.key, ...change });
    const examined = examine(made().envelope, (id) => altered.get(id), fullPolicy);
    assert.ok(examined);
    const { item } = receive({ slot: { stream: 's', seq: 1 }, examined, sender: device.id, nowMs: testNowMs }, new Known());
    return item.code ?? item.verdict;
  };
  const iso = (offsetMs: number): string => new Date(testNowMs + offsetMs).toISOString();
  for (const whose of [device, checker]) {
    assert.equal(verdictWith({}, whose), 'applied');
    assert.equal(verdictWith({ revokedFrom: iso(0) }, whose), 'key-revoked');
    assert.equal(verdictWith({ revokedFrom: iso(1) }, whose), 'applied');
    assert.equal(verdictWith({ validFrom: iso(1) }, whose), 'key-not-valid');
    assert.equal(verdictWith({ validTo: iso(-1) }, whose), 'key-not-valid');
    assert.equal(verdictWith({ validFrom: iso(-1), validTo: iso(1) }, whose), 'applied');
    assert.equal(verdictWith({ units: ['公安局'] }, whose), 'unit-not-allowed');
    assert.equal(verdictWith({ units: ['公安局', '民政局'] }, whose), 'applied');
  }
});
