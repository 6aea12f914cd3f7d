import type { Migration } from '../../base/sqlite/index.ts';

/** Batches derived from the corrections of a rework sheet: they have a sheet in the place of a recipe. */
export const m0255: Migration = {
  number: 255,
  name: 'corrections of rework sheets applied',
  up: `
    CREATE TABLE derivation_anew (
      batch_id TEXT PRIMARY KEY REFERENCES batch(id), recipe_version INTEGER, sheet_id TEXT REFERENCES rework_sheet(id), steps TEXT NOT NULL, counts TEXT NOT NULL,
      rows_changed INTEGER NOT NULL, cells_changed INTEGER NOT NULL, changes_file_id TEXT REFERENCES data_file(id), CHECK ((recipe_version IS NULL) <> (sheet_id IS NULL))
    ) STRICT;
    INSERT INTO derivation_anew SELECT batch_id, recipe_version, NULL, steps, counts, rows_changed, cells_changed, changes_file_id FROM derivation;
    DROP TABLE derivation;
    ALTER TABLE derivation_anew RENAME TO derivation;
    CREATE INDEX derivation_of_sheet ON derivation(sheet_id) WHERE sheet_id IS NOT NULL;
  `,
};
