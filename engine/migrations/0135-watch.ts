import type { Migration } from '../../base/sqlite/index.ts';

/** Folders that are watched for new files, and what became of each file: so that none is taken twice and none forgotten, over restarts too. */
export const m0135: Migration = {
  number: 135,
  name: 'watched folders',
  up: `
    CREATE TABLE watch_rule (
      id TEXT PRIMARY KEY, folder TEXT NOT NULL, pattern TEXT NOT NULL, dataset_id TEXT NOT NULL REFERENCES dataset(id),
      paused INTEGER NOT NULL DEFAULT 0, created_at TEXT NOT NULL, by_id TEXT NOT NULL REFERENCES user(id)
    ) STRICT;
    -- one row a version of a file; a file that is written again is another version
    CREATE TABLE watch_file (
      id TEXT PRIMARY KEY, rule_id TEXT NOT NULL REFERENCES watch_rule(id) ON DELETE CASCADE, name TEXT NOT NULL, bytes INTEGER NOT NULL,
      modified_at TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('imported', 'known', 'skipped', 'failed', 'dismissed')),
      batch_id TEXT REFERENCES batch(id), code TEXT, params TEXT NOT NULL DEFAULT '{}', at TEXT NOT NULL,
      UNIQUE (rule_id, name, bytes, modified_at)
    ) STRICT;
  `,
};
