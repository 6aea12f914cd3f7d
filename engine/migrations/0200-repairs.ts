import type { Migration } from '../../base/sqlite/index.ts';

/**
 * Repairs and the batches they make. A derived batch has a number of its own but stands where the delivery stands that it came from: an older delivery that
 * is repaired today is not newer than what came after it.
 */
export const m0200: Migration = {
  number: 200,
  name: 'repairs and derived batches',
  up: `
    ALTER TABLE batch ADD COLUMN parent_id TEXT REFERENCES batch(id);
    ALTER TABLE batch ADD COLUMN delivery INTEGER;
    ALTER TABLE batch ADD COLUMN removed_at TEXT;
    CREATE INDEX batch_by_parent ON batch(parent_id) WHERE parent_id IS NOT NULL;
    ALTER TABLE dataset ADD COLUMN repair_mode TEXT NOT NULL DEFAULT 'offer' CHECK (repair_mode IN ('off', 'offer', 'apply'));
    CREATE TABLE repair_recipe (
      dataset_id TEXT NOT NULL REFERENCES dataset(id), version INTEGER NOT NULL, steps TEXT NOT NULL, at TEXT NOT NULL,
      by_id TEXT NOT NULL REFERENCES user(id), PRIMARY KEY (dataset_id, version)
    ) STRICT;
    -- what was found for a batch, masked; found anew when it is not there
    CREATE TABLE repair_proposal (batch_id TEXT PRIMARY KEY REFERENCES batch(id), content TEXT NOT NULL, at TEXT NOT NULL) STRICT;
    -- how a derived batch came to be; the log of its changed cells is a data file, gone when it is undone
    CREATE TABLE derivation (
      batch_id TEXT PRIMARY KEY REFERENCES batch(id), recipe_version INTEGER NOT NULL, steps TEXT NOT NULL, counts TEXT NOT NULL,
      rows_changed INTEGER NOT NULL, cells_changed INTEGER NOT NULL, changes_file_id TEXT REFERENCES data_file(id)
    ) STRICT;
    DROP VIEW latest_batch;
    CREATE VIEW latest_batch AS
      SELECT b.dataset_id, b.id AS batch_id, b.number, max(coalesce(b.delivery, b.number) * 1000000 + b.number) AS place
      FROM batch b JOIN batch_decision c ON c.batch_id = b.id WHERE c.state = 'accepted' GROUP BY b.dataset_id;
  `,
};
