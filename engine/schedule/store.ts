import { type Reader, sql, type Writer } from '../../base/sqlite/index.ts';
import type { ErrorParams } from '../../contract/errors.ts';
import type { AutoRun, RunArrival, RunSchedule } from '../../contract/methods/schedule.ts';
import type { Role } from '../../contract/rights.ts';

/** A dataset's plan as stored; a dataset without one is checked by nobody but people. */
export interface StoredPlan {
  readonly dataset: string;
  readonly datasetName: string;
  readonly ruleSet: string | null;
  readonly ruleSetName: string | null;
  readonly arrival: RunArrival;
  readonly schedule: RunSchedule | null;
  readonly lastDue: string | null;
  readonly byId: string | null;
  readonly by: string | null;
  /** Null for an account that is disabled. */
  readonly role: Role | null;
}

/** Every dataset with its plan, by name. */
export function listPlans(reader: Reader): readonly StoredPlan[] {
  return reader
    .all<
      Omit<StoredPlan, 'schedule'> & { readonly schedule: string | null }
    >(sql`SELECT d.id AS dataset, d.name AS datasetName, d.rule_set_id AS ruleSet, s.name AS ruleSetName, coalesce(p.arrival, 'off') AS arrival, p.schedule,
        p.last_due AS lastDue, p.by_id AS byId, u.name AS "by", iif(u.disabled = 0, u.role, NULL) AS role
      FROM dataset d LEFT JOIN run_plan p ON p.dataset_id = d.id LEFT JOIN user u ON u.id = p.by_id LEFT JOIN rule_set s ON s.id = d.rule_set_id
      WHERE d.removed_at IS NULL ORDER BY d.name`)
    .map((row) => ({ ...row, schedule: row.schedule === null ? null : (JSON.parse(row.schedule) as RunSchedule) }));
}

/** Sets a dataset's plan from now on. */
export function putPlan(
  writer: Writer,
  p: {
    readonly dataset: string;
    readonly arrival: RunArrival;
    readonly schedule: RunSchedule | null;
    readonly since: string;
    readonly lastDue: string | null;
    readonly byId: string;
  },
): void {
  const schedule = p.schedule === null ? null : JSON.stringify(p.schedule);
  writer.run(sql`INSERT INTO run_plan (dataset_id, arrival, schedule, since, last_due, by_id) VALUES (${p.dataset}, ${p.arrival}, ${schedule}, ${p.since}, ${p.lastDue}, ${p.byId})
    ON CONFLICT (dataset_id) DO UPDATE SET arrival = excluded.arrival, schedule = excluded.schedule, since = excluded.since, last_due = excluded.last_due, by_id = excluded.by_id`);
}

/** Notes up to which due time everything is in the list. */
export function setLastDue(writer: Writer, dataset: string, at: string): void {
  writer.run(sql`UPDATE run_plan SET last_due = ${at} WHERE dataset_id = ${dataset}`);
}

/** Batches that arrived since their dataset's plan was set, that nobody has checked and that are in no list yet. */
export function uncheckedArrivals(reader: Reader): readonly { readonly dataset: string; readonly batch: string; readonly at: string }[] {
  return reader.all(sql`SELECT b.dataset_id AS dataset, b.id AS batch, iif(p.arrival = 'accepted', c.at, b.imported_at) AS at
    FROM run_plan p JOIN dataset d ON d.id = p.dataset_id AND d.removed_at IS NULL JOIN batch b ON b.dataset_id = p.dataset_id
      LEFT JOIN batch_decision c ON c.batch_id = b.id
    WHERE ((p.arrival = 'accepted' AND c.state = 'accepted' AND c.at >= p.since)
        OR (p.arrival = 'imported' AND coalesce(c.state, '') <> 'declined' AND b.imported_at >= p.since))
      AND NOT EXISTS (SELECT 1 FROM quality_run r WHERE r.batch_id = b.id)
      AND NOT EXISTS (SELECT 1 FROM auto_run a WHERE a.batch_id = b.id AND a.reason = 'arrival')
    ORDER BY b.number`);
}

