import { type Reader, sql } from '../../base/sqlite/index.ts';
import { countBlocking } from '../quality/index.ts';
import type { Severity } from '../rules/index.ts';
import { timelinessOf } from '../lifecycle/index.ts';

const SHANGHAI_MS = 8 * 3_600_000;

/** First instant of a month (YYYY-MM) in China, and of the one after it. */
export function monthRange(month: string): { readonly from: string; readonly to: string } {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const start = (m: number): string => new Date(Date.UTC(year, m, 1) - SHANGHAI_MS).toISOString();
  return { from: start(number - 1), to: start(number) };
}

/** A month some months away. */
export function monthAway(month: string, by: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7);
}

export interface MonthDataset {
  readonly dataset: string;
  readonly name: string;
  readonly unit: string;
  /** Checks of accepted batches in the month. */
  readonly checks: number;
  /** Of the last of them; null also when nothing was evaluated. */
  readonly total: number | null;
  readonly run: string | null;
  readonly critical: number;
  /** The score of the last check of the month before. */
  readonly before: number | null;
}

/** The last check of an accepted batch of each dataset in a span of time. */
function lastRuns(
  reader: Reader,
  from: string,
  to: string,
): ReadonlyMap<string, { readonly run: string; readonly total: number | null; readonly checks: number }> {
  const rows = reader.all<{ dataset: string; run: string; total: number | null; checks: number }>(sql`
    SELECT dataset, run, total, checks FROM (
      SELECT b.dataset_id AS dataset, r.id AS run, r.total, count(*) OVER (PARTITION BY b.dataset_id) AS checks,
        row_number() OVER (PARTITION BY b.dataset_id ORDER BY r.started_at DESC, r.rowid DESC) AS n
      FROM quality_run r JOIN batch b ON b.id = r.batch_id JOIN batch_decision c ON c.batch_id = b.id AND c.state = 'accepted'
      WHERE r.started_at >= ${from} AND r.started_at < ${to}
    ) WHERE n = 1`);
  return new Map(rows.map(({ dataset, ...row }) => [dataset, row]));
}

export interface MonthRule {
  readonly dataset: string;
  readonly rule: string;
  readonly kind: string;
  readonly severity: Severity;
  readonly failed: number;
}

export interface MonthFacts {
  readonly datasets: readonly MonthDataset[];
  /** The mean score of each month up to this one, oldest first; null where nothing was checked. */
  readonly means: readonly { readonly month: string; readonly mean: number | null }[];
  readonly issues: readonly {
    readonly unit: string;
    readonly opened: number;
    readonly closed: number;
    readonly open: number;
    readonly overdue: number;
  }[];
  readonly late: readonly {
    readonly name: string;
    readonly unit: string;
    readonly cycle: string;
    readonly periods: number;
    readonly lastAt: string | null;
  }[];
  readonly rules: readonly MonthRule[];
}

const MONTHS = 12;
const RULES = 30;

/** All that a monthly report says; `unit`: of that unit's datasets and issues only. A month that has not ended counts up to now. */
export function monthFacts(reader: Reader, month: string, unit: string | null, nowMs: number): MonthFacts {
  const { from, to } = monthRange(month);
  const until = new Date(Math.min(Date.parse(to), nowMs + 1)).toISOString();
  const datasets = monthDatasets(reader, month, unit);
  const wanted = new Set(datasets.map(({ dataset }) => dataset));
  const means = Array.from({ length: MONTHS }, (_, i) => monthAway(month, i - MONTHS + 1)).map((one) => {
    const span = monthRange(one);
    const totals = [...lastRuns(reader, span.from, span.to)].flatMap(([dataset, { total }]) =>
      total === null || !wanted.has(dataset) ? [] : [total],
    );
    return { month: one, mean: meanOf(totals) };
  });
  const first = means.findIndex(({ mean }) => mean !== null);
  return {
    datasets,
    means: first < 0 ? [] : means.slice(first),
    issues: monthIssues(reader, from, until, wanted, unit),
    late: monthLate(reader, from, Date.parse(until) - 1, unit),
    rules: monthRules(reader, datasets),
  };
}

