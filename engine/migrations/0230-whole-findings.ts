import type { Migration } from '../../base/sqlite/index.ts';

/** The failing rows of a check of a whole dataset; checks of before kept none. */
export const m0230: Migration = {
  number: 230,
  name: 'findings of checks of whole datasets',
  up: `ALTER TABLE whole_check ADD COLUMN findings_file_id TEXT REFERENCES data_file(id);`,
};
