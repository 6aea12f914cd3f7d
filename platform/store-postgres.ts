import pg from 'pg';
import type { Log } from '../base/log.ts';
import type { Sql } from '../base/sqlite/index.ts';
import type { SqlLink, SqlTx } from './sql-link.ts';
import { openSqlStore } from './store-sql.ts';
import type { PlatformStore } from './store.ts';

const POOL_MAX = 8;
const CONNECT_TIMEOUT_MS = 10_000;
/** A statement longer than this is ended by the server; a batch takes milliseconds. */
const STATEMENT_TIMEOUT_MS = 30_000;
const SCHEMA = 'jiadi';
// one lock for all writers: receipt numbers then have neither gaps nor overtaking, and two streams cannot race for one digest
const WRITER_LOCK = 0x4a_69_61_64;
const INT8_OID = 20;

/** Opens (or creates) the store in the schema `jiadi` of a PostgreSQL database (14 or newer) named by URL. `epoch` is used for a new store only. */
export async function openPostgresStore(url: string, epoch: string, log: Log): Promise<PlatformStore> {
  const pool = new pg.Pool({
    connectionString: url,
    max: POOL_MAX,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'jiadi-platform',
    // a server set to answer before its disk did would break "receipts are true"
    options: `-c search_path=${SCHEMA} -c synchronous_commit=on -c statement_timeout=${STATEMENT_TIMEOUT_MS} -c idle_in_transaction_session_timeout=${STATEMENT_TIMEOUT_MS}`,
    types: {
      getTypeParser: ((oid: number, format?: 'text'): unknown =>
        oid === INT8_OID ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
    },
  });
  pool.on('error', (error) => log.write('platform-database-connection-lost', { error }));
  try {
    await pool.query(`CREATE SCHEMA IF NOT EXISTS ${SCHEMA}`);
    return await openSqlStore(new PostgresLink(pool), epoch);
  } catch (error) {
    await pool.end();
    throw error;
  }
}

/** `?` becomes `$1`, `$2` …: our statements hold no other question mark. */
export function numbered(query: Sql): string {
  let n = 0;
  return query.text.replaceAll('?', () => `$${(n += 1)}`);
}

class PostgresLink implements SqlLink {
  readonly dialect = { int: 'bigint', blob: 'bytea', text: 'text COLLATE "C"', strict: '' };
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  write<T>(work: (tx: SqlTx) => Promise<T>): Promise<T> {
    return this.#transaction(`BEGIN; SELECT pg_advisory_xact_lock(${WRITER_LOCK})`, work);
  }

  read<T>(work: (tx: SqlTx) => Promise<T>): Promise<T> {
    return this.#transaction('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', work);
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  async #transaction<T>(begin: string, work: (tx: SqlTx) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    let broken: Error | undefined;
    try {
      await client.query(begin);
      const result = await work(txOf(client));
      await client.query('COMMIT');
      return result;
    } catch (error) {
      // a connection that cannot roll back is thrown away: the server rolls back for it
      await client.query('ROLLBACK').catch((failure: unknown) => {
        broken = failure instanceof Error ? failure : new Error('rollback failed');
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }
}

function txOf(client: pg.PoolClient): SqlTx {
  const values = (query: Sql): unknown[] =>
    query.values.map((v) => (v instanceof Uint8Array ? Buffer.from(v.buffer, v.byteOffset, v.byteLength) : v));
  return {
    all: async <T>(query: Sql) => (await client.query(numbered(query), values(query))).rows as T[],
    run: async (query) => void (await client.query(numbered(query), values(query))),
    script: async (text) => void (await client.query(text)),
  };
}
