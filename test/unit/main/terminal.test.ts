/** What the command line prints of other people's files steers no terminal and breaks no table. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { harmless, table } from '../../../main/cli/terminal.ts';

test('signs that would steer a terminal are drawn; JSON stays as it is', () => {
  assert.equal(harmless('a\u001b[31mb\u0007\r\tc\n'), 'a␛[31mb␇␍\tc\n');
  const json = JSON.stringify({ a: '\u001b\n\r\u009b\u007f' });
  assert.equal(harmless(json), json);
});

test('a cell stays on its line, and one of a megabyte does not widen the table', () => {
  const lines = table([
    ['列\n名', 'b'],
    ['x'.repeat(1_000_000), '张三\u009b'],
  ]);
  assert.equal(lines.length, 2);
  assert.match(lines[0] ?? '', /^列↵名 +b$/);
  assert.ok((lines[1] ?? '').length < 200 && lines[1]?.endsWith('张三␛'));
});
