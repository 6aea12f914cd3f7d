import type { Migration } from '../../base/sqlite/index.ts';

/** How the files of a dataset are read, what their columns are called, and what was corrected of them, for the next file. */
export const m0130: Migration = {
  number: 130,
  name: 'what a dataset remembers of its files',
  up: `ALTER TABLE dataset ADD COLUMN intake_memory TEXT NOT NULL DEFAULT '{}';`,
};
