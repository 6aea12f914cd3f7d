import { type Reader, sql } from '../../../base/sqlite/index.ts';
import { timeliness } from '../cycle.ts';
import { latestRuns, listArrivals } from '../store.ts';
import type { Behind, MetricContext, MetricKind } from './kind.ts';

const noTrend = (): ReadonlyMap<string, number> => new Map();
const count = (reader: Reader, query: ReturnType<typeof sql>): number => reader.value<number>(query) ?? 0;

/** A running total from the number that came into being per day. */
function runningTotal(reader: Reader, query: ReturnType<typeof sql>, context: MetricContext): ReadonlyMap<string, number> {
  const perDay = reader.all<{ day: string; n: number }>(query);
  return new Map(context.days.map((day) => [day, perDay.filter((p) => p.day <= day).reduce((sum, p) => sum + p.n, 0)]));
}

const datasetsBehind = (reader: Reader): Behind => {
  const rows = reader.all<{ id: string; name: string; unit: string; batches: number; rows: number; bytes: number; at: string | null }>(sql`
    SELECT d.id, d.name, d.unit, count(b.id) AS batches, coalesce(sum(b.row_count), 0) AS rows, coalesce(sum(b.bytes), 0) AS bytes, max(b.imported_at) AS at
    FROM dataset d LEFT JOIN batch b ON b.dataset_id = d.id AND b.removed_at IS NULL WHERE d.removed_at IS NULL GROUP BY d.id ORDER BY rows DESC`);
  return {
    columns: ['behind.dataset', 'behind.unit', 'behind.batches', 'behind.rows', 'behind.bytes', 'behind.at'],
    rows: rows.map((r) => [r.name, r.unit, r.batches, r.rows, r.bytes, r.at]),
    routes: rows.map((r) => `/datasets/${r.id}/overview`),
  };
};

/** Units that have delivered at least one batch. */
export const unitsConnected: MetricKind = {
  id: 'acquire.units',
  stage: 'acquire',
  unit: 'count',
  target: null,
  gaps: 'null',
  measure: (reader) => ({
    value: count(reader, sql`SELECT count(DISTINCT d.unit) FROM dataset d JOIN batch b ON b.dataset_id = d.id WHERE d.removed_at IS NULL`),
    level: 'none',
  }),
  trend: noTrend,
  behind: datasetsBehind,
};

/** Rows kept in all batches. */
export const rowsStored: MetricKind = {
  id: 'store.rows',
  stage: 'store',
  unit: 'rows',
  target: null,
  gaps: 'null',
  measure: (reader) => ({
    value: count(
      reader,
      sql`SELECT coalesce(sum(b.row_count), 0) FROM batch b JOIN dataset d ON d.id = b.dataset_id WHERE d.removed_at IS NULL AND b.removed_at IS NULL`,
    ),
    level: 'none',
  }),
  trend: (reader, context) =>
    runningTotal(
      reader,
      sql`SELECT date(b.imported_at, '+8 hours') AS day, sum(b.row_count) AS n FROM batch b JOIN dataset d ON d.id = b.dataset_id WHERE d.removed_at IS NULL AND b.removed_at IS NULL GROUP BY day`,
      context,
    ),
  behind: datasetsBehind,
};

/** Bytes of the workspace's data files. */
export const bytesStored: MetricKind = {
  id: 'store.bytes',
  stage: 'store',
  unit: 'bytes',
  target: null,
  gaps: 'null',
  measure: (reader) => ({ value: count(reader, sql`SELECT coalesce(sum(bytes), 0) FROM data_file`), level: 'none' }),
  trend: (reader, context) =>
    runningTotal(reader, sql`SELECT date(created_at, '+8 hours') AS day, sum(bytes) AS n FROM data_file GROUP BY day`, context),
  behind: (reader) => {
    const rows = reader.all<{ kind: string; files: number; bytes: number; at: string }>(
      sql`SELECT kind, count(*) AS files, sum(bytes) AS bytes, max(created_at) AS at FROM data_file GROUP BY kind ORDER BY bytes DESC`,
    );
    return {
      columns: ['behind.kind', 'behind.files', 'behind.bytes', 'behind.at'],
      rows: rows.map((r) => [r.kind, r.files, r.bytes, r.at]),
      routes: rows.map(() => null),
    };
  },
};

const resourcesBehind = (reader: Reader): Behind => {
  const rows = reader.all<{ id: string; name: string; provider: string; sharing: string; state: string; attached: number; at: string }>(sql`
    SELECT r.id, r.name, r.provider, r.sharing, r.state, (SELECT count(*) FROM dataset d WHERE d.resource_id = r.id AND d.removed_at IS NULL) AS attached, r.updated_at AS at
    FROM resource r ORDER BY r.updated_at DESC`);
  return {
    columns: ['behind.resource', 'behind.unit', 'behind.sharing', 'behind.state', 'behind.attached', 'behind.at'],
    rows: rows.map((r) => [r.name, r.provider, r.sharing, r.state, r.attached, r.at]),
    routes: rows.map((r) => `/catalog/${r.id}`),
  };
};

/** Published resources. */
export const resourcesPublished: MetricKind = {
  id: 'share.published',
  stage: 'share',
  unit: 'count',
  target: null,
  gaps: 'null',
  measure: (reader) => ({ value: count(reader, sql`SELECT count(*) FROM resource WHERE state = 'published'`), level: 'none' }),
  trend: (reader, context) =>
    runningTotal(
      reader,
      sql`SELECT date(min(at), '+8 hours') AS day, 1 AS n FROM resource_version WHERE state = 'published' GROUP BY resource_id`,
      context,
    ),
  behind: resourcesBehind,
};

