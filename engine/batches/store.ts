import { type Reader, sql, type Writer } from '../../base/sqlite/index.ts';
import type { Comparison } from '../../contract/methods/batches.ts';

interface Stored {
  readonly base: string;
  readonly key: string;
  readonly mode: Comparison['mode'];
  readonly counts: string;
  readonly file: string;
  readonly fileKey: Uint8Array;
}

/** A comparison as it is kept, with the data file of its changes. */
export interface StoredComparison {
  readonly comparison: Comparison;
  readonly file: string;
  readonly fileKey: Uint8Array;
}

/** What keeps a decision on a batch from being taken back. */
export interface DecisionHold {
  /** Number of the first batch that was accepted after it. */
  readonly followedBy: number | null;
  /** Accepted batches before it. */
  readonly before: number;
  /** Runs over it that are under review or approved. */
  readonly reviewed: number;
  /** 1: its rows are gone, because a repair was taken back. */
  readonly removed: number;
}

/** Looks for what was built on the decision about a batch. */
export function holdOf(reader: Reader, batch: string): DecisionHold {
  const hold = reader.get<DecisionHold>(sql`SELECT
      (SELECT min(l.number) FROM batch l JOIN batch_decision c ON c.batch_id = l.id
        WHERE l.dataset_id = b.dataset_id AND l.number > b.number AND c.state = 'accepted') AS followedBy,
      (SELECT count(*) FROM batch e JOIN batch_decision c ON c.batch_id = e.id
        WHERE e.dataset_id = b.dataset_id AND e.number < b.number AND c.state = 'accepted') AS before,
      (SELECT count(*) FROM review v JOIN quality_run r ON r.id = v.subject_id
        WHERE v.subject = 'qualityRun' AND v.state IN ('pending', 'approved') AND r.batch_id = b.id) AS reviewed,
      b.removed_at IS NOT NULL AS removed
    FROM batch b WHERE b.id = ${batch}`);
  return hold ?? { followedBy: null, before: 0, reviewed: 0, removed: 1 };
}

/** The comparison of a batch that was made last, or null. */
export function getComparison(reader: Reader, batch: string): StoredComparison | null {
  const row = reader.get<Stored>(sql`SELECT k.base, k.key_columns AS key, k.mode, k.counts, k.data_file_id AS file, f.key AS fileKey
    FROM comparison k JOIN data_file f ON f.id = k.data_file_id WHERE k.batch_id = ${batch}`);
  if (!row) return null;
  const own = { batch, base: JSON.parse(row.base) as string[], key: JSON.parse(row.key) as string[], mode: row.mode };
  const counts = JSON.parse(row.counts) as Omit<Comparison, keyof typeof own>;
  return { comparison: { ...own, ...counts }, file: row.file, fileKey: row.fileKey };
}

/** Keeps a comparison in the place of an older one. */
export function putComparison(writer: Writer, { batch, base, key, mode, ...counts }: Comparison, file: string, at: string): void {
  writer.run(sql`INSERT INTO comparison (batch_id, base, key_columns, mode, counts, data_file_id, at)
    VALUES (${batch}, ${JSON.stringify(base)}, ${JSON.stringify(key)}, ${mode}, ${JSON.stringify(counts)}, ${file}, ${at})
    ON CONFLICT (batch_id) DO UPDATE SET base = excluded.base, key_columns = excluded.key_columns, mode = excluded.mode, counts = excluded.counts,
      data_file_id = excluded.data_file_id, at = excluded.at`);
}
