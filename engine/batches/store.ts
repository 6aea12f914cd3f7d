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
