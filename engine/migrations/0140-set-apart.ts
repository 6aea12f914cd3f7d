import type { Migration } from '../../base/sqlite/index.ts';

/** Totals, remarks and repeated headers of a source are counted apart from malformed lines; a wrong byte has a column and a place. */
export const m0140: Migration = {
  number: 140,
  name: 'rows set apart, and the place of wrong bytes',
  up: `
    ALTER TABLE batch ADD COLUMN set_apart_count INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE malformed ADD COLUMN column_name TEXT;
    ALTER TABLE malformed ADD COLUMN position INTEGER;
  `,
};
