import type { Migration } from '../../base/sqlite/index.ts';

/** What the columns of a dataset of several batches have to do with each other, found when somebody looks, and kept. */
export const m0240: Migration = {
  number: 240,
  name: 'structure of whole datasets',
  up: `
    CREATE TABLE whole_structure (
      dataset_id TEXT PRIMARY KEY REFERENCES dataset(id),
      -- the batches and columns that it is about
      basis TEXT NOT NULL, content TEXT NOT NULL, at TEXT NOT NULL
    ) STRICT;
  `,
};