/** Published resources that have a dataset attached, as a share. */
export const attachedRate: MetricKind = {
  id: 'share.attached',
  stage: 'share',
  unit: 'ratio',
  target: 1,
  gaps: 'null',
  measure: (reader) => {
    const all = count(reader, sql`SELECT count(*) FROM resource WHERE state = 'published'`);
    const attached = count(
      reader,
      sql`SELECT count(*) FROM resource r WHERE state = 'published' AND EXISTS (SELECT 1 FROM dataset d WHERE d.resource_id = r.id AND d.removed_at IS NULL)`,
    );
    return all === 0 ? { value: null, level: 'none' } : { value: attached / all, level: attached === all ? 'ok' : 'yellow' };
  },
  trend: noTrend,
  behind: resourcesBehind,
};

/** Mean score of the newest runs, 0..100. */
export const meanScore: MetricKind = {
  id: 'maintain.score',
  stage: 'maintain',
  unit: 'score',
  target: 95,
  gaps: 'null',
  measure: (reader) => {
    const scores = latestRuns(reader).flatMap((r) => (r.total === null ? [] : [r.total]));
    if (scores.length === 0) return { value: null, level: 'none' };
    const value = scores.reduce((a, b) => a + b, 0) / scores.length;
    return { value, level: value < 75 ? 'red' : value < 85 ? 'orange' : value < 95 ? 'yellow' : 'ok' };
  },
  trend: (reader) =>
    new Map(
      reader
        .all<{ day: string; n: number }>(
          sql`SELECT date(started_at, '+8 hours') AS day, avg(total) AS n FROM quality_run WHERE total IS NOT NULL GROUP BY day`,
        )
        .map((r) => [r.day, r.n]),
    ),
  behind: (reader) => {
    const rows = latestRuns(reader);
    return {
      columns: ['behind.dataset', 'behind.score', 'behind.previousScore', 'behind.at'],
      rows: rows.map((r) => [r.name, r.total, r.previous, r.at]),
      routes: rows.map((r) => `/quality/${r.run}`),
    };
  },
};

/** Periods that saw their update, over all datasets with a cycle. */
export const onTimeRate: MetricKind = {
  id: 'maintain.onTime',
  stage: 'maintain',
  unit: 'ratio',
  target: 0.95,
  gaps: 'null',
  measure: (reader, { nowMs }) => {
    const rates = timelinessOf(reader, nowMs).flatMap((t) => (t.onTimeRate === null ? [] : [t.onTimeRate]));
    if (rates.length === 0) return { value: null, level: 'none' };
    const value = rates.reduce((a, b) => a + b, 0) / rates.length;
    return { value, level: value < 0.9 ? 'red' : value < 0.95 ? 'orange' : value < 0.98 ? 'yellow' : 'ok' };
  },
  trend: noTrend,
  behind: (reader, { nowMs }) => {
    const rows = timelinessOf(reader, nowMs);
    return {
      columns: [
        'behind.dataset',
        'behind.unit',
        'behind.cycle',
        'behind.lastAt',
        'behind.dueAt',
        'behind.latePeriods',
        'behind.onTimeRate',
      ],
      rows: rows.map((r) => [r.name, r.unit, r.cycle, r.lastAt, r.dueAt, r.latePeriods, r.onTimeRate]),
      routes: rows.map((r) => `/datasets/${r.id}/overview`),
    };
  },
};

/** Issues still to be done. */
export const openIssues: MetricKind = {
  id: 'maintain.issues',
  stage: 'maintain',
  unit: 'count',
  target: 0,
  gaps: 'null',
  measure: (reader) => {
    const value = count(reader, sql`SELECT count(*) FROM issue WHERE state <> 'closed'`);
    const overdue = count(
      reader,
      sql`SELECT count(*) FROM issue WHERE state <> 'closed' AND due_at < strftime('%Y-%m-%dT%H:%M:%fZ', 'now')`,
    );
    return { value, level: overdue >= 10 ? 'red' : overdue >= 5 ? 'orange' : overdue >= 1 ? 'yellow' : 'ok' };
  },
  trend: noTrend,
  behind: (reader) => {
    const rows = reader.all<{
      id: string;
      number: string;
      name: string;
      rule: string;
      unit: string;
      state: string;
      failed: number;
      due: string | null;
    }>(sql`
      SELECT i.id, i.number, coalesce(d.name, t.name) AS name, i.rule, i.unit, i.state, i.failed, i.due_at AS due FROM issue i
        LEFT JOIN dataset d ON d.id = i.dataset_id LEFT JOIN checked_table t ON t.id = i.table_id WHERE i.state <> 'closed' ORDER BY i.due_at IS NULL, i.due_at`);
    return {
      columns: ['behind.issue', 'behind.dataset', 'behind.rule', 'behind.unit', 'behind.state', 'behind.failed', 'behind.dueAt'],
      rows: rows.map((r) => [r.number, r.name, r.rule, r.unit, r.state, r.failed, r.due]),
      routes: rows.map((r) => `/issues/${r.id}`),
    };
  },
};

/** Datasets against their cycles, with what the window shows. */
export function timelinessOf(reader: Reader, nowMs: number) {
  return listArrivals(reader).map((d) => {
    const t = timeliness(
      d.cycle,
      d.arrivals.map((a) => Date.parse(a)),
      Date.parse(d.createdAt),
      nowMs,
    );
    return {
      id: d.id,
      name: d.name,
      unit: d.unit,
      cycle: d.cycle,
      lastAt: d.arrivals[0] ?? null,
      dueAt: t.dueMs === null ? null : new Date(t.dueMs).toISOString(),
      latePeriods: t.latePeriods,
      onTimeRate: t.onTimeRate,
      level: t.level,
    };
  });
}
