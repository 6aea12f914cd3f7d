import type { Migration } from '../../base/sqlite/index.ts';

/** Databases to read from, and which batches came from one; the password is wrapped under the workspace's master key besides. */
export const m0150: Migration = {
  number: 150,
  name: 'databases as sources',
  up: `
    CREATE TABLE source (
      id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, address TEXT NOT NULL, password TEXT, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
    ) STRICT;
    -- content says it all again: it stays true when the connection is changed or gone
    CREATE TABLE batch_source (
      batch_id TEXT PRIMARY KEY REFERENCES batch(id), source_id TEXT REFERENCES source(id) ON DELETE SET NULL, content TEXT NOT NULL
    ) STRICT;
    CREATE INDEX batch_source_by_source ON batch_source (source_id);
  `,
};
