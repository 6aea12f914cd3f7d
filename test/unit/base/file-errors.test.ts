/** Failures of the operating system are told as what they mean to a person. */
import assert from 'node:assert/strict';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { sizeOfInput } from '../../../base/files.ts';
import { temporaryFolder } from '../../support/engine.ts';

test('a link to itself, a file taken for a folder and a name that is too long are files that are not there', (t) => {
  const folder = temporaryFolder('file-errors');
  t.after(() => folder.remove());
  const loop = join(folder.path, 'loop.csv');
  symlinkSync(loop, loop);
  writeFileSync(join(folder.path, 'a.csv'), 'x');
  for (const path of [loop, join(folder.path, 'a.csv', 'b.csv'), join(folder.path, `${'x'.repeat(300)}.csv`)])
    assert.throws(() => sizeOfInput(path), { code: 'file-not-found' });
});
