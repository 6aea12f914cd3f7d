import { type Reader, type Sql, sql, type Writer } from '../../base/sqlite/index.ts';
import { JiadiError } from '../../contract/errors.ts';

/** A rule set as stored: its YAML is the source. */
export interface StoredRuleSet {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly dataset: string | null;
  readonly yaml: string;
  readonly updatedAt: string;
  readonly updatedBy: string;
}

function select(reader: Reader, where: Sql, version: Sql = sql`s.version`): StoredRuleSet[] {
  return reader.all<StoredRuleSet>(sql`SELECT s.id, s.name, v.version, s.dataset_id AS dataset, v.yaml, v.at AS updatedAt, coalesce(user.name, v.by_id) AS updatedBy
    FROM rule_set s JOIN rule_set_version v ON v.rule_set_id = s.id AND v.version = ${version} LEFT JOIN user ON user.id = v.by_id ${where} ORDER BY s.name`);
}

/** All rule sets in their newest version. */
export function listRuleSets(reader: Reader): StoredRuleSet[] {
  return select(reader, sql`WHERE s.removed_at IS NULL`);
}

/** One rule set, newest or in a version; `not-found` when there is none. A removed one is still found: runs refer to it. */
export function getRuleSet(reader: Reader, id: string, version?: number): StoredRuleSet {
  const found = select(reader, sql`WHERE s.id = ${id}`, version === undefined ? sql`s.version` : sql`${version}`)[0];
  if (!found) throw new JiadiError('not-found', { what: 'ruleSet', name: id });
  return found;
}

/** Enters a rule set with its first version. */
export function insertRuleSet(
  writer: Writer,
  s: {
    readonly id: string;
    readonly name: string;
    readonly dataset: string | null;
    readonly yaml: string;
    readonly at: string;
    readonly byId: string;
  },
): void {
  writer.run(sql`INSERT INTO rule_set (id, name, dataset_id, version, created_at) VALUES (${s.id}, ${s.name}, ${s.dataset}, 1, ${s.at})`);
  writer.run(sql`INSERT INTO rule_set_version (rule_set_id, version, yaml, at, by_id) VALUES (${s.id}, 1, ${s.yaml}, ${s.at}, ${s.byId})`);
}

/** Adds a version; the caller has checked on which one it is based. */
export function insertVersion(
  writer: Writer,
  v: {
    readonly id: string;
    readonly version: number;
    readonly name: string;
    readonly yaml: string;
    readonly at: string;
    readonly byId: string;
    readonly change: VersionChange;
  },
): void {
  writer.run(
    sql`INSERT INTO rule_set_version (rule_set_id, version, yaml, at, by_id, change)
      VALUES (${v.id}, ${v.version}, ${v.yaml}, ${v.at}, ${v.byId}, ${JSON.stringify(v.change)})`,
  );
  writer.run(sql`UPDATE rule_set SET version = ${v.version}, name = ${v.name} WHERE id = ${v.id}`);
}

/** How many rules a version added, removed and changed, and which version it brought back. */
export interface VersionChange {
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  readonly restored: number | null;
}

/** All versions of a rule set, newest first. */
export function listVersions(reader: Reader, id: string) {
  const rows = reader.all<{ version: number; at: string; by: string; change: string | null }>(
    sql`SELECT v.version, v.at, coalesce(user.name, v.by_id) AS by, v.change FROM rule_set_version v LEFT JOIN user ON user.id = v.by_id
      WHERE v.rule_set_id = ${id} ORDER BY v.version DESC`,
  );
  return rows.map(({ change, ...row }) => ({ ...row, change: change === null ? null : (JSON.parse(change) as VersionChange) }));
}

/** Keeps the rules as a run checked them, with the sets they came from. */
export function insertRunRules(writer: Writer, run: string, rules: { readonly yaml: string; readonly sources: unknown }): void {
  writer.run(sql`INSERT INTO quality_run_rules (run_id, yaml, sources) VALUES (${run}, ${rules.yaml}, ${JSON.stringify(rules.sources)})`);
}

/** The rules as a run checked them; null where nothing was inherited, or for runs older than the record. */
export function runRules(reader: Reader, run: string): { readonly yaml: string; readonly sources: string } | null {
  return reader.get<{ yaml: string; sources: string }>(sql`SELECT yaml, sources FROM quality_run_rules WHERE run_id = ${run}`) ?? null;
}

/** Takes a rule set out of use. */
export function removeRuleSet(writer: Writer, id: string, at: string): void {
  writer.run(sql`UPDATE rule_set SET removed_at = ${at} WHERE id = ${id}`);
  writer.run(sql`UPDATE dataset SET rule_set_id = NULL WHERE rule_set_id = ${id}`);
}

/** What was decided about suggestions of a dataset. */
export function suggestionDecisions(reader: Reader, dataset: string): ReadonlyMap<string, 'accepted' | 'rejected'> {
  const rows = reader.all<{ key: string; state: 'accepted' | 'rejected' }>(
    sql`SELECT key, state FROM suggestion_decision WHERE dataset_id = ${dataset}`,
  );
  return new Map(rows.map((r) => [r.key, r.state]));
}

/** Remembers what was decided about a suggestion, so that a rejected one does not come back. */
export function decideSuggestion(
  writer: Writer,
  d: {
    readonly dataset: string;
    readonly key: string;
    readonly state: 'accepted' | 'rejected';
    readonly reason: string;
    readonly at: string;
    readonly byId: string;
  },
): void {
  writer.run(sql`INSERT INTO suggestion_decision (dataset_id, key, state, reason, at, by_id) VALUES (${d.dataset}, ${d.key}, ${d.state}, ${d.reason}, ${d.at}, ${d.byId})
    ON CONFLICT (dataset_id, key) DO UPDATE SET state = excluded.state, reason = excluded.reason, at = excluded.at, by_id = excluded.by_id`);
}

/** Takes back that a suggestion was rejected; what was accepted stays so. */
export function reopenSuggestion(writer: Writer, dataset: string, key: string): void {
  writer.run(sql`DELETE FROM suggestion_decision WHERE dataset_id = ${dataset} AND key = ${key} AND state = 'rejected'`);
}
