import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createEnvelope,
  digestOf,
  envelopeDigest,
  fromBase64,
  hashPassword,
  hkdfSha256,
  hmacSha256,
  newSm3,
  preAuthEncoding,
  sealingKeyFromSeed,
  sharedSecret,
  signerFromSeed,
  toBase64,
  utf8,
  verifyEnvelope,
  verifySignature,
} from '../../../../base/trust/index.ts';

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex.replaceAll(/\s/g, ''), 'hex'));
const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex');

test('RFC 8032 §7.1: Ed25519 tests 1 to 3 and SHA(abc)', () => {
  const vectors = [
    [
      '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
      '',
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    ],
    [
      '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
      '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
      '72',
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    ],
    [
      'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
      'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
      'af82',
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
    ],
    [
      '833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42',
      '',
      'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
      'dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704',
    ],
  ] as const;
  for (const [seed, open, message, signature] of vectors.slice(0, 3)) {
    const signer = signerFromSeed(bytes(seed));
    assert.equal(hex(signer.publicKey), open);
    assert.equal(hex(signer.sign(bytes(message))), signature);
    assert.ok(verifySignature(signer.publicKey, bytes(message), bytes(signature)));
  }
  const [seed, , message, signature] = vectors[3]; // its public key follows from the first three
  assert.equal(hex(signerFromSeed(bytes(seed)).sign(bytes(message))), signature);
});

test('a changed bit, a short key or a short signature is no signature', () => {
  const signer = signerFromSeed(new Uint8Array(32).fill(7));
  const signature = signer.sign(utf8('x'));
  assert.ok(verifySignature(signer.publicKey, utf8('x'), signature));
  for (let bit = 0; bit < 512; bit += 37) {
    const wrong = Uint8Array.from(signature);
    wrong[bit >> 3]! ^= 1 << (bit & 7);
    assert.equal(verifySignature(signer.publicKey, utf8('x'), wrong), false, `bit ${bit}`);
  }
  assert.equal(verifySignature(signer.publicKey.subarray(1), utf8('x'), signature), false);
  assert.equal(verifySignature(signer.publicKey, utf8('x'), signature.subarray(1)), false);
});

test('RFC 7748 §6.1: X25519', () => {
  const alice = bytes('77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a');
  const bob = bytes('5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb');
  assert.equal(hex(sealingKeyFromSeed(alice)), '8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a');
  assert.equal(hex(sealingKeyFromSeed(bob)), 'de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f');
  const shared = '4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742';
  assert.equal(hex(sharedSecret(alice, sealingKeyFromSeed(bob))), shared);
  assert.equal(hex(sharedSecret(bob, sealingKeyFromSeed(alice))), shared);
  assert.throws(() => sharedSecret(alice, new Uint8Array(32)), 'the zero point is refused');
});

test('RFC 5869 appendix A.1: HKDF-SHA-256', () => {
  const out = hkdfSha256(new Uint8Array(22).fill(0x0b), bytes('000102030405060708090a0b0c'), bytes('f0f1f2f3f4f5f6f7f8f9'), 42);
  assert.equal(hex(out), '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865');
});

test('RFC 4231 test case 2: HMAC-SHA-256; FIPS 180-4: SHA-256 of abc', () => {
  assert.equal(
    hex(hmacSha256(utf8('Jefe'), utf8('what do ya want for nothing?'))),
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  );
  assert.equal(digestOf(utf8('a'), utf8('bc')), 'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('argon2 reference vectors: argon2id version 1.3', async () => {
  const hash = async (memoryKiB: number, passes: number, password: string, salt: string): Promise<string> =>
    hex(await hashPassword(utf8(password), utf8(salt), { memoryKiB, passes, lanes: 1 }));
  assert.equal(await hash(65536, 2, 'password', 'somesalt'), '09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7');
  assert.equal(await hash(256, 2, 'password', 'somesalt'), '9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe');
  assert.equal(await hash(65536, 2, 'differentpassword', 'somesalt'), '0b84d652cf6b0c4beaef0dfe278ba6a80df6696281d7e0d2891b817d8c458fde');
});

test('DSSE protocol: the pre-authentication encoding of its example', () => {
  const encoded = preAuthEncoding('http://example.com/HelloWorld', utf8('hello world'));
  assert.equal(Buffer.from(encoded).toString(), 'DSSEv1 29 http://example.com/HelloWorld 11 hello world');
  assert.equal(Buffer.from(preAuthEncoding('类', utf8('值'))).toString(), 'DSSEv1 3 类 3 值', 'lengths are bytes');
});

test('an envelope: signatures do not change its digest, the payload type does', () => {
  const device = signerFromSeed(new Uint8Array(32).fill(1));
  const checker = signerFromSeed(new Uint8Array(32).fill(2));
  const one = createEnvelope('type/a', utf8('{}'), [device]);
  const two = createEnvelope('type/a', utf8('{}'), [device, checker]);
  const keys = new Map([device, checker].map((s) => [s.keyId, s.publicKey]));
  const verified = verifyEnvelope(two, (k) => keys.get(k));
  assert.deepEqual(verified?.signatures, [
    { keyId: device.keyId, state: 'good' },
    { keyId: checker.keyId, state: 'good' },
  ]);
  assert.equal(verifyEnvelope(one, (k) => keys.get(k))?.digest, verified?.digest);
  assert.equal(verified?.digest, envelopeDigest('type/a', utf8('{}')));
  assert.notEqual(envelopeDigest('type/b', utf8('{}')), verified?.digest);
  const relabelled = verifyEnvelope({ ...two, payloadType: 'type/b' }, (k) => keys.get(k));
  assert.deepEqual(
    relabelled?.signatures.map((s) => s.state),
    ['bad', 'bad'],
  );
  assert.deepEqual(
    verifyEnvelope(two, () => undefined)?.signatures.map((s) => s.state),
    ['unknown', 'unknown'],
  );
});

test('base64 has one spelling', () => {
  assert.deepEqual(fromBase64('AAE='), Uint8Array.of(0, 1));
  for (const text of ['AAE', 'AAF=', 'AA E=', 'AAE=\n', '__8=', 'A']) assert.equal(fromBase64(text), null, text);
  assert.equal(toBase64(Uint8Array.of(255, 255)), '//8=');
});

test('GB/T 32905-2016 annex A: SM3 of abc and of abcd sixteen times, in one piece and in several', async () => {
  const short = await newSm3();
  short.update(utf8('abc'));
  assert.equal(short.hex(), '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0');
  const long = await newSm3();
  for (let i = 0; i < 16; i++) long.update(utf8('abcd'));
  assert.equal(long.hex(), 'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732');
});
