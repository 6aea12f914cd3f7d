import type { Migration } from '../../base/sqlite/index.ts';

export const m0050: Migration = {
  number: 50,
  name: 'issues',
  up: `
    -- what each run's failing rules were: from these issues are opened
    CREATE TABLE rule_failure (
      run_id TEXT NOT NULL REFERENCES quality_run(id), dataset_id TEXT NOT NULL REFERENCES dataset(id), rule TEXT NOT NULL, kind TEXT NOT NULL, columns TEXT NOT NULL,
      severity TEXT NOT NULL, failed INTEGER NOT NULL, PRIMARY KEY (run_id, rule)
    ) STRICT;
    CREATE TABLE issue (
      id TEXT PRIMARY KEY, number TEXT NOT NULL UNIQUE, dataset_id TEXT NOT NULL REFERENCES dataset(id), rule TEXT NOT NULL, kind TEXT NOT NULL, columns TEXT NOT NULL,
      severity TEXT NOT NULL, unit TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('open', 'assigned', 'fixed', 'closed')), failed INTEGER NOT NULL,
      occurrences INTEGER NOT NULL, first_run TEXT NOT NULL REFERENCES quality_run(id), last_run TEXT NOT NULL REFERENCES quality_run(id),
      due_at TEXT, resolution TEXT, updated_at TEXT NOT NULL
    ) STRICT;
    -- one issue for a rule of a dataset, re-opened and never doubled
    CREATE UNIQUE INDEX issue_of_rule ON issue(dataset_id, rule);
    CREATE TABLE issue_event (
      issue_id TEXT NOT NULL REFERENCES issue(id), n INTEGER NOT NULL, at TEXT NOT NULL, by_id TEXT NOT NULL, what TEXT NOT NULL, comment TEXT NOT NULL,
      run_id TEXT, failed INTEGER, PRIMARY KEY (issue_id, n)
    ) STRICT;
  `,
};
