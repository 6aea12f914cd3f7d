import { connect } from 'node:net';
import { TLSSocket } from 'node:tls';
import pg from 'pg';
import { JiadiError } from '../../../contract/errors.ts';
import type { ServerFacts } from '../../../contract/methods/sources.ts';
import { dialects } from '../dialect.ts';
import { sourceFault } from '../faults.ts';
import type { Line, Login, ReadOptions, ResultSink } from '../line.ts';
import { connectGauss, onGaussRequest } from './gauss-login.ts';
import { pgCells, pgColumns, type PgField } from './postgres-types.ts';
import { pgProduct } from './products.ts';
import { leave, Statement } from './statement.ts';

type TextRow = (string | null)[];

/** Every value as the server's text. */
const asText = { getTypeParser: () => (value: string) => value } as unknown as pg.CustomTypesConfig;
const FETCH_ROWS = 4000;
const FIRST_FETCH_ROWS = 100;
/** A fetch should take about this long: the server's time limit is for each of them. */
const FETCH_MS = 250;
const CANCEL_REQUEST = 80_877_102;
/** Where a statement began inside a transaction that is held. */
const MARK = 'jiadi_statement';

/** Settings that make the text of values the same on every server, for one transaction; a plan for all rows is another than one for the first. */
const settings = (
  login: Login,
  wanted: 'all' | 'first',
): string => `SELECT set_config('DateStyle', 'ISO, YMD', true), set_config('standard_conforming_strings', 'on', true),
  set_config('extra_float_digits', '3', true), set_config('bytea_output', 'hex', true), set_config('IntervalStyle', 'iso_8601', true),
  set_config('cursor_tuple_fraction', '${wanted === 'all' ? 1 : 0.01}', true), set_config('statement_timeout', '${login.statementMs}', true)`;

/** Connects by the protocol of PostgreSQL. */
export async function openPostgres(login: Login, signal: AbortSignal): Promise<Line> {
  if (login.tls !== 'prefer') return await connected(login, signal, tlsOptions(login));
  try {
    return await connected(login, signal, { rejectUnauthorized: false });
  } catch (error) {
    // the one answer that says: not here
    if (error instanceof JiadiError && error.code === 'source-tls' && /does not support SSL/.test(String(error.params['problem'])))
      return await connected(login, signal, false);
    throw error;
  }
}

function tlsOptions({ tls, ca }: Login) {
  return tls === 'off' ? false : { rejectUnauthorized: true, ...(ca === null ? {} : { ca }) };
}

async function connected(login: Login, signal: AbortSignal, ssl: pg.ClientConfig['ssl'], byGauss = false): Promise<Line> {
  const { host, port, database, user } = login;
  const client = new pg.Client({
    host,
    port,
    database,
    user,
    // a function: an empty text would make the library look into the environment and the home folder
    password: () => login.password,
    ssl,
    application_name: 'jiadi',
    client_encoding: 'UTF8',
    connectionTimeoutMillis: login.connectMs,
    keepAlive: true,
  });
  // a lost connection ends the statement under way; when none is, the next one finds out
  client.on('error', () => undefined);
  const cut = (): void => void client.connection.stream.destroy();
  signal.addEventListener('abort', cut, { once: true });
  let isGauss = false;
  try {
    if (signal.aborted) throw new JiadiError('cancelled');
    if (byGauss) await connectGauss(client, { ...login, tls: ssl !== false });
    else {
      onGaussRequest(client, () => (isGauss = true));
      await client.connect();
    }
    return new PostgresLine(login, client, await introduce(client));
  } catch (error) {
    cut();
    // no password was sent: the server has told only that it asks for another login
    if (isGauss && !signal.aborted) return await connected(login, signal, ssl, true);
    throw signal.aborted ? new JiadiError('cancelled') : sourceFault(error, login, false);
  } finally {
    signal.removeEventListener('abort', cut);
  }
}

/** Makes the session one that only reads, and asks who is there. */
async function introduce(client: pg.Client): Promise<ServerFacts> {
  await client.query('SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY');
  const version = await client.query<[string], never[]>({ text: 'SELECT version()', rowMode: 'array' });
  const readOnly = await client.query<[string], never[]>({ text: 'SHOW transaction_read_only', rowMode: 'array' });
  return {
    ...pgProduct(version.rows[0]?.[0] ?? ''),
    tls: client.connection.stream instanceof TLSSocket,
    readOnly: readOnly.rows[0]?.[0] === 'on',
  };
}

