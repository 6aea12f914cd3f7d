import { empty, type Reader, type Sql, sql, type Writer } from '../../base/sqlite/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { Issue, issueEvent } from '../../contract/methods/issues.ts';
import type { z } from 'zod';
import type { IssueRow, Subject } from './model.ts';

export type IssueEvent = z.infer<typeof issueEvent>;

type Stored = Omit<IssueRow, 'columns'> & { readonly columns: string };

function select(reader: Reader, where: Sql): IssueRow[] {
  return reader
    .all<Stored>(sql`SELECT i.id, i.number, i.dataset_id AS dataset, i.table_id AS "table", coalesce(d.name, t.name) AS subject, i.rule, i.share, i.kind, i.columns, i.severity, i.unit, i.state, i.failed, i.occurrences,
        i.first_run AS firstRun, i.last_run AS lastRun, i.due_at AS dueAt, i.resolution, i.updated_at AS updatedAt,
        (SELECT w.state FROM waiver w WHERE w.issue_id = i.id AND w.state IN ('pending', 'active') ORDER BY w.state = 'active' LIMIT 1) AS waiver
      FROM issue i LEFT JOIN dataset d ON d.id = i.dataset_id LEFT JOIN checked_table t ON t.id = i.table_id ${where}
      ORDER BY i.state = 'closed', CASE i.severity WHEN 'critical' THEN 0 WHEN 'major' THEN 1 WHEN 'minor' THEN 2 ELSE 3 END, i.updated_at DESC`)
    .map((row) => ({ ...row, columns: JSON.parse(row.columns) as string[] }));
}

/** Issues of a dataset, of a table or of all, in one state or all still to be done (`active`). */
export function listIssues(
  reader: Reader,
  filter: { readonly dataset?: string; readonly table?: string; readonly state?: Issue['state'] | 'active' },
): IssueRow[] {
  const ofDataset = filter.dataset === undefined ? empty : sql` AND i.dataset_id = ${filter.dataset}`;
  const ofTable = filter.table === undefined ? empty : sql` AND i.table_id = ${filter.table}`;
  const inState =
    filter.state === undefined ? empty : filter.state === 'active' ? sql` AND i.state <> 'closed'` : sql` AND i.state = ${filter.state}`;
  return select(reader, sql`WHERE d.removed_at IS NULL${ofDataset}${ofTable}${inState}`);
}

/** All issues of a dataset or table. */
export const issuesOf = (reader: Reader, of: Subject): IssueRow[] =>
  select(reader, sql`WHERE i.dataset_id IS ${of.dataset} AND i.table_id IS ${of.table}`);

/** One issue; `not-found` when there is none. */
export function getIssue(reader: Reader, id: string): IssueRow {
  const found = select(reader, sql`WHERE i.id = ${id}`)[0];
  if (!found) throw new JiadiError('not-found', { what: 'issue', name: id });
  return found;
}

/** The issue of a rule and unit, if there ever was one. */
export function findIssue(reader: Reader, of: Subject, rule: string, share: string | null): IssueRow | null {
  return (
    select(
      reader,
      sql`WHERE i.dataset_id IS ${of.dataset} AND i.table_id IS ${of.table} AND i.rule = ${rule} AND i.share IS ${share}`,
    )[0] ?? null
  );
}

/** How many issues were numbered in a month (`ZG-2611-`). */
export function countNumbered(reader: Reader, prefix: string): number {
  return reader.value<number>(sql`SELECT count(*) FROM issue WHERE substr(number, 1, ${prefix.length}) = ${prefix}`) ?? 0;
}

