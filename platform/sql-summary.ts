import { sql } from '../base/sqlite/index.ts';
import type { SlotRange } from '../contract/wire/index.ts';
import type { SqlTx } from './sql-link.ts';
import type { PackageListing, StoreSummary } from './store.ts';

// a package is withdrawn when the unit that owns it said so; the row itself is never changed
const shownState = sql`CASE WHEN state = 'applied' AND EXISTS (SELECT 1 FROM tombstone t WHERE t.target = package.digest AND t.unit = package.unit)
  THEN 'withdrawn' ELSE state END`;

/** The operator's numbers and lists, all from stored rows. */
export async function readSummary(tx: SqlTx, latest: number): Promise<StoreSummary> {
  const states = await tx.all<{ shown: keyof StoreSummary['packages']; count: number }>(
    sql`SELECT shown, count(*) AS count FROM (SELECT ${shownState} AS shown FROM package) counted GROUP BY shown`,
  );
  const streams = await tx.all<{ stream: string; device: string; forked: number; ranges: string }>(
    sql`SELECT stream, device, forked, ranges FROM stream ORDER BY stream`,
  );
  const roles = await tx.all<{ role: string; count: number }>(
    sql`SELECT role, count(*) AS count FROM trust WHERE revoked_from IS NULL GROUP BY role`,
  );
  const one = async (table: 'effect' | 'receipt' | 'fork'): Promise<number> =>
    (await tx.all<{ count: number }>({ text: `SELECT count(*) AS count FROM ${table}`, values: [] }))[0]?.count ?? 0;
  return {
    packages: { applied: 0, held: 0, rejected: 0, withdrawn: 0, ...Object.fromEntries(states.map((s) => [s.shown, s.count])) },
    byKind: await tx.all(sql`SELECT kind, count(*) AS count FROM package WHERE kind IS NOT NULL GROUP BY kind ORDER BY kind`),
    byUnit: await tx.all(sql`SELECT unit, count(*) AS count FROM package WHERE unit IS NOT NULL GROUP BY unit ORDER BY unit`),
    effects: await one('effect'),
    receipts: await one('receipt'),
    forks: await one('fork'),
    conflicts: await tx.all(sql`SELECT package.key AS key, package.revision AS revision, count(*) AS count FROM package
      JOIN head ON head.key = package.key AND head.revision = package.revision
      WHERE state = 'applied' AND kind <> 'withdrawal' GROUP BY package.key, package.revision HAVING count(*) > 1 ORDER BY package.key`),
    streams: streams.map((s) => ({ ...s, forked: s.forked === 1, ranges: JSON.parse(s.ranges) as SlotRange[] })),
    latest:
      await tx.all<PackageListing>(sql`SELECT digest, kind, key, revision, unit, device, ${shownState} AS state, code, received_at AS "receivedAt"
      FROM package ORDER BY received_at DESC, digest LIMIT ${latest}`),
    devices: roles.find((r) => r.role === 'device')?.count ?? 0,
    users: roles.find((r) => r.role === 'user')?.count ?? 0,
  };
}
