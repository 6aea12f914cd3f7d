import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createSlot,
  openSlot,
  passwordCost,
  passwordProblems,
  unwrapSecret,
  utf8,
  wrapSecret,
  zero,
} from '../../../../base/trust/index.ts';
import { isJiadiError } from '../../../../contract/errors.ts';
import { seededRandom } from '../../../support/seeded.ts';

const cheap = { memoryKiB: 64, passes: 1, lanes: 1 };
const secret = (): Uint8Array => new Uint8Array(64).map((_, i) => i);

test('a slot opens with its password only, at the cost of the design', async () => {
  const slot = await createSlot('Jiadi-家底-2026', secret(), seededRandom('slot'));
  assert.deepEqual(slot.cost, { memoryKiB: 65536, passes: 3, lanes: 1 });
  assert.deepEqual(slot.cost, passwordCost);
  const stored: unknown = JSON.parse(JSON.stringify(slot));
  assert.deepEqual(await openSlot(stored as typeof slot, 'Jiadi-家底-2026'), secret());
  assert.equal(await openSlot(slot, 'Jiadi-家底-2027'), 'wrong-password');
});

test('two slots of one password and secret share nothing', async () => {
  const random = seededRandom('two');
  const [a, b] = [
    await createSlot('same password 1A', secret(), random, cheap),
    await createSlot('same password 1A', secret(), random, cheap),
  ];
  assert.notEqual(a.salt, b.salt);
  assert.notEqual(a.secret.nonce, b.secret.nonce);
  assert.notEqual(a.secret.data, b.secret.data);
});

test('the same password from another keyboard: composed, decomposed, ideographic space', async () => {
  const slot = await createSlot('Ünïcödé pass 1', secret(), seededRandom('nfc'), cheap);
  assert.deepEqual(await openSlot(slot, 'Ünïcödé pass 1'.normalize('NFD')), secret());
  assert.deepEqual(await openSlot(slot, 'Ünïcödé\u3000pass 1'), secret());
  assert.equal(await openSlot(slot, 'ünïcödé pass 1'), 'wrong-password');
});

test('a damaged slot says so and is never called a wrong password', async () => {
  const slot = await createSlot('Damaged slot 1', secret(), seededRandom('damage'), cheap);
  const damaged = [
    { ...slot, salt: `A${slot.salt.slice(1)}` === slot.salt ? `B${slot.salt.slice(1)}` : `A${slot.salt.slice(1)}` },
    { ...slot, cost: { ...slot.cost, passes: 2 } },
    { ...slot, cost: { ...slot.cost, memoryKiB: 2 ** 31 } },
    { ...slot, cost: { ...slot.cost, lanes: 0 } },
    { ...slot, secret: { ...slot.secret, nonce: 'AAAAAAAAAAAAAAAA' } },
    { ...slot, kdf: 'argon2d' as 'argon2id' },
  ];
  for (const one of damaged)
    await assert.rejects(openSlot(one, 'Damaged slot 1'), (e) => isJiadiError(e) && e.code === 'workspace-damaged');
});

test('the policy: ten characters of three classes', () => {
  assert.deepEqual(passwordProblems('Abcdefgh12'), []);
  assert.deepEqual(passwordProblems('家底工作区密码Ab12'), [], 'Chinese characters are a class of their own');
  assert.deepEqual(passwordProblems('Abcdefg12'), ['too-short']);
  assert.deepEqual(passwordProblems('abcdefghij1'), ['too-few-classes']);
  assert.deepEqual(passwordProblems('😀😀😀😀😀😀😀Ab'), ['too-short'], 'code points are counted, not code units');
  assert.deepEqual(passwordProblems('          Ab'), ['too-few-classes'], 'spaces are not a class');
  assert.deepEqual(passwordProblems(''), ['too-short', 'too-few-classes']);
});

test('wrapping: another key, another purpose or any flipped bit gives nothing', () => {
  const key = new Uint8Array(32).fill(9);
  const wrapped = wrapSecret(key, secret(), utf8('purpose'), seededRandom('wrap'));
  assert.deepEqual(unwrapSecret(key, wrapped, utf8('purpose')), secret());
  assert.equal(unwrapSecret(key, wrapped, utf8('another')), null);
  assert.equal(unwrapSecret(new Uint8Array(32).fill(8), wrapped, utf8('purpose')), null);
  const data = Buffer.from(wrapped.data, 'base64');
  for (let i = 0; i < data.length; i++) {
    const flipped = Buffer.from(data);
    flipped[i]! ^= 1;
    assert.equal(unwrapSecret(key, { ...wrapped, data: flipped.toString('base64') }, utf8('purpose')), null, `byte ${i}`);
  }
  assert.equal(unwrapSecret(key, { ...wrapped, data: 'AAAA' }, utf8('purpose')), null, 'shorter than a tag');
  assert.equal(unwrapSecret(key, { ...wrapped, nonce: 'AAAA' }, utf8('purpose')), null, 'a short nonce');
});

test('zero overwrites every buffer given', () => {
  const [a, b] = [secret(), secret()];
  zero(a, undefined, b, null);
  assert.ok([...a, ...b].every((byte) => byte === 0));
});
