import { empty, type Reader, type Sql, sql, type Writer } from '../../base/sqlite/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { Batch, BatchMode, Dataset, SourceShape, UpdateCycle } from '../../contract/methods/datasets.ts';
import type { BatchColumn } from '../table/index.ts';
import { type Standing, standings } from './decisions.ts';

/** A dataset without what is computed about it. */
export type DatasetRow = Omit<Dataset, 'latest' | 'timeliness'>;

const columnsOfDataset = sql`d.id, d.name, d.unit, d.update_cycle AS updateCycle, d.resource_id AS resource, d.rule_set_id AS ruleSet, d.created_at AS createdAt,
  d.key_columns AS key, d.batch_mode AS mode, (SELECT count(*) FROM batch b WHERE b.dataset_id = d.id AND b.removed_at IS NULL) AS batches, (SELECT count(*) FROM issue i WHERE i.dataset_id = d.id AND i.state <> 'closed') AS openIssues`;

type StoredDataset = Omit<DatasetRow, 'key' | 'content' | 'waiting'> & { readonly key: string };

function asDataset({ key, ...row }: StoredDataset, standing: ReadonlyMap<string, Standing>): DatasetRow {
  const { content, waiting } = standing.get(row.id) ?? { content: [], waiting: [] };
  return { ...row, key: JSON.parse(key) as string[], content, waiting };
}

/** All datasets by name. */
export function listDatasets(reader: Reader): DatasetRow[] {
  const standing = standings(reader);
  return reader
    .all<StoredDataset>(sql`SELECT ${columnsOfDataset} FROM dataset d WHERE d.removed_at IS NULL ORDER BY d.name`)
    .map((row) => asDataset(row, standing));
}

/** One dataset; `not-found` when there is none. */
export function getDataset(reader: Reader, id: string): DatasetRow {
  const row = reader.get<StoredDataset>(sql`SELECT ${columnsOfDataset} FROM dataset d WHERE d.id = ${id} AND d.removed_at IS NULL`);
  if (!row) throw new JiadiError('not-found', { what: 'dataset', name: id });
  return asDataset(row, standings(reader, id));
}

/** The dataset of that name, or null. */
export function datasetByName(reader: Reader, name: string): string | null {
  return reader.value<string>(sql`SELECT id FROM dataset WHERE name = ${name} AND removed_at IS NULL`) ?? null;
}

/** Enters a dataset. */
export function insertDataset(
  writer: Writer,
  d: { readonly id: string; readonly name: string; readonly unit: string; readonly updateCycle: UpdateCycle; readonly at: string },
): void {
  writer.run(
    sql`INSERT INTO dataset (id, name, unit, update_cycle, created_at) VALUES (${d.id}, ${d.name}, ${d.unit}, ${d.updateCycle}, ${d.at})`,
  );
}

/** What a person may change of a dataset. */
export type DatasetChange = Partial<Pick<Dataset, 'name' | 'unit' | 'updateCycle' | 'ruleSet' | 'resource'>>;

/** Changes a dataset; what is left out stays. */
export function updateDataset(writer: Writer, id: string, change: DatasetChange): void {
  const now = getDataset(writer, id);
  const next = { ...now, ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) };
  writer.run(
    sql`UPDATE dataset SET name = ${next.name}, unit = ${next.unit}, update_cycle = ${next.updateCycle}, rule_set_id = ${next.ruleSet}, resource_id = ${next.resource} WHERE id = ${id}`,
  );
}

