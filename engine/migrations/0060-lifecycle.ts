import type { Migration } from '../../base/sqlite/index.ts';

export const m0060: Migration = {
  number: 60,
  name: 'lifecycle',
  up: `
    CREATE TABLE lifecycle_event (
      id TEXT PRIMARY KEY, at TEXT NOT NULL, stage TEXT NOT NULL CHECK (stage IN ('acquire', 'store', 'share', 'maintain', 'apply', 'dispose')), kind TEXT NOT NULL,
      dataset_id TEXT REFERENCES dataset(id), unit TEXT, row_count INTEGER, bytes INTEGER, by_id TEXT NOT NULL, subject TEXT NOT NULL
    ) STRICT;
    CREATE INDEX lifecycle_event_by_stage ON lifecycle_event(stage, at);
    CREATE TABLE alert_note (cause TEXT PRIMARY KEY, note TEXT NOT NULL, at TEXT NOT NULL, by_id TEXT NOT NULL REFERENCES user(id)) STRICT;
    CREATE TABLE alert_seen (cause TEXT PRIMARY KEY, since TEXT NOT NULL, closed_at TEXT) STRICT;
  `,
};
