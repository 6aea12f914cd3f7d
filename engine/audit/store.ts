import { empty, type Reader, sql, type Writer } from '../../base/sqlite/index.ts';
import type { AuditRow } from '../../contract/methods/audit.ts';
import { type AuditFacts, auditHash, genesis } from './chain.ts';

type StoredRow = AuditFacts & { readonly hash: string };

/** Appends an act to the log, inside the act's own transaction. */
export function appendAudit(writer: Writer, act: Omit<AuditFacts, 'n' | 'prev'>): void {
  const last = writer.get<{ n: number; hash: string }>(sql`SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1`);
  const facts: AuditFacts = { ...act, n: (last?.n ?? 0) + 1, prev: last?.hash ?? genesis };
  writer.run(sql`INSERT INTO audit (n, at, actor, action, object, details, prev, hash)
    VALUES (${facts.n}, ${facts.at}, ${facts.actor}, ${facts.action}, ${facts.object}, ${facts.details}, ${facts.prev}, ${auditHash(facts)})`);
}

/** A page of the log, newest first. */
export function listAudit(
  reader: Reader,
  filter: { readonly before?: number; readonly limit: number; readonly search?: string },
): { total: number; rows: AuditRow[] } {
  const like = filter.search ? `%${filter.search.replaceAll(/[%_\\]/g, '\\$&')}%` : null;
  const matching =
    like === null
      ? empty
      : sql` AND (action LIKE ${like} ESCAPE '\\' OR object LIKE ${like} ESCAPE '\\' OR actor LIKE ${like} ESCAPE '\\')`;
  const total = reader.value<number>(sql`SELECT count(*) FROM audit WHERE 1 = 1${matching}`) ?? 0;
  const before = filter.before ?? Number.MAX_SAFE_INTEGER;
  const rows = reader.all<StoredRow>(
    sql`SELECT n, at, actor, action, object, details, prev, hash FROM audit WHERE n < ${before}${matching} ORDER BY n DESC LIMIT ${filter.limit}`,
  );
  return { total, rows: rows.map(({ prev: _, details, ...row }) => ({ ...row, details: JSON.parse(details) as AuditRow['details'] })) };
}

/** All rows in order, for verification. */
export function auditRows(reader: Reader): Iterable<StoredRow> {
  return reader.iterate<StoredRow>(sql`SELECT n, at, actor, action, object, details, prev, hash FROM audit ORDER BY n`);
}

/** Number of rows and the newest hash. */
export function auditHead(reader: Reader): { readonly rows: number; readonly head: string } {
  const last = reader.get<{ n: number; hash: string }>(sql`SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1`);
  return { rows: last?.n ?? 0, head: last?.hash ?? genesis };
}

/** The newest `count` rows in order. */
export function recentAuditRows(reader: Reader, count: number): readonly StoredRow[] {
  return reader
    .all<StoredRow>(sql`SELECT n, at, actor, action, object, details, prev, hash FROM audit ORDER BY n DESC LIMIT ${count}`)
    .toReversed();
}
