import type { Migration } from '../../base/sqlite/index.ts';

/** From which measures on a column of two batches counts as changed, where people said so. */
export const m0265: Migration = {
  number: 265,
  name: 'limits of comparisons',
  up: `
    CREATE TABLE drift_limits (id INTEGER PRIMARY KEY CHECK (id = 1), limits TEXT NOT NULL, at TEXT NOT NULL, by_id TEXT NOT NULL REFERENCES user(id)) STRICT;
  `,
};
