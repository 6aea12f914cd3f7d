import type { Migration } from '../../base/sqlite/index.ts';

export const m0030: Migration = {
  number: 30,
  name: 'datasets',
  up: `
    CREATE TABLE dataset (
      id TEXT PRIMARY KEY, name TEXT NOT NULL, unit TEXT NOT NULL, update_cycle TEXT NOT NULL, resource_id TEXT REFERENCES resource(id),
      rule_set_id TEXT, created_at TEXT NOT NULL, removed_at TEXT
    ) STRICT;
    CREATE UNIQUE INDEX dataset_name ON dataset(name) WHERE removed_at IS NULL;
    CREATE TABLE batch (
      id TEXT PRIMARY KEY, dataset_id TEXT NOT NULL REFERENCES dataset(id), number INTEGER NOT NULL, file_name TEXT NOT NULL,
      source_sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, row_count INTEGER NOT NULL, malformed_count INTEGER NOT NULL,
      shape TEXT NOT NULL, columns TEXT NOT NULL, imported_at TEXT NOT NULL, imported_by TEXT NOT NULL REFERENCES user(id), seconds REAL NOT NULL,
      UNIQUE (dataset_id, number)
    ) STRICT;
    CREATE INDEX batch_by_source ON batch(source_sha256);
    CREATE TABLE batch_part (
      batch_id TEXT NOT NULL REFERENCES batch(id), position INTEGER NOT NULL, data_file_id TEXT NOT NULL REFERENCES data_file(id),
      first_row INTEGER NOT NULL, row_count INTEGER NOT NULL, PRIMARY KEY (batch_id, position)
    ) STRICT;
    CREATE TABLE profile (batch_id TEXT PRIMARY KEY REFERENCES batch(id), content TEXT NOT NULL, at TEXT NOT NULL) STRICT;
    CREATE TABLE malformed (batch_id TEXT NOT NULL REFERENCES batch(id), row INTEGER NOT NULL, line INTEGER NOT NULL, reason TEXT NOT NULL, raw TEXT NOT NULL, kept INTEGER NOT NULL) STRICT;
    CREATE INDEX malformed_by_batch ON malformed(batch_id);
  `,
};
