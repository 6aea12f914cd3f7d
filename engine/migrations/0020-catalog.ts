import type { Migration } from '../../base/sqlite/index.ts';

export const m0020: Migration = {
  number: 20,
  name: 'catalog',
  up: `
    CREATE TABLE unit (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, code TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('city', 'district')), created_at TEXT NOT NULL) STRICT;
    CREATE TABLE resource (
      id TEXT PRIMARY KEY, version INTEGER NOT NULL, state TEXT NOT NULL CHECK (state IN ('draft', 'in-review', 'returned', 'published', 'withdrawn')),
      name TEXT NOT NULL, provider TEXT NOT NULL, sharing TEXT NOT NULL, fields TEXT NOT NULL, tags TEXT NOT NULL,
      -- lower-case words people search by: Chinese text, full pinyin and initials
      search TEXT NOT NULL, updated_at TEXT NOT NULL, updated_by TEXT NOT NULL REFERENCES user(id), created_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX resource_by_name ON resource(name);
    CREATE TABLE resource_version (
      resource_id TEXT NOT NULL REFERENCES resource(id), version INTEGER NOT NULL, state TEXT NOT NULL, fields TEXT NOT NULL, tags TEXT NOT NULL,
      at TEXT NOT NULL, by_id TEXT NOT NULL REFERENCES user(id), PRIMARY KEY (resource_id, version)
    ) STRICT;
    CREATE TABLE resource_sequence (classification TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT;
  `,
};