/** Puts a check into the list. */
export function insertEntry(
  writer: Writer,
  e: {
    readonly id: string;
    readonly dataset: string;
    readonly batch: string | null;
    readonly reason: AutoRun['reason'];
    readonly dueAt: string;
  },
): void {
  writer.run(
    sql`INSERT INTO auto_run (id, dataset_id, batch_id, reason, due_at, state) VALUES (${e.id}, ${e.dataset}, ${e.batch}, ${e.reason}, ${e.dueAt}, 'waiting')`,
  );
}

export interface WaitingEntry {
  readonly id: string;
  readonly dataset: string;
  readonly batch: string | null;
  readonly attempts: number;
}

/** Checks whose turn has not come, the oldest first. */
export function waitingEntries(reader: Reader): readonly WaitingEntry[] {
  return reader.all(sql`SELECT a.id, a.dataset_id AS dataset, a.batch_id AS batch, a.attempts FROM auto_run a JOIN dataset d ON d.id = a.dataset_id
    WHERE a.state = 'waiting' AND d.removed_at IS NULL ORDER BY a.due_at, a.id`);
}

/** What was running when the program ended waits again. */
export function resumeEntries(writer: Writer): void {
  writer.run(sql`UPDATE auto_run SET state = 'waiting' WHERE state = 'running'`);
}

/** Notes how a check goes on. */
export function markEntry(
  writer: Writer,
  id: string,
  m: {
    readonly state: AutoRun['state'];
    readonly attempts?: number;
    readonly batch?: string;
    readonly run?: string;
    readonly code?: string;
    readonly params?: ErrorParams;
    readonly endedAt?: string;
  },
): void {
  writer.run(sql`UPDATE auto_run SET state = ${m.state}, attempts = coalesce(${m.attempts ?? null}, attempts), batch_id = coalesce(batch_id, ${m.batch ?? null}),
    run_id = ${m.run ?? null}, code = ${m.code ?? null}, params = ${JSON.stringify(m.params ?? {})}, ended_at = ${m.endedAt ?? null} WHERE id = ${id}`);
}

/** True when a failed check was put back into the line. */
export function retryEntry(writer: Writer, id: string): boolean {
  return (
    writer.run(
      sql`UPDATE auto_run SET state = 'waiting', attempts = 0, code = NULL, params = '{}', ended_at = NULL WHERE id = ${id} AND state = 'failed'`,
    ).changes === 1
  );
}

/** What ran by itself: those that still go on, then the newest. */
export function listEntries(reader: Reader, limit: number): AutoRun[] {
  return reader
    .all<
      Omit<AutoRun, 'problem' | 'success'> & { readonly code: string | null; readonly params: string; readonly success: number | null }
    >(sql`SELECT a.id, a.dataset_id AS dataset, d.name AS datasetName, b.number AS batchNumber, a.reason, a.due_at AS dueAt, a.state, a.attempts, a.run_id AS run,
        r.total, r.success, a.code, a.params, a.ended_at AS endedAt
      FROM auto_run a JOIN dataset d ON d.id = a.dataset_id LEFT JOIN batch b ON b.id = a.batch_id LEFT JOIN quality_run r ON r.id = a.run_id
      ORDER BY a.state IN ('waiting', 'running') DESC, a.due_at DESC, a.id DESC LIMIT ${limit}`)
    .map(({ code, params, success, ...row }) => ({
      ...row,
      success: success === null ? null : success === 1,
      problem: code === null ? null : { code, params: JSON.parse(params) as Record<string, string | number> },
    }));
}

/** The newest check of a batch: with which version of which rules. */
export function newestRun(reader: Reader, batch: string): { readonly ruleSet: string; readonly version: number } | null {
  return (
    reader.get(
      sql`SELECT rule_set_id AS ruleSet, rule_set_version AS version FROM quality_run WHERE batch_id = ${batch} ORDER BY rowid DESC LIMIT 1`,
    ) ?? null
  );
}
