import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { test } from 'node:test';
import { createSemantics } from '../../engine/semantics/semantics.ts';
import { loadTables } from '../../engine/semantics/tables.ts';
import { passes } from '../../engine/semantics/kind.ts';
import { upgradeResidentId } from '../../engine/semantics/kinds/cn-resident-id.ts';

interface Vector {
  readonly id: string;
  readonly kind: string;
  readonly value: string;
  readonly valid: boolean;
  readonly reason: string;
  readonly normalised?: string;
  readonly upgrades_to?: string;
  readonly severity?: 'warn';
}

/** Our kind for each kind of the vectors. All are judged at the deepest level: "valid" there means right form and plausible content. */
const KIND_OF: Readonly<Record<string, string>> = {
  id_card_18: 'cn-resident-id',
  id_card_15: 'cn-resident-id-15',
  foreign_pr_18: 'cn-foreign-resident',
  org_code: 'cn-org-code',
  uscc: 'cn-uscc',
  tax_id: 'cn-tax-id',
  admin_division: 'cn-division',
  gender: 'cn-gender',
  ethnic: 'cn-ethnic',
  marriage: 'cn-marriage',
  education: 'cn-education',
  mobile: 'cn-mobile',
  bank_card: 'cn-bank-card',
  sz_building_code: 'cn-building-no',
  sz_house_code: 'cn-house-no',
  date: 'date',
  datetime: 'datetime',
  resource_code: 'resource-code',
  lnglat: 'lonlat',
};

const root = fileURLToPath(new URL('../..', import.meta.url));
const file = join(process.env['JIADI_SHARED_DATA'] ?? join(root, '..', 'shared', 'data'), '..', 'domain', 'identifier-vectors.json');
const skip = existsSync(file) ? false : 'identifier vectors not found; set JIADI_SHARED_DATA to the shared data folder';

test('identifier vectors: every value gets its verdict', { skip }, () => {
  const vectors: readonly Vector[] = JSON.parse(readFileSync(file, 'utf8'));
  const semantics = createSemantics({ today: '2026-11-23', tables: loadTables(join(root, 'resources')) });
  assert.equal(vectors.length, 232);
  assert.equal(new Set(vectors.map((v) => v.kind)).size, 19);
  const wrong: string[] = [];
  for (const vector of vectors) {
    const kind = KIND_OF[vector.kind];
    assert.ok(kind !== undefined, `no kind for ${vector.kind}`);
    const verdict = semantics.check(kind, vector.value, 'reference');
    const isRemark = verdict.startsWith('warn-');
    const say = (what: string): void =>
      void wrong.push(`${vector.id} ${JSON.stringify(vector.value)} ${verdict}: ${what} (${vector.reason})`);
    if (passes(verdict) !== vector.valid && !(vector.severity === 'warn' && isRemark))
      say(`expected ${vector.valid ? 'valid' : 'invalid'}`);
    if (vector.severity === 'warn' && vector.valid && !isRemark) say('expected a remark');
    if (vector.normalised !== undefined && semantics.normalise(kind, vector.value) !== vector.normalised)
      say(`normalised to ${semantics.normalise(kind, vector.value)}`);
    if (vector.upgrades_to !== undefined && upgradeResidentId(vector.value) !== vector.upgrades_to)
      say(`upgraded to ${upgradeResidentId(vector.value)}`);
  }
  assert.deepEqual(wrong, []);
});
