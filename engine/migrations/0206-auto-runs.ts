import type { Migration } from '../../base/sqlite/index.ts';

/** Checks that go by themselves: what somebody planned for a dataset, and every such check with what came of it. */
export const m0206: Migration = {
  number: 206,
  name: 'checks that go by themselves',
  up: `
    CREATE TABLE run_plan (
      dataset_id TEXT PRIMARY KEY REFERENCES dataset(id), arrival TEXT NOT NULL CHECK (arrival IN ('off', 'accepted', 'imported')), schedule TEXT,
      -- arrivals before it are not looked at
      since TEXT NOT NULL,
      -- the due time up to which everything is in the list below
      last_due TEXT, by_id TEXT NOT NULL REFERENCES user(id)
    ) STRICT;
    CREATE TABLE auto_run (
      id TEXT PRIMARY KEY, dataset_id TEXT NOT NULL REFERENCES dataset(id), batch_id TEXT REFERENCES batch(id),
      reason TEXT NOT NULL CHECK (reason IN ('arrival', 'schedule', 'made-up')), due_at TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'skipped', 'failed')), attempts INTEGER NOT NULL DEFAULT 0,
      run_id TEXT REFERENCES quality_run(id), code TEXT, params TEXT NOT NULL DEFAULT '{}', ended_at TEXT
    ) STRICT;
    CREATE INDEX auto_run_by_state ON auto_run(state, due_at);
    CREATE UNIQUE INDEX auto_run_of_arrival ON auto_run(batch_id) WHERE reason = 'arrival';
  `,
};
