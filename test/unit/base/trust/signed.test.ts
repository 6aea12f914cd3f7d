import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  addToRanges,
  canonicalBytes,
  checkEnrolProof,
  createEnvelope,
  enrolProof,
  gapsIn,
  headChunks,
  newEnrolToken,
  openSigned,
  readEnrolToken,
  requestKeyId,
  signerFromSeed,
  signRequest,
  utf8,
  verifyRequest,
} from '../../../../base/trust/index.ts';
import { isJiadiError } from '../../../../contract/errors.ts';
import { payloadTypes, receipt } from '../../../../contract/wire/index.ts';
import { seededRandom } from '../../../support/seeded.ts';

const platform = signerFromSeed(new Uint8Array(32).fill(1));
const stranger = signerFromSeed(new Uint8Array(32).fill(2));
const body = {
  v: 1,
  platform: 'plat-1',
  epoch: 'e1',
  n: 1,
  heads: [{ stream: 's1', ranges: [[1, 1]] }],
  auditHead: null,
  at: '2026-11-23T01:00:00.000Z',
  items: [{ digest: `sha256:${'a'.repeat(64)}`, stream: 's1', seq: 1, verdict: 'applied', code: null }],
} as const;
const pinned = { payloadType: payloadTypes.receipt, publicKey: platform.publicKey, read: (value: unknown) => receipt.parse(value) };
const refusedFor =
  (reason: string) =>
  (error: unknown): boolean =>
    isJiadiError(error) && error.code === 'platform-untrusted' && error.params['reason'] === reason;

test('a receipt of the pinned platform opens, whole and typed', () => {
  const envelope = createEnvelope(payloadTypes.receipt, canonicalBytes(body), [platform]);
  assert.equal(openSigned(JSON.stringify(envelope), pinned).items[0]?.verdict, 'applied');
  assert.equal(openSigned(utf8(JSON.stringify(envelope)), pinned).n, 1);
  assert.equal(openSigned({ ...envelope, signatures: [{ keyid: 'other', sig: 'AAAA' }, ...envelope.signatures] }, pinned).n, 1);
});

test('every other answer is refused, with its reason', () => {
  const good = createEnvelope(payloadTypes.receipt, canonicalBytes(body), [platform]);
  const open = (answer: string | typeof good) => () => openSigned(answer, pinned);
  assert.throws(open('<html>Welcome to the hotel</html>'), refusedFor('not-an-envelope'));
  assert.throws(open('{"ok":true}'), refusedFor('not-an-envelope'));
  assert.throws(open('{"payloadType":"a","payload":"","signatures":[1]}'), refusedFor('not-an-envelope'));
  assert.throws(open(''), refusedFor('not-an-envelope'));
  assert.throws(open(createEnvelope(payloadTypes.receipt, canonicalBytes(body), [stranger])), refusedFor('signature'));
  assert.throws(open(createEnvelope(payloadTypes.head, canonicalBytes(body), [platform])), refusedFor('payload-type'));
  assert.throws(
    open({ ...good, payload: createEnvelope(payloadTypes.receipt, canonicalBytes({ ...body, n: 2 }), [platform]).payload }),
    refusedFor('signature'),
  );
  assert.throws(open({ ...good, payload: `${good.payload} ` }), refusedFor('signature'));
  assert.throws(open({ ...good, signatures: [] }), refusedFor('signature'));
  assert.throws(open({ ...good, signatures: [{ keyid: platform.keyId, sig: 'not base64' }] }), refusedFor('signature'));
  assert.throws(open(createEnvelope(payloadTypes.receipt, utf8('{"v":1,"v":1}'), [platform])), refusedFor('duplicate-key'));
  assert.throws(open(createEnvelope(payloadTypes.receipt, canonicalBytes({ ...body, n: 0 }), [platform])), refusedFor('shape'));
});