/** The mean of some scores; null of none. */
export const meanOf = (totals: readonly number[]): number | null =>
  totals.length === 0 ? null : totals.reduce((sum, total) => sum + total, 0) / totals.length;

function monthDatasets(reader: Reader, month: string, unit: string | null): readonly MonthDataset[] {
  const { from, to } = monthRange(month);
  const before = monthRange(monthAway(month, -1));
  const [now, old] = [lastRuns(reader, from, to), lastRuns(reader, before.from, before.to)];
  return reader
    .all<{ dataset: string; name: string; unit: string }>(
      sql`SELECT id AS dataset, name, unit FROM dataset WHERE created_at < ${to} AND (removed_at IS NULL OR removed_at >= ${to}) ORDER BY unit, name`,
    )
    .filter((one) => unit === null || one.unit === unit)
    .map((one) => {
      const run = now.get(one.dataset);
      const critical = run ? countBlocking(reader, run.run) : 0;
      return {
        ...one,
        checks: run?.checks ?? 0,
        run: run?.run ?? null,
        total: run?.total ?? null,
        critical,
        before: old.get(one.dataset)?.total ?? null,
      };
    });
}

/** What became of the issues by unit, those of tables checked in place among them: opened and closed in the span, and how they stood at its end. */
function monthIssues(reader: Reader, from: string, to: string, datasets: ReadonlySet<string>, unit: string | null): MonthFacts['issues'] {
  const rows = reader.all<{
    dataset: string | null;
    unit: string;
    openedAt: string;
    closed: number;
    isClosed: number;
    dueAt: string | null;
  }>(sql`
    SELECT i.dataset_id AS dataset, i.unit, i.due_at AS dueAt, (SELECT min(at) FROM issue_event e WHERE e.issue_id = i.id) AS openedAt,
      (SELECT count(*) FROM issue_event e WHERE e.issue_id = i.id AND e.what IN ('close', 'pass-recheck') AND e.at >= ${from} AND e.at < ${to}) AS closed,
      coalesce((SELECT e.what IN ('close', 'pass-recheck') FROM issue_event e WHERE e.issue_id = i.id AND e.at < ${to}
        AND e.what IN ('open', 'close', 'pass-recheck', 'reopen', 'fail-again') ORDER BY e.n DESC LIMIT 1), 0) AS isClosed
    FROM issue i`);
  const mine = rows.filter(
    (row) => row.openedAt < to && (row.dataset === null || datasets.has(row.dataset)) && (unit === null || row.unit === unit),
  );
  return [...Map.groupBy(mine, (row) => row.unit)]
    .map(([name, list]) => ({
      unit: name,
      opened: list.filter((row) => row.openedAt >= from).length,
      closed: list.filter((row) => row.closed > 0).length,
      open: list.filter((row) => row.isClosed === 0).length,
      overdue: list.filter((row) => row.isClosed === 0 && row.dueAt !== null && row.dueAt < to).length,
    }))
    .filter((one) => one.opened + one.closed + one.open > 0)
    .toSorted((a, b) => b.open - a.open);
}

/** Datasets whose cycle let a period pass without a delivery by the end of the span. */
function monthLate(reader: Reader, from: string, endMs: number, unit: string | null): MonthFacts['late'] {
  if (endMs < Date.parse(from)) return [];
  return timelinessOf(reader, endMs)
    .filter((one) => one.latePeriods > 0 && (unit === null || one.unit === unit))
    .map(({ name, unit: of, cycle, latePeriods, lastAt }) => ({ name, unit: of, cycle, periods: latePeriods, lastAt }))
    .toSorted((a, b) => b.periods - a.periods);
}

function monthRules(reader: Reader, datasets: readonly MonthDataset[]): readonly MonthRule[] {
  return datasets
    .flatMap(({ run, name }) =>
      run === null
        ? []
        : reader
            .all<Omit<MonthRule, 'dataset'>>(sql`SELECT rule, kind, severity, failed FROM rule_failure WHERE run_id = ${run}`)
            .map((row) => ({ ...row, dataset: name })),
    )
    .toSorted((a, b) => b.failed - a.failed)
    .slice(0, RULES);
}
