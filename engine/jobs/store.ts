import { type Reader, sql, type Writer } from '../../base/sqlite/index.ts';
import type { ErrorCode, ErrorParams } from '../../contract/errors.ts';
import type { JobRow } from '../../contract/methods/jobs.ts';

export interface NewJob {
  readonly id: string;
  readonly method: string;
  readonly title: string;
  readonly input: unknown;
  readonly at: string;
  readonly userId: string;
}

/** Notes that a piece of long work has begun. */
export function insertJob(writer: Writer, job: NewJob): void {
  writer.run(sql`INSERT INTO job (id, method, title, input, state, started_at, user_id)
    VALUES (${job.id}, ${job.method}, ${job.title}, ${JSON.stringify(job.input)}, 'running', ${job.at}, ${job.userId})`);
}

/** Notes how a piece of long work ended. */
export function endJob(
  writer: Writer,
  id: string,
  end: { readonly state: 'done' | 'failed' | 'cancelled'; readonly at: string; readonly code?: ErrorCode; readonly params?: ErrorParams },
): void {
  writer.run(
    sql`UPDATE job SET state = ${end.state}, ended_at = ${end.at}, error_code = ${end.code ?? null}, error_params = ${JSON.stringify(end.params ?? {})} WHERE id = ${id}`,
  );
}

/** Marks what the last run of the program left unfinished; returns how many there were. */
export function interruptJobs(writer: Writer, at: string): number {
  return writer.run(sql`UPDATE job SET state = 'interrupted', ended_at = ${at} WHERE state = 'running'`).changes;
}

/** Removes a job from the task centre; the caller knows that nobody works on it. */
export function removeJob(writer: Writer, id: string): void {
  writer.run(sql`DELETE FROM job WHERE id = ${id}`);
}

interface Stored {
  readonly id: string;
  readonly method: string;
  readonly title: string;
  readonly state: JobRow['state'];
  readonly started_at: string;
  readonly ended_at: string | null;
  readonly error_code: string | null;
  readonly error_params: string;
  readonly by: string;
}

/** The newest jobs, running ones first. */
export function listJobs(reader: Reader): JobRow[] {
  const rows =
    reader.all<Stored>(sql`SELECT job.id, method, title, state, started_at, ended_at, error_code, error_params, coalesce(user.name, user_id) AS "by"
    FROM job LEFT JOIN user ON user.id = job.user_id ORDER BY state = 'running' DESC, started_at DESC LIMIT 100`);
  return rows.map((row) => ({
    id: row.id,
    method: row.method,
    title: row.title,
    state: row.state,
    progress: null,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    errorCode: row.error_code,
    errorParams: JSON.parse(row.error_params) as JobRow['errorParams'],
    by: row.by,
  }));
}
