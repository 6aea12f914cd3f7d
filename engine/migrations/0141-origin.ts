import type { Migration } from '../../base/sqlite/index.ts';

/** A batch may come from a table that was pasted. */
export const m0141: Migration = {
  number: 141,
  name: 'where a batch came from: a file or the clipboard',
  up: `ALTER TABLE batch ADD COLUMN origin TEXT NOT NULL DEFAULT 'file';`,
};
