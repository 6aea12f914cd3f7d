/**
 * A line to a database server, the same for every protocol: it reads, row by row, and can do nothing else. Lines are opened where they are used
 * (the engine thread for a look, a worker for an import) and by whatever else runs where the data lives.
 */
import type { ServerFacts, SourceProtocol, TlsMode } from '../../contract/methods/sources.ts';
import type { Cell } from '../intake/index.ts';
import type { ColumnType } from '../table/index.ts';

/** Everything needed to connect; lives in memory only. */
export interface Login {
  readonly protocol: SourceProtocol;
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  readonly tls: TlsMode;
  readonly ca: string | null;
  readonly connectMs: number;
  /** How long the server may be silent in the middle of a statement. */
  readonly statementMs: number;
  /** Reads what another line sees, as `Line.hold` named it. */
  readonly snapshot?: string;
}

/** A column of a result. */
export interface ResultColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** The server's own name for the type. */
  readonly serverType: string;
  readonly note: 'zone' | 'binary' | null;
}

/** Receives a result, in order; the row's array is not used again by the line. */
export interface ResultSink {
  columns(columns: readonly ResultColumn[]): void;
  row(cells: Cell[]): void;
}

export interface ReadOptions {
  readonly signal: AbortSignal;
  /** Ends the statement on the server after so many rows. */
  readonly rowsMax?: number;
  /** The result is a few rows of a large computation: it comes at once, and the server may share the work among its processors. */
  readonly few?: boolean;
}

/** An open connection; one statement at a time. */
export interface Line {
  readonly server: ServerFacts;
  /**
   * Runs one SELECT in a read-only transaction. Memory stays flat whatever its size. `cancelled` comes well under a second and ends the statement
   * on the server, too; other errors are the `source-` ones.
   */
  read(sql: string, sink: ResultSink, options: ReadOptions): Promise<void>;
  /** About how many rows a SELECT gives, by the server's plan; null where its plans do not say. */
  estimate(sql: string, signal: AbortSignal): Promise<number | null>;
  /**
   * All that is read from now on is the state of this moment, where the server can keep it. Gives the name by which other lines read the same
   * state (`Login.snapshot`), or null where each line has its own.
   */
  hold(signal: AbortSignal): Promise<string | null>;
  /** True: the login may also write; null: it could not be told. */
  mayWrite(signal: AbortSignal): Promise<boolean | null>;
  close(): void;
}
