import type { Migration } from '../../base/sqlite/index.ts';

/** Reference data: code lists of the workspace, and newer editions of bundled ones. A version is never changed; it can be withdrawn. */
export const m0215: Migration = {
  number: 215,
  name: 'code lists',
  up: `
    CREATE TABLE code_list (name TEXT NOT NULL, plain TEXT PRIMARY KEY, title TEXT) STRICT, WITHOUT ROWID;
    CREATE TABLE code_list_version (
      list TEXT NOT NULL REFERENCES code_list(plain), version INTEGER NOT NULL, edition TEXT NOT NULL, source TEXT NOT NULL, licence TEXT NOT NULL,
      file_name TEXT NOT NULL, entry_count INTEGER NOT NULL, digest TEXT NOT NULL, at TEXT NOT NULL, by_id TEXT NOT NULL REFERENCES user(id),
      withdrawn_at TEXT, withdrawn_by TEXT REFERENCES user(id), withdrawn_why TEXT,
      PRIMARY KEY (list, version)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE code_list_entry (
      list TEXT NOT NULL, version INTEGER NOT NULL, n INTEGER NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL,
      valid_from TEXT, valid_to TEXT, parent TEXT,
      PRIMARY KEY (list, version, n), FOREIGN KEY (list, version) REFERENCES code_list_version(list, version)
    ) STRICT, WITHOUT ROWID;
  `,
};
