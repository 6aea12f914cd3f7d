import { empty, type Reader, type Sql, sql, type Writer } from '../../base/sqlite/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { CheckCosts, QualityRun, RuleResult } from '../../contract/methods/quality.ts';
import type { EarlierBatch } from '../rules/index.ts';
import type { BatchColumn } from '../table/index.ts';
import type { ScoreFormula } from './score.ts';

/** What is kept of a run besides its row: every rule's outcome and how the score came about. */
export interface RunDetail {
  readonly results: readonly (RuleResult & { readonly indicator: string })[];
  readonly formula: ScoreFormula;
  /** The versions of the code lists that its rules name; absent in runs from before they were kept. */
  readonly codes?: readonly CodesUsed[];
}

/** A version of a code list by which a run went; 0 is the bundled one. */
export interface CodesUsed {
  readonly list: string;
  readonly version: number;
  readonly edition: string;
  readonly digest: string;
}

interface Stored {
  readonly id: string;
  readonly batch: string;
  readonly dataset: string;
  readonly datasetName: string;
  readonly batchNumber: number;
  readonly ruleSet: string;
  readonly ruleSetName: string;
  readonly ruleSetVersion: number;
  readonly rows: number;
  readonly findings: number;
  readonly failingRows: number;
  readonly total: number | null;
  readonly dimensions: string;
  readonly success: number;
  readonly startedAt: string;
  readonly seconds: number;
  readonly by: string;
  readonly review: string | null;
  readonly reviewState: string | null;
}

function select(reader: Reader, where: Sql, limit: number): QualityRun[] {
  return reader
    .all<Stored>(sql`SELECT r.id, r.batch_id AS batch, b.dataset_id AS dataset, d.name AS datasetName, b.number AS batchNumber, r.rule_set_id AS ruleSet, s.name AS ruleSetName,
        r.rule_set_version AS ruleSetVersion, r.row_count AS rows, r.finding_count AS findings, r.failing_rows AS failingRows, r.total, r.dimensions, r.success,
        r.started_at AS startedAt, r.seconds, coalesce(user.name, r.by_id) AS "by", v.id AS review, v.state AS reviewState
      FROM quality_run r JOIN batch b ON b.id = r.batch_id JOIN dataset d ON d.id = b.dataset_id JOIN rule_set s ON s.id = r.rule_set_id LEFT JOIN user ON user.id = r.by_id
      LEFT JOIN review v ON v.id = (SELECT id FROM review WHERE subject = 'qualityRun' AND subject_id = r.id ORDER BY rowid DESC LIMIT 1)
      WHERE d.removed_at IS NULL ${where} ORDER BY r.rowid DESC LIMIT ${limit}`)
    .map(({ total, dimensions, success, review, reviewState, ...run }) => ({
      ...run,
      score: { total, dimensions: JSON.parse(dimensions) as QualityRun['score']['dimensions'] },
      success: success === 1,
      review: review === null ? null : { review, state: reviewState ?? '' },
    }));
}

const LISTED = 500;

/** Runs of a dataset or batch, newest first. */
export function listRuns(reader: Reader, filter: { readonly dataset?: string; readonly batch?: string }): QualityRun[] {
  const dataset = filter.dataset === undefined ? empty : sql` AND b.dataset_id = ${filter.dataset}`;
  const batch = filter.batch === undefined ? empty : sql` AND r.batch_id = ${filter.batch}`;
  return select(reader, sql`${dataset}${batch}`, LISTED);
}

/** The newest runs of all. */
export function recentRuns(reader: Reader, limit: number): QualityRun[] {
  return select(reader, empty, limit);
}

/** One run; `not-found` when there is none. */
export function getRun(reader: Reader, id: string): QualityRun {
  const run = select(reader, sql` AND r.id = ${id}`, 1)[0];
  if (!run) throw new JiadiError('not-found', { what: 'qualityRun', name: id });
  return run;
}

/** Every rule's outcome of a run. */
export function getDetail(reader: Reader, id: string): RunDetail {
  const text = reader.value<string>(sql`SELECT results FROM quality_run WHERE id = ${id}`);
  if (text === undefined) throw new JiadiError('not-found', { what: 'qualityRun', name: id });
  return JSON.parse(text) as RunDetail;
}

/** A rule's outcome in short: what trends and later checks look at. */
export interface ShortOutcome {
  readonly rule: string;
  readonly ratio: number | null;
  readonly failed: number;
  readonly status: RuleResult['status'];
  /** The number it observed; null where it observed something else, or nothing. */
  readonly observed: number | null;
}

const shortOf = ({ rule, ratio, failed, status, observed }: RuleResult): ShortOutcome => ({
  rule,
  ratio,
  failed,
  status,
  observed: typeof observed === 'number' ? observed : null,
});

/** The outcomes in short as they are kept; checks from before have only the whole results. */
function readShort(outcomes: string | null, results: string | null): readonly ShortOutcome[] {
  if (outcomes !== null) return JSON.parse(outcomes) as ShortOutcome[];
  return results === null ? [] : (JSON.parse(results) as RunDetail).results.map(shortOf);
}

// results are large and read only where there is nothing shorter
const shortColumns = sql`r.outcomes, CASE WHEN r.outcomes IS NULL THEN r.results END AS results`;

