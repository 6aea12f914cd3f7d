import type { Migration } from '../../base/sqlite/index.ts';

/** What columns have to do with each other is found after the import, when somebody looks, and kept. */
export const m0090: Migration = {
  number: 90,
  name: 'structure of a batch',
  up: `CREATE TABLE structure (batch_id TEXT PRIMARY KEY REFERENCES batch(id), content TEXT NOT NULL, at TEXT NOT NULL) STRICT;`,
};
