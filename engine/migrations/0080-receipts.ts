import type { Migration } from '../../base/sqlite/index.ts';

/** A platform that was put back to an older copy gives the numbers of its receipts out again: a number names no receipt, each receipt is kept. */
export const m0080: Migration = {
  number: 80,
  name: 'receipts by their own id',
  up: `
    CREATE TABLE kept_receipt (id INTEGER PRIMARY KEY, epoch TEXT NOT NULL, n INTEGER NOT NULL, envelope TEXT NOT NULL, at TEXT NOT NULL) STRICT;
    INSERT INTO kept_receipt (epoch, n, envelope, at) SELECT epoch, n, envelope, at FROM receipt ORDER BY rowid;
    DROP TABLE receipt;
    ALTER TABLE kept_receipt RENAME TO receipt;
    CREATE INDEX receipt_by_number ON receipt(epoch, n);
    ALTER TABLE outbox ADD COLUMN receipt_id INTEGER REFERENCES receipt(id);
    UPDATE outbox SET receipt_id = (SELECT max(r.id) FROM receipt r WHERE r.n = outbox.receipt_n) WHERE receipt_n IS NOT NULL;
  `,
};
