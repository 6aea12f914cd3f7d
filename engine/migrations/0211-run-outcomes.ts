import type { Migration } from '../../base/sqlite/index.ts';

/** Every rule's outcome of a check in short, for trends and for rules that look at earlier checks; null for checks from before. */
export const m0211: Migration = {
  number: 211,
  name: 'outcomes of a check in short',
  up: `ALTER TABLE quality_run ADD COLUMN outcomes TEXT;`,
};