/** Writes an issue as it is now. */
export function saveIssue(writer: Writer, issue: IssueRow): void {
  writer.run(sql`INSERT INTO issue (id, number, dataset_id, table_id, rule, share, kind, columns, severity, unit, state, failed, occurrences, first_run, last_run, due_at, resolution, updated_at)
    VALUES (${issue.id}, ${issue.number}, ${issue.dataset}, ${issue.table}, ${issue.rule}, ${issue.share}, ${issue.kind}, ${JSON.stringify(issue.columns)}, ${issue.severity}, ${issue.unit}, ${issue.state},
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
  readonly of: Subject;
  readonly rule: string;
  readonly kind: string;
  readonly columns: readonly string[];
  readonly severity: Issue['severity'];
  readonly failed: number;
}

/** Keeps a run's failing rule and whose rows they are, so that issues can be opened from it. */
export function insertFailure(writer: Writer, f: RuleFailure, shares: ReadonlyMap<string, number> | null): void {
  writer.run(sql`INSERT INTO rule_failure (run_id, dataset_id, table_id, rule, kind, columns, severity, failed)
    VALUES (${f.run}, ${f.of.dataset}, ${f.of.table}, ${f.rule}, ${f.kind}, ${JSON.stringify(f.columns)}, ${f.severity}, ${f.failed})`);
  for (const [share, failed] of shares ?? [])
    writer.run(sql`INSERT INTO rule_failure_share (run_id, rule, share, failed) VALUES (${f.run}, ${f.rule}, ${share}, ${failed})`);
}

/** The failing rule of a run; `not-found` when that rule did not fail. */
export function getFailure(reader: Reader, run: string, rule: string): RuleFailure {
  const row = reader.get<
    Omit<RuleFailure, 'columns' | 'of'> & Subject & { columns: string }
  >(sql`SELECT run_id AS run, dataset_id AS dataset, table_id AS "table", rule, kind, columns, severity, failed
    FROM rule_failure WHERE run_id = ${run} AND rule = ${rule}`);
  if (!row) throw new JiadiError('not-found', { what: 'finding', name: rule });
  const { dataset, table, columns, ...rest } = row;
  return { ...rest, of: { dataset, table }, columns: JSON.parse(columns) as string[] };
}

/** A rule's failing rows by the unit they name, the most first; empty where nobody counted them so. */
export function getShares(reader: Reader, run: string, rule: string): readonly { readonly share: string; readonly failed: number }[] {
  return reader.all(sql`SELECT share, failed FROM rule_failure_share WHERE run_id = ${run} AND rule = ${rule} ORDER BY failed DESC, share`);
}

/** Failing rows of a run by the unit they name, the most first: of how many rules, and how many in all. */
export function failuresByShare(
  reader: Reader,
  run: string,
): readonly { readonly share: string; readonly rules: number; readonly failed: number }[] {
  return reader.all(
    sql`SELECT share, count(*) AS rules, sum(failed) AS failed FROM rule_failure_share WHERE run_id = ${run} GROUP BY share ORDER BY 3 DESC, share`,
  );
}

/** The column that names the unit responsible for each row of a dataset or table, if one does. */
export function unitColumnOf(reader: Reader, { dataset, table }: Subject): string | null {
  if (table !== null) return reader.value<string | null>(sql`SELECT unit_column FROM checked_table WHERE id = ${table}`) ?? null;
  return reader.value<string>(sql`SELECT name FROM unit_column WHERE dataset_id = ${dataset}`) ?? null;
}

/** Sets the column that names the responsible unit. */
export function setUnitColumn(writer: Writer, { dataset, table }: Subject, column: string | null): void {
  if (table !== null) writer.run(sql`UPDATE checked_table SET unit_column = ${column} WHERE id = ${table}`);
  else if (column === null) writer.run(sql`DELETE FROM unit_column WHERE dataset_id = ${dataset}`);
  else
    writer.run(
      sql`INSERT INTO unit_column (dataset_id, name) VALUES (${dataset}, ${column}) ON CONFLICT (dataset_id) DO UPDATE SET name = excluded.name`,
    );
}

/** A table that is checked in place, by the rules it is checked by. */
export interface CheckedTable {
  readonly id: string;
  readonly name: string;
  /** The columns that it had when it was checked last. */
  readonly columns: readonly string[];
  readonly unitColumn: string | null;
}

/** Tables that are checked in place; those whose connection was removed are left out. */
export function listTables(reader: Reader): CheckedTable[] {
  return reader
    .all<Omit<CheckedTable, 'columns'> & { readonly columns: string }>(
      sql`SELECT id, name, columns, unit_column AS unitColumn FROM checked_table WHERE source_id IS NOT NULL ORDER BY name`,
    )
    .map((row) => ({ ...row, columns: JSON.parse(row.columns) as string[] }));
}
