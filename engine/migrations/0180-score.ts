import type { Migration } from '../../base/sqlite/index.ts';

/** Weights and grades that people set, and root causes that were looked for. */
export const m0180: Migration = {
  number: 180,
  name: 'score weights, grades and root causes',
  up: `
    -- owner: the rule set of a rule, '' for the others; what is not listed weighs 1
    CREATE TABLE score_weight (
      level TEXT NOT NULL CHECK (level IN ('unit', 'dataset', 'dimension', 'rule')), owner TEXT NOT NULL, subject TEXT NOT NULL, weight REAL NOT NULL CHECK (weight >= 0),
      at TEXT NOT NULL, by_id TEXT NOT NULL REFERENCES user(id), PRIMARY KEY (level, owner, subject)
    ) STRICT;
    CREATE TABLE grade_bands (id INTEGER PRIMARY KEY CHECK (id = 1), bands TEXT NOT NULL, at TEXT NOT NULL, by_id TEXT NOT NULL REFERENCES user(id)) STRICT;
    -- derived from a run and its batch, which never change: it may be found again at any time
    CREATE TABLE run_causes (run_id TEXT PRIMARY KEY REFERENCES quality_run(id), causes TEXT NOT NULL, at TEXT NOT NULL) STRICT;
  `,
};