/** Takes a dataset out of the workspace and returns the ids of its data files; what was decided about it stays. */
export function removeDataset(writer: Writer, id: string, at: string): readonly string[] {
  writer.run(sql`UPDATE dataset SET removed_at = ${at}, resource_id = NULL WHERE id = ${id}`);
  const files = writer.all<{
    id: string;
  }>(sql`SELECT p.data_file_id AS id FROM batch_part p JOIN batch b ON b.id = p.batch_id WHERE b.dataset_id = ${id}
    UNION SELECT k.data_file_id FROM comparison k JOIN batch b ON b.id = k.batch_id WHERE b.dataset_id = ${id}
    UNION SELECT s.data_file_id FROM profile_state s JOIN batch b ON b.id = s.batch_id WHERE b.dataset_id = ${id}
    UNION SELECT s.data_file_id FROM check_state s JOIN batch b ON b.id = s.batch_id WHERE b.dataset_id = ${id}
    UNION SELECT findings_file_id FROM whole_check WHERE dataset_id = ${id} AND findings_file_id IS NOT NULL
    UNION SELECT g.changes_file_id FROM derivation g JOIN batch b ON b.id = g.batch_id WHERE b.dataset_id = ${id} AND g.changes_file_id IS NOT NULL
    UNION SELECT r.findings_file_id FROM quality_run r JOIN batch b ON b.id = r.batch_id WHERE b.dataset_id = ${id} AND r.findings_file_id IS NOT NULL`);
  writer.run(sql`DELETE FROM whole_profile WHERE dataset_id = ${id}`);
  writer.run(sql`DELETE FROM whole_structure WHERE dataset_id = ${id}`);
  writer.run(sql`DELETE FROM profile_state WHERE batch_id IN (SELECT id FROM batch WHERE dataset_id = ${id})`);
  writer.run(sql`DELETE FROM whole_check WHERE dataset_id = ${id}`);
  writer.run(sql`DELETE FROM check_state WHERE batch_id IN (SELECT id FROM batch WHERE dataset_id = ${id})`);
  writer.run(sql`DELETE FROM comparison WHERE batch_id IN (SELECT id FROM batch WHERE dataset_id = ${id})`);
  writer.run(sql`DELETE FROM batch_part WHERE batch_id IN (SELECT id FROM batch WHERE dataset_id = ${id})`);
  writer.run(sql`DELETE FROM malformed WHERE batch_id IN (SELECT id FROM batch WHERE dataset_id = ${id})`);
  writer.run(sql`DELETE FROM profile WHERE batch_id IN (SELECT id FROM batch WHERE dataset_id = ${id})`);
  writer.run(sql`DELETE FROM structure WHERE batch_id IN (SELECT id FROM batch WHERE dataset_id = ${id})`);
  writer.run(sql`DELETE FROM repair_proposal WHERE batch_id IN (SELECT id FROM batch WHERE dataset_id = ${id})`);
  writer.run(sql`UPDATE derivation SET changes_file_id = NULL WHERE batch_id IN (SELECT id FROM batch WHERE dataset_id = ${id})`);
  writer.run(sql`UPDATE quality_run SET findings_file_id = NULL WHERE batch_id IN (SELECT id FROM batch WHERE dataset_id = ${id})`);
  return files.map((f) => f.id);
}

/** Removes the rows of one batch and returns the ids of its data files; that it was there, and what was decided about it, stays. */
export function removeBatchData(writer: Writer, batch: string, at: string): readonly string[] {
  // what was found in all batches together names rows and values of this one
  const ofDataset = sql`(SELECT dataset_id FROM batch WHERE id = ${batch})`;
  const files = writer.all<{ id: string }>(sql`SELECT data_file_id AS id FROM batch_part WHERE batch_id = ${batch}
    UNION SELECT data_file_id FROM comparison WHERE batch_id = ${batch}
    UNION SELECT data_file_id FROM profile_state WHERE batch_id = ${batch}
    UNION SELECT data_file_id FROM check_state WHERE batch_id = ${batch}
    UNION SELECT findings_file_id FROM whole_check WHERE dataset_id = ${ofDataset} AND findings_file_id IS NOT NULL
    UNION SELECT findings_file_id FROM quality_run WHERE batch_id = ${batch} AND findings_file_id IS NOT NULL`);
  for (const table of [
    sql`comparison`,
    sql`profile_state`,
    sql`check_state`,
    sql`batch_part`,
    sql`malformed`,
    sql`profile`,
    sql`structure`,
  ])
    writer.run(sql`DELETE FROM ${table} WHERE batch_id = ${batch}`);
  for (const table of [sql`whole_check`, sql`whole_profile`, sql`whole_structure`])
    writer.run(sql`DELETE FROM ${table} WHERE dataset_id = ${ofDataset}`);
  writer.run(sql`UPDATE quality_run SET findings_file_id = NULL WHERE batch_id = ${batch}`);
  writer.run(sql`UPDATE batch SET removed_at = ${at} WHERE id = ${batch}`);
  return files.map((f) => f.id);
}

