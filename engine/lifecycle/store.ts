import { empty, type Reader, sql, type Writer } from '../../base/sqlite/index.ts';
import type { UpdateCycle } from '../../contract/methods/datasets.ts';
import type { LifecycleEvent, Stage } from '../../contract/methods/lifecycle.ts';

export interface NewEvent {
  readonly id: string;
  readonly at: string;
  readonly stage: Stage;
  readonly kind: string;
  readonly dataset: string | null;
  readonly unit: string | null;
  readonly rows: number | null;
  readonly bytes: number | null;
  readonly byId: string;
  readonly subject: string;
}

/** Notes that something happened to data. */
export function insertEvent(writer: Writer, e: NewEvent): void {
  writer.run(sql`INSERT INTO lifecycle_event (id, at, stage, kind, dataset_id, unit, row_count, bytes, by_id, subject)
    VALUES (${e.id}, ${e.at}, ${e.stage}, ${e.kind}, ${e.dataset}, ${e.unit}, ${e.rows}, ${e.bytes}, ${e.byId}, ${e.subject})`);
}

/** The newest events of a stage or dataset. */
export function listEvents(
  reader: Reader,
  filter: { readonly stage?: Stage; readonly dataset?: string; readonly limit: number },
): LifecycleEvent[] {
  const stage = filter.stage === undefined ? empty : sql` AND e.stage = ${filter.stage}`;
  const dataset = filter.dataset === undefined ? empty : sql` AND e.dataset_id = ${filter.dataset}`;
  return reader.all<LifecycleEvent>(sql`SELECT e.id, e.at, e.stage, e.kind, e.dataset_id AS dataset, dataset.name AS datasetName, e.unit, e.row_count AS rows, e.bytes,
      coalesce(user.name, e.by_id) AS "by", e.subject
    FROM lifecycle_event e LEFT JOIN dataset ON dataset.id = e.dataset_id LEFT JOIN user ON user.id = e.by_id
    WHERE 1 = 1${stage}${dataset} ORDER BY e.at DESC, e.id DESC LIMIT ${filter.limit}`);
}

export interface DatasetArrivals {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly cycle: UpdateCycle;
  readonly createdAt: string;
  readonly arrivals: readonly string[];
}

/** Every dataset with the times at which its batches arrived, newest first: one that nobody has decided on has arrived, one that was declined has not; what was derived is no delivery. */
export function listArrivals(reader: Reader): DatasetArrivals[] {
  const batches = reader.all<{ dataset_id: string; imported_at: string }>(
    sql`SELECT dataset_id, imported_at FROM batch b WHERE b.parent_id IS NULL AND NOT EXISTS (SELECT 1 FROM batch_decision c WHERE c.batch_id = b.id AND c.state = 'declined')
      ORDER BY imported_at DESC`,
  );
  const byDataset = Map.groupBy(batches, (b) => b.dataset_id);
  return reader
    .all<{ id: string; name: string; unit: string; cycle: UpdateCycle; createdAt: string }>(
      sql`SELECT id, name, unit, update_cycle AS cycle, created_at AS createdAt FROM dataset WHERE removed_at IS NULL ORDER BY name`,
    )
    .map((d) => ({ ...d, arrivals: (byDataset.get(d.id) ?? []).map((b) => b.imported_at) }));
}

/** When a cause was first seen, and what somebody noted about it. */
export interface AlertMemory {
  readonly cause: string;
  readonly since: string;
  readonly note: string | null;
}

/** What is remembered about causes. */
export function alertMemory(reader: Reader): ReadonlyMap<string, AlertMemory> {
  const rows = reader.all<AlertMemory>(sql`SELECT n.cause, n.at AS since, n.note FROM alert_note n`);
  return new Map(rows.map((row) => [row.cause, row]));
}

/** Remembers that somebody has seen a cause. */
export function acknowledge(writer: Writer, cause: string, note: string, at: string, byId: string): void {
  writer.run(sql`INSERT INTO alert_note (cause, note, at, by_id) VALUES (${cause}, ${note}, ${at}, ${byId})
    ON CONFLICT (cause) DO UPDATE SET note = excluded.note, at = excluded.at, by_id = excluded.by_id`);
}

/** Newest quality run of every dataset over a batch that was accepted. */
export function latestRuns(reader: Reader): readonly {
  readonly run: string;
  readonly dataset: string;
  readonly name: string;
  readonly total: number | null;
  readonly previous: number | null;
  readonly success: number;
  readonly at: string;
  readonly critical: number;
}[] {
  return reader.all(sql`
    WITH ordered AS (
      SELECT r.id AS run, b.dataset_id AS dataset, d.name, r.total, r.success, r.started_at AS at,
        lead(r.total) OVER (PARTITION BY b.dataset_id ORDER BY r.started_at DESC) AS previous,
        row_number() OVER (PARTITION BY b.dataset_id ORDER BY r.started_at DESC) AS n
      FROM quality_run r JOIN batch b ON b.id = r.batch_id JOIN dataset d ON d.id = b.dataset_id
        JOIN batch_decision c ON c.batch_id = b.id AND c.state = 'accepted' WHERE d.removed_at IS NULL
    )
    SELECT run, dataset, name, total, previous, success, at,
      (SELECT count(*) FROM rule_failure f WHERE f.run_id = run AND f.severity = 'critical') AS critical
    FROM ordered WHERE n = 1 ORDER BY name`);
}
