import { empty, join, type Reader, sql, type Writer } from '../../base/sqlite/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { CodeVersion } from '../../contract/methods/codes.ts';
import { type CodeEntry, plainListName } from '../semantics/index.ts';

/** A list of the workspace, or one of its editions of a bundled list. */
export interface StoredList {
  readonly name: string;
  readonly title: string | null;
}

interface StoredVersion {
  readonly version: number;
  readonly edition: string;
  readonly source: string;
  readonly licence: string;
  readonly fileName: string;
  readonly codes: number;
  readonly digest: string;
  readonly openFrom: number;
  readonly openTo: number;
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly at: string;
  readonly by: string;
  readonly withdrawnAt: string | null;
  readonly withdrawnBy: string | null;
  readonly withdrawnWhy: string | null;
}

/** Every list that the workspace keeps versions of. */
export function storedLists(reader: Reader): readonly StoredList[] {
  return reader.all<StoredList>(sql`SELECT name, title FROM code_list ORDER BY name`);
}

/** The list of this name, whatever its capitals; null when the workspace has none. */
export function storedList(reader: Reader, name: string): StoredList | null {
  return reader.get<StoredList>(sql`SELECT name, title FROM code_list WHERE plain = ${plainListName(name)}`) ?? null;
}

/** The versions of a list, newest first. */
export function storedVersions(reader: Reader, name: string): readonly CodeVersion[] {
  return reader
    .all<StoredVersion>(sql`SELECT v.version, v.edition, v.source, v.licence, v.file_name AS fileName, v.entry_count AS codes, v.digest, v.at,
        coalesce(u.name, v.by_id) AS "by", v.withdrawn_at AS withdrawnAt, coalesce(w.name, v.withdrawn_by) AS withdrawnBy, v.withdrawn_why AS withdrawnWhy,
        e.openFrom, e.openTo, e.validFrom, e.validTo
      FROM code_list_version v LEFT JOIN user u ON u.id = v.by_id LEFT JOIN user w ON w.id = v.withdrawn_by,
        (SELECT list, version, sum(valid_from IS NULL) AS openFrom, sum(valid_to IS NULL) AS openTo, min(valid_from) AS validFrom, max(valid_to) AS validTo
          FROM code_list_entry WHERE list = ${plainListName(name)} GROUP BY version) e
      WHERE v.list = ${plainListName(name)} AND e.version = v.version ORDER BY v.version DESC`)
    .map(({ withdrawnAt, withdrawnBy, withdrawnWhy, openFrom, openTo, ...v }) => ({
      ...v,
      validFrom: openFrom > 0 ? null : v.validFrom,
      validTo: openTo > 0 ? null : v.validTo,
      withdrawn: withdrawnAt === null ? null : { at: withdrawnAt, by: withdrawnBy ?? '', why: withdrawnWhy ?? '' },
    }));
}

/** The number of the newest version that is in use; 0 when there is none. */
export function newestStored(reader: Reader, name: string): number {
  return (
    reader.value<number>(sql`SELECT max(version) FROM code_list_version WHERE list = ${plainListName(name)} AND withdrawn_at IS NULL`) ?? 0
  );
}

/** The entries of a version in the order of its file. */
export function storedEntries(reader: Reader, name: string, version: number): readonly CodeEntry[] {
  return reader.all<CodeEntry>(sql`SELECT code, name, valid_from AS validFrom, valid_to AS validTo, parent FROM code_list_entry
    WHERE list = ${plainListName(name)} AND version = ${version} ORDER BY n`);
}

/** A page of the entries whose code or name holds a text. */
export function searchEntries(
  reader: Reader,
  name: string,
  version: number,
  page: { readonly search: string; readonly offset: number; readonly limit: number },
): { readonly total: number; readonly rows: readonly CodeEntry[] } {
  const text = page.search.trim();
  const where = sql`WHERE list = ${plainListName(name)} AND version = ${version}${
    text === '' ? empty : sql` AND (instr(lower(code), lower(${text})) > 0 OR instr(lower(name), lower(${text})) > 0)`
  }`;
  return {
    total: reader.value<number>(sql`SELECT count(*) FROM code_list_entry ${where}`) ?? 0,
    rows: reader.all<CodeEntry>(sql`SELECT code, name, valid_from AS validFrom, valid_to AS validTo, parent FROM code_list_entry ${where}
      ORDER BY n LIMIT ${page.limit} OFFSET ${page.offset}`),
  };
}

export interface NewVersion {
  readonly name: string;
  readonly title: string | null;
  readonly edition: string;
  readonly source: string;
  readonly licence: string;
  readonly fileName: string;
  readonly digest: string;
  readonly entries: readonly CodeEntry[];
  readonly at: string;
  readonly byId: string;
}

const ROWS_AT_ONCE = 500;

/** Enters the next version of a list, and the list with its first one; gives the version's number. */
export function insertVersion(writer: Writer, v: NewVersion): number {
  const plain = plainListName(v.name);
  writer.run(sql`INSERT INTO code_list (name, plain, title) VALUES (${v.name}, ${plain}, ${v.title})
    ON CONFLICT (plain) DO UPDATE SET title = coalesce(excluded.title, title)`);
  const version = (writer.value<number>(sql`SELECT max(version) FROM code_list_version WHERE list = ${plain}`) ?? 0) + 1;
  writer.run(sql`INSERT INTO code_list_version (list, version, edition, source, licence, file_name, entry_count, digest, at, by_id)
    VALUES (${plain}, ${version}, ${v.edition}, ${v.source}, ${v.licence}, ${v.fileName}, ${v.entries.length}, ${v.digest}, ${v.at}, ${v.byId})`);
  for (let done = 0; done < v.entries.length; done += ROWS_AT_ONCE) {
    const rows = v.entries
      .slice(done, done + ROWS_AT_ONCE)
      .map((e, i) => sql`(${plain}, ${version}, ${done + i}, ${e.code}, ${e.name}, ${e.validFrom}, ${e.validTo}, ${e.parent})`);
    writer.run(sql`INSERT INTO code_list_entry (list, version, n, code, name, valid_from, valid_to, parent) VALUES ${join(rows, ', ')}`);
  }
  return version;
}

/** Takes a version out of use, or back into it; `not-found` when there is none. */
export function setWithdrawn(
  writer: Writer,
  name: string,
  version: number,
  withdrawn: { readonly at: string; readonly byId: string; readonly why: string } | null,
): void {
  const found = writer.value<number>(
    sql`SELECT version FROM code_list_version WHERE list = ${plainListName(name)} AND version = ${version}`,
  );
  if (found === undefined) throw new JiadiError('not-found', { what: 'codeList', name: `${name}@${version}` });
  writer.run(sql`UPDATE code_list_version SET withdrawn_at = ${withdrawn?.at ?? null}, withdrawn_by = ${withdrawn?.byId ?? null}, withdrawn_why = ${withdrawn?.why ?? null}
    WHERE list = ${plainListName(name)} AND version = ${version}`);
}
