import { join, type Sql, sql } from '../base/sqlite/index.ts';
import { toBase64 } from '../base/trust/index.ts';
import { JiadiError } from '../contract/errors.ts';
import { envelope as envelopeSchema, type TrustedKey, trustedKey } from '../contract/wire/index.ts';
import { loadKnown, writeChanges } from './sql-batch.ts';
import type { SqlLink, SqlTx } from './sql-link.ts';
import { schemaNumber, schemaScript } from './sql-schema.ts';
import { readSummary } from './sql-summary.ts';
import type {
  BatchAnswer,
  BatchFacts,
  BatchQuestion,
  EnrolConflict,
  HeldPackage,
  PlatformStore,
  StoreDump,
  StoredHead,
  StoreSummary,
} from './store.ts';

const metaTable = 'CREATE TABLE IF NOT EXISTS meta (name {text} PRIMARY KEY, value {text} NOT NULL) {strict}';

/** Opens the platform's store over a database link: brings the schema up to date; a store of a newer program is refused untouched. */
export async function openSqlStore(link: SqlLink, epoch: string): Promise<PlatformStore> {
  await link.write(async (tx) => {
    await tx.script(metaTable.replaceAll(/\{(text|strict)\}/g, (_, name: 'text' | 'strict') => link.dialect[name]));
    const current = Number((await meta(tx, 'schema')) ?? 0);
    if (current > schemaNumber) throw new JiadiError('workspace-newer', { version: current, known: schemaNumber });
    if (current < schemaNumber) await tx.script(schemaScript(current, link.dialect));
    await setMeta(tx, 'schema', String(schemaNumber));
    if ((await meta(tx, 'epoch')) === null) await setMeta(tx, 'epoch', epoch);
    if ((await meta(tx, 'trust')) === null) await setMeta(tx, 'trust', '0');
  });
  return new SqlStore(link);
}

async function meta(tx: SqlTx, name: string): Promise<string | null> {
  return (await tx.all<{ value: string }>(sql`SELECT value FROM meta WHERE name = ${name}`))[0]?.value ?? null;
}

async function setMeta(tx: SqlTx, name: string, value: string): Promise<void> {
  await tx.run(sql`INSERT INTO meta (name, value) VALUES (${name}, ${value}) ON CONFLICT (name) DO UPDATE SET value = excluded.value`);
}

async function lastReceipt(tx: SqlTx): Promise<number> {
  return (await tx.all<{ n: number | null }>(sql`SELECT max(n) AS n FROM receipt`))[0]?.n ?? 0;
}

const list = (values: readonly (string | number)[]): Sql =>
  join(
    values.map((v) => sql`${v}`),
    ', ',
  );

class SqlStore implements PlatformStore {
  readonly #link: SqlLink;

  constructor(link: SqlLink) {
    this.#link = link;
  }

  epoch(): Promise<string> {
    return this.#link.read(async (tx) => (await meta(tx, 'epoch')) ?? '');
  }

  lastReceipt(): Promise<number> {
    return this.#link.read(lastReceipt);
  }

