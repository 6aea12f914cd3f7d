import { type Reader, sql, type Writer } from '../../base/sqlite/index.ts';

/** The data file in which the state of a batch's check is kept. */
export interface StoredCheckState {
  readonly file: string;
  readonly key: Uint8Array;
  readonly layout: string;
}

/** The state of a batch's check that was kept last, or null. */
export function getCheckState(reader: Reader, batch: string): StoredCheckState | null {
  return (
    reader.get<StoredCheckState>(
      sql`SELECT s.data_file_id AS file, f.key, s.layout FROM check_state s JOIN data_file f ON f.id = s.data_file_id WHERE s.batch_id = ${batch}`,
    ) ?? null
  );
}

/** Keeps the state of a batch's check in the place of an older one. */
export function putCheckState(
  writer: Writer,
  { batch, layout, file, at }: { readonly batch: string; readonly layout: string; readonly file: string; readonly at: string },
): void {
  writer.run(sql`INSERT INTO check_state (batch_id, layout, data_file_id, at) VALUES (${batch}, ${layout}, ${file}, ${at})
    ON CONFLICT (batch_id) DO UPDATE SET layout = excluded.layout, data_file_id = excluded.data_file_id, at = excluded.at`);
}

/** The check of a whole dataset that is kept: JSON text, what it is about, and the file of its failing rows (null in checks of before they were kept). */
export interface StoredWholeCheck {
  readonly dataset: string;
  readonly basis: string;
  readonly content: string;
  readonly findings: string | null;
}

const stored = sql`SELECT dataset_id AS dataset, basis, content, findings_file_id AS findings FROM whole_check`;

/** The check of a whole dataset that was kept last, or null. */
export function getWholeCheck(reader: Reader, dataset: string): StoredWholeCheck | null {
  return reader.get<StoredWholeCheck>(sql`${stored} WHERE dataset_id = ${dataset}`) ?? null;
}

/** The check of a whole dataset with this file of failing rows, or null. */
export function wholeCheckOf(reader: Reader, findings: string): StoredWholeCheck | null {
  return reader.get<StoredWholeCheck>(sql`${stored} WHERE findings_file_id = ${findings}`) ?? null;
}

/** Keeps the check of a whole dataset in the place of an older one. */
export function putWholeCheck(writer: Writer, of: StoredWholeCheck & { readonly at: string; readonly byId: string }): void {
  writer.run(sql`INSERT INTO whole_check (dataset_id, basis, content, findings_file_id, at, by_id) VALUES (${of.dataset}, ${of.basis}, ${of.content}, ${of.findings}, ${of.at}, ${of.byId})
    ON CONFLICT (dataset_id) DO UPDATE SET basis = excluded.basis, content = excluded.content, findings_file_id = excluded.findings_file_id, at = excluded.at, by_id = excluded.by_id`);
}
