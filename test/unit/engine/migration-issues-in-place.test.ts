import assert from 'node:assert/strict';
import { test } from 'node:test';
import { migrate, openMemory, sql } from '../../../base/sqlite/index.ts';
import { getIssue, listEvents, waiversOf } from '../../../engine/issues/index.ts';
import { migrations } from '../../../engine/migrations/index.ts';
import { getInPlace } from '../../../engine/pushdown/store.ts';

test('issues of before keep their life; checks in place of before can open issues', () => {
  const db = openMemory();
  db.script('PRAGMA foreign_keys=ON');
  migrate(
    db,
    migrations.filter((m) => m.number <= 230),
  );
  db.script(`
    INSERT INTO user (id, account, name, role, unit, public_key, enrolment, created_at) VALUES ('u', 'wang', '王工', 'steward', 'u', x'00', '{}', 't');
    INSERT INTO dataset (id, name, unit, update_cycle, created_at) VALUES ('d', '人口', '公安局', 'M', 't');
    INSERT INTO rule_set (id, name, version, created_at) VALUES ('s', '库内', 1, 't');
    INSERT INTO batch (id, dataset_id, number, file_name, source_sha256, bytes, row_count, malformed_count, shape, columns, imported_at, imported_by, seconds)
      VALUES ('b', 'd', 1, 'f', 's', 1, 1, 0, '{"format":"csv"}', '[]', '2026-11-01', 'u', 1);
    PRAGMA foreign_keys=OFF;
    INSERT INTO rule_failure VALUES ('r', 'd', 'R1', 'not-null', '["a"]', 'major', 3);
    INSERT INTO rule_failure_share VALUES ('r', 'R1', '民政局', 3);
    INSERT INTO issue VALUES ('i', 'ZG-2611-001', 'd', 'R1', '民政局', 'not-null', '["a"]', 'major', '民政局', 'assigned', 3, 1, 'r', 'r', NULL, NULL, 't');
    INSERT INTO issue_event VALUES ('i', 1, 't', 'u', 'open', '', 'r', 3);
    INSERT INTO waiver VALUES ('w', 'd', 'R1', 'i', 'accepted-exception', 'rule', NULL, NULL, '[]', '["a"]', 0, '2027-01-01', 'x', 'pending', 'u', 't', NULL, NULL, NULL, NULL);
    INSERT INTO waiver_row VALUES ('w', x'01');
    PRAGMA foreign_keys=ON;`);
  const content = { name: '户籍库', from: { kind: 'table', schema: 'public', table: 'person' }, ruleSet: 's' };
  const failed = { rule: 'R2', kind: 'unique', columns: ['号码'], severity: 'critical', failed: 7, status: 'fail' };
  const detail = { results: [{ result: failed }, { result: { ...failed, rule: 'R3', failed: 0, status: 'pass' } }] };
  for (const [id, at] of [
    ['p1', '2026-11-01'],
    ['p2', '2026-11-02'],
  ])
    db.run(
      sql`INSERT INTO in_place_run VALUES (${id}, NULL, '["public","person"]', ${JSON.stringify(content)}, ${JSON.stringify(detail)}, ${at}, 'u')`,
    );
  migrate(db, migrations);
  assert.deepEqual(db.all(sql`SELECT "table" FROM pragma_foreign_key_check`), []);
  const { dataset, table, subject, share, waiver } = getIssue(db, 'i');
  assert.deepEqual([dataset, table, subject, share, waiver], ['d', null, '人口', '民政局', 'pending']);
  assert.deepEqual([listEvents(db, 'i').length, waiversOf(db, 'i').length, db.value(sql`SELECT count(*) FROM waiver_row`)], [1, 1, 1]);
  assert.deepEqual(db.all(sql`SELECT run_id AS run, rule, share FROM rule_failure_share`), [{ run: 'r', rule: 'R1', share: '民政局' }]);
  const { table: checked } = getInPlace(db, 'p1');
  assert.equal(getInPlace(db, 'p2').table, checked);
  assert.equal(db.value(sql`SELECT name FROM checked_table WHERE id = ${checked}`), '户籍库 · public.person');
  assert.deepEqual(db.all(sql`SELECT run_id AS run, rule, failed FROM rule_failure WHERE table_id = ${checked} ORDER BY 1`), [
    { run: 'p1', rule: 'R2', failed: 7 },
    { run: 'p2', rule: 'R2', failed: 7 },
  ]);
  db.close();
});
