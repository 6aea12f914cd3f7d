import type { Migration } from '../../base/sqlite/index.ts';

/** Where a batch came from is told by both digests; those of earlier batches stay unknown, because their sources are gone. */
export const m0100: Migration = {
  number: 100,
  name: 'provenance of a batch',
  up: `
    ALTER TABLE batch ADD COLUMN source_sm3 TEXT;
    ALTER TABLE batch ADD COLUMN source_modified_at TEXT;
  `,
};
