import assert from 'node:assert/strict';
import { test } from 'node:test';
import { migrate, openMemory, sql } from '../../../base/sqlite/index.ts';
import { contentOf, getBatch, getDataset } from '../../../engine/datasets/index.ts';
import { migrations } from '../../../engine/migrations/index.ts';

test('batches of before the decisions count as accepted, each in the place of the one before it', () => {
  const db = openMemory();
  migrate(
    db,
    migrations.filter((m) => m.number <= 100),
  );
  db.run(
    sql`INSERT INTO user (id, account, name, role, unit, public_key, enrolment, created_at) VALUES ('u', 'wang', '王工', 'steward', 'u', x'00', '{}', 't')`,
  );
  db.run(sql`INSERT INTO dataset (id, name, unit, update_cycle, created_at) VALUES ('d', '人口', '公安局', 'M', 't')`);
  for (const number of [1, 2]) {
    db.run(sql`INSERT INTO batch (id, dataset_id, number, file_name, source_sha256, bytes, row_count, malformed_count, shape, columns, imported_at, imported_by, seconds)
      VALUES (${`b${number}`}, 'd', ${number}, 'f', 's', 1, 1, 0, '{"format":"csv"}', '[]', ${`2026-11-0${number}`}, 'u', 1)`);
  }
  assert.equal(migrate(db, migrations)[0], 110);
  assert.deepEqual(contentOf(db, 'd'), ['b2']);
  assert.deepEqual(contentOf(db, 'd', 2), ['b1']);
  assert.deepEqual(getBatch(db, 'b1').decision, { state: 'accepted', mode: 'replace', note: '', at: '2026-11-01', by: '王工' });
  assert.deepEqual([getDataset(db, 'd').key, getDataset(db, 'd').mode], [[], 'replace']);
  db.close();
});
