import { empty, join, type Reader, type Sql, sql } from '../../../base/sqlite/index.ts';
import type { Stage } from '../../../contract/methods/lifecycle.ts';
import type { Behind, MetricContext, MetricKind } from './kind.ts';

export interface EventMetric {
  readonly id: string;
  readonly stage: Stage;
  readonly kinds: readonly string[];
  readonly of: 'count' | 'rows' | 'bytes';
}

const amount: Readonly<Record<EventMetric['of'], Sql>> = {
  count: sql`count(*)`,
  rows: sql`coalesce(sum(row_count), 0)`,
  bytes: sql`coalesce(sum(bytes), 0)`,
};
const LISTED = 1000;

/** A metric that counts lifecycle events, or the rows or bytes they moved, over the days asked for. */
export function eventMetric(spec: EventMetric): MetricKind {
  const inKinds = sql`stage = ${spec.stage} AND kind IN (${join(
    spec.kinds.map((k) => sql`${k}`),
    ', ',
  )})`;
  const since = ({ days }: MetricContext): Sql => sql`date(at, '+8 hours') >= ${days[0] ?? ''}`;
  return {
    id: spec.id,
    stage: spec.stage,
    unit: spec.of,
    target: null,
    gaps: 'zero',
    measure: (reader, context) => ({
      value: reader.value<number>(sql`SELECT ${amount[spec.of]} FROM lifecycle_event WHERE ${inKinds} AND ${since(context)}`) ?? 0,
      level: 'none',
    }),
    trend: (reader, context) =>
      new Map(
        reader
          .all<{ day: string; value: number }>(
            sql`SELECT date(at, '+8 hours') AS day, ${amount[spec.of]} AS value FROM lifecycle_event WHERE ${inKinds} AND ${since(context)} GROUP BY day`,
          )
          .map((r) => [r.day, r.value]),
      ),
    behind: (reader, context, day) =>
      eventsBehind(reader, sql`${inKinds} AND ${since(context)}${day === null ? empty : sql` AND date(at, '+8 hours') = ${day}`}`),
  };
}

function eventsBehind(reader: Reader, where: Sql): Behind {
  const rows = reader.all<{
    at: string;
    kind: string;
    name: string | null;
    dataset: string | null;
    unit: string | null;
    rows: number | null;
    bytes: number | null;
    by: string;
    subject: string;
  }>(sql`
    SELECT at, kind, d.name, e.dataset_id AS dataset, e.unit, e.row_count AS rows, e.bytes, coalesce(user.name, e.by_id) AS "by", e.subject
    FROM (SELECT * FROM lifecycle_event WHERE ${where}) e LEFT JOIN dataset d ON d.id = e.dataset_id LEFT JOIN user ON user.id = e.by_id ORDER BY at DESC LIMIT ${LISTED}`);
  return {
    columns: ['behind.at', 'behind.kind', 'behind.dataset', 'behind.unit', 'behind.rows', 'behind.bytes', 'behind.by', 'behind.subject'],
    rows: rows.map((r) => [r.at, r.kind, r.name, r.unit, r.rows, r.bytes, r.by, r.subject]),
    routes: rows.map((r) => (r.dataset ? `/datasets/${r.dataset}/overview` : null)),
  };
}
