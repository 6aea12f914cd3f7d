import type { Migration } from '../../base/sqlite/index.ts';

/**
 * Issues by responsible unit: where a dataset names the column that says whose a row is, each unit has an issue of its own. `share` is that column's
 * value (empty: rows that name nobody), null for an issue about all failing rows. Both tables are written anew because a CHECK cannot be changed.
 */
export const m0170: Migration = {
  number: 170,
  name: 'issues by unit',
  up: `
    CREATE TABLE issue_anew (
      id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, dataset_id TEXT NOT NULL REFERENCES dataset(id), rule TEXT NOT NULL, share TEXT, kind TEXT NOT NULL, columns TEXT NOT NULL,
      severity TEXT NOT NULL, unit TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('open', 'assigned', 'working', 'returned', 'fixed', 'closed')), failed INTEGER NOT NULL,
      occurrences INTEGER NOT NULL, first_run TEXT NOT NULL REFERENCES quality_run(id), last_run TEXT NOT NULL REFERENCES quality_run(id),
      due_at TEXT, resolution TEXT, updated_at TEXT NOT NULL
    ) STRICT;
    INSERT INTO issue_anew SELECT id, number, dataset_id, rule, NULL, kind, columns, severity, unit, state, failed, occurrences, first_run, last_run, due_at, resolution, updated_at FROM issue;
    CREATE TABLE issue_event_anew (
      issue_id TEXT NOT NULL REFERENCES issue_anew(id), n INTEGER NOT NULL, at TEXT NOT NULL, by_id TEXT NOT NULL, what TEXT NOT NULL, comment TEXT NOT NULL,
      run_id TEXT, failed INTEGER, PRIMARY KEY (issue_id, n)
    ) STRICT;
    INSERT INTO issue_event_anew SELECT * FROM issue_event;
    DROP TABLE issue_event;
    DROP TABLE issue;
    ALTER TABLE issue_anew RENAME TO issue;
    ALTER TABLE issue_event_anew RENAME TO issue_event;
    -- one issue for a rule of a dataset and a unit, re-opened and never doubled
    CREATE UNIQUE INDEX issue_of_rule ON issue(dataset_id, rule, ifnull(share, char(0)));
    -- how many of a rule's failing rows each unit has
    CREATE TABLE rule_failure_share (
      run_id TEXT NOT NULL, rule TEXT NOT NULL, share TEXT NOT NULL, failed INTEGER NOT NULL, PRIMARY KEY (run_id, rule, share),
      FOREIGN KEY (run_id, rule) REFERENCES rule_failure(run_id, rule)
    ) STRICT, WITHOUT ROWID;
    -- the column of a dataset that names the responsible unit of each row
    CREATE TABLE unit_column (dataset_id TEXT PRIMARY KEY REFERENCES dataset(id), name TEXT NOT NULL) STRICT;
    -- how many working days there are by default, and days that differ from what the calendar of the program says
    CREATE TABLE due_rule (one INTEGER PRIMARY KEY CHECK (one = 1), days INTEGER NOT NULL) STRICT;
    CREATE TABLE calendar_day (day TEXT PRIMARY KEY, works INTEGER NOT NULL CHECK (works IN (0, 1))) STRICT, WITHOUT ROWID;
  `,
};
