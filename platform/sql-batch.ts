import { invariant } from '../base/invariant.ts';
import { join, type Sql, sql } from '../base/sqlite/index.ts';
import { fromBase64 } from '../base/trust/index.ts';
import { receiptItem, type SlotRange, type Verdict, type VerdictCode } from '../contract/wire/index.ts';
import { type Change, Known, type PackageRecord, type PackageState } from './known.ts';
import type { SqlTx } from './sql-link.ts';
import type { BatchQuestion } from './store.ts';

const list = (values: readonly (string | number)[]): Sql =>
  join(
    values.map((v) => sql`${v}`),
    ', ',
  );
const unique = <T>(values: readonly T[]): readonly T[] => [...new Set(values)];

// far below what either database takes as bound values of one statement
const LIST_MAX = 500;

async function inLists<T>(values: readonly (string | number)[], ask: (part: Sql) => Promise<readonly T[]>): Promise<readonly T[]> {
  const all = unique(values);
  const rows: T[] = [];
  for (let at = 0; at < all.length; at += LIST_MAX) rows.push(...(await ask(list(all.slice(at, at + LIST_MAX)))));
  return rows;
}

/** Loads what is known of everything that a request names. */
export async function loadKnown(tx: SqlTx, question: BatchQuestion): Promise<Known> {
  const known = new Known();
  await loadStreams(tx, question, known);
  const packages = await inLists(question.digests, (part) =>
    tx.all<{ digest: string; state: PackageState; code: VerdictCode | null; unit: string | null }>(
      sql`SELECT digest, state, code, unit FROM package WHERE digest IN (${part})`,
    ),
  );
  for (const { digest, ...rest } of packages) known.packages.set(digest, rest);
  const stones = await inLists(question.digests, (part) =>
    tx.all<{ target: string; unit: string }>(sql`SELECT target, unit FROM tombstone WHERE target IN (${part})`),
  );
  for (const { target, unit } of stones) known.tombstones.set(target, new Set([...(known.tombstones.get(target) ?? []), unit]));
  const effects = await inLists(question.digests, (part) =>
    tx.all<{ digest: string }>(sql`SELECT digest FROM effect WHERE digest IN (${part})`),
  );
  for (const { digest } of effects) known.effects.add(digest);
  const heads = await inLists(question.keys, (part) =>
    tx.all<{ key: string; revision: number; digest: string }>(sql`SELECT key, revision, digest FROM head WHERE key IN (${part})`),
  );
  for (const { key, revision, digest } of heads) known.heads.set(key, { revision, digest });
  const parts = await inLists(question.parts, (part) => tx.all<{ digest: string }>(sql`SELECT digest FROM part WHERE digest IN (${part})`));
  for (const { digest } of parts) known.parts.add(digest);
  const [earlier] = await tx.all<{ text: string; items: string }>(
    sql`SELECT text, items FROM receipt WHERE request = ${question.request} AND device = ${question.device} ORDER BY n DESC LIMIT 1`,
  );
  if (earlier) known.earlier = { text: earlier.text, items: receiptItem.array().parse(JSON.parse(earlier.items)) };
  return known;
}

async function loadStreams(tx: SqlTx, question: BatchQuestion, known: Known): Promise<void> {
  const streams = await inLists(
    question.slots.map((s) => s.stream),
    (part) =>
      tx.all<{ stream: string; device: string; forked: number; ranges: string }>(
        sql`SELECT stream, device, forked, ranges FROM stream WHERE stream IN (${part})`,
      ),
  );
  for (const { stream, device, forked, ranges } of streams) {
    known.streams.set(stream, { device, forked: forked === 1, ranges: JSON.parse(ranges) as SlotRange[] });
    const seqs = question.slots.filter((s) => s.stream === stream).map((s) => s.seq);
    const taken = await inLists(seqs, (part) =>
      tx.all<{ seq: number; digest: string; verdict: Verdict; code: VerdictCode | null }>(
        sql`SELECT seq, digest, verdict, code FROM slot WHERE stream = ${stream} AND seq IN (${part})`,
      ),
    );
    for (const { seq, ...rest } of taken) known.setSlot({ stream, seq }, rest);
  }
}

