import type { Migration } from '../../base/sqlite/index.ts';

export const m0040: Migration = {
  number: 40,
  name: 'rules and quality',
  up: `
    CREATE TABLE rule_set (id TEXT PRIMARY KEY, name TEXT NOT NULL, dataset_id TEXT REFERENCES dataset(id), version INTEGER NOT NULL, removed_at TEXT, created_at TEXT NOT NULL) STRICT;
    CREATE TABLE rule_set_version (
      rule_set_id TEXT NOT NULL REFERENCES rule_set(id), version INTEGER NOT NULL, yaml TEXT NOT NULL, at TEXT NOT NULL, by_id TEXT NOT NULL REFERENCES user(id),
      PRIMARY KEY (rule_set_id, version)
    ) STRICT;
    CREATE TABLE suggestion_decision (
      dataset_id TEXT NOT NULL REFERENCES dataset(id), key TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('accepted', 'rejected')), reason TEXT NOT NULL,
      at TEXT NOT NULL, by_id TEXT NOT NULL REFERENCES user(id), PRIMARY KEY (dataset_id, key)
    ) STRICT;
    CREATE TABLE quality_run (
      id TEXT PRIMARY KEY, batch_id TEXT NOT NULL REFERENCES batch(id), rule_set_id TEXT NOT NULL REFERENCES rule_set(id), rule_set_version INTEGER NOT NULL,
      row_count INTEGER NOT NULL, finding_count INTEGER NOT NULL, failing_rows INTEGER NOT NULL, total REAL, dimensions TEXT NOT NULL, success INTEGER NOT NULL,
      results TEXT NOT NULL, findings_file_id TEXT REFERENCES data_file(id), started_at TEXT NOT NULL, seconds REAL NOT NULL, by_id TEXT NOT NULL REFERENCES user(id)
    ) STRICT;
    CREATE INDEX quality_run_by_batch ON quality_run(batch_id, started_at);
  `,
};
