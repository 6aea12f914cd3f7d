import type { Migration } from '../../base/sqlite/index.ts';

export const m0010: Migration = {
  number: 10,
  name: 'workspace',
  up: `
    CREATE TABLE workspace (id TEXT PRIMARY KEY, name TEXT NOT NULL, unit TEXT NOT NULL, sample INTEGER NOT NULL, created_at TEXT NOT NULL) STRICT;
    CREATE TABLE user (
      id TEXT PRIMARY KEY, account TEXT NOT NULL UNIQUE, name TEXT NOT NULL, role TEXT NOT NULL, unit TEXT NOT NULL,
      public_key BLOB NOT NULL,
      -- the signed request by which a platform learns this person's key (made while the private key was at hand)
      enrolment TEXT NOT NULL, disabled INTEGER NOT NULL DEFAULT 0, created_at TEXT NOT NULL
    ) STRICT;
    CREATE TABLE setting (user_id TEXT NOT NULL REFERENCES user(id), key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (user_id, key)) STRICT;

    -- every file under data/ that the workspace owns; a file that no row names is rubbish
    CREATE TABLE data_file (
      id TEXT PRIMARY KEY, kind TEXT NOT NULL, key BLOB NOT NULL, bytes INTEGER NOT NULL, sha256 TEXT NOT NULL, created_at TEXT NOT NULL
    ) STRICT;

    CREATE TABLE job (
      id TEXT PRIMARY KEY, method TEXT NOT NULL, title TEXT NOT NULL, input TEXT NOT NULL, state TEXT NOT NULL,
      started_at TEXT NOT NULL, ended_at TEXT, error_code TEXT, error_params TEXT NOT NULL DEFAULT '{}', user_id TEXT NOT NULL
    ) STRICT;

    CREATE TABLE audit (
      n INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, object TEXT NOT NULL,
      details TEXT NOT NULL, prev TEXT NOT NULL, hash TEXT NOT NULL
    ) STRICT;
    CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
    CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
  `,
};
