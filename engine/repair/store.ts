import { type Reader, sql, type Writer } from '../../base/sqlite/index.ts';
import type { Role } from '../../contract/rights.ts';
import type { Derivation, Recipe, RepairEffect, RepairMode, RepairStep } from '../../contract/methods/repair.ts';

interface StoredRecipe {
  readonly version: number;
  readonly steps: string;
  readonly at: string;
  readonly by: string;
}

/** Every version of a dataset's recipe, the newest first. */
export function listRecipes(reader: Reader, dataset: string): Recipe[] {
  return reader
    .all<StoredRecipe>(
      sql`SELECT r.version, r.steps, r.at, coalesce(u.name, r.by_id) AS by FROM repair_recipe r LEFT JOIN user u ON u.id = r.by_id
        WHERE r.dataset_id = ${dataset} ORDER BY r.version DESC`,
    )
    .map((row) => ({ ...row, steps: JSON.parse(row.steps) as RepairStep[] }));
}

/** Keeps a further version of a recipe. */
export function insertRecipe(
  writer: Writer,
  r: {
    readonly dataset: string;
    readonly version: number;
    readonly steps: readonly RepairStep[];
    readonly at: string;
    readonly byId: string;
  },
): void {
  writer.run(
    sql`INSERT INTO repair_recipe (dataset_id, version, steps, at, by_id) VALUES (${r.dataset}, ${r.version}, ${JSON.stringify(r.steps)}, ${r.at}, ${r.byId})`,
  );
}

/** What becomes of the next batch of a dataset. */
export function getMode(reader: Reader, dataset: string): RepairMode {
  return reader.value<RepairMode>(sql`SELECT repair_mode FROM dataset WHERE id = ${dataset}`) ?? 'offer';
}

/** Says what becomes of the next batch of a dataset. */
export function setMode(writer: Writer, dataset: string, mode: RepairMode): void {
  writer.run(sql`UPDATE dataset SET repair_mode = ${mode} WHERE id = ${dataset}`);
}

/** What was found for a batch, or null. */
export function getProposals(reader: Reader, batch: string): RepairEffect | null {
  const content = reader.value<string>(sql`SELECT content FROM repair_proposal WHERE batch_id = ${batch}`);
  return content === undefined || content === null ? null : (JSON.parse(content) as RepairEffect);
}

/** Keeps what was found for a batch. */
export function putProposals(writer: Writer, batch: string, found: RepairEffect, at: string): void {
  writer.run(sql`INSERT INTO repair_proposal (batch_id, content, at) VALUES (${batch}, ${JSON.stringify(found)}, ${at})
    ON CONFLICT (batch_id) DO UPDATE SET content = excluded.content, at = excluded.at`);
}

export interface NewDerivation {
  readonly batch: string;
  readonly recipeVersion: number | null;
  readonly sheet: string | null;
  readonly steps: readonly RepairStep[];
  readonly counts: readonly number[];
  readonly rowsChanged: number;
  readonly cellsChanged: number;
  readonly changesFile: string;
}

/** Notes how a derived batch came to be. */
export function insertDerivation(writer: Writer, d: NewDerivation): void {
  writer.run(sql`INSERT INTO derivation (batch_id, recipe_version, sheet_id, steps, counts, rows_changed, cells_changed, changes_file_id)
    VALUES (${d.batch}, ${d.recipeVersion}, ${d.sheet}, ${JSON.stringify(d.steps)}, ${JSON.stringify(d.counts)}, ${d.rowsChanged}, ${d.cellsChanged}, ${d.changesFile})`);
}

interface StoredDerivation extends Omit<Derivation, 'steps' | 'sheet'> {
  readonly sheetId: string | null;
  readonly sheetNumber: string | null;
  readonly issue: string | null;
  readonly steps: string;
  readonly counts: string;
}

