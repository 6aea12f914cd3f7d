import type { Migration } from '../../base/sqlite/index.ts';

/** What everybody takes as the present of a dataset, said once: its newest batch that a person accepted. */
export const m0120: Migration = {
  number: 120,
  name: 'the newest accepted batch of each dataset',
  up: `
    CREATE VIEW latest_batch AS
      SELECT b.dataset_id, b.id AS batch_id, max(b.number) AS number FROM batch b JOIN batch_decision c ON c.batch_id = b.id
      WHERE c.state = 'accepted' GROUP BY b.dataset_id;
  `,
};
