import { type Reader, sql, type Writer } from '../../base/sqlite/index.ts';
import { defaultBands, type GradeBands } from '../../contract/grade.ts';
import type { Causes } from '../../contract/methods/findings.ts';
import type { WeightLevel } from '../../contract/methods/score.ts';
import type { ScoreWeights } from './score.ts';
import type { ScoredDataset } from './units.ts';

export interface StoredWeight {
  readonly level: WeightLevel;
  readonly owner: string;
  readonly subject: string;
  readonly weight: number;
}

/** Every weight that somebody set. */
export function listWeights(reader: Reader): StoredWeight[] {
  return reader.all<{ level: WeightLevel; owner: string; subject: string; weight: number }>(
    sql`SELECT level, owner, subject, weight FROM score_weight ORDER BY level, owner, subject`,
  );
}

/** The weights that a run of a rule set counts with. */
export function weightsFor(reader: Reader, ruleSet: string): ScoreWeights {
  const all = listWeights(reader);
  const of = (level: WeightLevel, owner: string): Record<string, number> =>
    Object.fromEntries(all.filter((w) => w.level === level && w.owner === owner).map((w) => [w.subject, w.weight]));
  return { dimensions: of('dimension', ''), rules: of('rule', ruleSet) };
}

/** Sets a weight; 1 is what everything weighs anyway. */
export function putWeight(writer: Writer, w: StoredWeight, at: string, byId: string): void {
  writer.run(sql`DELETE FROM score_weight WHERE level = ${w.level} AND owner = ${w.owner} AND subject = ${w.subject}`);
  if (w.weight !== 1)
    writer.run(
      sql`INSERT INTO score_weight (level, owner, subject, weight, at, by_id) VALUES (${w.level}, ${w.owner}, ${w.subject}, ${w.weight}, ${at}, ${byId})`,
    );
}

/** Where the grades begin. */
export function getBands(reader: Reader): GradeBands {
  const text = reader.value<string>(sql`SELECT bands FROM grade_bands`);
  return text === undefined ? defaultBands : (JSON.parse(text) as GradeBands);
}

/** Sets where the grades begin. */
export function putBands(writer: Writer, bands: GradeBands, at: string, byId: string): void {
  writer.run(sql`INSERT OR REPLACE INTO grade_bands (id, bands, at, by_id) VALUES (1, ${JSON.stringify(bands)}, ${at}, ${byId})`);
}

/** The root causes of a run, as far as somebody looked for them. */
export function getCauses(reader: Reader, run: string): Causes | null {
  const text = reader.value<string>(sql`SELECT causes FROM run_causes WHERE run_id = ${run}`);
  return text === undefined ? null : (JSON.parse(text) as Causes);
}

/** Keeps the root causes of a run. */
export function putCauses(writer: Writer, run: string, causes: Causes, at: string): void {
  writer.run(sql`INSERT OR REPLACE INTO run_causes (run_id, causes, at) VALUES (${run}, ${JSON.stringify(causes)}, ${at})`);
}

/** `isBlocking` of `contract/grade.ts` for a stored result `e`. */
const blocking = sql`e.value ->> 'severity' = 'critical' AND e.value ->> 'status' IN ('fail', 'error') AND coalesce(e.value ->> '$.waiver.scope', '') <> 'rule'`;

/** How many critical rules of a run failed or could not run, waived ones apart. */
export const countBlocking = (reader: Reader, run: string): number =>
  reader.value<number>(sql`SELECT count(*) FROM quality_run r, json_each(r.results, '$.results') e WHERE r.id = ${run} AND ${blocking}`) ??
  0;

/** Every dataset with the newest run over its newest checked batch; declined batches do not count. */
export function scoredDatasets(reader: Reader, weightOf: (dataset: string) => number): ScoredDataset[] {
  const rows = reader.all<{
    dataset: string;
    name: string;
    unit: string;
    run: string | null;
    batchNumber: number;
    newest: number;
    total: number | null;
    criticalFailed: number;
    at: string;
  }>(sql`SELECT d.id AS dataset, d.name, d.unit, r.id AS run, b.number AS batchNumber, r.total, r.started_at AS at,
      (SELECT max(n.number) FROM batch n LEFT JOIN batch_decision c ON c.batch_id = n.id WHERE n.dataset_id = d.id AND coalesce(c.state, '') <> 'declined') AS newest,
      (SELECT count(*) FROM json_each(r.results, '$.results') e WHERE ${blocking}) AS criticalFailed
    FROM dataset d LEFT JOIN quality_run r ON r.id = (
      SELECT q.id FROM quality_run q JOIN batch b ON b.id = q.batch_id LEFT JOIN batch_decision c ON c.batch_id = b.id
      WHERE b.dataset_id = d.id AND coalesce(c.state, '') <> 'declined' ORDER BY b.number DESC, q.rowid DESC LIMIT 1
    ) LEFT JOIN batch b ON b.id = r.batch_id
    WHERE d.removed_at IS NULL ORDER BY d.name`);
  return rows.map(({ dataset, name, unit, run, batchNumber, newest, total, criticalFailed, at }) => ({
    dataset,
    name,
    unit,
    weight: weightOf(dataset),
    run: run === null ? null : { run, batchNumber, total, criticalFailed, at, current: batchNumber === newest },
  }));
}

/** The newest run of each batch of a dataset up to a run, newest batch first; the run itself stands for its own batch. */
export function runsBefore(
  reader: Reader,
  run: { readonly id: string; readonly dataset: string; readonly batchNumber: number },
  limit: number,
): readonly string[] {
  return reader
    .all<{ id: string }>(sql`SELECT CASE WHEN b.number = ${run.batchNumber} THEN ${run.id} ELSE
        (SELECT q.id FROM quality_run q WHERE q.batch_id = b.id ORDER BY q.rowid DESC LIMIT 1) END AS id
      FROM batch b WHERE b.dataset_id = ${run.dataset} AND b.number <= ${run.batchNumber} AND EXISTS (SELECT 1 FROM quality_run q WHERE q.batch_id = b.id)
      ORDER BY b.number DESC LIMIT ${limit}`)
    .map(({ id }) => id);
}

/** A critical rule that keeps a batch from being approved, and the run in which it failed. */
export interface Blocking {
  readonly run: string;
  readonly rule: string;
  readonly status: string;
}

/**
 * Critical rules that failed or could not run and are not waived: in this run, and in the newest run of each other rule set over the same batch, so that a check with fewer
 * rules opens no way round.
 */
export function blockedBy(reader: Reader, run: string): Blocking[] {
  return reader.all<{ run: string; rule: string; status: string }>(sql`
    SELECT r.id AS run, e.value ->> 'rule' AS rule, e.value ->> 'status' AS status
    FROM quality_run own JOIN quality_run r ON r.batch_id = own.batch_id JOIN rule_set s ON s.id = r.rule_set_id, json_each(r.results, '$.results') e
    WHERE own.id = ${run} AND ${blocking} AND (r.id = own.id OR (
      r.rule_set_id <> own.rule_set_id AND s.removed_at IS NULL
      AND r.rowid = (SELECT max(n.rowid) FROM quality_run n WHERE n.batch_id = own.batch_id AND n.rule_set_id = r.rule_set_id)
    )) ORDER BY r.id <> own.id, r.rowid, e.key`);
}
