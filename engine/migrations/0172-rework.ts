import type { Migration } from '../../base/sqlite/index.ts';

/** Rework sheets that went out, what the units answered row by row, and the corrections they propose. */
export const m0172: Migration = {
  number: 172,
  name: 'rework sheets',
  up: `
    CREATE TABLE rework_sheet (
      id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, issue_id TEXT NOT NULL REFERENCES issue(id), run_id TEXT NOT NULL REFERENCES quality_run(id),
      shown TEXT NOT NULL, answers TEXT NOT NULL, clear INTEGER NOT NULL CHECK (clear IN (0, 1)), row_count INTEGER NOT NULL, at TEXT NOT NULL, by_id TEXT NOT NULL
    ) STRICT;
    CREATE INDEX rework_sheet_of_issue ON rework_sheet(issue_id);
    CREATE TABLE rework_answer (
      sheet_id TEXT NOT NULL REFERENCES rework_sheet(id), row INTEGER NOT NULL, outcome TEXT NOT NULL CHECK (outcome IN ('corrected', 'right', 'unknown', 'gone')),
      note TEXT NOT NULL, at TEXT NOT NULL, by_id TEXT NOT NULL, PRIMARY KEY (sheet_id, row)
    ) STRICT, WITHOUT ROWID;
    -- what should stand in a cell instead; batches never change, so this waits to be applied to a derived one
    CREATE TABLE rework_correction (
      dataset_id TEXT NOT NULL REFERENCES dataset(id), batch_id TEXT NOT NULL REFERENCES batch(id), row INTEGER NOT NULL, "column" TEXT NOT NULL,
      old TEXT, new TEXT, sheet_id TEXT NOT NULL REFERENCES rework_sheet(id), recheck TEXT NOT NULL CHECK (recheck IN ('pass', 'fail', 'none')), at TEXT NOT NULL, by_id TEXT NOT NULL,
      PRIMARY KEY (batch_id, row, "column", sheet_id)
    ) STRICT, WITHOUT ROWID;
  `,
};
