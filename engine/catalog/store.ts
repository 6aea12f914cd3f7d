import { empty, type Reader, type Sql, sql, type Writer } from '../../base/sqlite/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { Resource, ResourceFields, Unit } from '../../contract/methods/catalog.ts';
import { filledCount, problemsOf } from './model.ts';
import { searchText } from './search.ts';

interface Stored {
  readonly id: string;
  readonly version: number;
  readonly state: Resource['state'];
  readonly fields: string;
  readonly tags: string;
  readonly updated_at: string;
  readonly updated_by: string;
  readonly review_id: string | null;
}

function read(reader: Reader, where: Sql): Resource[] {
  const datasets = Map.groupBy(
    reader.all<{ id: string; name: string; resource_id: string }>(
      sql`SELECT id, name, resource_id FROM dataset WHERE resource_id IS NOT NULL AND removed_at IS NULL ORDER BY name`,
    ),
    (d) => d.resource_id,
  );
  const rows =
    reader.all<Stored>(sql`SELECT r.id, r.version, r.state, r.fields, r.tags, r.updated_at, coalesce(user.name, r.updated_by) AS updated_by,
      (SELECT v.id FROM review v WHERE v.subject = 'resource' AND v.subject_id = r.id ORDER BY v.rowid DESC LIMIT 1) AS review_id
    FROM resource r LEFT JOIN user ON user.id = r.updated_by ${where} ORDER BY r.name`);
  return rows.map((row) => {
    const fields = JSON.parse(row.fields) as ResourceFields;
    return {
      id: row.id,
      version: row.version,
      fields,
      state: row.state,
      tags: JSON.parse(row.tags) as string[],
      datasets: (datasets.get(row.id) ?? []).map(({ id, name }) => ({ id, name })),
      problems: problemsOf(fields),
      filled: filledCount(fields),
      updatedAt: row.updated_at,
      updatedBy: row.updated_by,
      review: row.review_id,
    };
  });
}

export interface ResourceFilter {
  readonly search: string;
  readonly state?: Resource['state'];
  readonly provider?: string;
  readonly sharing?: ResourceFields['sharing']['type'];
}

/** Resources that hold every searched word, by Chinese, pinyin or initials. */
export function listResources(reader: Reader, filter: ResourceFilter): Resource[] {
  const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean);
  let where = sql`WHERE 1 = 1`;
  for (const word of words) where = sql`${where} AND instr(r.search, ${word}) > 0`;
  const state = filter.state === undefined ? empty : sql` AND r.state = ${filter.state}`;
  const provider = filter.provider === undefined ? empty : sql` AND r.provider = ${filter.provider}`;
  const sharing = filter.sharing === undefined ? empty : sql` AND r.sharing = ${filter.sharing}`;
  return read(reader, sql`${where}${state}${provider}${sharing}`);
}

/** One resource; `not-found` when there is none. */
export function getResource(reader: Reader, id: string): Resource {
  const found = read(reader, sql`WHERE r.id = ${id}`)[0];
  if (!found) throw new JiadiError('not-found', { what: 'resource', name: id });
  return found;
}

/** Writes a resource's new version and keeps it in its history. */
export function saveResource(
  writer: Writer,
  r: {
    readonly id: string;
    readonly version: number;
    readonly state: Resource['state'];
    readonly fields: ResourceFields;
    readonly tags: readonly string[];
    readonly at: string;
    readonly byId: string;
  },
): void {
  const fields = JSON.stringify(r.fields);
  const tags = JSON.stringify(r.tags);
  writer.run(sql`INSERT INTO resource (id, version, state, name, provider, sharing, fields, tags, search, updated_at, updated_by, created_at)
    VALUES (${r.id}, ${r.version}, ${r.state}, ${r.fields.name}, ${r.fields.provider}, ${r.fields.sharing.type}, ${fields}, ${tags}, ${searchText(r.fields, r.tags)}, ${r.at}, ${r.byId}, ${r.at})
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, state = excluded.state, name = excluded.name, provider = excluded.provider, sharing = excluded.sharing,
      fields = excluded.fields, tags = excluded.tags, search = excluded.search, updated_at = excluded.updated_at, updated_by = excluded.updated_by`);
  writer.run(
    sql`INSERT INTO resource_version (resource_id, version, state, fields, tags, at, by_id) VALUES (${r.id}, ${r.version}, ${r.state}, ${fields}, ${tags}, ${r.at}, ${r.byId})`,
  );
}

