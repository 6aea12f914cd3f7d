import assert from 'node:assert/strict';
import { test } from 'node:test';
import { migrate, openMemory, sql } from '../../../base/sqlite/index.ts';
import { migrations } from '../../../engine/migrations/index.ts';
import { listDerivations } from '../../../engine/repair/store.ts';

test('batches that a recipe derived before keep their recipe and have no sheet', () => {
  const db = openMemory();
  migrate(
    db,
    migrations.filter((m) => m.number <= 250),
  );
  db.script(`
    INSERT INTO user (id, account, name, role, unit, public_key, enrolment, created_at) VALUES ('u', 'wang', '王工', 'steward', 'u', x'00', '{}', 't');
    INSERT INTO dataset (id, name, unit, update_cycle, created_at) VALUES ('d', '人口', '公安局', 'M', 't');`);
  for (const [id, parent] of [
    ['b1', null],
    ['b2', 'b1'],
  ])
    db.run(sql`INSERT INTO batch (id, dataset_id, number, parent_id, file_name, source_sha256, bytes, row_count, malformed_count, shape, columns, imported_at, imported_by, seconds)
      VALUES (${id}, 'd', ${Number(id?.slice(1))}, ${parent}, 'f', 's', 1, 1, 0, '{"format":"csv"}', '[]', '2026-11-01', 'u', 1)`);
  db.script(`INSERT INTO derivation VALUES ('b2', 3, '[{"kind":"trim","column":"a"}]', '[4]', 4, 4, NULL)`);
  migrate(db, migrations);
  const [one] = listDerivations(db, 'd');
  assert.deepEqual([one?.batch, one?.parent, one?.recipeVersion, one?.sheet, one?.steps[0]?.rows], ['b2', 'b1', 3, null, 4]);
  db.close();
});
