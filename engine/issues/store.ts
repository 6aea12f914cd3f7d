import { empty, type Reader, type Sql, sql, type Writer } from '../../base/sqlite/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { Issue, issueEvent } from '../../contract/methods/issues.ts';
import type { z } from 'zod';

export type IssueEvent = z.infer<typeof issueEvent>;

interface Stored {
  readonly id: string;
  readonly number: string;
  readonly dataset_id: string;
  readonly dataset_name: string;
  readonly rule: string;
  readonly kind: string;
  readonly columns: string;
  readonly severity: Issue['severity'];
  readonly unit: string;
  readonly state: Issue['state'];
  readonly failed: number;
  readonly occurrences: number;
  readonly first_run: string;
  readonly last_run: string;
  readonly due_at: string | null;
  readonly resolution: Issue['resolution'];
  readonly updated_at: string;
}

const asIssue = (row: Stored): Issue => ({
  id: row.id,
  number: row.number,
  dataset: row.dataset_id,
  datasetName: row.dataset_name,
  rule: row.rule,
  kind: row.kind,
  columns: JSON.parse(row.columns) as string[],
  severity: row.severity,
  unit: row.unit,
  state: row.state,
  failed: row.failed,
  occurrences: row.occurrences,
  firstRun: row.first_run,
  lastRun: row.last_run,
  dueAt: row.due_at,
  resolution: row.resolution,
  updatedAt: row.updated_at,
});

function select(reader: Reader, where: Sql): Issue[] {
  return reader
    .all<Stored>(sql`SELECT issue.*, dataset.name AS dataset_name FROM issue JOIN dataset ON dataset.id = issue.dataset_id ${where}
    ORDER BY issue.state = 'closed', CASE issue.severity WHEN 'critical' THEN 0 WHEN 'major' THEN 1 WHEN 'minor' THEN 2 ELSE 3 END, issue.updated_at DESC`)
    .map(asIssue);
}

/** Issues of a dataset or of all, in one state or all still to be done (`active`). */
export function listIssues(reader: Reader, filter: { readonly dataset?: string; readonly state?: Issue['state'] | 'active' }): Issue[] {
  const ofDataset = filter.dataset === undefined ? empty : sql` AND issue.dataset_id = ${filter.dataset}`;
  const inState =
    filter.state === undefined
      ? empty
      : filter.state === 'active'
        ? sql` AND issue.state <> 'closed'`
        : sql` AND issue.state = ${filter.state}`;
  return select(reader, sql`WHERE dataset.removed_at IS NULL${ofDataset}${inState}`);
}

/** One issue; `not-found` when there is none. */
export function getIssue(reader: Reader, id: string): Issue {
  const found = select(reader, sql`WHERE issue.id = ${id}`)[0];
  if (!found) throw new JiadiError('not-found', { what: 'issue', name: id });
  return found;
}

/** The issue of a dataset's rule, if it ever had one. */
export function findIssue(reader: Reader, dataset: string, rule: string): Issue | null {
  return select(reader, sql`WHERE issue.dataset_id = ${dataset} AND issue.rule = ${rule}`)[0] ?? null;
}

/** How many issues were numbered in a month (`ZG-2611-`). */
export function countNumbered(reader: Reader, prefix: string): number {
  return reader.value<number>(sql`SELECT count(*) FROM issue WHERE substr(number, 1, ${prefix.length}) = ${prefix}`) ?? 0;
}

/** Writes an issue as it is now. */
export function saveIssue(writer: Writer, issue: Issue): void {
  writer.run(sql`INSERT INTO issue (id, number, dataset_id, rule, kind, columns, severity, unit, state, failed, occurrences, first_run, last_run, due_at, resolution, updated_at)
    VALUES (${issue.id}, ${issue.number}, ${issue.dataset}, ${issue.rule}, ${issue.kind}, ${JSON.stringify(issue.columns)}, ${issue.severity}, ${issue.unit}, ${issue.state},
      ${issue.failed}, ${issue.occurrences}, ${issue.firstRun}, ${issue.lastRun}, ${issue.dueAt}, ${issue.resolution}, ${issue.updatedAt})
    ON CONFLICT (id) DO UPDATE SET unit = excluded.unit, state = excluded.state, failed = excluded.failed, occurrences = excluded.occurrences, last_run = excluded.last_run,
      due_at = excluded.due_at, resolution = excluded.resolution, updated_at = excluded.updated_at`);
}

/** Adds a step to an issue's life. */
export function appendEvent(writer: Writer, issue: string, event: Omit<IssueEvent, 'by'> & { readonly byId: string }): void {
  writer.run(sql`INSERT INTO issue_event (issue_id, n, at, by_id, what, comment, run_id, failed)
    VALUES (${issue}, (SELECT count(*) + 1 FROM issue_event WHERE issue_id = ${issue}), ${event.at}, ${event.byId}, ${event.what}, ${event.comment}, ${event.run}, ${event.failed})`);
}

/** An issue's life, oldest first. */
export function listEvents(reader: Reader, issue: string): IssueEvent[] {
  return reader.all<IssueEvent>(sql`SELECT e.at, coalesce(user.name, e.by_id) AS "by", e.what, e.comment, e.run_id AS run, e.failed
    FROM issue_event e LEFT JOIN user ON user.id = e.by_id WHERE e.issue_id = ${issue} ORDER BY e.n`);
}

/** A failing rule of a run. */
export interface RuleFailure {
  readonly run: string;
  readonly dataset: string;
  readonly rule: string;
  readonly kind: string;
  readonly columns: readonly string[];
  readonly severity: Issue['severity'];
  readonly failed: number;
}

/** Keeps a run's failing rule, so that an issue can be opened from it. */
export function insertFailure(writer: Writer, f: RuleFailure): void {
  writer.run(sql`INSERT INTO rule_failure (run_id, dataset_id, rule, kind, columns, severity, failed)
    VALUES (${f.run}, ${f.dataset}, ${f.rule}, ${f.kind}, ${JSON.stringify(f.columns)}, ${f.severity}, ${f.failed})`);
}

/** The failing rule of a run; `not-found` when that rule did not fail. */
export function getFailure(reader: Reader, run: string, rule: string): RuleFailure {
  const row = reader.get<
    Omit<RuleFailure, 'columns'> & { columns: string }
  >(sql`SELECT run_id AS run, dataset_id AS dataset, rule, kind, columns, severity, failed
    FROM rule_failure WHERE run_id = ${run} AND rule = ${rule}`);
  if (!row) throw new JiadiError('not-found', { what: 'finding', name: rule });
  return { ...row, columns: JSON.parse(row.columns) as string[] };
}
