import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import mysql from 'mysql2';
import { isJiadiError, JiadiError } from '../../../contract/errors.ts';
import type { ServerFacts } from '../../../contract/methods/sources.ts';
import { sourceFault } from '../faults.ts';
import type { Line, Login, ReadOptions, ResultSink } from '../line.ts';
import { myCells, myColumns, type MyField } from './mysql-types.ts';
import { myProduct } from './products.ts';
import { leave, Statement } from './statement.ts';

type BytesRow = (Buffer | null)[];

/** Connects by the protocol of MySQL. */
export async function openMysql(login: Login, signal: AbortSignal): Promise<Line> {
  if (login.tls !== 'prefer') return await connected(login, signal, login.tls === 'require');
  try {
    return await connected(login, signal, true);
  } catch (error) {
    if (isJiadiError(error) && error.code === 'source-tls' && /does not support (?:secure|SSL)/i.test(String(error.params['problem'])))
      return await connected(login, signal, false);
    throw error;
  }
}

function optionsOf(login: Login, secure: boolean): mysql.ConnectionOptions {
  const { host, port, user, password, database, tls, ca } = login;
  const checked = tls === 'require';
  return {
    host,
    port,
    user,
    password,
    ...(database === '' ? {} : { database }),
    ...(secure ? { ssl: { rejectUnauthorized: checked, verifyIdentity: checked, ...(ca === null ? {} : { ca }) } } : {}),
    connectTimeout: login.connectMs,
    charset: 'utf8mb4',
    multipleStatements: false,
    // a server may not ask for files of ours
    flags: ['-LOCAL_FILES'],
    // no code is made from names that a server sends
    disableEval: true,
    rowsAsArray: true,
    stream: () => {
      const socket = connect(port, host);
      // the name that the certificate is checked against; left to itself the library takes an address for "localhost"
      Object.assign(socket, { _host: host });
      socket.setKeepAlive(true);
      socket.setNoDelay(true);
      return socket;
    },
  };
}

async function connected(login: Login, signal: AbortSignal, secure: boolean): Promise<Line> {
  if (signal.aborted) throw new JiadiError('cancelled');
  const connection = mysql.createConnection(optionsOf(login, secure));
  // a lost connection ends the statement under way; when none is, the next one finds out
  connection.on('error', () => undefined);
  const cut = (): void => connection.destroy();
  signal.addEventListener('abort', cut, { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new JiadiError('cancelled')), { once: true });
      connection.connect((error) => (error ? reject(error) : resolve()));
    });
    return new MysqlLine(login, connection, await introduce(connection));
  } catch (error) {
    cut();
    throw signal.aborted ? new JiadiError('cancelled') : sourceFault(error, login, false);
  } finally {
    signal.removeEventListener('abort', cut);
  }
}

/** Runs a statement with a small answer. */
function small(connection: mysql.Connection, sql: string): Promise<readonly (readonly (string | null)[])[]> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, rows: unknown): void => {
      if (error) reject(error);
      else resolve(Array.isArray(rows) ? (rows as BytesRow[]).map((row) => row.map((cell) => cell?.toString('utf8') ?? null)) : []);
    };
    connection.query({ sql, rowsAsArray: true, typeCast: false }, done);
  });
}

/** Like `small`, for what not every product knows; says whether it was done. */
async function tried(connection: mysql.Connection, sql: string): Promise<boolean> {
  try {
    await small(connection, sql);
    return true;
  } catch (error) {
    // the server's own refusal; a lost connection shows at the next statement
    if (error instanceof Error && 'sqlState' in error) return false;
    throw error;
  }
}

/** Makes the session one that only reads and whose text of values is the same on every server, and asks who is there. */
async function introduce(connection: mysql.Connection): Promise<ServerFacts> {
  const readOnly = await tried(connection, 'SET SESSION TRANSACTION READ ONLY');
  await tried(connection, "SET SESSION time_zone = '+08:00'");
  await tried(connection, "SET SESSION sql_mode = REPLACE(@@SESSION.sql_mode, 'NO_BACKSLASH_ESCAPES', '')");
  // a slow disk of ours must not make the server give up
  await tried(connection, 'SET SESSION net_write_timeout = 600');
  const [[version] = []] = await small(connection, 'SELECT VERSION()');
  const comment = await small(connection, "SHOW VARIABLES LIKE 'version_comment'");
  const { stream } = connection as unknown as { readonly stream: unknown };
  return { ...myProduct(version ?? '', comment[0]?.[1] ?? ''), tls: stream instanceof TLSSocket, readOnly };
}