/** Carries out the changes of one request; `known` is their sum, from which the ranges of the streams are written once. */
export async function writeChanges(tx: SqlTx, changes: readonly Change[], known: Known, at: string): Promise<void> {
  for (const change of changes) await writeChange(tx, change, at);
  const moved = unique(changes.flatMap((c) => (c.do === 'take-slot' || c.do === 'fork' ? [c.slot.stream] : [])));
  for (const name of moved) {
    const stream = known.streams.get(name);
    if (stream)
      await tx.run(sql`UPDATE stream SET ranges = ${JSON.stringify(stream.ranges)}, forked = ${stream.forked} WHERE stream = ${name}`);
  }
}

// Plain INSERTs where the decision says "new": should that ever be wrong, the key refuses and the whole request is rolled back.
async function writeChange(tx: SqlTx, change: Change, at: string): Promise<void> {
  switch (change.do) {
    case 'bind-stream':
      return tx.run(sql`INSERT INTO stream (stream, device, forked, ranges) VALUES (${change.stream}, ${change.device}, ${0}, ${'[]'})`);
    case 'take-slot':
      return tx.run(sql`INSERT INTO slot (stream, seq, digest, verdict, code)
        VALUES (${change.slot.stream}, ${change.slot.seq}, ${change.digest}, ${change.verdict}, ${change.code})`);
    case 'judge-slot':
      return tx.run(
        sql`UPDATE slot SET verdict = ${change.verdict}, code = ${change.code} WHERE stream = ${change.slot.stream} AND seq = ${change.slot.seq}`,
      );
    case 'store-package':
      return storePackage(tx, change.record, at);
    case 'judge-package': {
      const r = change.record;
      return tx.run(sql`UPDATE package SET state = ${r.state}, code = ${r.code}, kind = ${r.kind}, key = ${r.key}, revision = ${r.revision},
        unit = ${r.unit}, device = ${r.device}, maker = ${r.maker}, checker = ${r.checker} WHERE digest = ${r.digest}`);
    }
    case 'effect':
      return tx.run(sql`INSERT INTO effect (digest) VALUES (${change.digest})`);
    case 'head':
      return tx.run(sql`INSERT INTO head (key, revision, digest) VALUES (${change.key}, ${change.revision}, ${change.digest})
        ON CONFLICT (key) DO UPDATE SET revision = excluded.revision, digest = excluded.digest`);
    case 'tombstone':
      return tx.run(
        sql`INSERT INTO tombstone (target, unit, by_digest) VALUES (${change.target}, ${change.unit}, ${change.by}) ON CONFLICT (target, unit) DO NOTHING`,
      );
    case 'fork':
      return tx.run(sql`INSERT INTO fork (stream, seq, held, refused, envelope, at)
        VALUES (${change.slot.stream}, ${change.slot.seq}, ${change.held}, ${change.refused}, ${change.envelope ? JSON.stringify(change.envelope) : null}, ${at})
        ON CONFLICT (stream, seq, refused) DO NOTHING`);
  }
}

async function storePackage(tx: SqlTx, r: PackageRecord, at: string): Promise<void> {
  const { payloadType, payload, signatures } = r.examined.envelope;
  const bytes = fromBase64(payload);
  invariant(bytes, 'an examined payload is canonical base64');
  await tx.run(sql`INSERT INTO package (digest, payload_type, payload, signatures, state, code, kind, key, revision, unit, device, maker, checker, received_at)
    VALUES (${r.digest}, ${payloadType}, ${bytes}, ${JSON.stringify(signatures)}, ${r.state}, ${r.code}, ${r.kind}, ${r.key}, ${r.revision},
      ${r.unit}, ${r.device}, ${r.maker}, ${r.checker}, ${at})`);
}
