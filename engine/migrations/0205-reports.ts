import type { Migration } from '../../base/sqlite/index.ts';

/** Reports that were written to files: what each was about and the digest of what it said. */
export const m0205: Migration = {
  number: 205,
  name: 'reports made',
  up: `
    CREATE TABLE report_made (
      id TEXT PRIMARY KEY, type TEXT NOT NULL, report TEXT NOT NULL, title TEXT NOT NULL, subject TEXT NOT NULL, format TEXT NOT NULL,
      file_name TEXT NOT NULL, digest TEXT NOT NULL, draft INTEGER NOT NULL, at TEXT NOT NULL, by_id TEXT NOT NULL REFERENCES user(id)
    ) STRICT;
    CREATE INDEX report_made_by_time ON report_made(at);
  `,
};
