import { type Reader, sql, type Writer } from '../../base/sqlite/index.ts';
import { defaultDriftLimits, driftLimits, type DriftLimits } from '../../contract/drift.ts';

/** The data file in which the state of a batch is kept. */
export interface StoredState {
  readonly file: string;
  readonly key: Uint8Array;
  readonly layout: string;
}

/** The state of a batch that was kept last, or null. */
export function getState(reader: Reader, batch: string): StoredState | null {
  return (
    reader.get<StoredState>(
      sql`SELECT s.data_file_id AS file, f.key, s.layout FROM profile_state s JOIN data_file f ON f.id = s.data_file_id WHERE s.batch_id = ${batch}`,
    ) ?? null
  );
}

/** Keeps the state of a batch in the place of an older one. */
export function putState(writer: Writer, batch: string, layout: string, file: string, at: string): void {
  writer.run(sql`INSERT INTO profile_state (batch_id, layout, data_file_id, at) VALUES (${batch}, ${layout}, ${file}, ${at})
    ON CONFLICT (batch_id) DO UPDATE SET layout = excluded.layout, data_file_id = excluded.data_file_id, at = excluded.at`);
}

/** JSON text of the profile of a whole dataset, if it is about this basis. */
export function getWhole(reader: Reader, dataset: string, basis: string): string | null {
  return reader.value<string>(sql`SELECT content FROM whole_profile WHERE dataset_id = ${dataset} AND basis = ${basis}`) ?? null;
}

/** JSON text of the structure of a whole dataset, if it is about this basis. */
export function getWholeStructure(reader: Reader, dataset: string, basis: string): string | null {
  return reader.value<string>(sql`SELECT content FROM whole_structure WHERE dataset_id = ${dataset} AND basis = ${basis}`) ?? null;
}

export function putWholeStructure(writer: Writer, dataset: string, basis: string, content: string, at: string): void {
  writer.run(sql`INSERT INTO whole_structure (dataset_id, basis, content, at) VALUES (${dataset}, ${basis}, ${content}, ${at})
    ON CONFLICT (dataset_id) DO UPDATE SET basis = excluded.basis, content = excluded.content, at = excluded.at`);
}

export function putWhole(writer: Writer, dataset: string, basis: string, content: string, at: string): void {
  writer.run(sql`INSERT INTO whole_profile (dataset_id, basis, content, at) VALUES (${dataset}, ${basis}, ${content}, ${at})
    ON CONFLICT (dataset_id) DO UPDATE SET basis = excluded.basis, content = excluded.content, at = excluded.at`);
}

/** By which limits comparisons are judged, and whether somebody set them. */
export function getDriftLimits(reader: Reader): { readonly limits: DriftLimits; readonly own: boolean } {
  const text = reader.value<string>(sql`SELECT limits FROM drift_limits`);
  return text === undefined ? { limits: defaultDriftLimits, own: false } : { limits: driftLimits.parse(JSON.parse(text)), own: true };
}

/** Sets the limits of comparisons; null forgets them. */
export function putDriftLimits(writer: Writer, limits: DriftLimits | null, at: string, byId: string): void {
  if (limits === null) writer.run(sql`DELETE FROM drift_limits`);
  else writer.run(sql`INSERT OR REPLACE INTO drift_limits (id, limits, at, by_id) VALUES (1, ${JSON.stringify(limits)}, ${at}, ${byId})`);
}