  receive(question: BatchQuestion, decide: (facts: BatchFacts) => BatchAnswer, at: string): Promise<string> {
    return this.#link.write(async (tx) => {
      const known = await loadKnown(tx, question);
      const earlier = known.earlier;
      const n = (await lastReceipt(tx)) + 1;
      const { changes, receipt } = decide({ known, n, epoch: (await meta(tx, 'epoch')) ?? '' });
      await writeChanges(tx, changes, known, at);
      if (!receipt) return earlier?.text ?? '';
      await tx.run(sql`INSERT INTO receipt (n, device, request, items, text, at)
        VALUES (${n}, ${question.device}, ${question.request}, ${JSON.stringify(receipt.body.items)}, ${receipt.text}, ${at})`);
      return receipt.text;
    });
  }

  held(): Promise<readonly HeldPackage[]> {
    return this.#link.read(async (tx) => {
      const rows = await tx.all<{ digest: string; payload_type: string; payload: Uint8Array; signatures: string; received_at: string }>(
        sql`SELECT digest, payload_type, payload, signatures, received_at FROM package WHERE state = 'held' ORDER BY received_at, digest`,
      );
      const found: HeldPackage[] = [];
      for (const row of rows) {
        const signed = envelopeSchema.parse({
          payloadType: row.payload_type,
          payload: toBase64(row.payload),
          signatures: JSON.parse(row.signatures) as unknown,
        });
        const slots = await tx.all<{ stream: string; seq: number; device: string }>(
          sql`SELECT slot.stream, seq, device FROM slot JOIN stream ON stream.stream = slot.stream WHERE digest = ${row.digest} ORDER BY slot.stream, seq`,
        );
        found.push({
          digest: row.digest,
          envelope: signed,
          slots,
          receivedAt: row.received_at,
          keys: signed.signatures.map((s) => s.keyid),
        });
      }
      return found;
    });
  }

  trustVersion(): Promise<number> {
    return this.#link.read(async (tx) => Number(await meta(tx, 'trust')));
  }

  keys(keyIds: readonly string[] | null): Promise<readonly TrustedKey[]> {
    if (keyIds?.length === 0) return Promise.resolve([]);
    return this.#link.read((tx) => readKeys(tx, keyIds ? sql`WHERE key_id IN (${list(keyIds)})` : sql``));
  }

  enrol(keys: readonly TrustedKey[], at: string): Promise<number | EnrolConflict> {
    return this.#link.write(async (tx) => {
      const fresh: TrustedKey[] = [];
      for (const key of keys) {
        const near = await readKeys(tx, sql`WHERE key_id = ${key.keyId} OR subject = ${key.subject}`);
        if (near.some((k) => k.keyId === key.keyId && k.subject !== key.subject)) return 'key-taken';
        if (near.some((k) => k.keyId !== key.keyId && k.subject === key.subject)) return 'subject-taken';
        if (near.length === 0) fresh.push(key);
      }
      for (const key of fresh) {
        await tx.run(sql`INSERT INTO trust (key_id, role, subject, name, units, public_key, valid_from, valid_to, revoked_from, enrolled_at)
          VALUES (${key.keyId}, ${key.role}, ${key.subject}, ${key.name}, ${JSON.stringify(key.units)}, ${key.publicKey},
            ${key.validFrom}, ${key.validTo}, ${key.revokedFrom}, ${at})`);
      }
      return raiseTrust(tx, fresh.length > 0);
    });
  }

  revoke(keyId: string, from: string): Promise<boolean> {
    return this.#link.write(async (tx) => {
      const [key] = await readKeys(tx, sql`WHERE key_id = ${keyId}`);
      if (!key) return false;
      // the first revocation stands: a later one cannot make packages good again
      if (key.revokedFrom === null) await tx.run(sql`UPDATE trust SET revoked_from = ${from} WHERE key_id = ${keyId}`);
      await raiseTrust(tx, key.revokedFrom === null);
      return true;
    });
  }

  putPart(digest: string, bytes: Uint8Array, at: string): Promise<void> {
    return this.#link.write((tx) =>
      tx.run(sql`INSERT INTO part (digest, bytes, at) VALUES (${digest}, ${bytes}, ${at}) ON CONFLICT (digest) DO NOTHING`),
    );
  }

  hasPart(digest: string): Promise<boolean> {
    return this.#link.read(async (tx) => (await tx.all(sql`SELECT 1 AS one FROM part WHERE digest = ${digest}`)).length > 0);
  }

  head(stream: string): Promise<StoredHead | null> {
    return this.#link.read(async (tx) => {
      const [row] = await tx.all<{ device: string; forked: number; ranges: string }>(
        sql`SELECT device, forked, ranges FROM stream WHERE stream = ${stream}`,
      );
      if (!row) return null;
      const slots = await tx.all<{ seq: number; digest: string }>(sql`SELECT seq, digest FROM slot WHERE stream = ${stream} ORDER BY seq`);
      return { device: row.device, forked: row.forked === 1, ranges: JSON.parse(row.ranges) as [number, number][], slots };
    });
  }

  receipts(device: string, after: number, limit: number): Promise<readonly { readonly n: number; readonly text: string }[]> {
    return this.#link.read((tx) =>
      tx.all(sql`SELECT n, text FROM receipt WHERE device = ${device} AND n > ${after} ORDER BY n LIMIT ${limit}`),
    );
  }

  summary(latest: number): Promise<StoreSummary> {
    return this.#link.read((tx) => readSummary(tx, latest));
  }

  dump(): Promise<StoreDump> {
    return this.#link.read(async (tx) => ({
      slots: await tx.all(sql`SELECT stream, seq, digest, verdict, code FROM slot ORDER BY stream, seq`),
      packages: (
        await tx.all<{ digest: string; state: string; code: string | null; payload: Uint8Array }>(
          sql`SELECT digest, state, code, payload FROM package ORDER BY digest`,
        )
      ).map((p) => ({ ...p, payload: toBase64(p.payload) })),
      effects: (await tx.all<{ digest: string }>(sql`SELECT digest FROM effect ORDER BY digest`)).map((e) => e.digest),
      heads: await tx.all(sql`SELECT key, revision, digest FROM head ORDER BY key`),
      tombstones: await tx.all(sql`SELECT target, unit FROM tombstone ORDER BY target, unit`),
      forks: await tx.all(sql`SELECT stream, seq, refused FROM fork ORDER BY stream, seq, refused`),
    }));
  }

  close(): Promise<void> {
    return this.#link.close();
  }
}

async function raiseTrust(tx: SqlTx, changed: boolean): Promise<number> {
  const version = Number(await meta(tx, 'trust')) + (changed ? 1 : 0);
  if (changed) await setMeta(tx, 'trust', String(version));
  return version;
}

async function readKeys(tx: SqlTx, where: Sql): Promise<readonly TrustedKey[]> {
  const rows = await tx.all<Record<string, string | null>>(
    sql`SELECT key_id, role, subject, name, units, public_key, valid_from, valid_to, revoked_from FROM trust ${where} ORDER BY role, subject, key_id`,
  );
  return rows.map((r) =>
    trustedKey.parse({
      keyId: r['key_id'],
      role: r['role'],
      subject: r['subject'],
      name: r['name'],
      units: JSON.parse(r['units'] ?? '[]') as unknown,
      publicKey: r['public_key'],
      validFrom: r['valid_from'],
      validTo: r['valid_to'],
      revokedFrom: r['revoked_from'],
    }),
  );
}
