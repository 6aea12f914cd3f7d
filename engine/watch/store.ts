import { type Reader, sql, type Writer } from '../../base/sqlite/index.ts';
import { JiadiError, type ErrorParams } from '../../contract/errors.ts';
import type { WatchFile, WatchState } from '../../contract/methods/watch.ts';
import type { Role } from '../../contract/rights.ts';
import type { SeenFile } from './model.ts';

/** A rule as it is stored, with what it depends on. */
export interface StoredRule {
  readonly id: string;
  readonly folder: string;
  readonly pattern: string;
  readonly dataset: string;
  readonly datasetName: string;
  readonly datasetRemoved: boolean;
  readonly paused: boolean;
  readonly createdAt: string;
  readonly by: string;
  readonly byId: string;
  /** Null for an account that is disabled. */
  readonly role: Role | null;
}

type RuleRow = Omit<StoredRule, 'paused' | 'datasetRemoved'> & { readonly paused: number; readonly datasetRemoved: number };

/** All rules, the oldest first: of two that mean a file the older one takes it. */
export function listRules(reader: Reader): StoredRule[] {
  return reader
    .all<RuleRow>(
      sql`SELECT w.id, w.folder, w.pattern, w.dataset_id AS dataset, d.name AS datasetName, d.removed_at IS NOT NULL AS datasetRemoved, w.paused,
        w.created_at AS createdAt, u.name AS "by", w.by_id AS byId, iif(u.disabled = 0, u.role, NULL) AS role
      FROM watch_rule w JOIN dataset d ON d.id = w.dataset_id JOIN user u ON u.id = w.by_id ORDER BY w.id`,
    )
    .map((row) => ({ ...row, paused: row.paused === 1, datasetRemoved: row.datasetRemoved === 1 }));
}

/** One rule; `not-found` when there is none. */
export function getRule(reader: Reader, id: string): StoredRule {
  const rule = listRules(reader).find((one) => one.id === id);
  if (!rule) throw new JiadiError('not-found', { what: 'watch', name: id });
  return rule;
}

export function insertRule(
  writer: Writer,
  rule: Pick<StoredRule, 'id' | 'folder' | 'pattern' | 'dataset' | 'byId'> & { readonly at: string },
): void {
  writer.run(
    sql`INSERT INTO watch_rule (id, folder, pattern, dataset_id, created_at, by_id) VALUES (${rule.id}, ${rule.folder}, ${rule.pattern}, ${rule.dataset}, ${rule.at}, ${rule.byId})`,
  );
}

/** Changes a rule; what it takes in from now on is in the name of who changed it. */
export function updateRule(
  writer: Writer,
  { id, pattern, dataset, paused, byId }: Pick<StoredRule, 'id' | 'pattern' | 'dataset' | 'paused' | 'byId'>,
): void {
  writer.run(
    sql`UPDATE watch_rule SET pattern = ${pattern}, dataset_id = ${dataset}, paused = ${paused}, by_id = ${byId} WHERE id = ${id}`,
  );
}

/** Takes a rule away; the batches that it made stay. */
export function deleteRule(writer: Writer, id: string): void {
  writer.run(sql`DELETE FROM watch_file WHERE rule_id = ${id}`);
  writer.run(sql`DELETE FROM watch_rule WHERE id = ${id}`);
}

const fileKey = (rule: string, { name, bytes, modifiedMs }: SeenFile): string =>
  JSON.stringify([rule, name, bytes, new Date(modifiedMs).toISOString()]);

/** True for versions of files of which something is known already. */
export function knownFiles(reader: Reader, rule: string): (file: SeenFile) => boolean {
  const rows = reader.all<{ name: string; bytes: number; modifiedAt: string }>(
    sql`SELECT name, bytes, modified_at AS modifiedAt FROM watch_file WHERE rule_id = ${rule}`,
  );
  const known = new Set(rows.map(({ name, bytes, modifiedAt }) => JSON.stringify([rule, name, bytes, modifiedAt])));
  return (file) => known.has(fileKey(rule, file));
}

/** What became of a version of a file. */
export interface FileOutcome {
  readonly id: string;
  readonly rule: string;
  readonly file: SeenFile;
  readonly state: WatchState;
  readonly batch?: string;
  readonly code?: string;
  readonly params?: ErrorParams;
  readonly at: string;
}

export function insertFile(writer: Writer, { id, rule, file, state, batch, code, params = {}, at }: FileOutcome): void {
  writer.run(sql`INSERT INTO watch_file (id, rule_id, name, bytes, modified_at, state, batch_id, code, params, at)
    VALUES (${id}, ${rule}, ${file.name}, ${file.bytes}, ${new Date(file.modifiedMs).toISOString()}, ${state}, ${batch ?? null}, ${code ?? null}, ${JSON.stringify(params)}, ${at})
    ON CONFLICT (rule_id, name, bytes, modified_at) DO NOTHING`);
}

interface FileRow extends Omit<WatchFile, 'problem'> {
  readonly code: string | null;
  readonly params: string;
  readonly folder: string;
}

/** A file that failed and that somebody imported by hand since needs no more attention. */
const byHand = sql`(SELECT b.id FROM batch b WHERE f.state = 'failed' AND b.dataset_id = w.dataset_id AND b.file_name = f.name AND b.bytes = f.bytes
  AND b.imported_at > f.at LIMIT 1)`;

const files = sql`SELECT id, rule, name, bytes, modifiedAt, iif(hand IS NULL, state, 'imported') AS state, dataset, datasetName, coalesce(hand, batch) AS batch,
    iif(hand IS NULL, code, NULL) AS code, params, at, folder
  FROM (SELECT f.id, f.rule_id AS rule, f.name, f.bytes, f.modified_at AS modifiedAt, f.state, w.dataset_id AS dataset, d.name AS datasetName,
      f.batch_id AS batch, f.code, f.params, f.at, w.folder, ${byHand} AS hand
    FROM watch_file f JOIN watch_rule w ON w.id = f.rule_id JOIN dataset d ON d.id = w.dataset_id)`;

/** Files that arrived: those that failed first, then the newest; what was there before a rule is left out. */
export function listFiles(reader: Reader, limit: number): WatchFile[] {
  return reader
    .all<FileRow>(
      sql`${files} WHERE state <> 'skipped' ORDER BY iif(hand IS NULL, state, '') = 'failed' DESC, at DESC, id DESC LIMIT ${limit}`,
    )
    .map(({ code, params, folder: _folder, ...row }) => ({
      ...row,
      problem: code === null ? null : { code, params: JSON.parse(params) as Record<string, string | number> },
    }));
}

/** A file that failed, with its folder; `not-found` when it has not (any more). */
export function getFailedFile(
  reader: Reader,
  id: string,
): { readonly name: string; readonly folder: string; readonly datasetName: string } {
  const row = reader.get<FileRow>(sql`${files} WHERE id = ${id} AND iif(hand IS NULL, state, '') = 'failed'`);
  if (!row) throw new JiadiError('not-found', { what: 'file', name: id });
  return row;
}

export function deleteFile(writer: Writer, id: string): void {
  writer.run(sql`DELETE FROM watch_file WHERE id = ${id}`);
}

export function dismissFile(writer: Writer, id: string): void {
  writer.run(sql`UPDATE watch_file SET state = 'dismissed' WHERE id = ${id}`);
}
