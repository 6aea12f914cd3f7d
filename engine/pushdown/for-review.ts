import { type Reader, sql } from '../../base/sqlite/index.ts';
import { digestOf, utf8 } from '../../base/trust/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { InPlaceRun } from '../../contract/methods/in-place.ts';
import type { Blocking } from '../quality/index.ts';
import { ruleSetForRun } from '../rules/index.ts';
import { withoutValues } from '../sources/index.ts';
import { getInPlace, inPlaceDetail } from './store.ts';

/** What a checker looks at of a check in place, and what is sent after approval: of the table its name, of a query no value. */
export function inPlaceForReview(reader: Reader, id: string) {
  const run = getInPlace(reader, id);
  const { yaml } = ruleSetForRun(reader, run.ruleSet, run.ruleSetVersion);
  const name = run.from.kind === 'table' ? [run.from.schema, run.from.table].filter((part) => part !== '').join('.') : run.name;
  return {
    title: run.from.kind === 'table' ? `${run.name} · ${name}` : run.name,
    runId: run.id,
    place: {
      /** What its packages are of: the table with the rules it is checked by. */
      table: run.table ?? run.id,
      name,
      query: run.from.kind === 'query' ? { sql: withoutValues(run.from.sql, run.protocol), digest: digestOf(utf8(run.from.sql)) } : null,
      connection: run.name,
      server: { product: run.server.product, version: run.server.version },
      key: run.key,
      oneState: run.oneState,
    },
    rows: run.rows,
    findings: run.findings,
    ruleSetName: run.ruleSetName,
    ruleSetVersion: run.ruleSetVersion,
    ruleSetDigest: digestOf(utf8(yaml)),
    score: run.score,
    startedAt: run.startedAt,
    by: run.by,
    rules: inPlaceDetail(reader, id).results.map(({ result: { sql: _, why: __, rows: ___, ...result } }) => result),
  };
}

/** Refuses a check that does not say all: one that was cut short, or one after which the table was checked again. */
export function requireSubmittable(reader: Reader, id: string): void {
  const run = getInPlace(reader, id);
  if (run.cut) throw new JiadiError('in-place-cut', { host: run.cut.host, answered: run.cut.answered });
  if (newest(reader, run) !== id) throw new JiadiError('in-place-outdated', { name: run.name });
}

const newest = (reader: Reader, { id, table }: InPlaceRun): string =>
  reader.value<string>(sql`SELECT id FROM in_place_run WHERE table_id = ${table} ORDER BY rowid DESC LIMIT 1`) ?? id;

/**
 * Critical rules that failed or could not run and are not waived: in this check, and in the newest check of the same table by each rule set, its own among them, so that a check
 * with fewer rules opens no way round.
 */
export function blockedInPlace(reader: Reader, id: string): Blocking[] {
  return reader.all<{ run: string; rule: string; status: string }>(sql`
    SELECT r.id AS run, e.value ->> '$.result.rule' AS rule, e.value ->> '$.result.status' AS status
    FROM in_place_run own JOIN in_place_run r ON r.id = own.id OR (r.source_id = own.source_id AND r.target = own.target
        AND r.rowid = (SELECT max(n.rowid) FROM in_place_run n WHERE n.table_id = r.table_id)
        AND EXISTS (SELECT 1 FROM checked_table t JOIN rule_set s ON s.id = t.rule_set_id WHERE t.id = r.table_id AND s.removed_at IS NULL)),
      json_each(r.detail, '$.results') e
    WHERE own.id = ${id} AND e.value ->> '$.result.severity' = 'critical' AND e.value ->> '$.result.status' IN ('fail', 'error')
      AND coalesce(e.value ->> '$.result.waiver.scope', '') <> 'rule'
    ORDER BY r.id <> own.id, r.rowid, e.key`);
}