class MysqlLine implements Line {
  readonly server: ServerFacts;
  readonly #login: Login;
  readonly #connection: mysql.Connection;
  /** True while one transaction holds what is read. */
  #held = false;

  constructor(login: Login, connection: mysql.Connection, server: ServerFacts) {
    this.#login = login;
    this.#connection = connection;
    this.server = server;
  }

  async read(sql: string, sink: ResultSink, { signal, rowsMax }: ReadOptions): Promise<void> {
    const statement = new Statement({
      login: this.#login,
      signal,
      stopOnServer: () => this.#kill(),
      cut: () => this.#connection.destroy(),
    });
    try {
      await statement.run(async () => {
        if (this.server.readOnly && !this.#held) await small(this.#connection, 'START TRANSACTION READ ONLY');
        if (rowsMax !== undefined) await tried(this.#connection, `SET SESSION sql_select_limit = ${rowsMax}`);
        await this.#stream(sql, sink, statement, rowsMax ?? Number.POSITIVE_INFINITY);
      });
    } catch (error) {
      // enough rows: the statement was ended because nobody wants the others
      if (error === enough) return;
      throw sourceFault(error, this.#login, true);
    } finally {
      if (!statement.over && this.server.readOnly && !this.#held) await small(this.#connection, 'ROLLBACK').catch(() => undefined);
    }
  }

  /** What EXPLAIN says here is per table and step, not what comes out. */
  estimate(): Promise<number | null> {
    return Promise.resolve(null);
  }

  /** A snapshot cannot be shared by lines here. */
  async hold(signal: AbortSignal): Promise<null> {
    if (signal.aborted) throw new JiadiError('cancelled');
    try {
      await tried(this.#connection, 'SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      this.#held = await tried(this.#connection, 'START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
      return null;
    } catch (error) {
      throw sourceFault(error, this.#login, true);
    }
  }

  async mayWrite(signal: AbortSignal): Promise<boolean | null> {
    let writes = false;
    const note = (cell: unknown): void => {
      const granted = /^GRANT (.*?) ON /i.exec(String(cell))?.[1] ?? '';
      writes ||= /\b(?:ALL|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|SUPER)\b/i.test(granted);
    };
    await this.read('SHOW GRANTS', { columns: () => undefined, row: (cells) => cells.forEach(note) }, { signal });
    return writes;
  }

  close(): void {
    leave(
      () => new Promise<void>((resolve) => this.#connection.end(() => resolve())),
      () => this.#connection.destroy(),
    );
  }

  /** Rows are handed on as they arrive; the connection is read no faster than they are taken. */
  async #stream(sql: string, sink: ResultSink, statement: Statement, rowsMax: number): Promise<void> {
    // without a callback of its own the library tells a broken line to the connection only, or to nobody
    const { stream } = this.#connection as unknown as { readonly stream: Duplex };
    let broken: (error: Error) => void = () => undefined;
    const closed = (): void => broken(new Error('connection closed'));
    const failed = (error: Error): void => broken(error);
    this.#connection.once('error', failed);
    stream.once('close', closed);
    try {
      await new Promise<void>((resolve, reject) => {
        broken = reject;
        let cells = myCells([]);
        let rows = 0;
        const query = this.#connection.query({ sql, rowsAsArray: true, typeCast: false });
        query.on('fields', (fields: readonly MyField[] | undefined) => {
          cells = myCells(fields ?? []);
          statement.take(() => sink.columns(myColumns(fields ?? [])));
        });
        query.on('result', (row: unknown) => {
          statement.take(() => {
            if (!Array.isArray(row)) return;
            if (rows++ >= rowsMax) throw enough;
            sink.row(cells(row as BytesRow));
          });
        });
        query.on('error', reject);
        query.on('end', () => resolve());
      });
    } finally {
      // a line that is asked many times must not gather listeners
      this.#connection.off('error', failed);
      stream.off('close', closed);
    }
  }

  /** Ends what runs on the server, by a second connection. */
  async #kill(): Promise<void> {
    const { threadId } = this.#connection;
    const other = await connected(this.#login, AbortSignal.timeout(this.#login.connectMs), this.server.tls);
    if (!(other instanceof MysqlLine)) return;
    await tried(other.#connection, `KILL QUERY ${threadId}`).finally(() => other.close());
  }
}

/** Ends a result of which only the beginning is wanted. */
const enough = new Error('enough rows');
