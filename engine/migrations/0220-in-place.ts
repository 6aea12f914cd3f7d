import type { Migration } from '../../base/sqlite/index.ts';

/** Checks of tables where they are: they have no batch, so each says itself what it looked at. */
export const m0220: Migration = {
  number: 220,
  name: 'checks in place',
  up: `
    CREATE TABLE in_place_run (
      id TEXT PRIMARY KEY, source_id TEXT REFERENCES source(id) ON DELETE SET NULL, target TEXT NOT NULL, content TEXT NOT NULL, detail TEXT NOT NULL,
      started_at TEXT NOT NULL, by_id TEXT NOT NULL REFERENCES user(id)
    ) STRICT;
    CREATE INDEX in_place_run_by_source ON in_place_run(source_id, target, started_at);
  `,
};
