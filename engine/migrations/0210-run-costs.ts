import type { Migration } from '../../base/sqlite/index.ts';

/** What a check spent on each of its rules; null for checks from before. */
export const m0210: Migration = {
  number: 210,
  name: 'costs of a check',
  up: `ALTER TABLE quality_run ADD COLUMN costs TEXT;`,
};
