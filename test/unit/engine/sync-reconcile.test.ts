import assert from 'node:assert/strict';
import { test } from 'node:test';
import { headChunks } from '../../../base/trust/index.ts';
import type { StreamHead } from '../../../contract/wire/index.ts';
import { reconcile, unvouched } from '../../../engine/sync/reconcile.ts';

const digest = (n: number): string => `sha256:${String(n).padStart(64, '0')}`;
const slots = (...seqs: readonly number[]) => seqs.map((seq) => ({ seq, digest: digest(seq) }));
const head = (held: readonly { readonly seq: number; readonly digest: string }[], more: Partial<StreamHead> = {}): StreamHead => ({
  v: 1,
  platform: 'p',
  epoch: 'e',
  n: 1,
  stream: 's',
  device: 'dev-1',
  forked: false,
  ranges: held.map(({ seq }) => [seq, seq] as [number, number]),
  chunks: headChunks(held, 1024).map((c) => ({ ...c })),
  at: '2026-11-23T00:00:00Z',
  ...more,
});

test('equal heads need nothing', () => {
  assert.deepEqual(reconcile(head(slots(1, 2, 3)), slots(1, 2, 3), 3), { action: 'none' });
});

test('what a restored platform forgot is sent again', () => {
  assert.deepEqual(reconcile(head(slots(1)), slots(1, 2, 3), 3), { action: 'send-again', digests: [digest(2), digest(3)] });
  assert.deepEqual(reconcile(head([], { device: null }), slots(1, 2), 2), { action: 'send-again', digests: [digest(1), digest(2)] });
});

test('slots that we never filled mean that we were rolled back or copied', () => {
  // whose the other slots are is not known: what lies among them is sent again, which changes nothing if it was there
  assert.deepEqual(reconcile(head(slots(1, 2, 3)), slots(1), 1), { action: 'new-stream', digests: [digest(1)] });
  assert.equal(reconcile(head(slots(1), { forked: true }), slots(1), 1).action, 'new-stream');
});

test('another package in one of our slots moves us to a new stream and is sent again', () => {
  const theirs = [
    { seq: 1, digest: digest(1) },
    { seq: 2, digest: digest(99) },
  ];
  assert.deepEqual(reconcile(head(theirs), slots(1, 2), 2), { action: 'new-stream', digests: [digest(1), digest(2)] });
});

test('an answer that is still on its way is no difference', () => {
  assert.deepEqual(reconcile(head(slots(1, 2)), slots(1), 2), { action: 'none' });
});

test('a package of ours that a copy of us overwrote at a restored platform is sent again, also when the copy went further', () => {
  const theirs = [
    { seq: 1, digest: digest(1) },
    { seq: 2, digest: digest(99) },
    { seq: 3, digest: digest(98) },
  ];
  assert.deepEqual(reconcile(head(theirs, { forked: true }), slots(1, 2), 2), { action: 'new-stream', digests: [digest(1), digest(2)] });
});

test('a closed stream: what the platform does not vouch for, chunk by chunk', () => {
  assert.deepEqual(unvouched(head(slots(1, 2)), slots(1, 2)), []);
  assert.deepEqual(unvouched(head([], { device: null }), slots(1, 2)), [digest(1), digest(2)]);
  assert.deepEqual(unvouched(head(slots(1)), slots(1, 2)), [digest(1), digest(2)]);
  assert.deepEqual(unvouched(head(slots(1, 2, 1025)), slots(1, 2, 1026)), [digest(1026)]);
});
