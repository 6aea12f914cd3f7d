import type { Migration } from '../../base/sqlite/index.ts';

export const m0070: Migration = {
  number: 70,
  name: 'review and sync',
  up: `
    CREATE TABLE review (
      id TEXT PRIMARY KEY, subject TEXT NOT NULL CHECK (subject IN ('qualityRun', 'resource')), subject_id TEXT NOT NULL, title TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('pending', 'approved', 'rejected', 'withdrawn')), maker_id TEXT NOT NULL REFERENCES user(id), submitted_at TEXT NOT NULL,
      comment TEXT NOT NULL, checker_id TEXT REFERENCES user(id), decided_at TEXT, decision TEXT, content TEXT NOT NULL, content_sha256 TEXT NOT NULL,
      -- the second of three places where maker and checker are kept apart; the others are the command and the platform
      CHECK (checker_id IS NULL OR checker_id <> maker_id),
      CHECK ((state IN ('approved', 'rejected')) = (checker_id IS NOT NULL))
    ) STRICT;
    CREATE UNIQUE INDEX review_pending ON review(subject, subject_id) WHERE state = 'pending';

    -- immutable from the second of approval
    CREATE TABLE result_package (
      digest TEXT PRIMARY KEY, kind TEXT NOT NULL, title TEXT NOT NULL, key TEXT NOT NULL, revision INTEGER NOT NULL, envelope TEXT NOT NULL, bytes INTEGER NOT NULL,
      review_id TEXT NOT NULL UNIQUE REFERENCES review(id), created_at TEXT NOT NULL, UNIQUE (key, revision)
    ) STRICT;
    CREATE TRIGGER result_package_no_update BEFORE UPDATE ON result_package BEGIN SELECT RAISE(ABORT, 'a result package is immutable'); END;
    CREATE TRIGGER result_package_no_delete BEFORE DELETE ON result_package BEGIN SELECT RAISE(ABORT, 'a result package is immutable'); END;

    CREATE TABLE stream (id TEXT PRIMARY KEY, started_at TEXT NOT NULL, closed_at TEXT) STRICT;
    CREATE UNIQUE INDEX stream_open ON stream(closed_at IS NULL) WHERE closed_at IS NULL;
    CREATE TABLE outbox (
      digest TEXT PRIMARY KEY REFERENCES result_package(digest), stream TEXT NOT NULL REFERENCES stream(id), seq INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('queued', 'received', 'applied', 'held', 'rejected', 'superseded', 'withdrawn')), code TEXT,
      queued_at TEXT NOT NULL, sent_at TEXT, ended_at TEXT, receipt_n INTEGER, UNIQUE (stream, seq)
    ) STRICT;
    CREATE INDEX outbox_by_state ON outbox(state, stream, seq);
    CREATE TABLE receipt (epoch TEXT NOT NULL, n INTEGER NOT NULL, envelope TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (epoch, n)) STRICT;
    CREATE TABLE platform (
      id INTEGER PRIMARY KEY CHECK (id = 1), url TEXT NOT NULL, name TEXT NOT NULL, epoch TEXT NOT NULL, public_key BLOB NOT NULL, token TEXT NOT NULL,
      connected_at TEXT NOT NULL, last_contact_at TEXT, enrolled_users TEXT NOT NULL
    ) STRICT;
  `,
};
