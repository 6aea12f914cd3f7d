import assert from 'node:assert/strict';
import { test } from 'node:test';
import { migrate, openMemory, sql } from '../../../base/sqlite/index.ts';
import { migrations } from '../../../engine/migrations/index.ts';
import { insertReceipt, packageWithReceipt } from '../../../engine/sync/store.ts';

test('receipts kept by number are kept by id after the migration, and their rows still find them', () => {
  const db = openMemory();
  migrate(
    db,
    migrations.filter((m) => m.number <= 70),
  );
  const person = (id: string) =>
    db.run(
      sql`INSERT INTO user (id, account, name, role, unit, public_key, enrolment, created_at) VALUES (${id}, ${id}, ${id}, 'steward', 'u', x'00', '{}', 't')`,
    );
  person('a');
  person('b');
  db.run(
    sql`INSERT INTO review (id, subject, subject_id, title, state, maker_id, submitted_at, comment, checker_id, decided_at, content, content_sha256) VALUES ('r', 'resource', 'x', 't', 'approved', 'a', 't', '', 'b', 't', '{}', 'x')`,
  );
  db.run(
    sql`INSERT INTO result_package (digest, kind, title, key, revision, envelope, bytes, review_id, created_at) VALUES ('d', 'k', 't', 'key', 1, 'package', 2, 'r', 't')`,
  );
  db.run(sql`INSERT INTO stream (id, started_at) VALUES ('s', 't')`);
  db.run(sql`INSERT INTO receipt (epoch, n, envelope, at) VALUES ('e', 7, 'seventh', 't')`);
  db.run(sql`INSERT INTO outbox (digest, stream, seq, state, queued_at, receipt_n) VALUES ('d', 's', 1, 'applied', 't', 7)`);
  assert.equal(migrate(db, migrations)[0], 80);
  assert.deepEqual(packageWithReceipt(db, 'd'), { envelope: 'package', receipt: 'seventh' });
  // a platform put back to an older copy gives the number out again: both receipts stay
  const first = db.value<number>(sql`SELECT receipt_id FROM outbox`);
  const second = insertReceipt(db, { epoch: 'e', n: 7, envelope: 'another seventh', at: 't' });
  assert.notEqual(second, first);
  assert.equal(insertReceipt(db, { epoch: 'e', n: 7, envelope: 'seventh', at: 'later' }), first);
  db.close();
});
