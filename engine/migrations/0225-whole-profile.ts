import type { Migration } from '../../base/sqlite/index.ts';

/** The profile of a dataset whose batches were appended, and what was counted of each of them, so that a further one costs its own rows only. */
export const m0225: Migration = {
  number: 225,
  name: 'profiles of whole datasets',
  up: `
    CREATE TABLE profile_state (
      batch_id TEXT PRIMARY KEY REFERENCES batch(id),
      -- the columns that were counted, in order: positions in the batch and semantic kinds
      layout TEXT NOT NULL, data_file_id TEXT NOT NULL REFERENCES data_file(id), at TEXT NOT NULL
    ) STRICT;
    CREATE TABLE whole_profile (
      dataset_id TEXT PRIMARY KEY REFERENCES dataset(id),
      -- the batches and columns that it is about
      basis TEXT NOT NULL, content TEXT NOT NULL, at TEXT NOT NULL
    ) STRICT;
  `,
};