interface StoredBatch extends Omit<Batch, 'lastRun' | 'format' | 'encoding' | 'decision' | 'derived'> {
  readonly parent: string | null;
  readonly parentNumber: number | null;
  readonly cellsChanged: number | null;
  readonly shape: string;
  readonly state: 'accepted' | 'declined' | null;
  readonly mode: BatchMode;
  readonly note: string;
  readonly decidedAt: string;
  readonly decidedBy: string;
  readonly run: string | null;
  readonly total: number | null;
  readonly success: number | null;
}

function selectBatches(reader: Reader, where: Sql): Batch[] {
  const rows = reader.all<StoredBatch>(sql`
    SELECT b.id, b.dataset_id AS dataset, b.number, b.file_name AS fileName, b.source_sha256 AS sourceSha256, b.source_sm3 AS sourceSm3, b.source_modified_at AS sourceModifiedAt, b.bytes, b.row_count AS rows, b.malformed_count AS malformed, b.set_apart_count AS setApart, b.origin,
      b.shape, b.imported_at AS importedAt, coalesce(user.name, b.imported_by) AS importedBy, b.seconds, r.id AS run, r.total, r.success, b.parent_id AS parent, (SELECT number FROM batch WHERE id = b.parent_id) AS parentNumber,
      (SELECT cells_changed FROM derivation WHERE batch_id = b.id) AS cellsChanged,
      c.state, c.mode, c.note, c.at AS decidedAt, coalesce((SELECT name FROM user WHERE id = c.by_id), c.by_id) AS decidedBy
    FROM batch b LEFT JOIN batch_decision c ON c.batch_id = b.id LEFT JOIN user ON user.id = b.imported_by
    LEFT JOIN quality_run r ON r.id = (SELECT id FROM quality_run WHERE batch_id = b.id ORDER BY rowid DESC LIMIT 1) ${where}`);
  return rows.map(
    ({ shape, run, total, success, state, mode, note, decidedAt, decidedBy, parent, parentNumber, cellsChanged, ...batch }) => {
      const read = JSON.parse(shape) as SourceShape;
      return {
        ...batch,
        format: read.format,
        encoding: read.encoding?.name ?? null,
        decision: state === null ? null : { state, mode, note, at: decidedAt, by: decidedBy },
        derived: parent === null ? null : { from: parent, number: parentNumber ?? 0, cells: cellsChanged ?? 0 },
        lastRun: run === null ? null : { run, total, success: success === 1 },
      };
    },
  );
}

/** A dataset's batches, newest first; derived ones that were undone are not among them. */
export function listBatches(reader: Reader, dataset: string): Batch[] {
  return selectBatches(reader, sql`WHERE b.dataset_id = ${dataset} AND b.removed_at IS NULL ORDER BY b.number DESC`);
}

/** The newest accepted batch of every dataset, by dataset; `only`: of that dataset. */
export function latestBatches(reader: Reader, only: string | null = null): ReadonlyMap<string, Batch> {
  const of = only === null ? empty : sql` WHERE dataset_id = ${only}`;
  const rows = selectBatches(reader, sql`WHERE b.id IN (SELECT batch_id FROM latest_batch${of})`);
  return new Map(rows.map((b) => [b.dataset, b]));
}

/** The newest accepted batch of a dataset, or null while it has none. */
export function latestBatch(reader: Reader, dataset: string): string | null {
  return reader.value<string>(sql`SELECT batch_id FROM latest_batch WHERE dataset_id = ${dataset}`) ?? null;
}

/** One batch; `not-found` when there is none. */
export function getBatch(reader: Reader, id: string): Batch {
  const batch = selectBatches(reader, sql`WHERE b.id = ${id}`)[0];
  if (!batch) throw new JiadiError('not-found', { what: 'batch', name: id });
  return batch;
}

/** A batch of the very same source, if one was imported before: the same bytes, and the same sheet of them. */
export function batchOfSource(
  reader: Reader,
  sha256: string,
  sheet: string | null,
): {
  readonly dataset: string;
  readonly datasetName: string;
  readonly batch: string;
  readonly number: number;
  readonly importedAt: string;
} | null {
  return (
    reader.get(sql`SELECT d.id AS dataset, d.name AS datasetName, b.id AS batch, b.number, b.imported_at AS importedAt FROM batch b JOIN dataset d ON d.id = b.dataset_id
    WHERE b.source_sha256 = ${sha256} AND json_extract(b.shape, '$.sheet') IS ${sheet} AND d.removed_at IS NULL ORDER BY b.imported_at DESC LIMIT 1`) ??
    null
  );
}

