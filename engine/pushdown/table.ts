import { isJiadiError, JiadiError } from '../../contract/errors.ts';
import type { ServerFacts, SourceFrom } from '../../contract/methods/sources.ts';
import { type Cell, columnNames } from '../intake/index.ts';
import { BLANKS, isBlank } from '../rules/index.ts';
import { createSemanticDetector, type Semantics } from '../semantics/index.ts';
import { dialects, type Line, type Login, readAll, type ResultColumn, selectOf, tableName } from '../sources/index.ts';
import type { BatchColumn } from '../table/index.ts';
import type { ColumnForm, Dialect } from './dialect.ts';
import { serverDialects } from './dialects/index.ts';

/** A column of a server's table, as rules know it and as the server reads it. */
export interface ServerColumn extends BatchColumn {
  readonly form: ColumnForm;
  /** The cell with the words that count as null left out. */
  readonly cell: string;
}

/** A table or query of a server that is checked where it is. */
export interface ServerTable {
  readonly login: Login;
  readonly dialect: Dialect;
  readonly server: ServerFacts;
  /** What stands behind FROM. */
  readonly relation: string;
  readonly columns: readonly ServerColumn[];
  /** The columns that name a row; empty: nothing does. */
  readonly key: readonly ServerColumn[];
  readonly nullLike: readonly string[];
  /** True when the key is the table's primary key: it tells rows apart and is never null. */
  readonly primary: boolean;
}

export interface TableInput {
  readonly login: Login;
  readonly from: SourceFrom;
  /** Columns that name a row; null: the primary key, if there is one. */
  readonly key: readonly string[] | null;
  readonly nullLike: readonly string[];
}

/** Rows from whose values the meanings of columns are told, for masking. */
const LOOK_ROWS = 500;

/** Asks the server for the columns of a table or query, their meanings and the key. */
export async function describeTable(line: Line, input: TableInput, semantics: Semantics, signal: AbortSignal): Promise<ServerTable> {
  const { login, from, nullLike } = input;
  const dialect = serverDialects[login.protocol];
  const select = selectOf(login, from);
  const { found, rows } = await look(line, select, signal);
  const names = columnNames(
    found.map(({ name }) => name),
    found.length,
  );
  const twice = found.find(({ name }, i) => found.findIndex((other) => other.name === name) !== i);
  if (twice) throw new JiadiError('column-twice', { column: twice.name });
  const columns = found.map((column, index): ServerColumn => {
    const form = dialect.form(column, dialect.quote(column.name));
    const semantic = meaningOf(semantics, names[index] ?? '', rows, index);
    return { index, name: names[index] ?? '', type: column.type, semantic, form, cell: cellOf(dialect, form, nullLike) };
  });
  const wanted = input.key ?? (await primaryKey(line, dialect, input, found, names, signal));
  const key = wanted.map((name) => {
    const column = columns.find((c) => c.name === name);
    if (!column) throw new JiadiError('column-not-found', { column: name });
    return column;
  });
  const relation = from.kind === 'table' ? tableName(dialects[login.protocol], from.schema, from.table) : `(${select}) q`;
  return { login, dialect, server: line.server, relation, columns, key, nullLike, primary: input.key === null && key.length > 0 };
}

/** The columns and the first rows; of a table whose rows come slowly, as many as came in time. */
async function look(line: Line, select: string, signal: AbortSignal) {
  let found: readonly ResultColumn[] = [];
  const rows: Cell[][] = [];
  const sink = { columns: (columns: readonly ResultColumn[]) => (found = columns), row: (cells: Cell[]) => rows.push(cells) };
  try {
    await line.read(select, sink, { signal, rowsMax: LOOK_ROWS });
  } catch (error) {
    if (!isJiadiError(error) || error.code !== 'source-slow' || rows.length === 0) throw error;
  }
  return { found, rows };
}

function meaningOf(semantics: Semantics, name: string, rows: readonly (readonly Cell[])[], index: number): string | null {
  const detector = createSemanticDetector(semantics, name);
  for (const row of rows) {
    const cell = row[index] ?? null;
    detector.add(cell === null ? null : String(cell));
  }
  return detector.result().semantic;
}

/** The cell, or null where it is one of the words that count as null; only texts are such words. */
function cellOf(dialect: Dialect, form: ColumnForm, nullLike: readonly string[]): string {
  if (nullLike.length === 0 || form.storage !== 'text') return form.cell;
  const words = nullLike.filter((word) => !isBlank(word));
  const conditions = [
    ...(words.length > 0 ? [`${dialect.bytes(form.cell)} IN (${words.map((w) => dialect.bytes(dialect.text(w))).join(', ')})`] : []),
    ...(words.length < nullLike.length
      ? [`${dialect.bytes(dialect.trim(form.cell, dialect.text(BLANKS)))} = ${dialect.bytes(dialect.text(''))}`]
      : []),
  ];
  return `(CASE WHEN ${conditions.join(' OR ')} THEN NULL ELSE ${form.cell} END)`;
}

async function primaryKey(
  line: Line,
  dialect: Dialect,
  { from, login }: TableInput,
  found: readonly ResultColumn[],
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (from.kind !== 'table') return [];
  const { rows } = await readAll(line, dialect.keyQuery(from.schema, from.table, login.database), signal, 64);
  const key = rows.map(([name]) => names[found.findIndex((column) => column.name === String(name))]);
  return key.every((name) => name !== undefined) ? key : [];
}

/** A column as it is fetched: the text that an import would store. */
export function fetchedOf({ form }: ServerColumn): string {
  return form.byBytes ? form.cell : form.grouped;
}
