import { type Reader, sql, type Writer } from '../../base/sqlite/index.ts';
import type { User } from '../../contract/methods/workspace.ts';

/** Writes the workspace's own row. */
export function insertWorkspace(
  writer: Writer,
  w: { readonly id: string; readonly name: string; readonly unit: string; readonly sample: boolean; readonly at: string },
): void {
  writer.run(sql`INSERT INTO workspace (id, name, unit, sample, created_at) VALUES (${w.id}, ${w.name}, ${w.unit}, ${w.sample}, ${w.at})`);
}

/** Adds a person. */
export function insertUser(
  writer: Writer,
  u: {
    readonly id: string;
    readonly account: string;
    readonly name: string;
    readonly role: string;
    readonly unit: string;
    readonly publicKey: Uint8Array;
    readonly enrolment: string;
    readonly at: string;
  },
): void {
  writer.run(
    sql`INSERT INTO user (id, account, name, role, unit, public_key, enrolment, created_at) VALUES (${u.id}, ${u.account}, ${u.name}, ${u.role}, ${u.unit}, ${u.publicKey}, ${u.enrolment}, ${u.at})`,
  );
}

interface StoredUser {
  readonly id: string;
  readonly account: string;
  readonly name: string;
  readonly role: User['role'];
  readonly unit: string;
  readonly disabled: number;
  readonly created_at: string;
}

const asUser = (row: StoredUser): User => ({
  id: row.id,
  account: row.account,
  name: row.name,
  role: row.role,
  unit: row.unit,
  disabled: row.disabled === 1,
  createdAt: row.created_at,
});

/** A person by id. */
export function getUser(reader: Reader, id: string): User | null {
  const row = reader.get<StoredUser>(sql`SELECT id, account, name, role, unit, disabled, created_at FROM user WHERE id = ${id}`);
  return row ? asUser(row) : null;
}

/** Everybody's signed request to be known to a platform, by user. */
export function listEnrolments(reader: Reader): { readonly user: string; readonly publicKey: Uint8Array; readonly enrolment: string }[] {
  return reader.all(sql`SELECT id AS user, public_key AS publicKey, enrolment FROM user WHERE disabled = 0 ORDER BY id`);
}

/** Everybody, by account. */
export function listUsers(reader: Reader): User[] {
  return reader.all<StoredUser>(sql`SELECT id, account, name, role, unit, disabled, created_at FROM user ORDER BY account`).map(asUser);
}

/** Closes or reopens an account. */
export function setUserDisabled(writer: Writer, id: string, disabled: boolean): void {
  writer.run(sql`UPDATE user SET disabled = ${disabled} WHERE id = ${id}`);
}

/** A person's remembered settings. */
export function listSettings(reader: Reader, userId: string): Record<string, unknown> {
  const rows = reader.all<{ key: string; value: string }>(sql`SELECT key, value FROM setting WHERE user_id = ${userId}`);
  return Object.fromEntries(rows.map((row) => [row.key, JSON.parse(row.value) as unknown]));
}

/** Remembers a setting. */
export function setSetting(writer: Writer, userId: string, key: string, value: unknown): void {
  writer.run(sql`INSERT INTO setting (user_id, key, value) VALUES (${userId}, ${key}, ${JSON.stringify(value)})
    ON CONFLICT (user_id, key) DO UPDATE SET value = excluded.value`);
}

/** Names a finished file under `data/` as the workspace's own, in the transaction that publishes it. */
export function insertDataFile(
  writer: Writer,
  file: {
    readonly id: string;
    readonly kind: string;
    readonly key: Uint8Array;
    readonly bytes: number;
    readonly sha256: string;
    readonly at: string;
  },
): void {
  writer.run(
    sql`INSERT INTO data_file (id, kind, key, bytes, sha256, created_at) VALUES (${file.id}, ${file.kind}, ${file.key}, ${file.bytes}, ${file.sha256}, ${file.at})`,
  );
}

/** Forgets a file and its key: without the key the file is unreadable for ever, and the next start removes it. */
export function deleteDataFile(writer: Writer, id: string): void {
  writer.run(sql`DELETE FROM data_file WHERE id = ${id}`);
}

export interface DataFile {
  readonly id: string;
  readonly kind: string;
  readonly key: Uint8Array;
  readonly bytes: number;
  readonly sha256: string;
}

/** A named data file. */
export function getDataFile(reader: Reader, id: string): DataFile | null {
  return reader.get<DataFile>(sql`SELECT id, kind, key, bytes, sha256 FROM data_file WHERE id = ${id}`) ?? null;
}

/** All named data files. */
export function listDataFiles(reader: Reader): DataFile[] {
  return reader.all<DataFile>(sql`SELECT id, kind, key, bytes, sha256 FROM data_file ORDER BY id`);
}