export interface BatchParts {
  readonly columns: readonly BatchColumn[];
  readonly shape: SourceShape;
  readonly datasetName: string;
  readonly parts: readonly { readonly file: string; readonly key: Uint8Array; readonly firstRow: number; readonly rowCount: number }[];
}

/** Columns and part files of a batch; `not-found` when there is none or its data was removed. */
export function getBatchParts(reader: Reader, id: string): BatchParts {
  const batch = reader.get<{ columns: string; shape: string; name: string }>(
    sql`SELECT b.columns, b.shape, d.name FROM batch b JOIN dataset d ON d.id = b.dataset_id WHERE b.id = ${id} AND d.removed_at IS NULL`,
  );
  const parts = reader.all<
    BatchParts['parts'][number]
  >(sql`SELECT p.data_file_id AS file, f.key, p.first_row AS firstRow, p.row_count AS rowCount
    FROM batch_part p JOIN data_file f ON f.id = p.data_file_id WHERE p.batch_id = ${id} ORDER BY p.position`);
  if (!batch || parts.length === 0) throw new JiadiError('not-found', { what: 'batch', name: id });
  return {
    columns: JSON.parse(batch.columns) as BatchColumn[],
    shape: JSON.parse(batch.shape) as SourceShape,
    datasetName: batch.name,
    parts,
  };
}

export interface NewBatch {
  readonly id: string;
  readonly dataset: string;
  readonly fileName: string;
  readonly sourceSha256: string;
  readonly sourceSm3: string | null;
  readonly sourceModifiedAt: string | null;
  readonly bytes: number;
  readonly rows: number;
  readonly malformed: number;
  /** Records set apart as no data. */
  readonly setApart: number;
  readonly origin: 'file' | 'clipboard' | 'database' | 'repair';
  /** The batch it was derived from. */
  readonly parent?: string;
  readonly shape: SourceShape;
  readonly columns: readonly BatchColumn[];
  readonly at: string;
  readonly byId: string;
  readonly seconds: number;
  readonly parts: readonly { readonly file: string; readonly firstRow: number; readonly rowCount: number }[];
  readonly records: readonly {
    readonly row: number;
    readonly line: number;
    readonly reason: string;
    readonly raw: string;
    readonly kept: boolean;
    readonly column: string | null;
    readonly position: number | null;
  }[];
  /** JSON text of the profile. */
  readonly profile: string;
}

/** Publishes a batch: from here on it is there and never changes. */
export function insertBatch(writer: Writer, b: NewBatch): void {
  const parent = b.parent ?? null;
  const number = (writer.value<number>(sql`SELECT coalesce(max(number), 0) FROM batch WHERE dataset_id = ${b.dataset}`) ?? 0) + 1;
  writer.run(sql`INSERT INTO batch (id, dataset_id, number, file_name, source_sha256, source_sm3, source_modified_at, bytes, row_count, malformed_count, set_apart_count, origin, shape, columns, imported_at, imported_by, seconds, parent_id, delivery)
    VALUES (${b.id}, ${b.dataset}, ${number}, ${b.fileName}, ${b.sourceSha256}, ${b.sourceSm3}, ${b.sourceModifiedAt}, ${b.bytes}, ${b.rows}, ${b.malformed}, ${b.setApart}, ${b.origin}, ${JSON.stringify(b.shape)}, ${JSON.stringify(b.columns)}, ${b.at}, ${b.byId}, ${b.seconds}, ${parent},
      (SELECT coalesce(delivery, number) FROM batch WHERE id = ${parent}))`);
  b.parts.forEach((part, i) =>
    writer.run(
      sql`INSERT INTO batch_part (batch_id, position, data_file_id, first_row, row_count) VALUES (${b.id}, ${i}, ${part.file}, ${part.firstRow}, ${part.rowCount})`,
    ),
  );
  for (const r of b.records)
    writer.run(
      sql`INSERT INTO malformed (batch_id, row, line, reason, raw, kept, column_name, position) VALUES (${b.id}, ${r.row}, ${r.line}, ${r.reason}, ${r.raw}, ${r.kept}, ${r.column}, ${r.position})`,
    );
  writer.run(sql`INSERT INTO profile (batch_id, content, at) VALUES (${b.id}, ${b.profile}, ${b.at})`);
}

