import type { Migration } from '../../base/sqlite/index.ts';

/** Waivers: failures that two people agreed not to count, for a whole rule or for rows known by a fingerprint of key and value. */
export const m0171: Migration = {
  number: 171,
  name: 'waivers',
  up: `
    CREATE TABLE waiver (
      id TEXT PRIMARY KEY, dataset_id TEXT NOT NULL REFERENCES dataset(id), rule TEXT NOT NULL, issue_id TEXT NOT NULL REFERENCES issue(id),
      kind TEXT NOT NULL CHECK (kind IN ('accepted-exception', 'false-alarm')), scope TEXT NOT NULL CHECK (scope IN ('rule', 'unit', 'rows')),
      unit_column TEXT, share TEXT, key_columns TEXT NOT NULL, value_columns TEXT NOT NULL, row_count INTEGER NOT NULL, until TEXT, reason TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('pending', 'active', 'declined', 'withdrawn', 'ended')), by_id TEXT NOT NULL, at TEXT NOT NULL,
      checker_id TEXT, decided_at TEXT, decision TEXT, ended_at TEXT, CHECK (checker_id IS NULL OR checker_id <> by_id)
    ) STRICT;
    CREATE INDEX waiver_of_dataset ON waiver(dataset_id, state);
    CREATE INDEX waiver_of_issue ON waiver(issue_id);
    CREATE TABLE waiver_row (waiver_id TEXT NOT NULL REFERENCES waiver(id), print BLOB NOT NULL, PRIMARY KEY (waiver_id, print)) STRICT, WITHOUT ROWID;
  `,
};
