import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { codePacks } from '../../../scripts/code-packs.ts';

test('what is said of the bundled lists is what their tables hold; `node scripts/code-packs.ts` writes it anew', () => {
  const path = join(import.meta.dirname, '../../../resources/codes/packs.json');
  assert.equal(readFileSync(path, 'utf8'), codePacks());
  const packs = Object.values(JSON.parse(codePacks()) as Record<string, { edition: string; source: string; licence: string }>);
  for (const { edition, source, licence } of packs) assert.ok(edition !== '' && source !== '' && licence !== '');
});
