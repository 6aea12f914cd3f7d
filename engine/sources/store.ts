import { type Reader, type Sql, sql, type Writer } from '../../base/sqlite/index.ts';
import type { WrappedSecret } from '../../base/trust/index.ts';
import { JiadiError } from '../../contract/errors.ts';
import type { Source, SourceProvenance } from '../../contract/methods/sources.ts';
import type { SourceAddress } from './model.ts';

interface StoredSource extends Omit<Source, keyof SourceAddress | 'hasPassword'> {
  readonly address: string;
  readonly hasPassword: number;
}

function selectSources(reader: Reader, where: Sql): Source[] {
  return reader
    .all<StoredSource>(
      sql`SELECT s.id, s.address, s.password IS NOT NULL AS hasPassword, s.created_at AS createdAt, s.updated_at AS updatedAt,
      count(b.id) AS batches, max(b.imported_at) AS lastImportAt
    FROM source s LEFT JOIN batch_source f ON f.source_id = s.id LEFT JOIN batch b ON b.id = f.batch_id
      AND b.dataset_id IN (SELECT id FROM dataset WHERE removed_at IS NULL) ${where} GROUP BY s.id ORDER BY s.name`,
    )
    .map(({ address, hasPassword, ...row }) => ({ ...row, ...(JSON.parse(address) as SourceAddress), hasPassword: hasPassword === 1 }));
}

/** All connections by name. */
export function listSources(reader: Reader): Source[] {
  return selectSources(reader, sql``);
}

/** One connection; `not-found` when there is none. */
export function getSource(reader: Reader, id: string): Source {
  const found = selectSources(reader, sql`WHERE s.id = ${id}`)[0];
  if (!found) throw new JiadiError('not-found', { what: 'source', name: id });
  return found;
}

/** The connection of that name, or null. */
export function sourceByName(reader: Reader, name: string): string | null {
  return reader.value<string>(sql`SELECT id FROM source WHERE name = ${name}`) ?? null;
}

/** The wrapped password of a connection, or null. */
export function getSecret(reader: Reader, id: string): WrappedSecret | null {
  const text = reader.value<string | null>(sql`SELECT password FROM source WHERE id = ${id}`);
  return text ? (JSON.parse(text) as WrappedSecret) : null;
}

/** Enters a connection, or changes it; a secret that is left out stays. */
export function saveSource(
  writer: Writer,
  s: { readonly id: string; readonly address: SourceAddress; readonly secret: WrappedSecret | null | undefined; readonly at: string },
): void {
  const address = JSON.stringify(s.address);
  writer.run(sql`INSERT INTO source (id, name, address, created_at, updated_at) VALUES (${s.id}, ${s.address.name}, ${address}, ${s.at}, ${s.at})
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, address = excluded.address, updated_at = excluded.updated_at`);
  if (s.secret !== undefined)
    writer.run(sql`UPDATE source SET password = ${s.secret === null ? null : JSON.stringify(s.secret)} WHERE id = ${s.id}`);
}

/** Forgets a connection and its password; its batches stay and say where they came from. */
export function deleteSource(writer: Writer, id: string): void {
  writer.run(sql`DELETE FROM source WHERE id = ${id}`);
}

type Content = Omit<SourceProvenance, 'batch' | 'source'>;

/** Notes where a batch came from. */
export function insertProvenance(writer: Writer, { batch, source, ...content }: SourceProvenance): void {
  writer.run(
    sql`INSERT INTO batch_source (batch_id, source_id, content) VALUES (${batch}, ${source}, ${JSON.stringify(content satisfies Content)})`,
  );
}

/** Where a batch came from, or null when that was a file. */
export function getProvenance(reader: Reader, batch: string): SourceProvenance | null {
  const row = reader.get<{ source: string | null; content: string }>(
    sql`SELECT source_id AS source, content FROM batch_source WHERE batch_id = ${batch}`,
  );
  return row ? { batch, source: row.source, ...(JSON.parse(row.content) as Content) } : null;
}