/** The kept malformed records of a batch. */
export function listMalformed(reader: Reader, batch: string) {
  return reader
    .all<{ row: number; line: number; reason: string; raw: string; kept: number; column: string | null; position: number | null }>(
      sql`SELECT row, line, reason, raw, kept, column_name AS "column", position FROM malformed WHERE batch_id = ${batch} ORDER BY line`,
    )
    .map((r) => ({ ...r, kept: r.kept === 1 }));
}

/** JSON text of a batch's profile. */
export function getProfile(reader: Reader, batch: string): { readonly content: string; readonly seconds: number } {
  const row = reader.get<{ content: string; seconds: number }>(
    sql`SELECT p.content, b.seconds FROM profile p JOIN batch b ON b.id = p.batch_id WHERE p.batch_id = ${batch}`,
  );
  if (!row) throw new JiadiError('not-found', { what: 'profile', name: batch });
  return row;
}

/** JSON text of a batch's structure, or null while nobody has looked for it. */
export function getStructure(reader: Reader, batch: string): string | null {
  return reader.value<string>(sql`SELECT content FROM structure WHERE batch_id = ${batch}`) ?? null;
}

/** Keeps a batch's structure; the same again when it was found twice. */
export function putStructure(writer: Writer, batch: string, content: string, at: string): void {
  writer.run(sql`INSERT INTO structure (batch_id, content, at) VALUES (${batch}, ${content}, ${at})
    ON CONFLICT (batch_id) DO UPDATE SET content = excluded.content, at = excluded.at`);
}

/** The dataset whose newest batch has most of these columns, by their names or by those that its files had before, if it has at least half of them. */
export function datasetByColumns(reader: Reader, names: readonly string[]): string | null {
  let best: { id: string; share: number } | null = null;
  const rows = reader.all<{
    id: string;
    columns: string;
    aliases: string | null;
  }>(sql`SELECT b.dataset_id AS id, b.columns, json_extract(d.intake_memory, '$.aliases') AS aliases FROM latest_batch l JOIN batch b ON b.id = l.batch_id JOIN dataset d ON d.id = b.dataset_id
    WHERE d.removed_at IS NULL`);
  for (const row of rows) {
    const own = (JSON.parse(row.columns) as BatchColumn[]).map((c) => c.name);
    const aliases = JSON.parse(row.aliases ?? '{}') as Readonly<Record<string, string>>;
    const wanted = new Set(names.map((name) => (own.includes(name) ? name : (aliases[name] ?? name))));
    const share = own.filter((name) => wanted.has(name)).length / Math.max(own.length, wanted.size, 1);
    if (share >= 0.5 && share > (best?.share ?? 0)) best = { id: row.id, share };
  }
  return best?.id ?? null;
}

/** The findings file of a run, or of a check of all batches; `not-found` when there is none or its data was removed. */
export function getFindingsFile(reader: Reader, run: string): { readonly file: string; readonly key: Uint8Array } {
  const row = reader.get<{ file: string; key: Uint8Array }>(
    sql`SELECT f.id AS file, f.key FROM data_file f
      WHERE f.id = (SELECT findings_file_id FROM quality_run WHERE id = ${run}) OR f.id = (SELECT findings_file_id FROM whole_check WHERE findings_file_id = ${run})`,
  );
  if (!row) throw new JiadiError('not-found', { what: 'finding', name: run });
  return row;
}

/** How many rows stand before those of a batch where a check of all batches numbers them through; 0 for a run. */
export function rowsBefore(reader: Reader, run: string, batch: string): number {
  return (
    reader.value<number>(sql`SELECT sum(e.value ->> 'rows') FROM whole_check w, json_each(w.content, '$.of') e
      WHERE w.findings_file_id = ${run} AND e.key < (SELECT o.key FROM json_each(w.content, '$.of') o WHERE o.value ->> 'batch' = ${batch})`) ??
    0
  );
}
