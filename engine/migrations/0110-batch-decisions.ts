import type { Migration } from '../../base/sqlite/index.ts';

/**
 * A batch is taken in first and accepted afterwards, by somebody who has seen what changed. Batches of before count as accepted, each in the place
 * of the one before it: that is how they were used.
 */
export const m0110: Migration = {
  number: 110,
  name: 'keys of datasets, decisions on batches',
  up: `
    ALTER TABLE dataset ADD COLUMN key_columns TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE dataset ADD COLUMN batch_mode TEXT NOT NULL DEFAULT 'replace' CHECK (batch_mode IN ('replace', 'append'));
    CREATE TABLE batch_decision (
      batch_id TEXT PRIMARY KEY REFERENCES batch(id), state TEXT NOT NULL CHECK (state IN ('accepted', 'declined')),
      mode TEXT NOT NULL CHECK (mode IN ('replace', 'append')), note TEXT NOT NULL, at TEXT NOT NULL, by_id TEXT NOT NULL REFERENCES user(id)
    ) STRICT;
    INSERT INTO batch_decision (batch_id, state, mode, note, at, by_id) SELECT id, 'accepted', 'replace', '', imported_at, imported_by FROM batch;
    -- rows of a batch against what the dataset held before; found anew when asked for with another key
    CREATE TABLE comparison (
      batch_id TEXT PRIMARY KEY REFERENCES batch(id), base TEXT NOT NULL, key_columns TEXT NOT NULL, mode TEXT NOT NULL, counts TEXT NOT NULL,
      data_file_id TEXT NOT NULL REFERENCES data_file(id), at TEXT NOT NULL
    ) STRICT;
  `,
};