test('a request signature opens this request only', () => {
  const header = signRequest(stranger, payloadTypes.request, 'POST', '/v1/packages', utf8('body'));
  const check = (method: string, target: string, text: string, key = stranger.publicKey): boolean =>
    verifyRequest(header, key, payloadTypes.request, method, target, utf8(text));
  assert.equal(requestKeyId(header), stranger.keyId);
  assert.ok(check('POST', '/v1/packages', 'body'));
  assert.ok(!check('PUT', '/v1/packages', 'body'));
  assert.ok(!check('POST', '/v1/packages?x', 'body'));
  assert.ok(!check('POST', '/v1/packages', 'body '));
  assert.ok(!check('POST', '/v1/packages', 'body', platform.publicKey));
  for (const wrong of ['', 'x', header.slice(1), `${header}x`, `${header}\n`]) assert.equal(requestKeyId(wrong), null);
});

test('an enrolment token survives being read aloud, and proves without being sent', () => {
  const token = newEnrolToken(seededRandom('token'));
  assert.match(token, /^[0-9A-HJKMNP-TV-Z]{7}(-[0-9A-HJKMNP-TV-Z]{7}){3}$/);
  assert.equal(
    readEnrolToken(` ${token.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `),
    token.replaceAll('-', ''),
  );
  assert.equal(readEnrolToken(token.slice(1)), null);
  assert.equal(readEnrolToken(`${token.slice(1)}U`), null, 'U is not in the alphabet');
  const envelope = createEnvelope(payloadTypes.enrolment, utf8('{}'), [stranger]);
  const proof = enrolProof(token, 'workspace', envelope);
  assert.ok(checkEnrolProof(token, 'workspace', envelope, proof));
  assert.ok(checkEnrolProof(token.toLowerCase(), 'workspace', envelope, proof));
  assert.ok(!checkEnrolProof(token, 'platform', envelope, proof), 'one side cannot echo the other');
  assert.ok(!checkEnrolProof(newEnrolToken(seededRandom('other')), 'workspace', envelope, proof));
  assert.ok(!checkEnrolProof(token, 'workspace', createEnvelope(payloadTypes.enrolment, utf8('{"a":1}'), [stranger]), proof));
  assert.ok(!checkEnrolProof('', 'workspace', envelope, enrolProof('', 'workspace', envelope)), 'no token proves nothing');
});

test('ranges grow, touch and merge; gaps are what lies between', () => {
  let ranges: readonly (readonly [number, number])[] = [];
  for (const seq of [5, 1, 2, 9, 6, 3, 7, 5]) ranges = addToRanges(ranges, seq);
  assert.deepEqual(ranges, [
    [1, 3],
    [5, 7],
    [9, 9],
  ]);
  assert.deepEqual(gapsIn(ranges), [
    [4, 4],
    [8, 8],
  ]);
  ranges = addToRanges(addToRanges(ranges, 4), 8);
  assert.deepEqual(ranges, [[1, 9]]);
  assert.deepEqual(gapsIn([[3, 4]]), [[1, 2]]);
  assert.deepEqual(gapsIn([]), []);
});

test('head chunks cover 1,024 slots and tell any difference', () => {
  const slots = Array.from({ length: 2050 }, (_, i) => ({ seq: i + 1, digest: `sha256:${String(i).padStart(64, '0')}` }));
  const chunks = headChunks(slots, 1024);
  assert.deepEqual(
    chunks.map((c) => [c.index, c.slots]),
    [
      [0, 1024],
      [1, 1024],
      [2, 2],
    ],
  );
  const other = headChunks(
    slots.map((s) => (s.seq === 1500 ? { ...s, digest: `sha256:${'f'.repeat(64)}` } : s)),
    1024,
  );
  assert.deepEqual(
    chunks.map((c, i) => c.digest === other[i]?.digest),
    [true, false, true],
  );
  assert.deepEqual(headChunks([], 1024), []);
});