/** Every rule's outcome of a run in short. */
export function getOutcomes(reader: Reader, id: string): readonly ShortOutcome[] {
  const row = reader.get<{ outcomes: string | null; results: string | null }>(
    sql`SELECT ${shortColumns} FROM quality_run r WHERE r.id = ${id}`,
  );
  if (!row) throw new JiadiError('not-found', { what: 'qualityRun', name: id });
  return readShort(row.outcomes, row.results);
}

export interface NewRun {
  readonly id: string;
  readonly batch: string;
  readonly ruleSet: string;
  readonly ruleSetVersion: number;
  readonly rows: number;
  readonly findings: number;
  readonly failingRows: number;
  readonly total: number | null;
  readonly dimensions: QualityRun['score']['dimensions'];
  readonly success: boolean;
  readonly detail: RunDetail;
  readonly costs: CheckCosts;
  readonly findingsFile: string | null;
  readonly startedAt: string;
  readonly seconds: number;
  readonly byId: string;
}

/** Publishes a run. */
export function insertRun(writer: Writer, r: NewRun): void {
  writer.run(sql`INSERT INTO quality_run (id, batch_id, rule_set_id, rule_set_version, row_count, finding_count, failing_rows, total, dimensions, success, results, outcomes, costs, findings_file_id, started_at, seconds, by_id)
    VALUES (${r.id}, ${r.batch}, ${r.ruleSet}, ${r.ruleSetVersion}, ${r.rows}, ${r.findings}, ${r.failingRows}, ${r.total}, ${JSON.stringify(r.dimensions)}, ${r.success},
      ${JSON.stringify(r.detail)}, ${JSON.stringify(r.detail.results.map(shortOf))}, ${JSON.stringify(r.costs)}, ${r.findingsFile}, ${r.startedAt}, ${r.seconds}, ${r.byId})`);
}

/** The newest run by a rule set over a batch of this dataset that kept its costs; of several the one over this batch. */
export function lastCosts(
  reader: Reader,
  of: { readonly dataset: string; readonly batch: string; readonly ruleSet: string },
):
  | (Pick<QualityRun, 'batchNumber' | 'ruleSetVersion' | 'rows' | 'startedAt'> & { readonly run: string; readonly costs: CheckCosts })
  | null {
  const row = reader.get<{
    run: string;
    batchNumber: number;
    ruleSetVersion: number;
    rows: number;
    startedAt: string;
    costs: string;
  }>(sql`SELECT r.id AS run, b.number AS batchNumber, r.rule_set_version AS ruleSetVersion, r.row_count AS rows, r.started_at AS startedAt, r.costs
    FROM quality_run r JOIN batch b ON b.id = r.batch_id
    WHERE b.dataset_id = ${of.dataset} AND r.rule_set_id = ${of.ruleSet} AND r.costs IS NOT NULL
    ORDER BY r.batch_id = ${of.batch} DESC, r.rowid DESC LIMIT 1`);
  return row ? { ...row, costs: JSON.parse(row.costs) as CheckCosts } : null;
}

/** Batches whose history a check looks at. */
const HISTORY_MAX = 400;

/** The batches of a dataset before one of them, newest first, but for those that somebody declined; with what rules observed in their newest check. */
export function earlierBatches(
  reader: Reader,
  dataset: string,
  number: number,
): readonly (Omit<EarlierBatch, 'file'> & { readonly batch: string })[] {
  const rows = reader.all<{
    batch: string;
    number: number;
    at: string;
    rows: number;
    columns: string;
    outcomes: string | null;
    results: string | null;
  }>(sql`SELECT b.id AS batch, b.number, b.imported_at AS at, b.row_count AS rows, b.columns, ${shortColumns}
    FROM batch b LEFT JOIN batch_decision c ON c.batch_id = b.id
      LEFT JOIN quality_run r ON r.rowid = (SELECT max(rowid) FROM quality_run WHERE batch_id = b.id)
    WHERE b.dataset_id = ${dataset} AND b.number < ${number} AND coalesce(c.state, '') <> 'declined' ORDER BY b.number DESC LIMIT ${HISTORY_MAX}`);
  return rows.map(({ columns, outcomes, results, ...row }) => ({
    ...row,
    columns: JSON.parse(columns) as BatchColumn[],
    observed: observedBy(readShort(outcomes, results)),
  }));
}

/** The number each rule gave: what it observed, or its share of passes. */
function observedBy(outcomes: readonly ShortOutcome[]): Readonly<Record<string, number>> {
  const numbers = outcomes.map(({ rule, observed, ratio }) => [rule, observed ?? ratio] as const);
  return Object.fromEntries(numbers.filter((pair): pair is readonly [string, number] => pair[1] !== null));
}

/** How many malformed records of a batch there are by reason, as far as they were kept one by one. */
export function malformedReasons(reader: Reader, batch: string): Readonly<Record<string, number>> {
  const rows = reader.all<{ reason: string; count: number }>(
    sql`SELECT reason, count(*) AS count FROM malformed WHERE batch_id = ${batch} GROUP BY reason`,
  );
  return Object.fromEntries(rows.map(({ reason, count }) => [reason, count]));
}
