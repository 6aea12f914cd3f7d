import { type Reader, sql, type Writer } from '../../base/sqlite/index.ts';
import type { OutboxRow } from '../../contract/methods/sync.ts';

/** The newest package of a key. */
export function lastOfKey(reader: Reader, key: string): { readonly digest: string; readonly revision: number } | null {
  return reader.get(sql`SELECT digest, revision FROM result_package WHERE key = ${key} ORDER BY revision DESC LIMIT 1`) ?? null;
}

export interface NewPackage {
  readonly digest: string;
  readonly kind: string;
  readonly title: string;
  readonly key: string;
  readonly revision: number;
  /** JSON text of the signed envelope. */
  readonly envelope: string;
  readonly bytes: number;
  readonly reviewId: string;
  readonly at: string;
}

/** Keeps a package for ever. */
export function insertPackage(writer: Writer, p: NewPackage): void {
  writer.run(sql`INSERT INTO result_package (digest, kind, title, key, revision, envelope, bytes, review_id, created_at)
    VALUES (${p.digest}, ${p.kind}, ${p.title}, ${p.key}, ${p.revision}, ${p.envelope}, ${p.bytes}, ${p.reviewId}, ${p.at})`);
}

/** The stream that takes new slots; made when there is none. */
export function openStream(writer: Writer, newId: () => string, at: string): string {
  const known = writer.value<string>(sql`SELECT id FROM stream WHERE closed_at IS NULL`);
  if (known) return known;
  const id = newId();
  writer.run(sql`INSERT INTO stream (id, started_at) VALUES (${id}, ${at})`);
  return id;
}

/** The open stream, or null before the first package. */
export function currentStream(reader: Reader): string | null {
  return reader.value<string>(sql`SELECT id FROM stream WHERE closed_at IS NULL`) ?? null;
}

const nextSeq = (reader: Reader, stream: string): number =>
  (reader.value<number>(sql`SELECT coalesce(max(seq), 0) FROM outbox WHERE stream = ${stream}`) ?? 0) + 1;

/** Gives a package the next slot of the stream. */
export function queuePackage(writer: Writer, row: { readonly digest: string; readonly stream: string; readonly at: string }): void {
  writer.run(
    sql`INSERT INTO outbox (digest, stream, seq, state, queued_at) VALUES (${row.digest}, ${row.stream}, ${nextSeq(writer, row.stream)}, 'queued', ${row.at})`,
  );
}

/** A row on its way with what is sent. */
export interface Sendable {
  readonly digest: string;
  readonly stream: string;
  readonly seq: number;
  readonly envelope: string;
}

/** What waits, in the order of approval (never of the wall clock), at most `rows` of them. */
export function nextToSend(reader: Reader, rows: number): Sendable[] {
  return reader.all<Sendable>(sql`SELECT o.digest, o.stream, o.seq, p.envelope FROM outbox o JOIN result_package p ON p.digest = o.digest
    WHERE o.state = 'queued' ORDER BY o.rowid LIMIT ${rows}`);
}

/** Notes that rows were handed to the network; this ends nothing. */
export function noteSent(writer: Writer, digests: readonly string[], at: string): void {
  for (const digest of digests) writer.run(sql`UPDATE outbox SET sent_at = ${at} WHERE digest = ${digest} AND state = 'queued'`);
}

/** Ends or holds a row by what a verified receipt says. */
export function settle(
  writer: Writer,
  row: {
    readonly digest: string;
    readonly state: OutboxRow['state'];
    readonly code: string | null;
    readonly at: string;
    readonly receipt: { readonly id: number; readonly n: number };
  },
): void {
  const endedAt = row.state === 'queued' ? null : row.at;
  writer.run(
    sql`UPDATE outbox SET state = ${row.state}, code = ${row.code}, ended_at = ${endedAt}, receipt_n = ${row.receipt.n}, receipt_id = ${row.receipt.id} WHERE digest = ${row.digest}`,
  );
}

/** Keeps a receipt and returns its id; the same receipt again is the one that was kept. */
export function insertReceipt(
  writer: Writer,
  r: { readonly epoch: string; readonly n: number; readonly envelope: string; readonly at: string },
): number {
  const known = writer.value<number>(sql`SELECT id FROM receipt WHERE epoch = ${r.epoch} AND n = ${r.n} AND envelope = ${r.envelope}`);
  if (known !== undefined) return known;
  const id = (writer.value<number>(sql`SELECT coalesce(max(id), 0) FROM receipt`) ?? 0) + 1;
  writer.run(sql`INSERT INTO receipt (id, epoch, n, envelope, at) VALUES (${id}, ${r.epoch}, ${r.n}, ${r.envelope}, ${r.at})`);
  return id;
}

/** Rows of a stream that have a receipt, rising by seq. */
export function receiptedSlots(reader: Reader, stream: string): { readonly seq: number; readonly digest: string }[] {
  return reader.all(sql`SELECT seq, digest FROM outbox WHERE stream = ${stream} AND state <> 'queued' ORDER BY seq`);
}

