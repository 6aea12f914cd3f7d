import { type Reader, type Sql, sql, type Writer } from '../../base/sqlite/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { Waiver } from '../../contract/methods/issues.ts';
import type { Subject } from './model.ts';

type Stored = Omit<Waiver, 'issueNumber'> & { readonly issueNumber: string };

const select = (reader: Reader, where: Sql): Waiver[] =>
  reader.all<Stored>(sql`SELECT w.id, w.issue_id AS issue, i.number AS issueNumber, w.dataset_id AS dataset, w.table_id AS "table", coalesce(d.name, t.name) AS subject, w.rule, w.kind, w.scope, w.share,
      w.row_count AS rows, w.until, w.reason, w.state, coalesce(maker.name, w.by_id) AS "by", w.by_id AS byId, w.at, coalesce(checker.name, w.checker_id) AS checker,
      w.decided_at AS decidedAt, w.decision, w.ended_at AS endedAt
    FROM waiver w JOIN issue i ON i.id = w.issue_id LEFT JOIN dataset d ON d.id = w.dataset_id LEFT JOIN checked_table t ON t.id = w.table_id LEFT JOIN user maker ON maker.id = w.by_id LEFT JOIN user checker ON checker.id = w.checker_id
    ${where} ORDER BY w.state = 'pending' DESC, w.state = 'active' DESC, w.at DESC`);

/** All waivers, those that wait first. */
export const listWaivers = (reader: Reader): Waiver[] => select(reader, sql`WHERE d.removed_at IS NULL`);

/** The waivers of an issue. */
export const waiversOf = (reader: Reader, issue: string): Waiver[] => select(reader, sql`WHERE w.issue_id = ${issue}`);

/** One waiver; `not-found` when there is none. */
export function getWaiver(reader: Reader, id: string): Waiver {
  const found = select(reader, sql`WHERE w.id = ${id}`)[0];
  if (!found) throw new JiadiError('not-found', { what: 'waiver', name: id });
  return found;
}

/** A waiver as it is asked for. */
export interface NewWaiver extends Pick<
  Waiver,
  'id' | 'dataset' | 'table' | 'rule' | 'issue' | 'kind' | 'scope' | 'share' | 'until' | 'reason' | 'byId' | 'at'
> {
  readonly unitColumn: string | null;
  readonly keyColumns: readonly string[];
  readonly valueColumns: readonly string[];
  /** Fingerprints of the rows, for scope `rows`. */
  readonly prints: readonly Uint8Array[];
}

/** Enters a waiver that waits for the checker. */
export function insertWaiver(writer: Writer, w: NewWaiver): void {
  writer.run(sql`INSERT INTO waiver (id, dataset_id, table_id, rule, issue_id, kind, scope, unit_column, share, key_columns, value_columns, row_count, until, reason, state, by_id, at)
    VALUES (${w.id}, ${w.dataset}, ${w.table}, ${w.rule}, ${w.issue}, ${w.kind}, ${w.scope}, ${w.unitColumn}, ${w.share}, ${JSON.stringify(w.keyColumns)}, ${JSON.stringify(w.valueColumns)},
      ${w.prints.length}, ${w.until}, ${w.reason}, 'pending', ${w.byId}, ${w.at})`);
  for (const print of w.prints)
    writer.run(sql`INSERT INTO waiver_row (waiver_id, print) VALUES (${w.id}, ${print}) ON CONFLICT DO NOTHING`);
}

/** Writes a checker's decision; only a waiting waiver takes one. */
export function decideWaiver(
  writer: Writer,
  id: string,
  d: { readonly state: 'active' | 'declined'; readonly checkerId: string; readonly at: string; readonly decision: string },
): void {
  writer.run(
    sql`UPDATE waiver SET state = ${d.state}, checker_id = ${d.checkerId}, decided_at = ${d.at}, decision = ${d.decision} WHERE id = ${id} AND state = 'pending'`,
  );
}

/** Takes a waiver out of use. */
export function stopWaiver(writer: Writer, id: string, state: 'withdrawn' | 'ended', at: string): void {
  writer.run(sql`UPDATE waiver SET state = ${state}, ended_at = ${at} WHERE id = ${id}`);
}

/** Waivers of a dataset or table whose last day has passed. */
export const outlivedWaivers = (reader: Reader, of: Subject, today: string): Waiver[] =>
  select(
    reader,
    sql`WHERE w.dataset_id IS ${of.dataset} AND w.table_id IS ${of.table} AND w.state IN ('active', 'pending') AND w.until < ${today}`,
  );

/** A waiver as a check needs it. */
export interface ActiveWaiver {
  readonly id: string;
  readonly rule: string;
  readonly kind: Waiver['kind'];
  readonly scope: Waiver['scope'];
  readonly unitColumn: string | null;
  readonly share: string | null;
  readonly keyColumns: readonly string[];
  readonly valueColumns: readonly string[];
  readonly until: string | null;
  readonly prints: readonly Uint8Array[];
}

/** The waivers of a dataset or table that count on a day. */
export function activeWaivers(reader: Reader, of: Subject, today: string): ActiveWaiver[] {
  return reader
    .all<Omit<ActiveWaiver, 'keyColumns' | 'valueColumns' | 'prints'> & { keyColumns: string; valueColumns: string }>(
      sql`SELECT id, rule, kind, scope, unit_column AS unitColumn, share, key_columns AS keyColumns, value_columns AS valueColumns, until
        FROM waiver WHERE dataset_id IS ${of.dataset} AND table_id IS ${of.table} AND state = 'active' AND (until IS NULL OR until >= ${today}) ORDER BY at`,
    )
    .map((row) => ({
      ...row,
      keyColumns: JSON.parse(row.keyColumns) as string[],
      valueColumns: JSON.parse(row.valueColumns) as string[],
      prints: reader
        .all<{ print: Uint8Array }>(sql`SELECT print FROM waiver_row WHERE waiver_id = ${row.id}`)
        .map(({ print }) => new Uint8Array(print)),
    }));
}
