import type { Migration } from '../../base/sqlite/index.ts';

/** The check of a dataset whose batches were appended, and what was found in each of them, so that a further one costs its own rows only. */
export const m0212: Migration = {
  number: 212,
  name: 'checks of whole datasets',
  up: `
    CREATE TABLE check_state (
      batch_id TEXT PRIMARY KEY REFERENCES batch(id),
      -- digest of the rules, columns and code lists that it was made by
      layout TEXT NOT NULL, data_file_id TEXT NOT NULL REFERENCES data_file(id), at TEXT NOT NULL
    ) STRICT;
    CREATE TABLE whole_check (
      dataset_id TEXT PRIMARY KEY REFERENCES dataset(id),
      -- digest of all that it depends on
      basis TEXT NOT NULL, content TEXT NOT NULL, at TEXT NOT NULL, by_id TEXT NOT NULL REFERENCES user(id)
    ) STRICT;
  `,
};
