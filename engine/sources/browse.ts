import type { SourceFrom, SourceTable } from '../../contract/methods/sources.ts';
import type { Cell } from '../intake/index.ts';
import { dialects } from './dialect.ts';
import type { Line, Login, ResultColumn } from './line.ts';

/** Tables shown of one connection; nobody scrolls through more, and a search box narrows these down. */
export const TABLES_MAX = 20_000;

/** A small result as a whole. */
export async function readAll(
  line: Line,
  sql: string,
  signal: AbortSignal,
  rowsMax: number,
  few = false,
): Promise<{ readonly columns: readonly ResultColumn[]; readonly rows: readonly (readonly Cell[])[] }> {
  let columns: readonly ResultColumn[] = [];
  const rows: Cell[][] = [];
  const sink = { columns: (found: readonly ResultColumn[]) => (columns = found), row: (cells: Cell[]) => rows.push(cells) };
  await line.read(sql, sink, { signal, rowsMax, few });
  return { columns, rows };
}

// relations that the login may read; statistics before the first ANALYZE are no number
const postgresTables = `SELECT n.nspname, c.relname, CASE WHEN c.relkind IN ('v') THEN 'view' ELSE 'table' END,
    CASE WHEN c.relkind IN ('v', 'f') OR c.reltuples <= 0 THEN NULL ELSE c.reltuples::bigint END, obj_description(c.oid, 'pg_class')
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
    AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')`;

const mysqlTables = `SELECT table_schema, table_name, CASE WHEN table_type LIKE '%VIEW%' THEN 'view' ELSE 'table' END, table_rows, NULLIF(table_comment, '')
  FROM information_schema.tables WHERE table_schema NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys', '__internal_schema', '_statistics_')`;

/** What narrows the list of tables down to a database or to one table. */
function tablesQuery(login: Login, table?: { readonly schema: string; readonly table: string }): string {
  const { literal } = dialects[login.protocol];
  if (login.protocol === 'postgresql')
    return `${postgresTables}${table ? ` AND n.nspname = ${literal(table.schema)} AND c.relname = ${literal(table.table)}` : ' ORDER BY 1, 2'}`;
  const schema = table?.schema || login.database;
  return `${mysqlTables}${schema === '' ? '' : ` AND table_schema = ${literal(schema)}`}${table ? ` AND table_name = ${literal(table.table)}` : ' ORDER BY 1, 2'}`;
}

/** Tables and views that the login may read, by schema and name. */
export async function listTables(
  line: Line,
  login: Login,
  signal: AbortSignal,
): Promise<{ readonly tables: SourceTable[]; readonly more: boolean }> {
  const { rows } = await readAll(line, tablesQuery(login), signal, TABLES_MAX + 1);
  return { tables: rows.slice(0, TABLES_MAX).map(asTable), more: rows.length > TABLES_MAX };
}

function asTable([schema, name, kind, rows, comment]: readonly Cell[]): SourceTable {
  return {
    schema: String(schema),
    name: String(name),
    kind: kind === 'view' ? 'view' : 'table',
    rowsEstimate: rows === null || rows === undefined || kind === 'view' ? null : Number(rows),
    comment: comment === null || comment === undefined || comment === 'VIEW' ? null : String(comment),
  };
}

/** About how many rows will come: by the table's statistics, or by the server's plan of the query. Null where nobody knows. */
export async function rowsEstimate(line: Line, login: Login, from: SourceFrom, sql: string, signal: AbortSignal): Promise<number | null> {
  if (from.kind === 'table') {
    const { rows } = await readAll(line, tablesQuery(login, from), signal, 1);
    const known = rows[0] ? asTable(rows[0]).rowsEstimate : null;
    if (known !== null) return known;
  }
  return await line.estimate(sql, signal);
}