/** The batches that were derived in a dataset, the newest first. */
export function listDerivations(reader: Reader, dataset: string): Derivation[] {
  const standing = sql`SELECT 1 FROM review v JOIN quality_run q ON v.subject = 'qualityRun' AND v.subject_id = q.id WHERE q.batch_id = b.id`;
  return reader
    .all<StoredDerivation>(
      sql`SELECT b.id AS batch, b.number, p.id AS parent, p.number AS parentNumber, g.recipe_version AS recipeVersion, s.id AS sheetId, s.number AS sheetNumber, s.issue_id AS issue, g.rows_changed AS rowsChanged,
          g.cells_changed AS cellsChanged, g.steps, g.counts, b.imported_at AS at, coalesce(u.name, b.imported_by) AS by, b.removed_at AS removedAt, c.state AS decision,
          CASE WHEN EXISTS (${standing} AND v.state = 'approved') THEN 'signed' WHEN EXISTS (${standing} AND v.state = 'pending') THEN 'submitted'
            WHEN EXISTS (SELECT 1 FROM batch d WHERE d.parent_id = b.id AND d.removed_at IS NULL) THEN 'derived' END AS held
        FROM derivation g JOIN batch b ON b.id = g.batch_id JOIN batch p ON p.id = b.parent_id LEFT JOIN user u ON u.id = b.imported_by
        LEFT JOIN rework_sheet s ON s.id = g.sheet_id LEFT JOIN batch_decision c ON c.batch_id = b.id WHERE b.dataset_id = ${dataset} ORDER BY b.number DESC`,
    )
    .map(({ counts, steps, sheetId, sheetNumber, issue, ...row }) => {
      const rows = JSON.parse(counts) as number[];
      const sheet = sheetId === null ? null : { id: sheetId, number: sheetNumber ?? '', issue: issue ?? '' };
      return { ...row, sheet, steps: (JSON.parse(steps) as RepairStep[]).map((step, i) => ({ step, rows: rows[i] ?? 0 })) };
    });
}

/** The batch that stands for another: the newest that was derived from it, or from one derived from it, and not taken back or declined; otherwise itself. */
export function standingFor(reader: Reader, batch: string): string {
  const next = reader.value<string>(sql`SELECT b.id FROM batch b LEFT JOIN batch_decision c ON c.batch_id = b.id
    WHERE b.parent_id = ${batch} AND b.removed_at IS NULL AND coalesce(c.state, '') <> 'declined' ORDER BY b.number DESC LIMIT 1`);
  return next === undefined || next === null ? batch : standingFor(reader, next);
}

/** The log of changed cells of a derived batch, or null where it is gone. */
export function getChangesFile(reader: Reader, batch: string): { readonly file: string; readonly key: Uint8Array } | null {
  return (
    reader.get(
      sql`SELECT f.id AS file, f.key FROM derivation g JOIN data_file f ON f.id = g.changes_file_id WHERE g.batch_id = ${batch}`,
    ) ?? null
  );
}

/** Lets go of the log and the proposals of a batch that is undone. */
export function dropDerived(writer: Writer, batch: string): void {
  writer.run(sql`UPDATE derivation SET changes_file_id = NULL WHERE batch_id = ${batch}`);
  writer.run(sql`DELETE FROM repair_proposal WHERE batch_id = ${batch}`);
}

/** A batch on which its dataset's recipe is to be used without asking. */
export interface ToRepair {
  readonly batch: string;
  readonly steps: readonly RepairStep[];
  readonly by: string;
  /** Null when that account is disabled. */
  readonly role: Role | null;
}

/** Deliveries that came after the newest recipe of a dataset which wants it used by itself, and from which nothing was derived. */
export function listToRepair(reader: Reader): readonly ToRepair[] {
  return reader
    .all<{ batch: string; steps: string; by: string; role: Role | null }>(
      sql`SELECT b.id AS batch, r.steps, r.by_id AS by, u.role FROM dataset d JOIN repair_recipe r ON r.dataset_id = d.id
          AND r.version = (SELECT max(version) FROM repair_recipe WHERE dataset_id = d.id)
        JOIN batch b ON b.dataset_id = d.id AND b.parent_id IS NULL AND b.imported_at > r.at LEFT JOIN user u ON u.id = r.by_id AND u.disabled = 0
        LEFT JOIN batch_decision c ON c.batch_id = b.id
        WHERE d.repair_mode = 'apply' AND d.removed_at IS NULL AND coalesce(c.state, '') <> 'declined'
          AND NOT EXISTS (SELECT 1 FROM batch x WHERE x.parent_id = b.id)
        ORDER BY b.imported_at`,
    )
    .map((row) => ({ ...row, steps: JSON.parse(row.steps) as RepairStep[] }));
}
