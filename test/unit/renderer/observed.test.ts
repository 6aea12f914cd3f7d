import assert from 'node:assert/strict';
import { test } from 'node:test';
import { observedText } from '../../../renderer/app/observed.ts';

const word = (name: string): string => name.toUpperCase();

test('what a rule observed is told in words', () => {
  assert.equal(observedText(1234567, word), '1,234,567');
  assert.equal(observedText(0.123456, word), '0.1235');
  assert.equal(observedText('2026-01-01', word), '2026-01-01');
  assert.equal(observedText(null, word), '–');
  assert.equal(observedText(['a', 'b'], word), 'a、b');
  assert.equal(observedText({ here: 1, there: null }, word), 'HERE 1 · THERE –');
  assert.equal(observedText({ groups: 2, failing: { x: 0.5 } }, word), 'GROUPS 2 · FAILING (X 0.5)');
});