class PostgresLine implements Line {
  readonly server: ServerFacts;
  readonly #login: Login;
  readonly #client: pg.Client;
  /** True while one transaction holds what is read. */
  #held = false;

  constructor(login: Login, client: pg.Client, server: ServerFacts) {
    this.#login = login;
    this.#client = client;
    this.server = server;
  }

  async read(sql: string, sink: ResultSink, { signal, rowsMax = Number.POSITIVE_INFINITY, few = false }: ReadOptions): Promise<void> {
    const statement = this.#statement(signal);
    try {
      await statement.run(async () => {
        await this.#begin(Number.isFinite(rowsMax) && !few ? 'first' : 'all');
        if (few) return await this.#readFew(sql, sink, statement, rowsMax);
        // by the extended protocol, which takes one statement only
        const declare = { text: `DECLARE jiadi NO SCROLL CURSOR FOR ${sql}`, queryMode: 'extended' };
        await this.#client.query(declare);
        const fields = await this.#fields();
        const columns = pgColumns(fields, await this.#typeNames(fields));
        const cells = pgCells(fields);
        statement.take(() => sink.columns(columns));
        await this.#fetchAll(rowsMax, statement, (row) => sink.row(cells(row)));
      });
    } catch (error) {
      throw sourceFault(error, this.#login, true);
    } finally {
      if (!statement.over) await this.#end();
    }
  }

  /** Without a cursor, behind which the server works with one process only; by the extended protocol, which takes one statement. */
  async #readFew(sql: string, sink: ResultSink, statement: Statement, rowsMax: number): Promise<void> {
    const asked = { text: sql, queryMode: 'extended', rowMode: 'array', types: asText } as const;
    const { fields, rows } = await this.#client.query<TextRow, never[]>(asked);
    const columns = pgColumns(fields, await this.#typeNames(fields));
    const cells = pgCells(fields);
    statement.take(() => sink.columns(columns));
    for (const row of rows.slice(0, rowsMax)) statement.take(() => sink.row(cells(row)));
  }

  async estimate(sql: string, signal: AbortSignal): Promise<number | null> {
    const statement = this.#statement(signal);
    try {
      return await statement.run(async () => {
        await this.#begin('all');
        const explain = { text: `EXPLAIN (FORMAT JSON) ${sql}`, queryMode: 'extended', types: asText };
        const { rows } = await this.#client.query<{ 'QUERY PLAN': string }, never[]>(explain);
        const plans = JSON.parse(rows[0]?.['QUERY PLAN'] ?? '[]') as readonly { readonly Plan?: { readonly 'Plan Rows'?: number } }[];
        return plans[0]?.Plan?.['Plan Rows'] ?? null;
      });
    } catch (error) {
      const fault = sourceFault(error, this.#login, true);
      // a plan that is not given is no estimate; whether the query itself can be run is said when it is
      if (fault.code === 'source-query' || fault.code === 'source-denied') return null;
      throw fault;
    } finally {
      if (!statement.over) await this.#end();
    }
  }

  async hold(signal: AbortSignal): Promise<string | null> {
    const statement = this.#statement(signal);
    try {
      return await statement.run(async () => {
        const snapshot = await this.#openShared();
        this.#held = true;
        return snapshot;
      });
    } catch (error) {
      throw sourceFault(error, this.#login, true);
    }
  }

  async mayWrite(signal: AbortSignal): Promise<boolean | null> {
    let answer: boolean | null = null;
    const sql = `SELECT (current_setting('is_superuser') = 'on' OR EXISTS (SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE')))::text`;
    await this.read(sql, { columns: () => undefined, row: ([cell]) => (answer = cell === 'true') }, { signal });
    return answer;
  }

  close(): void {
    leave(
      () => this.#client.end(),
      () => this.#client.connection.stream.destroy(),
    );
  }

  #statement(signal: AbortSignal): Statement {
    return new Statement({
      login: this.#login,
      signal,
      stopOnServer: () => this.#cancelRequest(),
      cut: () => void this.#client.connection.stream.destroy(),
    });
  }

  /** A transaction that only reads; one that shares a snapshot or holds its own sees one state all along. */
  async #begin(wanted: 'all' | 'first'): Promise<void> {
    if (this.#held) await this.#client.query(`SAVEPOINT ${MARK}`);
    else await this.#open(this.#login.snapshot !== undefined);
    await this.#client.query(settings(this.#login, wanted));
    await this.#client.query("SET LOCAL TIME ZONE INTERVAL '+08:00' HOUR TO MINUTE");
  }

  async #open(oneState: boolean): Promise<void> {
    await this.#client.query(`BEGIN TRANSACTION ${oneState ? 'ISOLATION LEVEL REPEATABLE READ ' : ''}READ ONLY`);
    const { snapshot } = this.#login;
    if (snapshot !== undefined) await this.#client.query(`SET TRANSACTION SNAPSHOT ${dialects.postgresql.literal(snapshot)}`);
  }

  /** Also after a statement that the server refused: the line can be used again. */
  async #end(): Promise<void> {
    await this.#client.query(this.#held ? `ROLLBACK TO SAVEPOINT ${MARK}` : 'ROLLBACK').catch(() => undefined);
    if (this.#held) await this.#client.query(`RELEASE SAVEPOINT ${MARK}`).catch(() => undefined);
  }

  /** Opens a transaction of one state and names it, where the product can: not every one knows the words, and a failure ends a transaction. */
  async #openShared(): Promise<string | null> {
    await this.#open(true);
    try {
      // the transaction waits while rows are judged here
      await this.#client.query('SET LOCAL idle_in_transaction_session_timeout = 0');
      const { rows } = await this.#client.query<[string], never[]>({ text: 'SELECT pg_export_snapshot()', rowMode: 'array' });
      return rows[0]?.[0] ?? null;
    } catch (error) {
      if (sourceFault(error, this.#login, true).code === 'source-lost') throw error;
      await this.#client.query('ROLLBACK');
      await this.#open(true);
      return null;
    }
  }

  /** The columns, before there is a row. */
  async #fields(): Promise<readonly PgField[]> {
    return (await this.#client.query('FETCH FORWARD 0 FROM jiadi')).fields;
  }

  async #typeNames(fields: readonly PgField[]): Promise<readonly string[]> {
    if (fields.length === 0) return [];
    const list = fields.map(({ dataTypeID, dataTypeModifier }) => `format_type(${dataTypeID}, ${dataTypeModifier})`).join(', ');
    const names = await this.#client.query<string[], never[]>({ text: `SELECT ARRAY[${list}]`, rowMode: 'array' });
    return (names.rows[0]?.[0] ?? []) as unknown as string[];
  }

  async #fetchAll(rowsMax: number, statement: Statement, onRow: (row: TextRow) => void): Promise<void> {
    let size = FIRST_FETCH_ROWS;
    for (let left = rowsMax; left > 0 && !statement.over;) {
      const wanted = Math.min(size, left);
      const fromMs = performance.now();
      const got = await this.#fetch(wanted, (row) => statement.take(() => onRow(row)));
      const tookMs = performance.now() - fromMs;
      statement.touch();
      left -= got;
      if (got < wanted) return;
      if (tookMs < FETCH_MS) size = Math.min(size * 2, FETCH_ROWS);
      else if (tookMs > FETCH_MS * 2) size = Math.max(size >> 1, 1);
    }
  }

  /** Fetches rows and hands them on one by one: none is kept. */
  #fetch(count: number, onRow: (row: TextRow) => void): Promise<number> {
    return new Promise((resolve, reject) => {
      let rows = 0;
      const config: pg.QueryArrayConfig<never[]> = { text: `FETCH FORWARD ${count} FROM jiadi`, rowMode: 'array', types: asText };
      const query = new pg.Query<TextRow, never[]>(config);
      query.on('row', (row) => {
        rows++;
        onRow(row);
      });
      query.on('end', () => resolve(rows));
      query.on('error', reject);
      this.#client.query(query);
    });
  }

  /** The protocol's own way to end a statement: a connection that carries nothing but the wish, so that it needs no login and no free place. */
  #cancelRequest(): Promise<void> {
    const { processID, secretKey } = this.#client as unknown as { readonly processID: number | null; readonly secretKey: number | null };
    if (processID === null || secretKey === null) return Promise.resolve();
    const message = Buffer.alloc(16);
    message.writeInt32BE(16, 0);
    message.writeInt32BE(CANCEL_REQUEST, 4);
    message.writeInt32BE(processID, 8);
    message.writeInt32BE(secretKey, 12);
    return new Promise((resolve, reject) => {
      const socket = connect(this.#login.port, this.#login.host, () => socket.end(message));
      socket.on('error', reject);
      socket.on('close', () => resolve());
      socket.resume();
    });
  }
}