/** Removes a resource that was never submitted, with its history. */
export function deleteResource(writer: Writer, id: string): void {
  writer.run(sql`UPDATE dataset SET resource_id = NULL WHERE resource_id = ${id}`);
  writer.run(sql`DELETE FROM resource_version WHERE resource_id = ${id}`);
  writer.run(sql`DELETE FROM resource WHERE id = ${id}`);
}

/** Number of another resource of that name, for the warning while typing. */
export function nameTaken(reader: Reader, name: string, except: string): boolean {
  return (
    (reader.value<number>(sql`SELECT count(*) FROM resource WHERE name = ${name} AND id <> ${except} AND state <> 'withdrawn'`) ?? 0) > 0
  );
}

/** The next sequence inside a classification. */
export function nextSequence(writer: Writer, classification: string): number {
  return (
    writer.value<number>(sql`INSERT INTO resource_sequence (classification, last) VALUES (${classification}, 1)
    ON CONFLICT (classification) DO UPDATE SET last = last + 1 RETURNING last`) ?? 1
  );
}

/** Attaches a dataset, or takes it off. */
export function setAttached(writer: Writer, dataset: string, resource: string | null): void {
  const { changes } = writer.run(sql`UPDATE dataset SET resource_id = ${resource} WHERE id = ${dataset} AND removed_at IS NULL`);
  if (changes === 0) throw new JiadiError('not-found', { what: 'dataset', name: dataset });
}

/** Units that were entered or that deliver data, with what they have. */
export function listUnits(reader: Reader): Unit[] {
  return reader.all<Unit>(sql`
    WITH name AS (SELECT name FROM unit UNION SELECT unit FROM dataset WHERE removed_at IS NULL UNION SELECT provider FROM resource WHERE provider <> '')
    SELECT coalesce(u.id, 'name:' || name.name) AS id, name.name, coalesce(u.code, '') AS code, coalesce(u.kind, 'city') AS kind,
      (SELECT count(*) FROM resource r WHERE r.provider = name.name) AS resources, (SELECT count(*) FROM dataset d WHERE d.unit = name.name AND d.removed_at IS NULL) AS datasets
    FROM name LEFT JOIN unit u ON u.name = name.name ORDER BY name.name`);
}

/** Enters a unit. */
export function insertUnit(
  writer: Writer,
  u: { readonly id: string; readonly name: string; readonly code: string; readonly kind: Unit['kind']; readonly at: string },
): void {
  writer.run(sql`INSERT INTO unit (id, name, code, kind, created_at) VALUES (${u.id}, ${u.name}, ${u.code}, ${u.kind}, ${u.at})`);
}

/** What a draft of a dataset can be made from: its newest accepted batch and profile. */
export function draftFacts(
  reader: Reader,
  dataset: string,
): {
  readonly name: string;
  readonly unit: string;
  readonly cycle: string;
  readonly shape: string | null;
  readonly profile: string | null;
} {
  const found = reader.get<{ name: string; unit: string; cycle: string; shape: string | null; profile: string | null }>(sql`
    SELECT d.name, d.unit, d.update_cycle AS cycle, b.shape, p.content AS profile FROM dataset d
    LEFT JOIN latest_batch l ON l.dataset_id = d.id LEFT JOIN batch b ON b.id = l.batch_id
    LEFT JOIN profile p ON p.batch_id = b.id WHERE d.id = ${dataset} AND d.removed_at IS NULL`);
  if (!found) throw new JiadiError('not-found', { what: 'dataset', name: dataset });
  return found;
}
