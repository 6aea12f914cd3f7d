import type { Migration } from '../../base/sqlite/index.ts';

/**
 * Issues of checks in place. An issue, a failing rule and a waiver are of a dataset or of a checked table: a table or query of a connection with the
 * rules it is checked by. Tables whose columns were NOT NULL are written anew; what refers to them finds the same rows again before the transaction ends.
 */
export const m0250: Migration = {
  number: 250,
  name: 'issues of checks in place',
  up: `
    PRAGMA defer_foreign_keys = ON;
    CREATE TABLE checked_table (
      id TEXT PRIMARY KEY, source_id TEXT REFERENCES source(id) ON DELETE SET NULL, target TEXT NOT NULL, rule_set_id TEXT NOT NULL REFERENCES rule_set(id),
      name TEXT NOT NULL, columns TEXT NOT NULL, unit_column TEXT
    ) STRICT;
    CREATE UNIQUE INDEX checked_table_of_source ON checked_table(source_id, target, rule_set_id);
    ALTER TABLE in_place_run ADD COLUMN table_id TEXT REFERENCES checked_table(id);
    CREATE INDEX in_place_run_of_table ON in_place_run(table_id, started_at);
    INSERT INTO checked_table
      SELECT min(r.id), r.source_id, r.target, json_extract(r.content, '$.ruleSet'),
        json_extract(r.content, '$.name') || ' · ' || CASE json_extract(r.content, '$.from.kind') WHEN 'table' THEN
          CASE json_extract(r.content, '$.from.schema') WHEN '' THEN '' ELSE json_extract(r.content, '$.from.schema') || '.' END || json_extract(r.content, '$.from.table') ELSE 'SELECT …' END,
        '[]', NULL
      FROM in_place_run r JOIN rule_set s ON s.id = json_extract(r.content, '$.ruleSet') GROUP BY r.source_id, r.target, s.id;
    UPDATE in_place_run SET table_id = (SELECT t.id FROM checked_table t
      WHERE t.source_id IS in_place_run.source_id AND t.target = in_place_run.target AND t.rule_set_id = json_extract(in_place_run.content, '$.ruleSet'));

    CREATE TABLE rule_failure_kept AS SELECT * FROM rule_failure;
    DROP TABLE rule_failure;
    CREATE TABLE rule_failure (
      run_id TEXT NOT NULL, dataset_id TEXT REFERENCES dataset(id), table_id TEXT REFERENCES checked_table(id), rule TEXT NOT NULL, kind TEXT NOT NULL, columns TEXT NOT NULL,
      severity TEXT NOT NULL, failed INTEGER NOT NULL, PRIMARY KEY (run_id, rule), CHECK ((dataset_id IS NULL) <> (table_id IS NULL))
    ) STRICT;
    INSERT INTO rule_failure SELECT run_id, dataset_id, NULL, rule, kind, columns, severity, failed FROM rule_failure_kept;
    DROP TABLE rule_failure_kept;
    INSERT INTO rule_failure SELECT r.id, NULL, r.table_id, json_extract(e.value, '$.result.rule'), json_extract(e.value, '$.result.kind'), json_extract(e.value, '$.result.columns'),
        json_extract(e.value, '$.result.severity'), json_extract(e.value, '$.result.failed')
      FROM in_place_run r, json_each(r.detail, '$.results') e
      WHERE r.table_id IS NOT NULL AND json_extract(e.value, '$.result.failed') > 0 AND json_extract(e.value, '$.result.status') <> 'error';

    CREATE TABLE issue_kept AS SELECT * FROM issue;
    DROP TABLE issue;
    CREATE TABLE issue (
      id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, dataset_id TEXT REFERENCES dataset(id), table_id TEXT REFERENCES checked_table(id), rule TEXT NOT NULL, share TEXT, kind TEXT NOT NULL,
      columns TEXT NOT NULL, severity TEXT NOT NULL, unit TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('open', 'assigned', 'working', 'returned', 'fixed', 'closed')),
      failed INTEGER NOT NULL, occurrences INTEGER NOT NULL, first_run TEXT NOT NULL, last_run TEXT NOT NULL, due_at TEXT, resolution TEXT, updated_at TEXT NOT NULL,
      CHECK ((dataset_id IS NULL) <> (table_id IS NULL))
    ) STRICT;
    INSERT INTO issue SELECT id, number, dataset_id, NULL, rule, share, kind, columns, severity, unit, state, failed, occurrences, first_run, last_run, due_at, resolution, updated_at FROM issue_kept;
    DROP TABLE issue_kept;
    -- one issue for a rule of a dataset or table and a unit, re-opened and never doubled
    CREATE UNIQUE INDEX issue_of_rule ON issue(ifnull(dataset_id, table_id), rule, ifnull(share, char(0)));

    CREATE TABLE waiver_kept AS SELECT * FROM waiver;
    DROP TABLE waiver;
    CREATE TABLE waiver (
      id TEXT PRIMARY KEY, dataset_id TEXT REFERENCES dataset(id), table_id TEXT REFERENCES checked_table(id), rule TEXT NOT NULL, issue_id TEXT NOT NULL REFERENCES issue(id),
      kind TEXT NOT NULL CHECK (kind IN ('accepted-exception', 'false-alarm')), scope TEXT NOT NULL CHECK (scope IN ('rule', 'unit', 'rows')),
      unit_column TEXT, share TEXT, key_columns TEXT NOT NULL, value_columns TEXT NOT NULL, row_count INTEGER NOT NULL, until TEXT, reason TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('pending', 'active', 'declined', 'withdrawn', 'ended')), by_id TEXT NOT NULL, at TEXT NOT NULL,
      checker_id TEXT, decided_at TEXT, decision TEXT, ended_at TEXT, CHECK (checker_id IS NULL OR checker_id <> by_id), CHECK ((dataset_id IS NULL) <> (table_id IS NULL))
    ) STRICT;
    INSERT INTO waiver SELECT id, dataset_id, NULL, rule, issue_id, kind, scope, unit_column, share, key_columns, value_columns, row_count, until, reason, state, by_id, at,
      checker_id, decided_at, decision, ended_at FROM waiver_kept;
    DROP TABLE waiver_kept;
    CREATE INDEX waiver_of_dataset ON waiver(dataset_id, state);
    CREATE INDEX waiver_of_table ON waiver(table_id, state);
    CREATE INDEX waiver_of_issue ON waiver(issue_id);
  `,
};