/** Closed streams in which rows with a receipt lie. */
export function closedStreams(reader: Reader): readonly string[] {
  return reader
    .all<{ id: string }>(
      sql`SELECT s.id FROM stream s WHERE s.closed_at IS NOT NULL AND EXISTS (SELECT 1 FROM outbox o WHERE o.stream = s.id AND o.state <> 'queued') ORDER BY s.rowid`,
    )
    .map((s) => s.id);
}

/** Gives rows the next slots of an open stream, in place of those they had. */
export function giveNewSlots(writer: Writer, digests: readonly string[], stream: string): void {
  for (const digest of digests)
    writer.run(sql`UPDATE outbox SET stream = ${stream}, seq = ${nextSeq(writer, stream)} WHERE digest = ${digest}`);
}

/** Highest slot used in a stream. */
export function lastSeq(reader: Reader, stream: string): number {
  return nextSeq(reader, stream) - 1;
}

/** Drops the receipt of rows that the platform turned out not to have: they wait again. */
export function requeue(writer: Writer, digests: readonly string[]): void {
  for (const digest of digests)
    writer.run(
      sql`UPDATE outbox SET state = 'queued', code = NULL, ended_at = NULL, receipt_n = NULL, receipt_id = NULL WHERE digest = ${digest}`,
    );
}

/** Closes the stream and gives everything that has no receipt a slot in a new one. */
export function moveToNewStream(writer: Writer, newId: () => string, at: string): string {
  writer.run(sql`UPDATE stream SET closed_at = ${at} WHERE closed_at IS NULL`);
  const stream = openStream(writer, newId, at);
  const waiting = writer.all<{ digest: string }>(sql`SELECT digest FROM outbox WHERE state = 'queued' ORDER BY rowid`);
  waiting.forEach(({ digest }, i) => writer.run(sql`UPDATE outbox SET stream = ${stream}, seq = ${i + 1} WHERE digest = ${digest}`));
  return stream;
}

/** The outbox as people see it, newest first. */
export function listOutbox(reader: Reader): OutboxRow[] {
  return reader.all<OutboxRow>(sql`SELECT o.digest, p.kind, p.title, o.seq, p.bytes, o.state, o.code, o.queued_at AS queuedAt, o.sent_at AS sentAt, o.ended_at AS endedAt, p.review_id AS review
    FROM outbox o JOIN result_package p ON p.digest = o.digest ORDER BY o.rowid DESC`);
}

/** Rows by state. */
export function countByState(reader: Reader): ReadonlyMap<string, number> {
  return new Map(
    reader.all<{ state: string; n: number }>(sql`SELECT state, count(*) AS n FROM outbox GROUP BY state`).map((r) => [r.state, r.n]),
  );
}

/** A package with the receipt that ended it. */
export function packageWithReceipt(reader: Reader, digest: string): { readonly envelope: string; readonly receipt: string | null } | null {
  return (
    reader.get(sql`SELECT p.envelope, r.envelope AS receipt FROM result_package p JOIN outbox o ON o.digest = p.digest
    LEFT JOIN receipt r ON r.id = o.receipt_id WHERE p.digest = ${digest}`) ?? null
  );
}

/** The platform this workspace is connected to. */
export interface Platform {
  readonly url: string;
  readonly name: string;
  readonly epoch: string;
  readonly publicKey: Uint8Array;
  readonly token: string;
  readonly lastContactAt: string | null;
  readonly enrolledUsers: readonly string[];
}

/** The connected platform, or null. */
export function getPlatform(reader: Reader): Platform | null {
  const row = reader.get<Omit<Platform, 'enrolledUsers'> & { enrolled: string }>(
    sql`SELECT url, name, epoch, public_key AS publicKey, token, last_contact_at AS lastContactAt, enrolled_users AS enrolled FROM platform`,
  );
  if (!row) return null;
  const { enrolled, ...rest } = row;
  return { ...rest, enrolledUsers: JSON.parse(enrolled) as string[] };
}

/** Remembers the platform and its pinned key. */
export function savePlatform(writer: Writer, p: Omit<Platform, 'lastContactAt'>, at: string): void {
  writer.run(sql`INSERT INTO platform (id, url, name, epoch, public_key, token, connected_at, last_contact_at, enrolled_users)
    VALUES (1, ${p.url}, ${p.name}, ${p.epoch}, ${p.publicKey}, ${p.token}, ${at}, ${at}, ${JSON.stringify(p.enrolledUsers)})
    ON CONFLICT (id) DO UPDATE SET url = excluded.url, name = excluded.name, epoch = excluded.epoch, public_key = excluded.public_key, token = excluded.token,
      last_contact_at = excluded.last_contact_at, enrolled_users = excluded.enrolled_users`);
}

/** Notes a contact with the platform. */
export function noteContact(writer: Writer, epoch: string, at: string): void {
  writer.run(sql`UPDATE platform SET last_contact_at = ${at}, epoch = ${epoch}`);
}

/** Forgets the platform; the outbox stays as it is. */
export function deletePlatform(writer: Writer): void {
  writer.run(sql`DELETE FROM platform`);
}
